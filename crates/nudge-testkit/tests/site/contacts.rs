//! Contacts, groups and privacy, with clients signed in beside the browser.

use anyhow::ensure;
use msnp::Dialect;
use nudge_core::moderation::ReportFilter;
use nudge_core::{Account, Handle, List, Lists, Privacy};
use nudge_testkit::http::{get, post};
use nudge_testkit::{Raw, TestServer, browser, wording};

use crate::download::{form_token, session};
use crate::forms::FORM;
use crate::steps::{self, BOB, member, send, send_form, sign_in, token};

const ALICE: &str = "alice@example.com";
const CAROL: &str = "carol@example.com";

/// Bob, whose browser it is, and Alice and Carol, who have him as a contact.
async fn start() -> (TestServer, String, Account) {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    for (handle, name) in [(ALICE, "Alice Liddell"), (CAROL, "Carol")] {
        let other = member(&server, handle, name).await;
        server.core().add_contact(other.id, &bob.handle, None).await.unwrap();
    }
    (server, origin, bob)
}

/// Somebody who is online, and hears of others.
async fn online(server: &TestServer, who: &str) -> anyhow::Result<Raw> {
    let account = server.core().store().account_by_handle(&Handle::new(who)?).await?;
    let secret = token(server, &account).await;
    let mut raw = Raw::signed_in(server, who, &secret, Dialect::Msnp7).await?;
    raw.send("SYN 4 0").await?;
    raw.settle().await?;
    raw.asks("CHG 5 NLN", "CHG 5 NLN").await?;
    raw.settle().await?;
    Ok(raw)
}

async fn lists(server: &TestServer, owner: &Account, whom: &str) -> anyhow::Result<Lists> {
    let contact = server.core().store().contact(owner.id, &Handle::new(whom)?).await?;
    Ok(contact.map_or(Lists::NONE, |contact| contact.lists()))
}

