//! Several programs of one account, from MSNP16 on: what they know of each other, what contacts see of them, and how they share
//! conversations (reference 21).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::{AccountId, Edit, Handle};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET, Ticket};
use nudge_testkit::{Heard, Member, Raw, TestServer, wording};

const HOME: &str = "{A11ce000-0000-4000-8000-00000000000A}";
const WORK: &str = "{a11ce000-0000-4000-8000-0000000000b2}";
const BOBS: &str = "{b0b00000-0000-4000-8000-00000000000b}";

/// Those that know of one another's programs, and one each of those that do not.
const NEW: [Dialect; 3] = [Dialect::Msnp16, Dialect::Msnp17, Dialect::Msnp18];
const OLD: [Dialect; 4] = [Dialect::Msnp2, Dialect::Msnp8, Dialect::Msnp12, Dialect::Msnp15];

/// Bob and Carol have Alice as a contact.
fn server() -> nudge_testkit::Builder {
    TestServer::builder().members([
        Member::new(ALICE, SECRET).named("Alice").friend(BOB).friend(CAROL),
        Member::new(BOB, SECRET).named("Bob").friend(ALICE),
        Member::new(CAROL, SECRET).named("Carol").friend(ALICE),
    ])
}

/// Somebody who has signed in on a machine, and said what it is called and what it can do.
async fn signed_in(server: &TestServer, who: &str, dialect: Dialect, machine: &str) -> anyhow::Result<Raw> {
    let mut raw = Raw::signed_in_at(server, who, SECRET, dialect, Some(machine)).await?;
    let can = "<EndpointData><Capabilities>7:48</Capabilities></EndpointData>";
    raw.send_payload("UUX 4", can.as_bytes()).await?;
    raw.expect("UUX 4 0").await?;
    let name = machine.get(1..4).unwrap_or_default();
    let private = format!(
        "<PrivateEndpointData><EpName>{name}&amp;co</EpName><Idle>false</Idle><ClientType>1</ClientType>\
         <State>NLN</State></PrivateEndpointData>"
    );
    raw.send_payload("UUX 5", private.as_bytes()).await?;
    raw.expect("UUX 5 0").await?;
    Ok(raw)
}

/// The same, and online.
async fn online(server: &TestServer, who: &str, dialect: Dialect, machine: &str) -> anyhow::Result<Raw> {
    let mut raw = signed_in(server, who, dialect, machine).await?;
    raw.asks("CHG 6 NLN 5:48 0", "CHG 6 NLN 5:48 0").await?;
    raw.settle().await?;
    Ok(raw)
}

async fn signs_out(raw: &mut Raw) -> anyhow::Result<()> {
    raw.send("OUT").await?;
    while let Heard::Line(line) = raw.hear().await? {
        raw.skip_payload(&line).await?;
    }
    Ok(())
}

/// The last `UBX` about somebody, of all that was said.
fn shown(heard: &[(String, String)], who: &str, dialect: Dialect) -> anyhow::Result<String> {
    let ubx = wording::ubx(who, dialect);
    let last = heard.iter().rev().find(|(line, _)| line.starts_with(&ubx));
    Ok(last.with_context(|| format!("no {ubx} in {heard:?}"))?.1.clone())
}

fn public(machine: &str) -> String {
    format!("<EndpointData id=\"{machine}\"><Capabilities>7:48</Capabilities></EndpointData>")
}

fn private(machine: &str, state: &str) -> String {
    let name = machine.get(1..4).unwrap_or_default();
    format!(
        "<PrivateEndpointData id=\"{machine}\"><EpName>{name}&amp;co</EpName><Idle>false</Idle>\
         <ClientType>1</ClientType><State>{state}</State></PrivateEndpointData>"
    )
}

fn nln(status: &str, dialect: Dialect) -> String {
    format!("NLN {status} {} Alice 5:48 0", wording::contact(ALICE, dialect))
}

async fn id(server: &TestServer) -> anyhow::Result<AccountId> {
    Ok(server.core().store().account_by_handle(&Handle::new(ALICE)?).await?.id)
}

