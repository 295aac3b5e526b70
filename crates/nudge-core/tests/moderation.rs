//! Looking after the service: roles, bans, reports, announcements, and what is written down of it.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod world;

use nudge_core::moderation::{AccountQuery, Banned, NewBan, ReportFilter, ReportId};
use nudge_core::notice::Alert;
use nudge_core::{Actor, Handle, Refusal, Role, Service, Timestamp};

use world::*;

const CONSOLE: &Actor = &Actor::Console;

fn person(who: &str) -> Handle {
    Handle::new(&format!("{who}@example.com")).unwrap()
}

async fn with(people: &[&str]) -> World {
    let world = World::new().await;
    for who in people {
        world.core.add_account(CONSOLE, person(who), None, Some(secret(PASSWORD))).await.unwrap();
    }
    world
}

fn ban(kind: &str, text: &str, expires: Option<Timestamp>) -> NewBan {
    NewBan { whom: Banned::from_parts(kind, text).unwrap(), reason: "spam".to_owned(), expires }
}

async fn gets_in(world: &World, who: &str) -> Option<Refusal> {
    refusal(world.says(person(who).as_str(), PASSWORD).await)
}

#[tokio::test]
async fn whoever_is_banned_gets_in_nowhere_until_it_is_lifted_or_over() {
    for (kind, text) in
        [("account", "bob@example.com"), ("email", "b*@example.com"), ("network", "127.0.0.0/8")]
    {
        let world = with(&["bob"]).await;
        let core = &world.core;
        let who = world.says("bob@example.com", PASSWORD).await.unwrap();
        let ticket = core.issue_ticket(&who, Service::Messenger).unwrap();
        let made = core.add_ban(CONSOLE, ban(kind, text, None)).await.unwrap();
        assert_eq!(gets_in(&world, "bob").await, Some(Refusal::Banned), "{kind}");
        // Also with what was proved before.
        assert_eq!(refusal(world.goes_online(who.clone()).await), Some(Refusal::Banned));
        if let Ok(shown) = core.verify_ticket(&person("bob"), ticket.text(), &Service::SIGN_IN).await {
            assert_eq!(refusal(world.goes_online(shown.who).await), Some(Refusal::Banned));
        }
        core.lift_ban(CONSOLE, made.id).await.unwrap();
        assert_eq!(gets_in(&world, "bob").await, None);
        let last = core.store().audit(None, 1).await.unwrap().remove(0);
        assert_eq!((last.action.as_str(), last.subject), ("ban.lifted", format!("{kind} {text}")));
        assert_eq!(refusal(core.lift_ban(CONSOLE, made.id).await), Some(Refusal::NoSuchEntry));

        let end = core.clock().now().plus_millis(HOUR);
        core.add_ban(CONSOLE, ban(kind, text, Some(end))).await.unwrap();
        assert_eq!(gets_in(&world, "bob").await, Some(Refusal::Banned));
        world.advance(HOUR);
        assert_eq!(gets_in(&world, "bob").await, None);
    }
}

#[tokio::test]
async fn bans_are_there_after_a_restart() {
    let world = with(&["bob"]).await;
    world.core.add_ban(CONSOLE, ban("account", "bob@example.com", None)).await.unwrap();
    world.core.set_motd(CONSOLE, Some("Welcome!".to_owned())).await.unwrap();
    let again = core(world.folder.path(), &world.clock, 1, nudge_core::Policy::default());
    again.read_rules().await.unwrap();
    assert!(again.is_banned(&person("bob"), HERE) && !again.is_banned(&alice(), HERE));
    assert_eq!(again.store().motd().await.unwrap().as_deref(), Some("Welcome!"));
}

#[tokio::test]
async fn nobody_bans_themselves_or_takes_the_last_administrators_role() {
    let world = with(&["bob"]).await;
    let core = &world.core;
    core.set_role(CONSOLE, &alice(), Role::Administrator).await.unwrap();
    let account = core.store().account_by_handle(&alice()).await.unwrap().id;
    let me = Actor::Administrator { account, handle: alice() };
    for (kind, text) in [("account", "alice@example.com"), ("email", "*@example.com")] {
        assert_eq!(refusal(core.add_ban(&me, ban(kind, text, None)).await), Some(Refusal::OwnAccount));
    }
    let last = Some(Refusal::LastAdministrator);
    assert_eq!(refusal(core.set_role(&me, &alice(), Role::Member).await), last);
    assert_eq!(refusal(core.set_enabled(&me, &alice(), false).await), last);
    assert_eq!(refusal(core.delete_account(&me, &alice()).await), last);
    core.set_role(&me, &person("bob"), Role::Administrator).await.unwrap();
    core.set_role(&me, &alice(), Role::Member).await.unwrap();
}

