//! Receivers whose clients know nothing of offline messages: it is said to them in a conversation.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{Raw, TestServer, wording};

use nudge_testkit::offline::{HELLO, leave, notice, until_nothing_waits, waiting};

/// Longer than a connection has to last for what was said on it to count.
const MOMENT: Duration = Duration::from_millis(3500);

fn server() -> nudge_testkit::Builder {
    cast::server().policy(|policy| policy.offline.pace.count = 0)
}

/// Answers the next call. Who has called comes back too.
async fn answered(server: &TestServer, bob: &mut Raw) -> anyhow::Result<(String, Raw)> {
    let line = bob.line().await?;
    let words: Vec<&str> = line.split(' ').collect();
    let ["RNG", session, _, "CKI", cookie, caller, _] = words.as_slice() else {
        anyhow::bail!("no call: {line}")
    };
    let ticket = cast::Ticket { session: (*session).to_owned(), cookie: (*cookie).to_owned() };
    let raw = cast::answer(server, BOB, &ticket).await?;
    Ok(((*caller).to_owned(), raw))
}

/// What is said next in a conversation, by whom and without its head.
async fn said(room: &mut Raw) -> anyhow::Result<(String, String)> {
    let line = room.line().await?;
    let words: Vec<&str> = line.split(' ').collect();
    let ["MSG", who, name, length] = words.as_slice() else { anyhow::bail!("nothing said: {line}") };
    let payload = String::from_utf8(room.payload(length.parse()?).await?)?;
    let (_, text) = payload.split_once("\r\n\r\n").context("a head")?;
    Ok((format!("{who} {name}"), text.to_owned()))
}

/// Without the first line, which is the date.
fn undated(text: &str) -> anyhow::Result<String> {
    let (date, text) = text.split_once("\r\n").with_context(|| format!("no date: {text}"))?;
    ensure!(date.len() == "[2026-01-02 03:04 UTC]".len() && date.ends_with(" UTC]"), "{date}");
    Ok(text.to_owned())
}

#[tokio::test]
async fn it_is_said_in_the_senders_name_and_is_gone_then() -> anyhow::Result<()> {
    let server = server().start().await?;
    for (number, dialect) in cast::lacking(Cap::MailData).enumerate() {
        let number = u32::try_from(number)? * 2;
        leave(&server, ALICE, BOB, HELLO, number + 1).await?;
        leave(&server, ALICE, BOB, "And more", number + 2).await?;
        let mut bob = cast::signed_in(&server, BOB, dialect).await?;
        let chg = wording::chg(2, "NLN", dialect);
        bob.asks(&chg, &chg).await?;
        let (caller, mut room) = answered(&server, &mut bob).await.with_context(|| dialect.to_string())?;
        ensure!(caller == ALICE, "{caller}");
        for expected in [HELLO, "And more"] {
            let (who, text) = said(&mut room).await?;
            ensure!(who == "alice@example.com Alice" && undated(&text)? == expected, "{who}: {text}");
        }
        room.expect(&format!("BYE {ALICE}")).await?;
        // Whoever says something afterwards has heard it.
        room.send("OUT").await?;
        until_nothing_waits(&server, BOB).await.with_context(|| dialect.to_string())?;
        bob.is_alive().await?;
    }
    Ok(())
}

/// A client that goes as soon as it has been told has heard it, there as anywhere.
#[tokio::test]
async fn it_is_said_once_over_the_gateway_too() -> anyhow::Result<()> {
    let server = server().over_gateway().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    let (_, mut room) = answered(&server, &mut bob).await?;
    ensure!(undated(&said(&mut room).await?.1)? == HELLO);
    room.send("OUT").await?;
    until_nothing_waits(&server, BOB).await?;
    bob.is_alive().await
}

#[tokio::test]
async fn two_senders_are_two_conversations() -> anyhow::Result<()> {
    let server = server().start().await?;
    leave(&server, ALICE, BOB, "from Alice", 1).await?;
    leave(&server, CAROL, BOB, "from Carol", 1).await?;
    leave(&server, ALICE, BOB, "from Alice again", 2).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    let mut heard = Vec::new();
    let mut rooms = Vec::new();
    for _ in 0..2 {
        let (caller, mut room) = answered(&server, &mut bob).await?;
        let count = if caller == ALICE { 2 } else { 1 };
        for _ in 0..count {
            heard.push(undated(&said(&mut room).await?.1)?);
        }
        room.expect(&format!("BYE {caller}")).await?;
        rooms.push(room);
    }
    heard.sort_unstable();
    ensure!(heard == ["from Alice", "from Alice again", "from Carol"], "{heard:?}");
    // Nobody says anything: it is enough that the connections last.
    until_nothing_waits(&server, BOB).await?;
    bob.is_alive().await
}