#[tokio::test]
async fn own_programs_know_each_other() -> anyhow::Result<()> {
    for dialect in NEW {
        let server = server().start().await?;
        let mut home = online(&server, ALICE, dialect, HOME).await?;
        let mut work = online(&server, ALICE, dialect, WORK).await?;
        let heard = home.settle_whole().await?;
        ensure!(heard.iter().any(|(line, _)| *line == nln("NLN", dialect)), "{heard:?}");
        let seen = shown(&heard, ALICE, dialect)?;
        for part in [public(HOME), public(WORK), private(HOME, "NLN"), private(WORK, "NLN")] {
            ensure!(seen.contains(&part), "{part} is not in {seen}");
        }
        // What one chooses, the others are told, so that they can follow: also to hide.
        work.asks("CHG 7 HDN 5:48 0", "CHG 7 HDN 5:48 0").await?;
        let heard = home.settle_whole().await?;
        ensure!(heard.iter().any(|(line, _)| *line == nln("HDN", dialect)), "{heard:?}");
        ensure!(shown(&heard, ALICE, dialect)?.contains(&private(WORK, "HDN")), "{heard:?}");
        // The one that causes it is told as well; and nothing twice.
        let heard = work.settle_whole().await?;
        ensure!(shown(&heard, ALICE, dialect)?.contains(&private(WORK, "HDN")), "{heard:?}");
        work.asks("CHG 8 HDN 5:48 0", "CHG 8 HDN 5:48 0").await?;
        ensure!(home.settle().await?.is_empty() && work.settle().await?.is_empty());
        signs_out(&mut work).await?;
        let seen = shown(&home.settle_whole().await?, ALICE, dialect)?;
        ensure!(seen.contains(&public(HOME)) && !seen.contains(WORK), "{seen}");
    }
    Ok(())
}

/// Names of machines are nobody else's business; and who knows nothing of programs is told of one person.
#[tokio::test]
async fn contacts_see_one_person_and_no_name_of_a_machine() -> anyhow::Result<()> {
    for (dialect, old) in NEW.into_iter().flat_map(|new| OLD.map(|old| (new, old))) {
        let server = server().start().await?;
        let mut bob = cast::online(&server, BOB, old).await?;
        let mut carol = online(&server, CAROL, dialect, BOBS).await?;
        let mut home = online(&server, ALICE, dialect, HOME).await?;
        let came = bob.settle_whole().await?;
        let to_old = if old.has(Cap::ClientCaps) { " 5" } else { "" };
        let object = if old.has(Cap::NoObjectAsZero) { " 0" } else { "" };
        let line = format!("NLN NLN {} Alice{to_old}{object}", wording::contact(ALICE, old));
        ensure!(came.first().is_some_and(|(first, _)| *first == line), "{old}: {came:?}");
        ensure!(came.len() == 1 + usize::from(old.has(Cap::PersonalMessages)), "{old}: {came:?}");
        let seen = shown(&carol.settle_whole().await?, ALICE, dialect)?;
        ensure!(seen.contains(&public(HOME)) && !seen.contains("Private"), "{seen}");

        // A second place: nothing new for Bob.
        let mut work = online(&server, ALICE, dialect, WORK).await?;
        let heard = bob.settle_whole().await?;
        ensure!(heard.is_empty(), "{old}: {heard:?}");
        let heard = carol.settle_whole().await?;
        let seen = shown(&heard, ALICE, dialect)?;
        ensure!(
            heard.len() == 1 && seen.contains(&public(HOME)) && seen.contains(&public(WORK)),
            "{heard:?}"
        );
        ensure!(!format!("{heard:?}").contains("Private"), "{heard:?}");
        ensure!(!format!("{came:?}").contains("Endpoint"), "{came:?}");

        // Hidden in one place, still there in the other; idle in one, not idle.
        work.asks("CHG 7 HDN 5:48 0", "CHG 7 HDN 5:48 0").await?;
        ensure!(bob.settle().await?.is_empty());
        let seen = shown(&carol.settle_whole().await?, ALICE, dialect)?;
        ensure!(!seen.contains(WORK), "{seen}");
        work.settle().await?;
        work.asks("CHG 8 IDL 5:48 0", "CHG 8 IDL 5:48 0").await?;
        ensure!(bob.settle().await?.is_empty());
        home.settle().await?;
        home.asks("CHG 7 BSY 5:48 0", "CHG 7 BSY 5:48 0").await?;
        let heard = bob.settle().await?;
        ensure!(heard == [line.replacen("NLN NLN", "NLN BSY", 1)], "{old}: {heard:?}");

        // One goes, and then the other.
        signs_out(&mut work).await?;
        ensure!(bob.settle().await?.is_empty());
        let seen = shown(&carol.settle_whole().await?, ALICE, dialect)?;
        ensure!(seen.contains(&public(HOME)) && !seen.contains(WORK), "{seen}");
        signs_out(&mut home).await?;
        ensure!(bob.settle().await? == [wording::fln(ALICE, old)]);
        ensure!(carol.settle().await? == [wording::fln(ALICE, dialect)]);
    }
    Ok(())
}

