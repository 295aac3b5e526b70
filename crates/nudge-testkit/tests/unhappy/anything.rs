//! Whatever a client says, in whichever order: it gets an answer that there is or is closed, at once, and nobody else is
//! the worse for it.
//!
//! Random commands of every vocabulary, right and wrong, are said to a server by Mallory. She is listened to as strictly as
//! can be: what the server says must be a command of her dialect, in the one form that it has, as an answer to what she said
//! last or as a notice; numbers must be such as are documented. A command that is always answered, after each of hers, bounds
//! the wait. Beside what is random there is a [table] of all that can be wrong with each argument. Meanwhile Bob, whose contact she is, is there with a client of any other dialect, and afterwards nothing of his
//! has changed but what she may change: whether he is on her lists.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

mod listening;
mod said;
mod table;

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::value::Trid;
use nudge_core::{Handle, Lists, Roster};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::dice::{Dice, seed};
use nudge_testkit::{Raw, TestServer, wording};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use said::{MARK, Said};

/// Who says all this.
const MALLORY: &str = ALICE;

/// How far Mallory has got when she begins.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Connected,
    Greeted,
    Claimed,
    SignedIn,
    Online,
}

/// Says things until there is nothing left or the connection is closed; whether it is still there.
async fn says(raw: &mut Raw, dialect: Dialect, things: &[Said]) -> anyhow::Result<usize> {
    // In every dialect, and at every time, a client may say what it is.
    let mark = format!("CVR {MARK} 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS\r\n");
    for (at, said) in things.iter().enumerate() {
        // The server may have closed before it has taken all of it.
        let _sent = raw.send_bytes(&said.bytes(&mark)).await;
        loop {
            let heard =
                listening::to_client(raw, dialect).await.with_context(|| format!("after {said:?}"))?;
            let Some(answer) = heard else { return Ok(at + 1) };
            if answer.trid == Some(Trid(MARK)) {
                break;
            }
            answer.check(said.trid()).with_context(|| format!("after {said:?}"))?;
        }
    }
    Ok(things.len())
}

/// Mallory comes, as far as she is to come.
async fn comes(server: &TestServer, stage: Stage, dialect: Dialect) -> anyhow::Result<(Raw, Dialect)> {
    Ok(match stage {
        Stage::Connected => (Raw::connect(server.main()).await?, Dialect::BEFORE_VER),
        Stage::Greeted => (Raw::greeted(server.main(), dialect).await?, dialect),
        Stage::Claimed => {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.challenged(cast::package(dialect), MALLORY).await?;
            (raw, dialect)
        }
        Stage::SignedIn => (cast::signed_in(server, MALLORY, dialect).await?, dialect),
        Stage::Online => (cast::online(server, MALLORY, dialect).await?, dialect),
    })
}

/// What is somebody's own, and nobody else's to change.
fn own(roster: &Roster) -> String {
    let contacts = roster.contacts.iter().map(|contact| {
        let own = contact.lists().without(Lists::REVERSE);
        (contact.handle.to_string(), own, contact.stored_name.clone(), contact.groups)
    });
    let contacts: Vec<_> = contacts.filter(|(_, lists, ..)| !lists.is_empty()).collect();
    format!(
        "{:?}",
        (
            &roster.name,
            roster.privacy,
            roster.prompt,
            &roster.properties,
            &roster.groups,
            contacts,
            &roster.outsiders
        )
    )
}

async fn roster(server: &TestServer, who: &str) -> anyhow::Result<Roster> {
    let store = server.core().store();
    let id = store.account_by_handle(&Handle::new(who)?).await?.id;
    Ok(store.roster(id).await?)
}

/// Bob has heard nothing but what his dialect has, is still there, and has what he had; and others may come.
async fn nobody_is_the_worse(
    server: &TestServer,
    bob: &mut Raw,
    dialect: Dialect,
    before: &str,
) -> anyhow::Result<()> {
    bob.send("PNG").await?;
    loop {
        let heard = listening::to_client(bob, dialect).await.context("Bob")?;
        let answer = heard.context("Bob was closed")?;
        if answer.line == wording::qng(dialect) {
            break;
        }
        answer.check(None).context("Bob")?;
    }
    let after = own(&roster(server, BOB).await?);
    ensure!(after == before, "Bob had {before} and has {after}");
    cast::online(server, CAROL, dialect).await?.is_alive().await
}