#[tokio::test]
async fn who_is_added_allowed_and_blocked_on_the_site_sees_it_in_messenger_at_once() {
    let (server, origin, bob) = start().await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/contacts", "contacts-waiting").await?;
        let mut alice = online(&server, ALICE).await?;
        let _bobs = online(&server, BOB).await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", Dialect::Msnp7)).await?;

        browser.goto("/contacts").await?;
        ensure!(browser.text("main").await?.contains("your own Messenger shows it after its next sign-in"));
        browser.follow("li:first-child button[value='add']").await?;
        ensure!(browser.text(".notice.success").await?.contains("is one of your contacts now."));
        alice.expect("ADD 0 RL 4 bob@example.com Bob").await?;
        ensure!(lists(&server, &bob, ALICE).await?.contains(Lists::FORWARD | Lists::ALLOW));
        browser.inspect("/contacts", "contacts").await?;
        ensure!(browser.text("a.person + .marks").await?.contains("Online"), "Alice is there");

        browser.goto("/contacts").await?;
        browser.follow("a.person").await?;
        let path = browser.path().await?;
        browser.inspect(&path, "person").await?;
        browser.goto(&path).await?;
        browser.follow("button[value='block']").await?;
        alice.expect(&format!("FLN {BOB}")).await?;
        browser.inspect_here("person-blocked").await?;
        ensure!(lists(&server, &bob, ALICE).await?.contains(Lists::BLOCK));
        browser.goto(&path).await?;
        browser.follow("button[value='allow']").await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", Dialect::Msnp7)).await?;
        browser.follow("button[value='remove']").await?;
        alice.expect("REM 0 RL 5 bob@example.com").await?;
        ensure!(browser.path().await? == "/contacts");

        browser.follow("button[value='block']").await?;
        ensure!(lists(&server, &bob, CAROL).await?.contains(Lists::BLOCK), "Carol was refused");
        send(browser, &[("address", "nobody@example.com")]).await?;
        ensure!(browser.text(".error").await? == "Nobody here has that address.");
        browser.inspect_here("contacts-wrong").await?;
        send(browser, &[("address", ALICE)]).await?;
        alice.expect("ADD 0 RL 6 bob@example.com Bob").await?;
        send(browser, &[("address", ALICE)]).await?;
        ensure!(browser.text(".error").await? == "They are one of your contacts already.");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn groups_are_made_filled_renamed_and_deleted() {
    let (server, origin, bob) = start().await;
    server.core().add_contact(bob.id, &Handle::new(ALICE).unwrap(), None).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/contacts/groups", "groups-empty").await?;
        for name in ["Friends", "Family & co"] {
            browser.goto("/contacts/groups").await?;
            send(browser, &[("name", name)]).await?;
        }
        send(browser, &[("name", "Friends")]).await?;
        ensure!(browser.text(".error").await? == "You have a group of that name already.");
        browser.inspect_here("groups-wrong").await?;

        browser.goto("/contacts").await?;
        browser.follow("a.person").await?;
        let person = browser.path().await?;
        browser.press("input[name='group']").await?;
        browser.follow(".form button[type='submit']").await?;
        ensure!(browser.text(".notice").await? == "The groups of Alice Liddell are changed.");
        browser.inspect(&person, "person-groups").await?;
        browser.goto("/contacts").await?;
        ensure!(browser.text("main").await?.contains("Friends"));
        browser.inspect("/contacts/groups", "groups").await?;
        browser.goto("/contacts/groups").await?;
        ensure!(browser.text(".people li").await?.contains("1 contact"));

        browser.follow("a.person").await?;
        let group = browser.path().await?;
        browser.inspect(&group, "group").await?;
        browser.goto(&group).await?;
        send(browser, &[("name", "Family & co")]).await?;
        ensure!(browser.text(".error").await? == "You have a group of that name already.");
        send(browser, &[("name", "Old friends")]).await?;
        ensure!(browser.text(".notice").await? == "The group is called Old friends now.");
        // Out of one group and into the other at once.
        browser.goto(&person).await?;
        for nth in 1..=2 {
            browser.press(&format!("label:nth-of-type({nth}) input")).await?;
        }
        browser.follow(".form button[type='submit']").await?;
        let roster = server.core().store().roster(bob.id).await?;
        let alice = roster.contacts.iter().find(|contact| contact.handle.as_str() == ALICE);
        let numbers: Vec<_> = alice.map(|alice| alice.groups.iter().collect()).unwrap_or_default();
        ensure!(numbers == [roster.groups[1].id], "{numbers:?}");
        browser.goto(&group).await?;
        browser.follow(".danger").await?;
        ensure!(browser.text(".notice").await? == "The group Old friends is gone.");
        ensure!(lists(&server, &bob, ALICE).await?.contains(Lists::FORWARD));
        browser.goto(&group).await?;
        ensure!(browser.text("h1").await? == "There is no such page");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn privacy_is_for_everybody_else_and_for_somebody_in_particular() {
    let (server, origin, bob) = start().await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        let mut alice = online(&server, ALICE).await?;
        let _bobs = online(&server, BOB).await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", Dialect::Msnp7)).await?;
        browser.goto("/contacts/privacy").await?;
        browser.press("option[value='block']").await?;
        browser.press("[name='ask']").await?;
        browser.follow("main form button").await?;
        alice.expect(&format!("FLN {BOB}")).await?;
        let roster = server.core().store().roster(bob.id).await?;
        ensure!(roster.privacy == Privacy::BlockByDefault);
        ensure!(roster.prompt == nudge_core::ReversePrompt::Silent);
        let form = "form[action='/contacts/privacy/block']";
        browser.goto("/contacts/privacy").await?;
        send_form(browser, form, &[("address", "nobody@example.com")]).await?;
        ensure!(browser.text(".error").await? == "Nobody here has that address.");
        send_form(browser, form, &[("address", CAROL)]).await?;
        ensure!(lists(&server, &bob, CAROL).await?.contains(List::Block.into()));
        browser.inspect("/contacts/privacy", "privacy").await?;
        browser.goto("/contacts/privacy").await?;
        ensure!(browser.text(".people").await?.contains("Blocked"));
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn somebody_is_reported_to_those_who_run_the_server() {
    let (server, origin) = steps::start(|policy| policy.reports.count = 1).await;
    member(&server, BOB, "Bob").await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/report?about=eve%40example.com", "report").await?;
        browser.goto("/report?about=eve%40example.com").await?;
        send(browser, &[("text", "She threatens me.")]).await?;
        ensure!(
            browser.text(".notice").await?.starts_with("Your report about eve@example.com is on its way")
        );
        let reports = server.core().store().reports(ReportFilter::Open, None, 9).await?;
        ensure!(reports.len() == 1 && reports[0].text == "She threatens me.", "{reports:?}");
        browser.goto("/report").await?;
        send(browser, &[("about", "eve@example.com"), ("text", "And again.")]).await?;
        ensure!(browser.text(".error").await?.starts_with("You have made a good many reports"));
        browser.inspect_here("report-wrong").await?;
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

/// What no page of ours sends.
#[tokio::test]
async fn hostile_forms_change_nothing_and_break_nothing() {
    let (server, _, bob) = start().await;
    let cookie = session(&server, &bob).await;
    let token = form_token(&server, "/contacts", &cookie).await;
    let headers = [FORM, ("Cookie", cookie.as_str())];
    let nobody = "00000000-0000-4000-8000-000000000000";
    let long = "x".repeat(60_000);
    for (path, fields, status) in [
        ("/contacts", "address=&group=".to_owned(), 422),
        ("/contacts", format!("address={ALICE}&group=%00"), 400),
        ("/contacts", format!("address={ALICE}&group={nobody}"), 422),
        ("/contacts", format!("address={long}"), 422),
        ("/contacts/answer", format!("person={nobody}&answer=add"), 404),
        ("/contacts/answer", "person=x&answer=add".to_owned(), 400),
        ("/contacts/answer", String::new(), 400),
        ("/contacts/person/x", "what=block".to_owned(), 404),
        (&format!("/contacts/person/{nobody}"), "what=block".to_owned(), 404),
        (&format!("/contacts/person/{}", bob.guid), "what=block".to_owned(), 404),
        ("/contacts/groups", "name=".to_owned(), 422),
        ("/contacts/groups", format!("name={}", "n".repeat(128)), 422),
        (&format!("/contacts/groups/{nobody}"), "name=a".to_owned(), 404),
        (&format!("/contacts/groups/{nobody}/delete"), String::new(), 404),
        ("/contacts/privacy", "others=nobody".to_owned(), 400),
        ("/contacts/privacy/block", "address=%ff".to_owned(), 422),
        ("/report", format!("about={ALICE}&text={}", "x".repeat(2001)), 422),
        ("/report", "about=&text=".to_owned(), 422),
        ("/security", format!("present={long}&new={long}&again="), 413),
        ("/security/delete", "password=%00&code=%00".to_owned(), 422),
    ] {
        let body = format!("csrf={token}&{fields}");
        let answer = post(server.web(), "im.example.net", path, &headers, body.as_bytes()).await.unwrap();
        assert_eq!(answer.status(), Some(status), "{path} {}", &fields[..fields.len().min(60)]);
    }
    for path in ["/contacts?page=0", "/contacts?page=99999999999", "/contacts/privacy?page=7"] {
        let page = get(server.web(), "im.example.net", path, &[("Cookie", &cookie)]).await.unwrap();
        assert_eq!(page.status(), Some(200), "{path}");
    }
    let page =
        get(server.web(), "im.example.net", "/contacts?page=-1", &[("Cookie", &cookie)]).await.unwrap();
    assert_eq!(page.status(), Some(400));
    let roster = server.core().store().roster(bob.id).await.unwrap();
    assert!(roster.on(Lists::FORWARD).is_empty() && roster.groups.is_empty());
    server.stop().await.unwrap();
}

/// As long as a list gets in use, with pages that are still light.
#[tokio::test]
async fn a_long_list_goes_on_over_pages() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    for number in 0..90 {
        let handle = format!("somebody.with.a.long.address.{number:02}@mail.example.com");
        let other = member(&server, &handle, &format!("Somebody with a long name {number:02}")).await;
        server.core().add_contact(bob.id, &other.handle, None).await.unwrap();
        server.core().add_contact(other.id, &bob.handle, None).await.unwrap();
    }
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/contacts", "contacts-many").await?;
        browser.inspect("/contacts/privacy", "privacy-many").await?;
        let mut seen = Vec::new();
        browser.goto("/contacts").await?;
        for page in 1..=3 {
            ensure!(browser.text(".pager").await?.contains(&format!("Page {page} of 3")), "page {page}");
            let names = "return [...document.querySelectorAll('.people b')].map(name => name.textContent)";
            let names: Vec<String> = serde_json::from_value(browser.evaluate(names).await?)?;
            seen.extend(names);
            if page < 3 {
                browser.follow("a[rel='next']").await?;
            }
        }
        seen.dedup();
        ensure!(seen.len() == 90 && seen.is_sorted(), "{seen:?}");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
