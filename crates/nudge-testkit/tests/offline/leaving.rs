//! Who may leave what for whom.

use std::time::Duration;

use anyhow::ensure;
use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{Actor, Handle, Lists, Privacy, Service};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::http::post;
use nudge_testkit::{Member, TestServer};

use nudge_testkit::offline::{HELLO, Leaving, OWS, content, leave, ticket, waiting};

const DAVE: &str = "dave@example.com";
const EVE: &str = "eve@example.com";

#[tokio::test]
async fn the_ticket_says_who_leaves_it() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let good = Leaving::new(&server, ALICE, BOB, HELLO, 1).await?;
    let carols = ticket(&server, CAROL, Service::MessengerSecure).await?;
    let elsewhere = ticket(&server, ALICE, Service::Contacts).await?;
    for ticket in ["", "t=&p=", "t=EwAgTicketExample0001&p=", &carols, &elsewhere] {
        let bad = Leaving { ticket: ticket.to_owned(), ..good.clone() };
        let text = bad.is_refused(&server, "AuthenticationFailed").await?.text();
        ensure!(
            text.contains("<RequiredAuthPolicy xmlns=\"http://messenger.live.com/ws/2006/09/oim/\">MBI_SSL<"),
            "{text}"
        );
        ensure!(!text.contains("LockKeyChallenge"), "no key is asked for: {text}");
    }
    server.advance(Duration::from_hours(25));
    good.is_refused(&server, "AuthenticationFailed").await?;
    ensure!(waiting(&server, BOB).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn somebody_who_takes_nothing_is_not_told_from_nobody() -> anyhow::Result<()> {
    let server = cast::server()
        .members([
            Member::new(DAVE, SECRET).contact(ALICE, Lists::BLOCK),
            Member::new(EVE, SECRET).privacy(Privacy::BlockByDefault).contact(CAROL, Lists::ALLOW),
            Member::new("off@example.com", SECRET).disabled(),
        ])
        .start()
        .await?;
    let mut answers = Vec::new();
    for whom in [DAVE, EVE, "off@example.com", "nobody@example.com", "no address", ""] {
        let left = Leaving::new(&server, ALICE, whom, HELLO, 1).await?;
        answers.push(left.is_refused(&server, "SystemUnavailable").await?.text());
    }
    ensure!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    leave(&server, CAROL, EVE, HELLO, 1).await?;
    leave(&server, CAROL, DAVE, HELLO, 2).await?;
    Ok(())
}

#[tokio::test]
async fn whoever_is_banned_leaves_nothing() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let left = Leaving::new(&server, ALICE, BOB, HELLO, 1).await?;
    let ban = NewBan { whom: Banned::Account(Handle::new(ALICE)?), reason: "spam".to_owned(), expires: None };
    server.core().add_ban(&Actor::Console, ban).await?;
    left.is_refused(&server, "AuthenticationFailed").await?;
    ensure!(waiting(&server, BOB).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn there_are_limits_and_each_is_said() -> anyhow::Result<()> {
    let server = cast::server()
        .policy(|policy| {
            (policy.offline.bytes, policy.offline.per_receiver, policy.offline.per_sender) = (600, 3, 2);
            policy.offline.pace.count = 5;
        })
        .start()
        .await?;
    let send = async |from: &str, text: &str, number| Leaving::new(&server, from, BOB, text, number).await;
    send(ALICE, &"x".repeat(600), 1).await?.is_refused(&server, "MessageTooLarge").await?;
    leave(&server, ALICE, BOB, &"x".repeat(500), 1).await?;
    leave(&server, ALICE, BOB, HELLO, 2).await?;
    send(ALICE, HELLO, 3).await?.is_refused(&server, "SystemUnavailable").await?;
    leave(&server, CAROL, BOB, HELLO, 1).await?;
    send(CAROL, HELLO, 2).await?.is_refused(&server, "SystemUnavailable").await?;
    send(ALICE, HELLO, 4).await?.is_refused(&server, "SystemUnavailable").await?;
    send(ALICE, HELLO, 5).await?.is_refused(&server, "SenderThrottleLimitExceeded").await?;
    server.advance(Duration::from_secs(11));
    send(ALICE, HELLO, 6).await?.is_refused(&server, "SystemUnavailable").await?;
    ensure!(waiting(&server, BOB).await?.len() == 3);
    Ok(())
}

#[tokio::test]
async fn what_waits_too_long_is_gone() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.keep_millis = 1000).start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    ensure!(waiting(&server, BOB).await?.len() == 1);
    server.advance(Duration::from_secs(2));
    ensure!(waiting(&server, BOB).await?.is_empty());
    ensure!(server.core().expire_waiting().await? == 1);
    Ok(())
}

#[tokio::test]
async fn where_it_is_switched_off_nothing_can_be_left() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.enabled = false).start().await?;
    Leaving::new(&server, ALICE, BOB, HELLO, 1).await?.is_refused(&server, "SystemUnavailable").await?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_is_said_to_be_invalid() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    let good = Leaving::new(&server, ALICE, BOB, HELLO, 1).await?;
    let mime = content(HELLO, 1);
    for bad in [
        String::new(),
        "no head".to_owned(),
        mime.replace("text/plain", "text/html"),
        mime.replace("base64", "x-unknown"),
        mime.replace("SGVs", "!!!!"),
        mime.replace("MIME-Version", "From"),
        mime.replace("MIME-Version", "X-OIM-originatingSource"),
        content("", 1),
        format!("{mime}&lt;"),
    ] {
        let left = Leaving { content: bad.clone(), ..good.clone() };
        left.is_refused(&server, "InvalidContent").await.map_err(|error| error.context(bad))?;
    }
    for body in
        ["", "<a/>", "<Envelope><Body/></Envelope>", &good.xml().replace("<To ", "<Ti "), &good.xml()[..500]]
    {
        let answer = post(server.web(), OWS, "/OimWS/oim.asmx", &[], body.as_bytes()).await?;
        ensure!(answer.status() == Some(500) && answer.text().contains("Schema validation error"), "{body}");
    }
    ensure!(waiting(&server, BOB).await?.is_empty());
    Ok(())
}

/// The receiver's history has it from when it was delivered, the sender's from when it was left.
#[tokio::test]
async fn a_history_has_it() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.history = true).start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let said = async |server: &TestServer, who: &str| -> anyhow::Result<Vec<String>> {
        let account = server.core().store().account_by_handle(&Handle::new(who)?).await?.id;
        let kept = server.core().store().history(account, None, 9).await?;
        Ok(kept.iter().map(|entry| String::from_utf8_lossy(&entry.record.body).into_owned()).collect())
    };
    let body = format!("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{HELLO}");
    ensure!(said(&server, ALICE).await? == std::slice::from_ref(&body));
    ensure!(said(&server, BOB).await?.is_empty());
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let ids = nudge_testkit::offline::ids(&server, &bobs).await?;
    nudge_testkit::offline::delete(&server, &bobs, &ids).await?;
    ensure!(said(&server, BOB).await? == [body]);
    Ok(())
}
