//! Contacts who are telephones, since MSNP11.

use std::slice;

use anyhow::{Context as _, ensure};
use msnp::value::{List, Network};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Raw, TestServer, wording};

const JOHN: &str = "tel:15551111222";

fn dialects() -> impl Iterator<Item = Dialect> {
    cast::having(Cap::TelephoneContacts).filter(|dialect| dialect.has(Cap::AddressBook))
}

/// What the contact is called, from the answer to the request that made it.
async fn added(raw: &mut Raw, request: &str) -> anyhow::Result<String> {
    raw.send(request).await?;
    let answer = raw.line().await?;
    let guid = answer.strip_prefix(&format!("{request} C="));
    Ok(guid.with_context(|| format!("after {request}: {answer}"))?.to_owned())
}

/// The GUID of a new group.
async fn group(raw: &mut Raw, name: &str) -> anyhow::Result<String> {
    raw.send(&format!("ADG 20 {name}")).await?;
    let answer = raw.line().await?;
    Ok(answer.strip_prefix(&format!("ADG 20 {name} ")).with_context(|| answer.clone())?.to_owned())
}

/// The rows of a dump, which are as many as it says.
async fn rows(raw: &mut Raw, dialect: Dialect) -> anyhow::Result<Vec<String>> {
    raw.send(&wording::syn(99, dialect)).await?;
    let mut dump = raw.settle().await?;
    let first = dump.first().context("no answer")?.clone();
    dump.retain(|line| line.starts_with("LST "));
    if dialect.has(Cap::BareDump) {
        let counted = first.split(' ').rev().nth(1).context("no number")?.parse::<usize>()?;
        ensure!(counted == dump.len(), "{dialect}: {first}, but {dump:?}");
    }
    Ok(dump)
}

/// The one row of a telephone.
async fn row(raw: &mut Raw, dialect: Dialect) -> anyhow::Result<Option<String>> {
    let mut rows = rows(raw, dialect).await?;
    rows.retain(|row| row.contains("tel:"));
    ensure!(rows.len() < 2, "{rows:?}");
    Ok(rows.pop())
}

/// As the row of a telephone is in that dialect.
fn expected(guid: Option<&str>, bits: u32, groups: &[&str], dialect: Dialect) -> String {
    let id = guid.map(|guid| format!(" C={guid}")).unwrap_or_default();
    let network =
        if dialect.has(Cap::ContactNetworks) { format!(" {}", Network::TELEPHONE) } else { String::new() };
    let groups = if groups.is_empty() { String::new() } else { format!(" {}", groups.join(",")) };
    format!("LST N={JOHN} F=john{id} {bits}{network}{groups}")
}

