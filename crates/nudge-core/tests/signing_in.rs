//! Who gets in with what: passwords, access tokens, tickets, and how often one may be wrong.

mod world;

use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{Actor, Handle, Policy, Refusal, Secret, Service};

use world::*;

#[tokio::test]
async fn the_password_or_any_access_token_opens_an_account() {
    let world = World::new().await;
    let token = world.token().await;
    let by_password = world.says("ALICE@EXAMPLE.COM", PASSWORD).await.unwrap();
    assert_eq!((by_password.handle.as_str(), by_password.token), ("Alice@example.com", None));
    let by_token = world.says("alice@example.com", token.expose()).await.unwrap();
    assert!(by_token.token.is_some());
    assert_eq!(by_token.account, by_password.account);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_are_refused_alike() {
    let world = World::new().await;
    world
        .core
        .add_account(&Actor::Console, Handle::new("bob@example.com").unwrap(), None, None)
        .await
        .unwrap();
    for (handle, text) in [
        ("alice@example.com", "wrong"),
        ("alice@example.com", ""),
        // What a client has cut off after 16 characters is not the password.
        ("alice@example.com", &PASSWORD[..16]),
        ("nobody@example.com", PASSWORD),
        // Has neither password nor token.
        ("bob@example.com", PASSWORD),
        ("bob@example.com", ""),
    ] {
        assert_eq!(refusal(world.says(handle, text).await), Some(Refusal::BadCredentials), "{handle} {text}");
    }
}

#[tokio::test]
async fn only_the_right_proof_learns_that_an_account_is_switched_off() {
    let world = World::new().await;
    let token = world.token().await;
    world.core.set_enabled(&Actor::Console, &alice(), false).await.unwrap();
    assert_eq!(refusal(world.says("alice@example.com", PASSWORD).await), Some(Refusal::Disabled));
    assert_eq!(refusal(world.says("alice@example.com", token.expose()).await), Some(Refusal::Disabled));
    assert_eq!(refusal(world.says("alice@example.com", "wrong").await), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn too_many_failures_close_every_way_in_for_a_while() {
    let world = World::new().await;
    let token = world.token().await;
    for handle in ["alice@example.com", "nobody@example.com"] {
        for _ in 0..10 {
            assert_eq!(refusal(world.says(handle, "wrong").await), Some(Refusal::BadCredentials));
        }
        assert_eq!(refusal(world.says(handle, PASSWORD).await), Some(Refusal::TooManyAttempts));
    }
    let proves = |known: &Secret| known.matches(&token);
    let core = &world.core;
    assert_eq!(refusal(core.verify_proof(&alice(), HERE, proves).await), Some(Refusal::TooManyAttempts));
    assert_eq!(refusal(core.verify_clear(&alice(), HERE, &token).await), Some(Refusal::TooManyAttempts));
    world.advance(2 * MINUTE);
    assert!(world.says("alice@example.com", PASSWORD).await.is_ok());
    // She starts afresh.
    for _ in 0..9 {
        assert_eq!(refusal(world.says("alice@example.com", "wrong").await), Some(Refusal::BadCredentials));
    }
    assert!(core.verify_proof(&alice(), HERE, proves).await.is_ok());
}

#[tokio::test]
async fn failures_in_any_way_count_together() {
    let world = World::new().await;
    for _ in 0..5 {
        refusal(world.core.verify_proof(&alice(), HERE, |_| false).await).unwrap();
        refusal(world.core.verify_clear(&alice(), HERE, &secret("wrong")).await).unwrap();
    }
    assert_eq!(refusal(world.says("alice@example.com", PASSWORD).await), Some(Refusal::TooManyAttempts));
}

#[tokio::test]
async fn a_ticket_can_be_shown_again_until_it_expires() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    assert_eq!(ticket.len(), 126);
    assert!(ticket.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{ticket}");
    assert_ne!(ticket, world.ticket(PASSWORD).await);
    for _ in 0..3 {
        assert_eq!(world.shows(&ticket).await, None);
    }
    world.advance(24 * HOUR - 1);
    assert_eq!(world.shows(&ticket).await, None);
    world.advance(1);
    assert_eq!(world.shows(&ticket).await, Some(Refusal::TicketExpired));
    // A forged one is not said to be old.
    assert_eq!(world.shows(&ticket[1..]).await, Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn a_ticket_is_good_for_its_service_alone() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    let ticket = |service| world.core.issue_ticket(&verified, service).unwrap();
    for service in [Service::Messenger, Service::MessengerClear] {
        let ticket = ticket(service);
        let accepted = &Service::SIGN_IN_WITH_PROOF;
        let shown = world.core.verify_ticket(&alice(), ticket.text(), accepted).await.unwrap();
        assert_eq!((shown.service, &shown.proof), (service, ticket.proof()));
    }
    assert_eq!(world.shows(ticket(Service::Messenger).text()).await, None);
    for service in [
        Service::Other,
        Service::Passport,
        Service::MessengerClear,
        Service::MessengerSecure,
        Service::Contacts,
    ] {
        assert_eq!(world.shows(ticket(service).text()).await, Some(Refusal::BadCredentials), "{service:?}");
    }
    let contacts = ticket(Service::Contacts);
    let accepted = [Service::Contacts, Service::Messenger];
    let holder = world.core.holder_of_ticket(contacts.text(), &accepted).await.unwrap();
    assert_eq!((holder.handle, holder.account), (verified.handle.clone(), verified.account));
    for accepted in [&[][..], &[Service::Storage]] {
        let refused = world.core.holder_of_ticket(contacts.text(), accepted).await;
        assert_eq!(refusal(refused), Some(Refusal::BadCredentials));
    }
}

#[tokio::test]
async fn who_shows_a_ticket_without_an_address_is_looked_at_like_everybody() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    let ticket = world.core.issue_ticket(&verified, Service::Storage).unwrap();
    let shown = async || refusal(world.core.holder_of_ticket(ticket.text(), &[Service::Storage]).await);
    assert_eq!(shown().await, None);
    let whom = Banned::from_parts("account", "alice@example.com").unwrap();
    let ban =
        world.core.add_ban(&Actor::Console, NewBan { whom, reason: String::new(), expires: None }).await;
    assert_eq!(shown().await, Some(Refusal::Banned));
    world.core.lift_ban(&Actor::Console, ban.unwrap().id).await.unwrap();
    world.core.set_enabled(&Actor::Console, &alice(), false).await.unwrap();
    assert_eq!(shown().await, Some(Refusal::Disabled));
    world.core.set_enabled(&Actor::Console, &alice(), true).await.unwrap();
    assert_eq!(shown().await, Some(Refusal::BadCredentials));
    world.core.delete_account(&Actor::Console, &alice()).await.unwrap();
    assert_eq!(shown().await, Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn a_ticket_survives_a_restart_but_not_another_key() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.store().close().await;
    let again = core(world.folder.path(), &world.clock, 1, Policy::default());
    assert!(again.verify_ticket(&alice(), &ticket, &Service::SIGN_IN).await.is_ok());
    let other = core(world.folder.path(), &world.clock, 2, Policy::default());
    assert_eq!(
        refusal(other.verify_ticket(&alice(), &ticket, &Service::SIGN_IN).await),
        Some(Refusal::BadCredentials)
    );
}

#[tokio::test]
async fn a_ticket_is_its_accounts_and_no_character_of_it_can_be_another() {
    let world = World::new().await;
    let bob = Handle::new("bob@example.com").unwrap();
    world.core.add_account(&Actor::Console, bob.clone(), None, None).await.unwrap();
    let ticket = world.ticket(PASSWORD).await;
    for handle in [bob, Handle::new("nobody@example.com").unwrap()] {
        let shown = world.core.verify_ticket(&handle, &ticket, &Service::SIGN_IN).await;
        assert_eq!(refusal(shown), Some(Refusal::BadCredentials));
    }
    for at in 0..ticket.len() {
        let other = if ticket.as_bytes()[at] == b'A' { "B" } else { "A" };
        let mut forged = ticket.clone();
        forged.replace_range(at..=at, other);
        assert_eq!(world.shows(&forged).await, Some(Refusal::BadCredentials), "{at}");
    }
    for text in ["", "t", &ticket[1..], &format!("{ticket}A"), &"ü".repeat(62)] {
        assert_eq!(world.shows(text).await, Some(Refusal::BadCredentials), "{text}");
    }
}

#[tokio::test]
async fn a_new_password_ends_every_ticket() {
    let world = World::new().await;
    let token = world.token().await;
    let tickets = [world.ticket(PASSWORD).await, world.ticket(token.expose()).await];
    world.core.set_password(&Actor::Console, &alice(), secret("something else")).await.unwrap();
    for ticket in tickets {
        assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    }
    assert_eq!(world.shows(&world.ticket("something else").await).await, None);
}

#[tokio::test]
async fn a_password_that_changes_while_somebody_signs_in_lets_nobody_in() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    world.core.set_password(&Actor::Console, &alice(), secret("something else")).await.unwrap();
    assert_eq!(refusal(world.goes_online(verified).await), Some(Refusal::BadCredentials));
    let verified = world.says("alice@example.com", "something else").await.unwrap();
    assert_eq!(refusal(world.goes_online(verified).await), None);
}

#[tokio::test]
async fn a_revoked_token_ends_the_tickets_that_it_got() {
    let world = World::new().await;
    let token = world.token().await;
    let (by_token, by_password) = (world.ticket(token.expose()).await, world.ticket(PASSWORD).await);
    let verified = world.core.verify_ticket(&alice(), &by_token, &Service::SIGN_IN).await.unwrap().who;
    assert!(verified.token.is_some(), "a session from it ends when the token is revoked");
    world.core.revoke_token(&Actor::Console, &alice(), &laptop()).await.unwrap();
    // One of the same name is another.
    world.token().await;
    assert_eq!(world.shows(&by_token).await, Some(Refusal::BadCredentials));
    assert_eq!(world.shows(&by_password).await, None);
}

#[tokio::test]
async fn a_disabled_or_deleted_account_has_no_tickets_left() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.set_enabled(&Actor::Console, &alice(), false).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::Disabled));
    world.core.set_enabled(&Actor::Console, &alice(), true).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    let ticket = world.ticket(PASSWORD).await;
    world.core.delete_account(&Actor::Console, &alice()).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    // Whoever gets the address next is somebody else.
    world.core.add_account(&Actor::Console, alice(), None, Some(secret(PASSWORD))).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    let ticket = world.core.issue_ticket(&verified, Service::Messenger).unwrap();
    let seen = world.core.verify_ticket(&alice(), ticket.text(), &Service::SIGN_IN).await.unwrap();
    let shown = format!("{ticket:?} {verified:?} {:?}", seen.proof);
    assert!(!shown.contains(ticket.text()) && !shown.contains("proof"), "{shown}");
}
