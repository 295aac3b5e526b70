//! What members do with a browser: register, be recognised, show a second factor, set a new password.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod world;

use std::net::IpAddr;

use nudge_core::member::{Applicant, MAX_PLACES, Origin, Registration, Scope};
use nudge_core::{Actor, Handle, Policy, Rate, Refusal, Role, Secret, TokenName};

use world::*;

const DAY: i64 = 24 * HOUR;

fn origin() -> Origin {
    Origin::new(HERE, "Mozilla/5.0")
}

fn bob() -> Handle {
    Handle::new("bob@example.com").unwrap()
}

fn applicant(handle: Handle, code: Option<&str>) -> Applicant {
    Applicant {
        handle,
        name: None,
        password: secret("a password of Bob's"),
        code: code.map(str::to_owned),
        from: HERE,
    }
}

async fn place(world: &World) -> Secret {
    let who = world.core.verify_real_password(&alice(), HERE, &secret(PASSWORD)).await.unwrap();
    world.core.open_place(&who, origin()).await.unwrap()
}

async fn is_there(world: &World, place: &Secret) -> bool {
    world.core.visitor(place, &origin()).await.unwrap().is_some()
}

#[tokio::test]
async fn a_browser_is_recognised_until_it_leaves_or_is_not_used() {
    let world = World::new().await;
    let (one, other) = (place(&world).await, place(&world).await);
    let visitor = world.core.visitor(&one, &origin()).await.unwrap().unwrap();
    assert_eq!(visitor.account.handle, alice());
    assert!(!is_there(&world, &secret("guessed")).await);

    world.core.leave(visitor.account.id, visitor.place.id).await.unwrap();
    assert!(!is_there(&world, &one).await && is_there(&world, &other).await);

    // Used now and then, it lasts.
    for _ in 0..6 {
        world.advance(10 * DAY);
        assert!(is_there(&world, &other).await);
        world.core.store().health().await.unwrap();
    }
    world.advance(15 * DAY);
    assert!(!is_there(&world, &other).await);
    assert!(world.core.places(visitor.account.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn no_place_lasts_for_ever() {
    let world = World::new().await;
    let place = place(&world).await;
    for _ in 0..8 {
        world.advance(11 * DAY);
        assert!(is_there(&world, &place).await);
        world.core.store().health().await.unwrap();
    }
    world.advance(3 * DAY);
    assert!(!is_there(&world, &place).await);
}

#[tokio::test]
async fn a_new_password_and_signing_out_everywhere_end_every_place() {
    let world = World::new().await;
    let first = place(&world).await;
    world.core.set_password(&Actor::Owner, &alice(), secret(PASSWORD)).await.unwrap();
    assert!(!is_there(&world, &first).await);
    let second = place(&world).await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.sign_out_everywhere(&Actor::Owner, &alice()).await.unwrap();
    assert!(!is_there(&world, &second).await);
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    let third = place(&world).await;
    world.core.set_enabled(&Actor::Console, &alice(), false).await.unwrap();
    assert!(!is_there(&world, &third).await);
}

#[tokio::test]
async fn only_so_many_places_are_kept() {
    let world = World::new().await;
    let oldest = place(&world).await;
    for _ in 0..MAX_PLACES {
        world.advance(1);
        place(&world).await;
    }
    assert!(!is_there(&world, &oldest).await);
    let account = world.core.store().account_by_handle(&alice()).await.unwrap().id;
    assert_eq!(world.core.places(account).await.unwrap().len(), MAX_PLACES);
}

#[tokio::test]
async fn an_access_token_is_no_password_for_a_browser() {
    let world = World::new().await;
    let token = world.token().await;
    assert!(world.says("alice@example.com", token.expose()).await.is_ok());
    let refused = world.core.verify_real_password(&alice(), HERE, &token).await;
    assert_eq!(refusal(refused), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn registration_is_closed_open_or_by_invitation() {
    let closed = World::new().await;
    assert!(!closed.core.may_register(Some("x")).await.unwrap());
    assert_eq!(refusal(closed.core.apply(applicant(bob(), None)).await), Some(Refusal::SwitchedOff));

    let open = World::with(Policy { registration: Registration::Open, ..Policy::default() }).await;
    let registered = open.core.apply(applicant(bob(), None)).await.unwrap();
    assert!(registered.confirmation.is_none() && registered.account.state.verified);
    assert!(open.core.open_place(&registered.who, origin()).await.is_ok());
    assert_eq!(refusal(open.core.apply(applicant(bob(), None)).await), Some(Refusal::HandleTaken));

    let invited = World::with(Policy { registration: Registration::Invitation, ..Policy::default() }).await;
    let link = invited.core.add_link(&Actor::Console, "for Bob", 1, None).await.unwrap();
    let code = link.link.code.as_str();
    for bad in [None, Some("guessed")] {
        assert_eq!(refusal(invited.core.apply(applicant(bob(), bad)).await), Some(Refusal::LinkVoid));
    }
    assert!(invited.core.may_register(Some(code)).await.unwrap());
    invited.core.apply(applicant(bob(), Some(code))).await.unwrap();
    let carol = Handle::new("carol@example.com").unwrap();
    assert_eq!(refusal(invited.core.apply(applicant(carol, Some(code))).await), Some(Refusal::LinkVoid));
    assert!(!invited.core.may_register(Some(code)).await.unwrap());

    let other = invited.core.add_link(&Actor::Console, "for Carol", 1, None).await.unwrap();
    invited.core.withdraw_link(&Actor::Console, other.id).await.unwrap();
    assert!(!invited.core.may_register(Some(&other.link.code)).await.unwrap());
    let last = invited.core.store().audit(None, 1).await.unwrap().remove(0);
    assert_eq!((last.action.as_str(), last.subject.as_str()), ("invitation.withdrawn", "for Carol"));
    let again = invited.core.withdraw_link(&Actor::Console, other.id).await;
    assert_eq!(refusal(again), Some(Refusal::NoSuchEntry));
}

#[tokio::test]
async fn a_link_that_could_not_be_used_is_not_used_up() {
    let world = World::with(Policy { registration: Registration::Invitation, ..Policy::default() }).await;
    let end = Some(world.core.clock().now().plus_millis(DAY));
    let link = world.core.add_link(&Actor::Console, "", 1, end).await.unwrap();
    let code = link.link.code.as_str();
    assert_eq!(refusal(world.core.apply(applicant(alice(), Some(code))).await), Some(Refusal::HandleTaken));
    world.advance(DAY - 1);
    assert!(world.core.may_register(Some(code)).await.unwrap());
    world.advance(1);
    assert_eq!(refusal(world.core.apply(applicant(bob(), Some(code))).await), Some(Refusal::LinkVoid));
}

#[tokio::test]
async fn who_registers_too_often_from_one_place_must_wait() {
    let rate = Rate { count: 2, within_millis: 3_600_000 };
    let policy = Policy { registration: Registration::Open, registrations: rate, ..Policy::default() };
    let world = World::with(policy).await;
    let apply = async |n: u8, from: &str| {
        let handle = Handle::new(&format!("n{n}@example.com")).unwrap();
        let from: IpAddr = from.parse().unwrap();
        refusal(world.core.apply(Applicant { from, ..applicant(handle, None) }).await)
    };
    assert_eq!(apply(1, "192.0.2.1").await, None);
    assert_eq!(apply(2, "192.0.2.1").await, None);
    assert_eq!(apply(3, "192.0.2.1").await, Some(Refusal::TooFast));
    assert_eq!(apply(3, "192.0.2.2").await, None);
    world.advance(HOUR);
    assert_eq!(apply(4, "192.0.2.1").await, None);
}

#[tokio::test]
async fn an_address_must_be_confirmed_where_that_is_asked_for() {
    let policy = Policy { registration: Registration::Open, confirm_addresses: true, ..Policy::default() };
    let world = World::with(policy).await;
    let registered = world.core.apply(applicant(bob(), None)).await.unwrap();
    let code = registered.confirmation.unwrap();
    let sign_in = async || world.core.verify_password(&bob(), HERE, &secret("a password of Bob's")).await;
    assert_eq!(refusal(sign_in().await), Some(Refusal::Unconfirmed));
    assert_eq!(refusal(world.core.confirm("0000000000", HERE).await), Some(Refusal::CodeVoid));
    // As people type it.
    let typed = format!(" {}-{} ", code.expose()[..5].to_uppercase(), &code.expose()[5..]);
    world.core.confirm(&typed, HERE).await.unwrap();
    assert!(sign_in().await.is_ok());
    assert_eq!(refusal(world.core.confirm(code.expose(), HERE).await), Some(Refusal::CodeVoid), "used");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_who_reads_the_mail() {
    let world = World::new().await;
    assert!(world.core.reset_code(&bob(), HERE).await.unwrap().is_none());
    let (_, early) = world.core.reset_code(&alice(), HERE).await.unwrap().unwrap();
    let (_, code) = world.core.reset_code(&alice(), HERE).await.unwrap().unwrap();
    let place = place(&world).await;
    let reset =
        async |code: &Secret, new: &str| refusal(world.core.reset(code.expose(), secret(new), HERE).await);
    assert_eq!(reset(&early, "another password").await, Some(Refusal::CodeVoid), "a later one was sent");
    assert_eq!(reset(&code, "short").await, Some(Refusal::WeakPassword));
    assert_eq!(reset(&code, "another password").await, None);
    assert!(!is_there(&world, &place).await);
    assert!(world.says("alice@example.com", "another password").await.is_ok());

    let (_, late) = world.core.reset_code(&alice(), HERE).await.unwrap().unwrap();
    world.advance(HOUR);
    assert_eq!(reset(&late, "a third password").await, Some(Refusal::CodeVoid), "too late");
}

#[tokio::test]
async fn codes_cannot_be_guessed_for_long() {
    let world = World::new().await;
    let mut last = None;
    for n in 0..51 {
        last = refusal(world.core.reset(&format!("guess{n:05}"), secret("another password"), HERE).await);
    }
    assert_eq!(last, Some(Refusal::TooManyAttempts));
}

/// What an authenticator shows: RFC 6238 once more, by another hand than the domain's.
fn shown(secret: &Secret, seconds: i64) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let key = data_encoding::BASE32_NOPAD.decode(secret.expose().as_bytes()).unwrap();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(seconds / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_each_code_is_good_once() {
    let world = World::new().await;
    let core = &world.core;
    let account = core.store().account_by_handle(&alice()).await.unwrap();
    let enrolment = core.draw_second_factor(&account, "msn.example");
    assert!(enrolment.address.expose().starts_with("otpauth://totp/msn.example:Alice%40example.com?secret="));
    let code = || shown(&enrolment.secret, core.clock().now().seconds());
    let wrong = core.set_second_factor(account.id, &enrolment.secret, "000000x").await;
    assert_eq!(refusal(wrong), Some(Refusal::WrongCode));
    let recovery = core.set_second_factor(account.id, &enrolment.secret, &code()).await.unwrap();

    let who = async || core.verify_real_password(&alice(), HERE, &secret(PASSWORD)).await.unwrap();
    assert!(core.needs_second_factor(&who().await).await.unwrap());
    let check = async |typed: &str| refusal(core.check_second_factor(who().await, typed, HERE).await);
    assert_eq!(check(&code()).await, Some(Refusal::WrongCode), "used when it was set up");
    world.advance(30_000);
    let good = code();
    assert_eq!(check(&format!("{} {}", &good[..3], &good[3..])).await, None);
    assert_eq!(check(&good).await, Some(Refusal::WrongCode), "used");
    assert_eq!(check(recovery[3].expose()).await, None);
    assert_eq!(check(recovery[3].expose()).await, Some(Refusal::WrongCode), "used");

    // Clients cannot show one: they need access tokens.
    let token = world.token().await;
    assert_eq!(refusal(world.says("alice@example.com", PASSWORD).await), Some(Refusal::BadCredentials));
    assert!(world.says("alice@example.com", token.expose()).await.is_ok());

    core.remove_second_factor(&Actor::Owner, &alice()).await.unwrap();
    assert!(!core.needs_second_factor(&who().await).await.unwrap());
    assert!(world.says("alice@example.com", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn administrators_need_a_second_factor_only_where_the_operator_says_so() {
    for is_needed in [false, true] {
        let policy = Policy { administrators_need_second_factor: is_needed, ..Policy::default() };
        let world = World::with(policy).await;
        let core = &world.core;
        let account = core.store().account_by_handle(&alice()).await.unwrap();
        assert_eq!(core.lacks_second_factor(account.id).await.unwrap(), is_needed);
        let enrolment = core.draw_second_factor(&account, "x");
        let code = shown(&enrolment.secret, core.clock().now().seconds());
        core.set_second_factor(account.id, &enrolment.secret, &code).await.unwrap();
        assert!(!core.lacks_second_factor(account.id).await.unwrap());
    }
}

#[tokio::test]
async fn the_password_does_not_make_good_for_wrong_codes() {
    let world = World::new().await;
    let core = &world.core;
    let account = core.store().account_by_handle(&alice()).await.unwrap();
    let enrolment = core.draw_second_factor(&account, "x");
    let code = shown(&enrolment.secret, core.clock().now().seconds());
    core.set_second_factor(account.id, &enrolment.secret, &code).await.unwrap();
    let mut outcomes = Vec::new();
    for _ in 0..11 {
        let who = core.verify_real_password(&alice(), HERE, &secret(PASSWORD)).await.unwrap();
        outcomes.push(refusal(core.check_second_factor(who, "nonsense", HERE).await).unwrap());
    }
    assert_eq!(outcomes[9..], [Refusal::WrongCode, Refusal::TooManyAttempts]);
}

#[tokio::test]
async fn keys_are_administrators_and_end_with_the_role() {
    let world = World::new().await;
    let core = &world.core;
    let name = || TokenName::new("robot").unwrap();
    let add = async || core.add_key(&Actor::Console, &alice(), name(), vec![Scope::AccountsRead]).await;
    assert_eq!(refusal(add().await), Some(Refusal::NotAllowed));
    core.set_role(&Actor::Console, &alice(), Role::Administrator).await.unwrap();
    let (key, secret) = add().await.unwrap();
    let holder = core.key_holder(&secret, HERE).await.unwrap().unwrap();
    assert_eq!((holder.key.scopes, holder.account.handle), (vec![Scope::AccountsRead], alice()));
    assert_eq!(refusal(add().await), Some(Refusal::TokenNameTaken));

    core.add_account(&Actor::Console, bob(), None, None).await.unwrap();
    core.set_role(&Actor::Console, &bob(), Role::Administrator).await.unwrap();
    core.set_role(&Actor::Console, &alice(), Role::Member).await.unwrap();
    assert!(core.key_holder(&secret, HERE).await.unwrap().is_none());
    core.set_role(&Actor::Console, &alice(), Role::Administrator).await.unwrap();
    core.revoke_key(&Actor::Console, key.id).await.unwrap();
    assert_eq!(core.store().audit(None, 1).await.unwrap()[0].subject, "robot", "by its name");
    assert!(core.key_holder(&secret, HERE).await.unwrap().is_none());
    assert_eq!(refusal(core.revoke_key(&Actor::Console, key.id).await), Some(Refusal::NoSuchEntry));
}