/// As MSN Messenger 7.0 adds one, and as it is until it is removed. Nobody else hears of it.
#[tokio::test]
async fn a_telephone_is_a_contact_from_being_added_to_being_removed() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        bob.settle().await?;
        let john = added(&mut alice, &format!("ADC 11 FL N={JOHN} F=john")).await?;
        for again in [JOHN, "tel:+15551111222"] {
            alice.asks(&format!("ADC 12 FL N={again} F=john"), "215 12").await?;
        }
        let allowing = format!("ADC 12 AL N={JOHN}");
        alice.asks(&allowing, &allowing).await?;
        alice.asks(&allowing, "215 12").await?;
        alice.asks(&format!("ADC 12 BL N={JOHN}"), "219 12").await?;
        ensure!(row(&mut alice, dialect).await? == Some(expected(Some(&john), 3, &[], dialect)), "{dialect}");

        let (family, friends) = (group(&mut alice, "Family").await?, group(&mut alice, "Friends").await?);
        for id in [&family, &friends] {
            let grouping = format!("ADC 13 FL C={john} {id}");
            alice.asks(&grouping, &grouping).await?;
            alice.asks(&grouping, "215 13").await?;
        }
        alice.asks(&format!("ADC 13 FL C={john} {}", cast::NOBODYS_GUID), "224 13").await?;
        let in_both = expected(Some(&john), 3, &[&family, &friends], dialect);
        ensure!(row(&mut alice, dialect).await? == Some(in_both), "{dialect}");
        let leaving = format!("REM 14 FL {john} {family}");
        alice.asks(&leaving, &leaving).await?;
        alice.asks(&leaving, "225 14").await?;

        let server = server.restart().await?;
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        let in_one = expected(Some(&john), 3, &[&friends], dialect);
        ensure!(row(&mut alice, dialect).await? == Some(in_one), "{dialect}");
        alice.asks(&format!("RMG 15 {friends}"), &format!("RMG 15 {friends}")).await?;
        ensure!(row(&mut alice, dialect).await? == Some(expected(Some(&john), 3, &[], dialect)), "{dialect}");

        alice.asks(&format!("REM 16 FL {john}"), &format!("REM 16 FL {john}")).await?;
        ensure!(row(&mut alice, dialect).await? == Some(expected(None, 2, &[], dialect)), "{dialect}");
        alice.asks(&format!("REM 16 FL {john}"), "216 16").await?;
        alice.asks(&format!("REM 17 AL {JOHN}"), &format!("REM 17 AL {JOHN}")).await?;
        alice.asks(&format!("REM 17 AL {JOHN}"), "216 17").await?;
        ensure!(row(&mut alice, dialect).await?.is_none(), "{dialect}");
        // Forgotten, and so another contact the next time.
        ensure!(added(&mut alice, &format!("ADC 18 FL N={JOHN} F=john")).await? != john, "{dialect}");
        alice.is_alive().await?;
    }
    Ok(())
}

/// Nobody hears of another's telephones, and there is no presence of theirs.
#[tokio::test]
async fn a_telephone_is_nobodys_news() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        bob.settle().await?;
        for owner in [&mut alice, &mut bob] {
            added(owner, &format!("ADC 5 FL N={JOHN} F=john")).await?;
            let blocking = format!("ADC 6 BL N={JOHN}");
            owner.asks(&blocking, &blocking).await?;
            owner.is_alive().await?;
        }
        alice.is_alive().await?;
        let mut again = cast::signed_in(&server, ALICE, dialect).await?;
        let chg = wording::chg(4, "NLN", dialect);
        again.send(&chg).await?;
        let told = again.settle().await?;
        ensure!(told.iter().all(|line| !line.contains("tel:")), "{told:?}");
        ensure!(told.iter().any(|line| line.starts_with("ILN 4 NLN bob@")), "{told:?}");
    }
    Ok(())
}

/// Rows come in the order in which they were made, whoever they are about.
#[tokio::test]
async fn a_dump_has_telephones_where_they_were_added() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        added(&mut alice, &format!("ADC 5 FL N={JOHN} F=john")).await?;
        alice.send("ADC 6 FL N=carol@example.com F=Carol").await?;
        alice.settle().await?;
        added(&mut alice, "ADC 7 FL N=tel:2 F=jane").await?;
        let rows = rows(&mut alice, dialect).await?;
        let who: Vec<_> = rows.iter().filter_map(|row| row.split(' ').nth(1)).collect();
        ensure!(
            who == ["N=bob@example.com", &format!("N={JOHN}"), "N=carol@example.com", "N=tel:2"],
            "{who:?}"
        );
        // Whoever has no name in the request is shown by number.
        alice.send("ADC 8 FL N=tel:+3").await?;
        let answer = alice.line().await?;
        ensure!(answer.starts_with("ADC 8 FL N=tel:+3 F=tel:3 C="), "{answer}");
    }
    Ok(())
}