#[tokio::test]
async fn whoever_is_online_hears_it_at_once() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp2).await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let (_, mut room) = answered(&server, &mut bob).await?;
    ensure!(undated(&said(&mut room).await?.1)? == HELLO);
    room.expect(&format!("BYE {ALICE}")).await?;
    room.send("OUT").await?;
    until_nothing_waits(&server, BOB).await
}

#[tokio::test]
async fn it_waits_while_the_receiver_is_hidden_or_takes_no_calls() -> anyhow::Result<()> {
    let server = server().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 HDN", "CHG 2 HDN").await?;
    leave(&server, ALICE, BOB, "And more", 2).await?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    bob.is_alive().await?;
    bob.asks("CHG 3 NLN", "CHG 3 NLN").await?;
    let (_, mut room) = answered(&server, &mut bob).await?;
    for expected in [HELLO, "And more"] {
        ensure!(undated(&said(&mut room).await?.1)? == expected);
    }
    room.send("OUT").await?;
    until_nothing_waits(&server, BOB).await?;

    bob.asks("IMS 4 OFF", "IMS 4 0 OFF").await?;
    leave(&server, ALICE, BOB, "Later", 3).await?;
    bob.is_alive().await?;
    bob.asks("IMS 5 ON", "IMS 5 0 ON").await?;
    let (_, mut room) = answered(&server, &mut bob).await?;
    ensure!(undated(&said(&mut room).await?.1)? == "Later");
    Ok(())
}

/// The client goes without a word, right after it was told: nobody knows whether it has shown anything.
#[tokio::test]
async fn what_a_client_dies_with_is_said_again() -> anyhow::Result<()> {
    let server = server().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    // One that does not even answer.
    bob.line().await?;
    drop(bob);
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    let (_, room) = answered(&server, &mut bob).await?;
    drop(room);
    drop(bob);
    tokio::time::sleep(MOMENT).await;
    ensure!(waiting(&server, BOB).await?.len() == 1, "it was not heard for sure");
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    let (_, mut room) = answered(&server, &mut bob).await?;
    ensure!(undated(&said(&mut room).await?.1)? == HELLO);
    room.send("OUT").await?;
    until_nothing_waits(&server, BOB).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    bob.is_alive().await
}

/// A client that can fetch takes over from one that cannot.
#[tokio::test]
async fn what_one_client_did_not_take_another_fetches() -> anyhow::Result<()> {
    let server = server().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    bob.line().await?;
    drop(bob);
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp12).await?;
    bob.asks("CHG 2 NLN 0", "CHG 2 NLN 0").await?;
    let mail = notice(&mut bob, "MSG Hotmail Hotmail ").await?;
    ensure!(mail.matches("<M>").count() == 1, "{mail}");
    Ok(())
}

#[tokio::test]
async fn more_than_fits_into_one_conversation_is_said_in_several() -> anyhow::Result<()> {
    let server = server().start().await?;
    for number in 1..=4 {
        leave(&server, ALICE, BOB, &format!("{number}{}", "x".repeat(4800)), number).await?;
    }
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    let mut heard = String::new();
    for _ in 0..2 {
        let (_, mut room) = answered(&server, &mut bob).await?;
        loop {
            let line = room.line().await?;
            if line.starts_with("BYE ") {
                break;
            }
            let length = line.rsplit(' ').next().context("a length")?.parse()?;
            let payload = String::from_utf8(room.payload(length).await?)?;
            ensure!(payload.len() <= 1664, "{}", payload.len());
            heard.push_str(payload.split_once("\r\n\r\n").context("a head")?.1);
        }
        room.send("OUT").await?;
    }
    let numbers: String = heard.split("UTC]\r\n").skip(1).filter_map(|text| text.chars().next()).collect();
    ensure!(numbers == "1234", "{numbers}");
    ensure!(heard.matches('x').count() == 4 * 4800);
    until_nothing_waits(&server, BOB).await
}