async fn to_notification_server(
    dialect: Dialect,
    others: Dialect,
    scenes: &[(Stage, Vec<Said>)],
) -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, others).await?;
    let before = own(&roster(&server, BOB).await?);
    let guid = cast::guid(&server, BOB).await?;
    for (stage, things) in scenes {
        let things: Vec<Said> = things.iter().map(|said| said.about(&guid)).collect();
        let (mut raw, speaks) = comes(&server, *stage, dialect).await?;
        // Once a dialect may have been agreed upon by what was said, it is not known here.
        let things =
            if matches!(stage, Stage::Connected) { things.get(..1).unwrap_or_default() } else { &things };
        let mut rest = things;
        while !rest.is_empty() {
            let said = says(&mut raw, speaks, rest).await?;
            rest = rest.get(said..).unwrap_or_default();
            if !rest.is_empty() {
                (raw, _) = comes(&server, *stage, dialect).await?;
            }
        }
    }
    nobody_is_the_worse(&server, &mut bob, others, &before).await
}

/// The same to a switchboard, in a conversation with Bob. A message stands for the ping.
async fn to_a_conversation(dialect: Dialect, others: Dialect, things: &[Said]) -> anyhow::Result<()> {
    let server =
        cast::server().policy(|policy| (policy.openings.count, policy.calls.count) = (0, 0)).start().await?;
    let mut bob = cast::online(&server, BOB, others).await?;
    let mut mallory = cast::online(&server, MALLORY, dialect).await?;
    let before = own(&roster(&server, BOB).await?);
    let (mut mine, mut theirs) = cast::call(&server, (&mut mallory, MALLORY), (&mut bob, BOB)).await?;
    for said in things {
        let _sent = mine.send_bytes(&said.bytes(&format!("MSG {MARK} D 0\r\n"))).await;
        loop {
            let heard = listening::to_participant(&mut mine, dialect)
                .await
                .with_context(|| format!("after {said:?}"))?;
            let Some(answer) = heard else {
                // What was said to Bob until then, he has heard; and then that she left.
                while let Some(answer) = listening::to_participant(&mut theirs, others).await? {
                    if answer.line == format!("BYE {MALLORY}") {
                        break;
                    }
                }
                (mine, theirs) = cast::call(&server, (&mut mallory, MALLORY), (&mut bob, BOB)).await?;
                break;
            };
            if answer.trid == Some(Trid(MARK)) {
                break;
            }
            answer.check(said.trid()).with_context(|| format!("after {said:?}"))?;
        }
    }
    nobody_is_the_worse(&server, &mut bob, others, &before).await
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        1 => Just(Stage::Connected),
        1 => Just(Stage::Greeted),
        1 => Just(Stage::Claimed),
        2 => Just(Stage::SignedIn),
        4 => Just(Stage::Online),
    ]
}

fn config() -> ProptestConfig {
    let mut config = ProptestConfig::with_cases(12);
    config.failure_persistence = None;
    config.max_shrink_iters = 200;
    config
}

fn check_all<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> anyhow::Result<()>) {
    let outcome = TestRunner::new(config())
        .run(strategy, |value| test(value).map_err(|error| TestCaseError::fail(format!("{error:?}"))));
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}

fn in_dialect(dialect: Dialect) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let scenes = vec((stage(), vec(said::to_notification(dialect), 1..16)), 1..4);
    check_all(&(select(&Dialect::ALL[..]), scenes), |(others, scenes)| {
        runtime.block_on(to_notification_server(dialect, others, &scenes))
    });
    check_all(&(select(&Dialect::ALL[..]), vec(said::to_switchboard(), 1..16)), |(others, things)| {
        runtime.block_on(to_a_conversation(dialect, others, &things))
    });
    let mut dice = Dice::new(seed());
    let others = *dice.one_of(&Dialect::ALL);
    let outcome = runtime.block_on(async {
        to_notification_server(dialect, others, &table::scenes(dialect, &mut dice)?).await?;
        to_a_conversation(dialect, others, &table::to_switchboard(dialect, &mut dice)?).await
    });
    outcome.unwrap();
}

macro_rules! in_each {
    ($($name:ident: $dialect:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                in_dialect(Dialect::$dialect);
            }
        )*

        /// The tests above are all that there are to be.
        #[test]
        fn no_dialect_is_left_out() {
            assert_eq!([$(Dialect::$dialect),*], Dialect::ALL);
        }
    };
}

in_each! {
    msnp2: Msnp2,
    msnp3: Msnp3,
    msnp4: Msnp4,
    msnp5: Msnp5,
    msnp6: Msnp6,
    msnp7: Msnp7,
    msnp8: Msnp8,
    msnp9: Msnp9,
    msnp10: Msnp10,
    msnp11: Msnp11,
    msnp12: Msnp12,
    msnp13: Msnp13,
    msnp14: Msnp14,
    msnp15: Msnp15,
    msnp16: Msnp16,
    msnp17: Msnp17,
    msnp18: Msnp18,
}
