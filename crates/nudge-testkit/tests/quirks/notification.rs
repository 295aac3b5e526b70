//! Rows about the notification server.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::notice::Alert;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, Raw, TestServer, wording};

/// Every dialect that signs in by Passport.
fn by_passport() -> impl Iterator<Item = Dialect> {
    Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::TicketSignIn))
}

/// What later dialects write behind capabilities of one number, and behind a picture that there is not.
fn rest(dialect: Dialect) -> (&'static str, &'static str) {
    let more = if dialect.has(Cap::ExtendedCaps) { ":0" } else { "" };
    (more, if dialect.has(Cap::NoObjectAsZero) { " 0" } else { "" })
}

/// Twisted, BitlBee 1.2.8 and 3.0.1 send `CHG n NLN` without a client id; Twisted wants exactly three words back.
#[tokio::test]
async fn row_1_a_state_without_a_client_id() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport() {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        let (more, none) = rest(dialect);
        alice.asks("CHG 4 NLN", &format!("CHG 4 NLN 0{more}{none}")).await.context(dialect)?;
        alice.settle().await?;
        alice
            .asks("CHG 5 AWY 268435492", &format!("CHG 5 AWY 268435492{more}{none}"))
            .await
            .context(dialect)?;
    }
    Ok(())
}

/// A `NOT` ends a Twisted session: it has MSNP8, does not know the command, and takes the payload for lines.
#[tokio::test]
async fn row_2_no_alert_for_msnp8() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp8).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp9).await?;
    let reached = server.core().alert(None, Alert { text: "hello".into(), url: String::new() });
    ensure!(reached == 2, "{reached} are there");
    let told = bob.settle().await?;
    ensure!(told.iter().any(|line| line.starts_with("NOT ")), "Bob hears nothing: {told:?}");
    let told = alice.settle().await?;
    ensure!(!told.iter().any(|line| line.starts_with("NOT ")), "Alice hears of it: {told:?}");
    Ok(())
}

/// Twisted counts words: ILN 5, NLN 4, FLN 1, XFR 5, RNG 6, and takes no header line with two colons.
#[tokio::test]
async fn row_3_exactly_so_many_words_in_msnp8() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp12).await?;
    let chg = "CHG 2 NLN 1342558268 %3Cmsnobj%20Creator%3D%22bob%40example.com%22%2F%3E";
    bob.asks(chg, chg).await?;
    let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp8).await?;
    alice.asks("CHG 4 NLN 0", "CHG 4 NLN 0").await?;
    alice.expect("ILN 4 NLN bob@example.com Bob 1342558268").await?;
    bob.settle().await?;
    bob.asks(&chg.replace("NLN", "BSY"), &chg.replace("NLN", "BSY")).await?;
    alice.expect("NLN BSY bob@example.com Bob 1342558268").await?;
    let mut talk = cast::conversation(&server, &mut bob, BOB).await?;
    talk.send("CAL 2 alice@example.com").await?;
    let rng = alice.line().await?;
    ensure!(rng.split(' ').count() == 7 && rng.ends_with(" bob@example.com Bob"), "{rng}");
    alice.send("XFR 9 SB").await?;
    let xfr = alice.line().await?;
    ensure!(xfr.split(' ').count() == 6, "{xfr}");
    bob.send("OUT").await?;
    alice.expect("FLN bob@example.com").await
}

/// The profile is read by splitting each line at its colon.
#[tokio::test]
async fn row_3_no_header_with_two_colons() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport() {
        let mut raw = Raw::greeted(server.notification(), dialect).await?;
        raw.prove_by_passport(&server, ALICE, SECRET).await?;
        let profile = loop {
            let line = raw.line().await?;
            if let Some(length) = line.strip_prefix("MSG Hotmail Hotmail ") {
                break String::from_utf8(raw.payload(length.parse()?).await?)?;
            }
        };
        for line in profile.split("\r\n") {
            ensure!(line.matches(':').count() <= 1, "{dialect}: {line}");
        }
    }
    Ok(())
}