#[tokio::test]
async fn what_is_done_is_written_down_and_what_owners_do_is_not() {
    let world = with(&["bob"]).await;
    let core = &world.core;
    let account = core.store().account_by_handle(&alice()).await.unwrap().id;
    let admin = Actor::Administrator { account, handle: alice() };
    core.set_enabled(&admin, &person("bob"), false).await.unwrap();
    core.set_enabled(&Actor::Owner, &person("bob"), true).await.unwrap();
    let robot = Actor::Program { account, handle: alice(), key: "robot".into() };
    core.rename_account(&robot, &person("bob"), person("robert")).await.unwrap();
    let refused = core.rename_account(&robot, &person("robert"), alice()).await;
    assert_eq!(refusal(refused), Some(Refusal::HandleTaken));

    let audit = core.store().audit(None, 2).await.unwrap();
    let told: Vec<_> = audit
        .iter()
        .map(|entry| {
            (entry.actor.as_str(), entry.action.as_str(), entry.subject.as_str(), entry.detail.as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Alice@example.com (robot)", "account.renamed", "bob@example.com", "robert@example.com"),
            ("Alice@example.com", "account.disabled", "bob@example.com", ""),
        ]
    );
    let earlier = core.store().audit(Some(audit[1].id), 9).await.unwrap();
    assert!(earlier.iter().all(|entry| entry.actor == "console"));
}

#[tokio::test]
async fn a_renamed_account_keeps_everything_but_its_tickets() {
    let world = with(&["bob"]).await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.rename_account(CONSOLE, &alice(), person("alicia")).await.unwrap();
    assert!(world.says("alicia@example.com", PASSWORD).await.is_ok());
    let old = world.core.verify_ticket(&person("alicia"), &ticket, &Service::SIGN_IN).await;
    assert_eq!(refusal(old), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn reports_are_made_and_settled_once() {
    let world = with(&["bob"]).await;
    let core = &world.core;
    let me = core.store().account_by_handle(&alice()).await.unwrap();
    assert_eq!(refusal(core.report(&me, person("bob"), "  ").await), Some(Refusal::InvalidText));
    let id = core.report(&me, person("bob"), "He spams.").await.unwrap();
    let open = core.store().reports(ReportFilter::Open, None, 9).await.unwrap();
    assert_eq!(
        (open[0].by.as_ref(), &open[0].about, open[0].text.as_str()),
        (Some(&alice()), &person("bob"), "He spams.")
    );
    let other = core.report(&me, person("carol"), "She does, too.").await.unwrap();
    assert_eq!(core.store().open_reports().await.unwrap(), 2);
    let about = core.store().reports_about(&person("BOB"), 9).await.unwrap();
    assert_eq!(about.iter().map(|report| report.id).collect::<Vec<_>>(), [id]);
    assert_eq!(core.store().report(other).await.unwrap().text, "She does, too.");
    assert_eq!(refusal(core.store().report(ReportId(77)).await), Some(Refusal::NoSuchEntry));
    core.settle_report(CONSOLE, other, "").await.unwrap();
    core.settle_report(CONSOLE, id, "warned").await.unwrap();
    assert_eq!(core.store().open_reports().await.unwrap(), 0);
    assert_eq!(refusal(core.settle_report(CONSOLE, id, "again").await), Some(Refusal::NoSuchEntry));
    assert!(core.store().reports(ReportFilter::Open, None, 9).await.unwrap().is_empty());
    let settled = core.store().reports(ReportFilter::Settled, None, 9).await.unwrap();
    assert_eq!(settled[1].settled.as_ref().unwrap().note, "warned");
    for _ in 0..8 {
        core.report(&me, person("bob"), "Again.").await.unwrap();
    }
    assert_eq!(refusal(core.report(&me, person("bob"), "Again.").await), Some(Refusal::TooFast));
}

#[tokio::test]
async fn accounts_are_found_by_part_of_address_or_name() {
    let world = with(&["bob", "bobby", "carol"]).await;
    let core = &world.core;
    core.set_role(CONSOLE, &person("carol"), Role::Administrator).await.unwrap();
    core.set_enabled(CONSOLE, &person("bobby"), false).await.unwrap();
    let found = async |query: AccountQuery| -> Vec<String> {
        let accounts = core.store().search_accounts(AccountQuery { limit: 10, ..query }).await.unwrap();
        accounts.iter().map(|account| account.handle.local().to_owned()).collect()
    };
    let text = |text: &str| AccountQuery { text: text.to_owned(), ..AccountQuery::default() };
    assert_eq!(found(text("BOB")).await, ["bob", "bobby"]);
    assert_eq!(found(text("")).await, ["Alice", "bob", "bobby", "carol"]);
    assert_eq!(found(text("%")).await, Vec::<String>::new());
    assert_eq!(found(AccountQuery { enabled: Some(false), ..text("") }).await, ["bobby"]);
    assert_eq!(found(AccountQuery { role: Some(Role::Administrator), ..text("") }).await, ["carol"]);
    assert_eq!(found(AccountQuery { after: Some(person("bob")), ..text("") }).await, ["bobby", "carol"]);
    let bob = core.store().account_by_handle(&person("bob")).await.unwrap().id;
    assert_eq!(found(AccountQuery { among: Some(vec![bob]), ..text("") }).await, ["bob"]);
}

#[tokio::test]
async fn announcements_have_a_length_and_are_written_down() {
    let world = with(&[]).await;
    let alert = |text: String| Alert { text, url: String::new() };
    for bad in [String::new(), " \n".to_owned(), "x".repeat(401), "\u{7}".to_owned(), "a\tb".to_owned()] {
        let refused = world.core.announce(CONSOLE, None, alert(bad)).await;
        assert_eq!(refusal(refused), Some(Refusal::InvalidText));
    }
    assert_eq!(world.core.announce(CONSOLE, None, alert("Back at ten.".to_owned())).await.unwrap(), 0);
    let last = world.core.store().audit(None, 1).await.unwrap().remove(0);
    assert_eq!((last.action.as_str(), last.detail.as_str()), ("announcement.shown", "Back at ten."));
}

#[tokio::test]
async fn a_session_is_ended_and_that_is_written_down() {
    let world = with(&["bob"]).await;
    let who = world.says("bob@example.com", PASSWORD).await.unwrap();
    let session = world.goes_online(who).await.unwrap();
    world.core.disconnect(CONSOLE, &person("bob")).await.unwrap();
    drop(session);
    let last = world.core.store().audit(None, 1).await.unwrap().remove(0);
    assert_eq!((last.action.as_str(), last.subject.as_str()), ("account.session_ended", "bob@example.com"));
    assert_eq!(refusal(world.core.disconnect(CONSOLE, &person("bob")).await), Some(Refusal::NotOnline));
    assert!(world.says("bob@example.com", PASSWORD).await.is_ok(), "and it can sign in again");
    let nobody = world.core.disconnect(CONSOLE, &person("nobody")).await;
    assert_eq!(refusal(nobody), Some(Refusal::UnknownAccount));
}

#[tokio::test]
async fn what_is_counted_is_summed_up_in_steps() {
    let world = with(&["bob"]).await;
    let core = &world.core;
    let start = core.clock().now();
    for failures in [1, 2] {
        for _ in 0..failures {
            assert!(world.says("bob@example.com", "wrong").await.is_err());
        }
        let who = world.says("bob@example.com", PASSWORD).await.unwrap();
        let session = world.goes_online(who).await.unwrap();
        core.sample().await.unwrap();
        drop(session);
        world.advance(MINUTE);
    }
    let samples = core.store().samples(start, core.clock().now(), HOUR).await.unwrap();
    let [sample] = samples[..] else { panic!("{samples:?}") };
    assert_eq!((sample.at, sample.online, sample.sign_ins, sample.failures), (start, 1, 2, 3));
    assert_eq!(core.store().samples(start, core.clock().now(), MINUTE).await.unwrap().len(), 2);
    assert_eq!(core.store().purge_samples(core.clock().now()).await.unwrap(), 2);
}