/// Reads over what is said about presence, and gives the line that is about something else.
async fn but_presence(raw: &mut Raw) -> anyhow::Result<(String, String)> {
    loop {
        let line = raw.line().await?;
        if line.starts_with("UBN ") {
            let length = line.rsplit(' ').next().context("no length")?.parse()?;
            return Ok((line, String::from_utf8(raw.payload(length).await?)?));
        }
        if !["NLN ", "UBX ", "ILN "].iter().any(|name| line.starts_with(name)) {
            return Ok((line, String::new()));
        }
        raw.skip_payload(&line).await?;
    }
}

async fn is_signed_out(raw: &mut Raw) -> anyhow::Result<()> {
    let (line, _) = but_presence(raw).await?;
    ensure!(line == "OUT OTH", "{line}");
    raw.expect_close().await
}

#[tokio::test]
async fn whoever_cannot_be_told_apart_takes_the_place() -> anyhow::Result<()> {
    let server = server().start().await?;
    // An old client is alone, whichever comes first.
    let mut old = cast::online(&server, ALICE, Dialect::Msnp8).await?;
    let mut home = online(&server, ALICE, Dialect::Msnp18, HOME).await?;
    is_signed_out(&mut old).await?;
    let mut work = online(&server, ALICE, Dialect::Msnp16, WORK).await?;
    let mut old = cast::online(&server, ALICE, Dialect::Msnp8).await?;
    is_signed_out(&mut home).await?;
    is_signed_out(&mut work).await?;
    // So is one that says no machine, in whichever dialect.
    let mut nameless = cast::online(&server, ALICE, Dialect::Msnp16).await?;
    is_signed_out(&mut old).await?;
    let mut home = online(&server, ALICE, Dialect::Msnp18, HOME).await?;
    is_signed_out(&mut nameless).await?;
    // The same machine, in whichever spelling.
    let mut work = online(&server, ALICE, Dialect::Msnp18, WORK).await?;
    let _again = online(&server, ALICE, Dialect::Msnp18, &HOME.to_lowercase()).await?;
    is_signed_out(&mut home).await?;
    work.settle().await?;
    // And who does not want it is alone with any.
    server.core().edit_roster(id(&server).await?, Edit::SetSeveralPlaces(false)).await?;
    work.settle().await?;
    let _alone = online(&server, ALICE, Dialect::Msnp18, BOBS).await?;
    is_signed_out(&mut work).await
}

#[tokio::test]
async fn a_ninth_place_is_refused() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut places = Vec::new();
    for number in 0..8 {
        let machine = format!("{{a11ce000-0000-4000-8000-00000000000{number}}}");
        places.push(signed_in(&server, ALICE, Dialect::Msnp18, &machine).await?);
    }
    let mut ninth = Raw::greeted(server.notification(), Dialect::Msnp18).await?;
    let answer = ninth.prove_by_sso_at(&server, ALICE, SECRET, Some(BOBS)).await?;
    ensure!(answer == Heard::Line("734 3".to_owned()), "{answer:?}");
    ninth.expect_close().await
}