/// Twisted removes contacts from group 0 by its number, and has no other way to take one off the list.
#[tokio::test]
async fn row_4_group_0_is_real() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp7, Dialect::Msnp8, Dialect::Msnp9] {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send("REM 7 FL bob@example.com 0").await?;
        let line = alice.line().await?;
        let words: Vec<&str> = line.split(' ').collect();
        ensure!(matches!(words.as_slice(), ["REM", "7", "FL", _, BOB, "0"]), "{dialect}: {line}");
        alice.asks("REM 8 FL bob@example.com 0", "216 8").await.context(dialect)?;
        // A contact that is in another group too is moved, not removed.
        for (line, answer) in [
            ("ADG 9 Friends 0", "ADG 9"),
            ("ADD 10 FL bob@example.com Bob 1", "ADD 10"),
            ("REM 11 FL bob@example.com 0", "REM 11"),
        ] {
            alice.send(line).await?;
            while !alice.line().await?.starts_with(answer) {}
        }
        alice.send("REM 12 FL bob@example.com 1").await?;
        while !alice.line().await?.starts_with("REM 12 FL") {}
        alice.is_alive().await?;
    }
    Ok(())
}

/// msnp11-sdk compares the answer to `PRP MFN` with its own percent-encoding.
#[tokio::test]
async fn row_5_a_name_comes_back_as_it_was_written() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport().filter(|dialect| dialect.has(Cap::NameProperty)) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for name in ["%41lice", "a%2fb%2Fc", "%c3%a4", "A(b)~!"] {
            alice.asks(&format!("PRP 9 MFN {name}"), &format!("PRP 9 MFN {name}")).await.context(dialect)?;
        }
    }
    Ok(())
}

/// aMSN and msn-pecan expect `ADG t name guid`; msnp11-sdk one word more before the name (see the suite that drives it).
#[tokio::test]
async fn row_6_both_families_of_group_answers() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport().filter(|dialect| dialect.has(Cap::AddressBook)) {
        for (cvr, extra) in [
            ("CVR 1 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0813 MSMSGS alice@example.com", 0),
            ("CVR 1 0x0409 winnt 10 i386 icedm 0.9 msmsgs alice@example.com", 1),
        ] {
            if extra == 1 && dialect != Dialect::Msnp11 {
                continue;
            }
            let mut raw = Raw::greeted(server.notification(), dialect).await?;
            raw.send(cvr).await?;
            raw.line().await?;
            raw.prove_by_passport(&server, ALICE, SECRET).await?;
            raw.settle().await?;
            raw.send("ADG 5 Friends").await?;
            let line = raw.line().await?;
            let words: Vec<&str> = line.split(' ').collect();
            ensure!(words.len() == 4 + extra && words[2 + extra] == "Friends", "{dialect}: {line}");
            let guid = words[3 + extra].to_owned();
            raw.send(&format!("REG 6 {guid} Mates")).await?;
            let line = raw.line().await?;
            let expected = if extra == 0 { format!("REG 6 {guid} Mates") } else { line.clone() };
            ensure!(line == expected && line.contains(" Mates"), "{dialect}: {line}");
            if extra == 1 {
                let words: Vec<&str> = line.split(' ').collect();
                ensure!(words[3] == "Mates" && words[4] == guid, "{dialect}: {line}");
            }
            raw.send(&format!("RMG 7 {guid}")).await?;
            let line = raw.line().await?;
            let words: Vec<&str> = line.split(' ').collect();
            ensure!(words.len() == 3 + extra && words[2 + extra] == guid, "{dialect}: {line}");
        }
    }
    Ok(())
}

/// Both picture transfers that were seen need an `NLN` when only the MSNObject changes.
#[tokio::test]
async fn row_7_a_picture_alone_is_news() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport().filter(|dialect| dialect.has(Cap::MsnObjects)) {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        bob.settle().await?;
        let ((more, none), of_alice) = (rest(dialect), wording::contact(ALICE, dialect));
        for object in ["%3Cmsnobj%20Size%3D%221%22%2F%3E", "%3Cmsnobj%20Size%3D%222%22%2F%3E"] {
            let chg = format!("CHG 8 NLN 268435492{more} {object}");
            alice.asks(&chg, &chg).await?;
            bob.expect(&format!("NLN NLN {of_alice} Alice 268435492{more} {object}"))
                .await
                .context(dialect)?;
        }
        // And its absence.
        alice.asks("CHG 9 NLN 268435492", &format!("CHG 9 NLN 268435492{more}{none}")).await?;
        bob.expect(&format!("NLN NLN {of_alice} Alice 268435492{more}{none}")).await.context(dialect)?;
        alice.send("OUT").await?;
    }
    Ok(())
}