/// Who signs in with an older client has other contacts only; what it does to groups holds for all of them.
#[tokio::test]
async fn older_clients_see_no_telephones() -> anyhow::Result<()> {
    for older in cast::lacking(Cap::TelephoneContacts) {
        let server = cast::server().start().await?;
        let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp12).await?;
        let john = added(&mut alice, &format!("ADC 5 FL N={JOHN} F=john")).await?;
        let (family, friends) = (group(&mut alice, "Family").await?, group(&mut alice, "Friends").await?);
        for id in [&family, &friends] {
            let grouping = format!("ADC 13 FL C={john} {id}");
            alice.asks(&grouping, &grouping).await?;
        }

        let mut alice = cast::signed_in(&server, ALICE, older).await?;
        let rows = rows(&mut alice, older).await?;
        ensure!(rows.iter().all(|row| !row.contains("tel:") && !row.contains("john")), "{older}: {rows:?}");
        if older.has(Cap::ListRequests) {
            alice.send("LST 6 FL").await?;
            let rows = alice.settle().await?;
            ensure!(rows.len() == 1 && rows.iter().all(|row| row.contains(BOB)), "{older}: {rows:?}");
        }
        let mut left = vec![family.as_str(), friends.as_str()];
        if older.has(Cap::Groups) {
            let removal =
                if older.has(Cap::GroupNumbers) { "RMG 7 1".to_owned() } else { format!("RMG 7 {family}") };
            alice.send(&removal).await?;
            ensure!(alice.line().await?.starts_with("RMG 7 "), "{older}");
            left.remove(0);
        }
        let address = wording::add(8, "FL", JOHN, "john", older);
        alice.asks(&address, "201 8").await.context(older)?;

        let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp12).await?;
        let row = row(&mut alice, Dialect::Msnp12).await?;
        ensure!(row == Some(expected(Some(&john), 1, &left, Dialect::Msnp12)), "{older}: {row:?}");
    }
    Ok(())
}

/// A telephone takes a place, and nobody can be reached at one.
#[tokio::test]
async fn what_a_telephone_cannot_do_has_a_number() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().policy(|policy| policy.roster.forward = 2).start().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let john = added(&mut alice, &format!("ADC 5 FL N={JOHN} F=john")).await?;
        for line in ["ADC 6 FL N=tel:2 F=jane", "ADC 6 FL N=carol@example.com F=Carol"] {
            alice.asks(line, "210 6").await?;
        }
        alice.asks(&format!("SBP 7 {john} MFN Johnny"), "213 7").await?;
        ensure!(row(&mut alice, dialect).await? == Some(expected(Some(&john), 1, &[], dialect)), "{dialect}");
        alice.asks(&format!("REM 8 PL {JOHN}"), "216 8").await?;
        alice.asks(&format!("LKP 9 {JOHN}"), "201 9").await?;
        alice.asks("LKP 9 tel:+15551111222", "235 9").await?;
        let page = "<TEXT xml:space=\"preserve\" enc=\"utf-8\">hello</TEXT>";
        alice.send_payload(&format!("PGD 10 {JOHN} 1"), page.as_bytes()).await?;
        alice.expect("220 10").await?;
        let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
        talk.asks(&format!("CAL 2 {JOHN}"), "208 2").await?;
        // Nobody has been added by a telephone.
        alice.is_closed_by(&format!("ADC 11 RL N={JOHN}")).await?;
    }
    Ok(())
}

/// The client of ours has them like other contacts.
#[tokio::test]
async fn our_client_adds_lists_groups_and_removes_them() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let mut client = signed_in(&server, dialect).await?;
        let friends = client.add_group("Friends").await?.id;
        client.add(List::Forward, JOHN, "John D.", Some(friends)).await?;
        client.add(List::Allow, JOHN, "John D.", None).await?;
        let lists = client.sync().await?;
        let john = lists.contact(JOHN).context("no John")?;
        ensure!(john.is_telephone() && john.name == "John D.", "{john:?}");
        ensure!(john.groups == slice::from_ref(&friends) && john.id.is_some(), "{john:?}");
        ensure!(lists.has(List::Allow, JOHN) && !lists.has(List::Reverse, JOHN), "{lists:?}");
        ensure!(lists.contact(BOB).is_some_and(|bob| !bob.is_telephone()), "{lists:?}");
        client.remove(List::Forward, JOHN, None).await?;
        client.remove(List::Allow, JOHN, None).await?;
        ensure!(client.sync().await?.contact(JOHN).is_none(), "{dialect}");
    }
    Ok(())
}

async fn signed_in(server: &TestServer, dialect: Dialect) -> anyhow::Result<msnp_client::Client> {
    Ok(msnp_client::Client::sign_in(server.client(ALICE, SECRET, dialect)).await?)
}