/// By `UUN` of types 4 and 8 (reference 21 §5).
#[tokio::test]
async fn places_are_signed_out_from_another_one() -> anyhow::Result<()> {
    for dialect in NEW {
        let server = server().start().await?;
        let mut home = online(&server, ALICE, dialect, HOME).await?;
        let mut work = online(&server, ALICE, dialect, WORK).await?;
        home.settle().await?;
        home.send_payload(&format!("UUN 7 {ALICE};{BOBS} 4"), b"goawyplzthxbye").await?;
        home.expect("217 7").await?;
        home.send_payload(&format!("UUN 8 {ALICE};{WORK} 4"), b"goawyplzthxbye").await?;
        home.expect("UUN 8 OK").await?;
        let told = but_presence(&mut work).await?;
        ensure!(told == (format!("UBN {ALICE};{HOME} 4 14"), "goawyplzthxbye".to_owned()), "{told:?}");
        is_signed_out(&mut work).await?;

        // All others, and for good.
        let mut work = online(&server, ALICE, dialect, WORK).await?;
        home.settle().await?;
        home.send_payload(&format!("UUN 9 {ALICE} 4"), b"goawyplzthxbye-nomorempop").await?;
        home.expect("UUN 9 OK").await?;
        ensure!(but_presence(&mut work).await?.0.starts_with("UBN "));
        is_signed_out(&mut work).await?;
        ensure!(!server.core().store().account(id(&server).await?).await?.several_places);
        server.core().edit_roster(id(&server).await?, Edit::SetSeveralPlaces(true)).await?;

        // All.
        for kind in [4, 8] {
            let mut home = online(&server, ALICE, dialect, HOME).await?;
            let mut work = online(&server, ALICE, dialect, WORK).await?;
            home.settle().await?;
            home.send_payload(&format!("UUN 7 {ALICE} {kind}"), b"gtfo").await?;
            home.expect("UUN 7 OK").await?;
            for raw in [&mut home, &mut work] {
                let told = but_presence(raw).await?;
                ensure!(told == (format!("UBN {ALICE};{HOME} {kind} 4"), "gtfo".to_owned()), "{told:?}");
                is_signed_out(raw).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn data_goes_to_the_places_that_are_meant() -> anyhow::Result<()> {
    for dialect in NEW {
        let server = server().start().await?;
        let mut bob = online(&server, BOB, dialect, BOBS).await?;
        let mut home = online(&server, ALICE, dialect, HOME).await?;
        let mut work = online(&server, ALICE, dialect, WORK).await?;
        for raw in [&mut bob, &mut home] {
            raw.settle().await?;
        }
        for kind in [1, 2, 3, 5, 6, 7, 9, 10, 11, 12] {
            home.send_payload(&format!("UUN 7 {ALICE} {kind}"), b"<x/>").await?;
            home.expect("UUN 7 OK").await?;
            let told = but_presence(&mut work).await?;
            ensure!(told == (format!("UBN {ALICE};{HOME} {kind} 4"), "<x/>".to_owned()), "{told:?}");
        }
        home.is_alive().await?;
        bob.send_payload(&format!("UUN 7 {ALICE} 3"), b"all").await?;
        bob.expect("UUN 7 OK").await?;
        bob.send_payload(&format!("UUN 8 {ALICE};{WORK} 3"), b"one").await?;
        bob.expect("UUN 8 OK").await?;
        ensure!(but_presence(&mut home).await?.1 == "all");
        home.is_alive().await?;
        for text in ["all", "one"] {
            let told = but_presence(&mut work).await?;
            ensure!(told == (format!("UBN {BOB};{BOBS} 3 3"), text.to_owned()), "{told:?}");
        }
        bob.send_payload(&format!("UUN 9 {ALICE};{BOBS} 3"), b"none").await?;
        bob.expect("217 9").await?;
        bob.send_payload(&format!("UUN 10 {CAROL} 3"), b"none").await?;
        bob.expect("217 10").await?;
    }
    Ok(())
}

/// Answers a call at that place, and gives what is said of those who are in.
async fn answer(server: &TestServer, who: &str, ticket: &Ticket) -> anyhow::Result<(Raw, Vec<String>)> {
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.send(&format!("ANS 1 {who} {} {}", ticket.cookie, ticket.session)).await?;
    let mut lines = Vec::new();
    loop {
        let line = raw.line().await?;
        if line == "ANS 1 OK" {
            return Ok((raw, lines));
        }
        lines.push(line);
    }
}

/// A conversation of Alice, who is in with two programs, with Bob, whose dialect may know of programs or not.
#[tokio::test]
async fn programs_share_a_conversation() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp16, Dialect::Msnp18] {
        for other in OLD.into_iter().chain(NEW) {
            let server = server().start().await?;
            let knows = other.has(Cap::Endpoints);
            let mut bob = if knows {
                online(&server, BOB, other, BOBS).await?
            } else {
                cast::online(&server, BOB, other).await?
            };
            let mut home = online(&server, ALICE, dialect, HOME).await?;
            let mut work = online(&server, ALICE, dialect, WORK).await?;
            for raw in [&mut bob, &mut home, &mut work] {
                raw.settle().await?;
            }
            let mine = format!("{ALICE};{HOME}");
            let mut talk = cast::conversation(&server, &mut home, &mine).await?;
            // It calls itself, is told that it has come, and the other place rings.
            talk.send(&format!("CAL 2 {ALICE}")).await?;
            let ringing = talk.line().await?;
            ensure!(ringing.starts_with("CAL 2 RINGING "), "{ringing}");
            talk.expect(&format!("JOI {mine} Alice 7:48")).await?;
            talk.expect(&format!("JOI {ALICE} Alice 5:48")).await?;
            let ticket = cast::invitation(&mut work).await?;
            let (mut there, roster) = answer(&server, &format!("{ALICE};{WORK}"), &ticket).await?;
            let expected = [format!("IRO 1 1 2 {mine} Alice 7:48"), format!("IRO 1 2 2 {ALICE} Alice 5:48")];
            ensure!(roster == expected, "{roster:?}");
            talk.expect(&format!("JOI {ALICE};{WORK} Alice 7:48")).await?;

            // Bob is called once, and comes once.
            talk.send(&format!("CAL 3 {BOB}")).await?;
            ensure!(talk.line().await?.starts_with("CAL 3 RINGING "));
            talk.send(&format!("CAL 4 {BOB}")).await?;
            talk.expect("215 4").await?;
            let ticket = cast::invitation(&mut bob).await?;
            let his = if knows { format!("{BOB};{BOBS}") } else { BOB.to_owned() };
            let (mut bobs, roster) = answer(&server, &his, &ticket).await?;
            if knows {
                let expected = [
                    format!("IRO 1 1 3 {mine} Alice 7:48"),
                    format!("IRO 1 2 3 {ALICE} Alice 5:48"),
                    format!("IRO 1 3 3 {ALICE};{WORK} Alice 7:48"),
                ];
                ensure!(roster == expected, "{roster:?}");
            } else {
                let caps = if other.has(Cap::RosterCaps) { " 5" } else { "" };
                ensure!(roster == [format!("IRO 1 1 1 {ALICE} Alice{caps}")], "{other}: {roster:?}");
            }
            for raw in [&mut talk, &mut there] {
                if knows {
                    raw.expect(&format!("JOI {BOB};{BOBS} Bob 7:48")).await?;
                    raw.expect(&format!("JOI {BOB} Bob 5:48")).await?;
                } else {
                    raw.expect(&format!("JOI {BOB} Bob 0:0")).await?;
                }
            }

            // All hear each other, each once; data for one place too, which others drop.
            let data = format!("P2P-Dest: {ALICE};{WORK}\r\n\r\n");
            for (trid, text) in [(5, "hello"), (6, data.as_str())] {
                talk.send_payload(&format!("MSG {trid} A"), text.as_bytes()).await?;
                talk.expect(&format!("ACK {trid}")).await?;
                for raw in [&mut bobs, &mut there] {
                    raw.expect(&format!("MSG {ALICE} Alice {}", text.len())).await?;
                    ensure!(raw.payload(text.len()).await? == text.as_bytes());
                }
            }
            bobs.send_payload("MSG 2 A", b"hi").await?;
            bobs.expect("ACK 2").await?;
            for raw in [&mut talk, &mut there] {
                raw.expect(&format!("MSG {BOB} Bob 2")).await?;
                raw.payload(2).await?;
            }

            // A person leaves with the last program.
            there.send("OUT").await?;
            there.expect_close().await?;
            talk.expect(&format!("BYE {ALICE};{WORK}")).await?;
            talk.send("OUT").await?;
            talk.expect_close().await?;
            if knows {
                bobs.expect(&format!("BYE {ALICE};{WORK}")).await?;
                bobs.expect(&format!("BYE {ALICE};{HOME}")).await?;
            }
            bobs.expect(&format!("BYE {ALICE}")).await?;
        }
    }
    Ok(())
}

/// Who is called at two places is in with each that answers, and rings no more once all have.
#[tokio::test]
async fn a_call_rings_at_every_place() -> anyhow::Result<()> {
    for other in OLD.into_iter().chain(NEW) {
        let server = server().start().await?;
        let mut home = online(&server, ALICE, Dialect::Msnp18, HOME).await?;
        let mut work = online(&server, ALICE, Dialect::Msnp16, WORK).await?;
        let mut bob = cast::online(&server, BOB, other).await?;
        home.settle().await?;
        work.settle().await?;
        let mut talk = cast::conversation(&server, &mut bob, BOB).await?;
        let first = cast::ring(&mut talk, &mut home, ALICE).await?;
        let second = cast::invitation(&mut work).await?;
        ensure!(first.session == second.session && first.cookie != second.cookie);
        let (mut there, roster) = answer(&server, &format!("{ALICE};{WORK}"), &second).await?;
        ensure!(roster.len() == 1, "{roster:?}");
        let (_here, _) = answer(&server, &format!("{ALICE};{HOME}"), &first).await?;
        there.expect(&format!("JOI {ALICE};{HOME} Alice 7:48")).await?;
        if other.has(Cap::Endpoints) {
            talk.expect(&format!("JOI {ALICE};{WORK} Alice 7:48")).await?;
        }
        let caps = match (other.has(Cap::RosterCaps), other.has(Cap::ExtendedCaps)) {
            (_, true) => " 5:48",
            (true, false) => " 5",
            (false, false) => "",
        };
        talk.expect(&format!("JOI {ALICE} Alice{caps}")).await?;
        if other.has(Cap::Endpoints) {
            talk.expect(&format!("JOI {ALICE};{HOME} Alice 7:48")).await?;
        }
        talk.send_payload("MSG 5 A", b"x").await?;
        talk.expect("ACK 5").await?;
    }
    Ok(())
}