/// msnp11-sdk ends its session when it is told to ping within five seconds.
#[tokio::test]
async fn row_8_pings_are_far_apart() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in by_passport().filter(|dialect| dialect.has(Cap::PingInterval)) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.asks("PNG", "QNG 50").await.context(dialect)?;
    }
    Ok(())
}

/// A newcomer whose client is MSNP8 still counts the words of a conversation.
#[tokio::test]
async fn row_3_joi_and_iro_in_msnp8() -> anyhow::Result<()> {
    let server = TestServer::with([
        Member::new(ALICE, SECRET).named("Alice"),
        Member::new(BOB, SECRET).named("Bob"),
        Member::new(CAROL, SECRET).named("Carol"),
    ])
    .await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp8).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    let mut talk = cast::conversation(&server, &mut bob, BOB).await?;
    let ticket = cast::ring(&mut talk, &mut alice, ALICE).await?;
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.asks(&format!("ANS 1 {ALICE} {} {}", ticket.cookie, ticket.session), "IRO 1 1 1 bob@example.com Bob")
        .await?;
    raw.expect("ANS 1 OK").await?;
    talk.expect("JOI alice@example.com Alice 0").await
}

/// msnp11-sdk blocks whom it allows, and takes them off the allow list only afterwards; anybody else is told that they are
/// on the opposite list. What counts is what a client says before it signs in.
#[tokio::test]
async fn only_one_client_removes_after_adding() -> anyhow::Result<()> {
    const SDK: &str = "CVR 1 0x0409 winnt 10 i386 icedm 0.9 msmsgs alice@example.com";
    const OFFICIAL: &str = "CVR 1 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0813 MSMSGS alice@example.com";
    for dialect in by_passport().filter(|dialect| dialect.has(Cap::AddressBook)) {
        for (before, after) in [(SDK, None), (OFFICIAL, None), (OFFICIAL, Some(SDK)), (SDK, Some(OFFICIAL))] {
            let server = cast::server().start().await?;
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.send(before).await?;
            raw.line().await?;
            raw.prove_by_passport(&server, ALICE, SECRET).await?;
            raw.settle().await?;
            if let Some(after) = after {
                raw.send(after).await?;
                raw.line().await?;
            }
            let is_sdk = before == SDK && dialect == Dialect::Msnp11;
            for (line, otherwise) in
                [(format!("ADC 5 BL N={BOB}"), "219 5"), (format!("REM 6 BL {CAROL}"), "216 6")]
            {
                let answer = if is_sdk { line.as_str() } else { otherwise };
                raw.asks(&line, answer).await.with_context(|| format!("{dialect}: {before}, {after:?}"))?;
            }
        }
    }
    Ok(())
}

/// BitlBee 3.2.2 has asked for everybody's state before it names its contacts (MSNP18).
#[tokio::test]
async fn row_9_who_is_there_is_told_after_the_list() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let _bob = cast::online(&server, BOB, Dialect::Msnp9).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp18).await?;
    let list = "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/></d></ml>";
    alice.send_payload("ADL 7", list.as_bytes()).await?;
    alice.expect("ADL 7 OK").await?;
    alice.expect("NLN NLN 1:bob@example.com Bob 0:0 0").await
}

/// Clients of MSNP18 take nothing but `FLN` for somebody's going.
#[tokio::test]
async fn row_10_a_block_is_fln() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp18).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp18).await?;
    bob.settle().await?;
    let (line, payload, answer) = wording::membership("ADL", 7, BOB, 4);
    alice.send_payload(&line, payload.as_bytes()).await?;
    alice.expect(&answer).await?;
    bob.expect("FLN 1:alice@example.com 0:0").await
}
