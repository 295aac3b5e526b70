//! Every dialect with every dialect: two people, and a third, do with each other all that people do; one of them signs in from a
//! second place, and each writes to the other who is away.
//!
//! Once over TCP, and once over the HTTP gateway. `cargo test -p nudge-testkit --test interop_matrix -- --nocapture` shows
//! both tables.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "who waits for one event puts all others by, whatever they are"
)]

mod absent;
mod appearance;
mod elsewhere;
mod owner;
mod picture;
mod places;
mod scene;

use std::sync::Arc;
use std::time::Duration;

use absent::Leaves;
use msnp::{Cap, Dialect};
use nudge_testkit::{Builder, TestServer};
use scene::Scene;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many pairs are at it at a time.
const AT_A_TIME: usize = 8;

/// How long a pair may take.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dialect_with_every_dialect() -> anyhow::Result<()> {
    let (table, failures) = matrix("over TCP", TestServer::builder()).await?;
    println!("{table}");
    assert!(failures.is_empty(), "\n{table}\n{}", failures.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dialect_with_every_dialect_over_the_gateway() -> anyhow::Result<()> {
    let (table, failures) = matrix("over the HTTP gateway", TestServer::builder().over_gateway()).await?;
    println!("{table}");
    assert!(failures.is_empty(), "\n{table}\n{}", failures.join("\n"));
    Ok(())
}

/// Plays every scene. The table, and what is wrong.
async fn matrix(way: &str, server: Builder) -> anyhow::Result<(String, Vec<String>)> {
    let scenes: Vec<Scene> = Dialect::ALL
        .into_iter()
        .flat_map(|a| Dialect::ALL.into_iter().map(move |b| Scene::of(a, b)))
        .collect();
    // They write as fast as they can.
    let server = server.policy(|policy| policy.offline.pace.count = 0);
    let server = server.members(scenes.iter().flat_map(Scene::members)).start().await?;
    let (server, places) = (Arc::new(server), Arc::new(Semaphore::new(AT_A_TIME)));

    let mut playing = JoinSet::new();
    for scene in scenes {
        let (server, places) = (Arc::clone(&server), Arc::clone(&places));
        playing.spawn(async move {
            let _place = places.acquire_owned().await;
            let played = tokio::time::timeout(PATIENCE, Box::pin(scene.play(&server))).await;
            let complaint = match played {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(format!("{error:#}")),
                Err(_) => Some("it took too long".to_owned()),
            };
            (scene.a, scene.b, complaint)
        });
    }
    let cells = playing.join_all().await;

    let (table, failures) = report(&cells);
    Ok((format!("{way}\n{}\n{table}", played()), failures))
}

/// What is behind an `ok`.
fn played() -> String {
    let names = |has: &dyn Fn(Dialect) -> bool| {
        Dialect::ALL
            .into_iter()
            .filter(|dialect| has(*dialect))
            .map(Dialect::name)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let leaves = Leaves::ALL.map(|leaves| {
        let who = names(&|dialect| Leaves::of(dialect) == leaves);
        format!("  who is away is written to: {who} {}\n", leaves.words())
    });
    format!(
        "each with each: lists, states, names, pictures, personal messages, conversations of three, blocking, telephones, groups, and what one \
         client has written into the lists read by another, from the address book in those of single sign-on\n  \
         signed in by single sign-on: {}\n  by ticket: {}\n  by digest: {}\n  a second place of the one above: beside the first in \
         {}, and instead of it in all others\n{}  and who comes back is told with the mail from {} on, and in a conversation \
         before",
        names(&|dialect| dialect.has(Cap::SingleSignOn)),
        names(&|dialect| dialect.has(Cap::TicketSignIn) && !dialect.has(Cap::SingleSignOn)),
        names(&|dialect| dialect.has(Cap::DigestSignIn)),
        names(&|dialect| dialect.has(Cap::Endpoints)),
        leaves.concat(),
        Dialect::ALL.into_iter().find(|dialect| dialect.has(Cap::MailData)).map_or("", Dialect::name),
    )
}

type Cell = (Dialect, Dialect, Option<String>);

/// The table, and what is wrong.
fn report(cells: &[Cell]) -> (String, Vec<String>) {
    let names: Vec<&str> = Dialect::ALL.into_iter().map(Dialect::name).collect();
    let widest = names.iter().map(|name| name.len()).max().unwrap_or(0);
    let row = |name: &str, cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!(" {cell:>widest$}")).collect();
        format!("{name:<widest$}{}", cells.concat())
    };
    let is_ok = |a, b| cells.iter().any(|cell| (cell.0, cell.1) == (a, b) && cell.2.is_none());
    let mut rows = vec![row("", &names)];
    for a in Dialect::ALL {
        rows.push(row(a.name(), &Dialect::ALL.map(|b| if is_ok(a, b) { "ok" } else { "FAIL" })));
    }
    let table = rows.join("\n");
    let failures: Vec<String> = cells
        .iter()
        .filter_map(|(a, b, complaint)| complaint.as_ref().map(|why| format!("{a} with {b}: {why}")))
        .collect();
    let all = Dialect::ALL.len() * Dialect::ALL.len();
    let sum = format!("{}/{all}", cells.len() - failures.len());
    (format!("{table}\n{sum}"), failures)
}

#[test]
fn a_failure_is_in_the_table_and_in_words() {
    let cells =
        [(Dialect::Msnp2, Dialect::Msnp3, None), (Dialect::Msnp2, Dialect::Msnp4, Some("no".to_owned()))];
    let (table, failures) = report(&cells);
    assert!(table.contains("\nMSNP2    FAIL     ok   FAIL"), "{table}");
    assert!(table.ends_with("\n1/289"), "{table}");
    assert_eq!(failures, ["MSNP2 with MSNP4: no"]);
}
