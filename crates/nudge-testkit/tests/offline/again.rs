//! What the server promises when it dies.

use std::time::Duration;

use anyhow::ensure;
use nudge_core::Service;
use nudge_testkit::cast::{self, ALICE, BOB};

use nudge_testkit::offline::{Leaving, delete, fetch, ids, leave, ticket, waiting};

/// The server stops after it has acknowledged some, and the client does not know of which it has: it sends all again.
#[tokio::test]
async fn each_is_there_exactly_once_after_a_restart() -> anyhow::Result<()> {
    let mut server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    for round in 0..3 {
        for number in 1..=6 {
            leave(&server, ALICE, BOB, &format!("message {number}"), number).await?;
            if number == 2 * (round + 1) {
                server = server.restart().await?;
            }
        }
    }
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let mut texts = Vec::new();
    for id in ids(&server, &bobs).await? {
        texts.push(fetch(&server, &bobs, &id).await?.1);
    }
    let expected: Vec<_> = (1..=6).map(|number| format!("message {number}")).collect();
    ensure!(texts == expected, "{texts:?}");

    // What has been deleted does not come back with a late repetition.
    let known = ids(&server, &bobs).await?;
    delete(&server, &bobs, &known).await?;
    server = server.restart().await?;
    leave(&server, ALICE, BOB, "message 3", 3).await?;
    ensure!(waiting(&server, BOB).await?.is_empty());
    Ok(())
}

/// Many at once, some of them twice: none is lost, none is doubled, and each run stays in order.
#[tokio::test]
async fn many_at_once_are_kept_in_order_and_once() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    let mut twice = Vec::new();
    for number in 1..=10 {
        twice.push(Leaving::new(&server, ALICE, BOB, &format!("message {number}"), number).await?);
    }
    for left in &twice {
        let (one, other) = tokio::join!(left.send(&server), left.send(&server));
        ensure!(one?.status() == Some(200) && other?.status() == Some(200));
    }
    let numbers: Vec<_> = waiting(&server, BOB).await?.iter().map(|message| message.sequence).collect();
    ensure!(numbers == (1..=10).collect::<Vec<_>>(), "{numbers:?}");
    Ok(())
}

/// A clock that is far ahead for a while hides what waits, and nothing more; and the order stays that in which it was left.
#[tokio::test]
async fn a_clock_that_jumps_costs_no_message() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    let long = Duration::from_hours(400 * 24);
    leave(&server, ALICE, BOB, "at first", 1).await?;
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    server.advance(long);
    let of_then = ticket(&server, BOB, Service::Messenger).await?;
    ensure!(ids(&server, &of_then).await?.is_empty(), "what is that old is not shown");
    leave(&server, ALICE, BOB, "far ahead", 2).await?;
    server.set_back(long);
    server.set_back(Duration::from_hours(1));
    leave(&server, ALICE, BOB, "an hour before the first", 3).await?;
    server.advance(Duration::from_hours(1));
    let mut texts = Vec::new();
    for id in ids(&server, &bobs).await? {
        texts.push(fetch(&server, &bobs, &id).await?.1);
    }
    ensure!(texts == ["at first", "far ahead", "an hour before the first"], "{texts:?}");
    Ok(())
}
