//! `ADL`, `RML` and `FQY`: lists of clients that have an address book (reference 20 §5).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::{Edit, Handle, List, Lists, Privacy};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, Raw, TestServer, wording};

/// Which of her lists somebody is on.
async fn lists(server: &TestServer, owner: &str, whom: &str) -> anyhow::Result<Lists> {
    let store = server.core().store();
    let id = store.account_by_handle(&Handle::new(owner)?).await?.id;
    let roster = store.roster(id).await?;
    Ok(roster.contact(&Handle::new(whom)?).map_or(Lists::NONE, nudge_core::Contact::lists))
}

/// Sends a list, and the next line must be that one.
async fn tells(raw: &mut Raw, name: &str, payload: &str, answer: &str) -> anyhow::Result<()> {
    raw.send_payload(&format!("{name} 7"), payload.as_bytes()).await?;
    raw.expect(answer).await.with_context(|| format!("{name} {payload}"))
}

fn one(who: &str, bits: u8) -> String {
    wording::membership("ADL", 7, who, bits).1
}

/// The payload of a line that has come.
async fn payload(raw: &mut Raw, line: &str) -> anyhow::Result<String> {
    let length = line.rsplit(' ').next().context("a word")?.parse()?;
    Ok(String::from_utf8(raw.payload(length).await?)?)
}

/// What the client says that it has, the store knows better.
#[tokio::test]
async fn the_first_list_changes_nothing() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let before = lists(&server, ALICE, BOB).await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        for payload in [
            "<ml l=\"1\"></ml>",
            "<ml l='1'/>",
            "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"5\" t=\"1\"/><c n=\"carol\" l=\"3\" t=\"1\"/></d></ml>",
            "<ml l=\"1\"><d n=\"yahoo.com\"><c n=\"dave\" l=\"3\" t=\"32\"/></d><t><c n=\"tel:+15551234\" l=\"3\"/></t></ml>",
        ] {
            tells(&mut alice, "ADL", payload, "ADL 7 OK").await?;
        }
        ensure!(lists(&server, ALICE, BOB).await? == before, "{dialect}");
        ensure!(lists(&server, ALICE, CAROL).await? == Lists::NONE, "{dialect}");
        alice.is_alive().await?;
    }
    Ok(())
}

/// Later ones are changes, which may have been made already.
#[tokio::test]
async fn later_lists_are_changes_that_may_be_repeated() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for (name, who, bits, expected) in [
            ("ADL", CAROL, 3, Lists::FORWARD | Lists::ALLOW),
            ("ADL", CAROL, 3, Lists::FORWARD | Lists::ALLOW),
            // From the allow list to the block list, without a word about the first.
            ("ADL", CAROL, 4, Lists::FORWARD | Lists::BLOCK),
            ("ADL", CAROL, 2, Lists::FORWARD | Lists::ALLOW),
            ("RML", CAROL, 2, Lists::FORWARD),
            ("RML", CAROL, 2, Lists::FORWARD),
            ("ADL", CAROL, 4, Lists::FORWARD | Lists::BLOCK),
            ("RML", CAROL, 5, Lists::NONE),
            ("RML", CAROL, 5, Lists::NONE),
        ] {
            tells(&mut alice, name, &one(who, bits), &format!("{name} 7 OK")).await?;
            let on = lists(&server, ALICE, CAROL).await?;
            ensure!(on == expected, "{dialect}: after {name} {bits}: {on:?}");
        }
        // Clients end the session over a refusal, so there is none for somebody who is not there.
        for odd in ["nobody@example.com", "x@yahoo.com"] {
            tells(&mut alice, "ADL", &one(odd, 3), "ADL 7 OK").await?;
            tells(&mut alice, "RML", &one(odd, 3), "RML 7 OK").await?;
        }
        alice.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_list_is_refused_and_no_more() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for name in ["ADL", "RML"] {
            for (payload, number) in [
                ("", "241"),
                ("hello", "241"),
                ("<ml><d n=\"example.com\"><c n=\"carol\" l=\"3\"></d></ml>", "241"),
                ("<ml><d n=\"example.com\"><c n=\"carol\" l=\"6\" t=\"1\"/></d></ml>", "241"),
                ("<ml><d n=\"example.com\"><c n=\"carol\" l=\"8\" t=\"1\"/></d></ml>", "241"),
                ("<ml><d n=\"example.com\"><c n=\"carol\" l=\"16\" t=\"1\"/></d></ml>", "241"),
                ("<ml><d n=\"example.com\"><c n=\"carol\" t=\"1\"/></d></ml>", "241"),
                ("<ml><d n=\"\"><c n=\"carol\" l=\"3\" t=\"1\"/></d></ml>", "240"),
                ("<ml><d><c n=\"carol\" l=\"3\" t=\"1\"/></d></ml>", "240"),
            ] {
                tells(&mut alice, name, payload, &format!("{number} 7")).await?;
            }
        }
        ensure!(lists(&server, ALICE, CAROL).await? == Lists::NONE, "{dialect}");
        alice.is_alive().await?;
    }
    Ok(())
}

/// A client asks for many at a time; half a list is waited for, and too long a one is the end.
#[tokio::test]
async fn a_list_may_be_long() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
    let rows: Vec<_> = (0..1000).map(|n| format!("<c n=\"m{n}\" l=\"3\" t=\"1\"/>")).collect();
    let rows = rows.concat();
    let long = format!("<ml l=\"1\"><d n=\"example.com\">{rows}</d></ml>");
    ensure!(long.len() > 20_000);
    tells(&mut alice, "ADL", &long, "ADL 7 OK").await?;
    alice.is_closed_by("ADL 8 65537").await
}

/// Whoever is named after the client has come online is introduced at once, if they are there: as somebody who comes.
#[tokio::test]
async fn who_is_there_is_told_after_the_list() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        tells(&mut alice, "ADL", &one(BOB, 3).replace("<ml>", "<ml l=\"1\">"), "ADL 7 OK").await?;
        alice.is_alive().await.context("before the first state, nobody is seen")?;
        let chg = wording::chg(4, "NLN", dialect);
        alice.asks(&chg, &chg).await?;
        alice.expect(&wording::iln(4, "NLN", BOB, "Bob", dialect)).await.context(dialect)?;
        alice.settle().await?;
        for mark in ["<ml>", "<ml l=\"1\">"] {
            // Bob is a contact already: the address book was changed before.
            tells(&mut alice, "ADL", &one(BOB, 1).replace("<ml>", mark), "ADL 7 OK").await?;
            alice.expect(&wording::nln("NLN", BOB, "Bob", dialect)).await.context(dialect)?;
            let ubx = alice.line().await?;
            ensure!(ubx.starts_with(&wording::ubx(BOB, dialect)), "{ubx}");
            alice.skip_payload(&ubx).await?;
        }
        // He is one only now.
        tells(&mut alice, "RML", &one(BOB, 1), "RML 7 OK").await?;
        tells(&mut alice, "ADL", &one(BOB, 1), "ADL 7 OK").await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", dialect)).await.context(dialect)?;
        let rest = alice.settle().await?;
        ensure!(rest.len() == 1, "{dialect}: {rest:?}");
        alice.send("OUT").await?;
        bob.settle().await?;
    }
    Ok(())
}

/// Blocking and unblocking shows at once.
#[tokio::test]
async fn who_is_blocked_sees_nobody() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (hers, his) in cast::having(Cap::MembershipLists).flat_map(|hers| Dialect::ALL.map(|his| (hers, his)))
    {
        let mut bob = cast::online(&server, BOB, his).await?;
        let mut alice = cast::online(&server, ALICE, hers).await?;
        bob.settle().await?;
        tells(&mut alice, "RML", &one(BOB, 2), "RML 7 OK").await?;
        tells(&mut alice, "ADL", &one(BOB, 4), "ADL 7 OK").await?;
        bob.expect(&wording::fln(ALICE, his)).await?;
        tells(&mut alice, "RML", &one(BOB, 4), "RML 7 OK").await?;
        bob.expect(&wording::nln("NLN", ALICE, "Alice", his)).await?;
        tells(&mut alice, "ADL", &one(BOB, 2), "ADL 7 OK").await?;
        bob.settle().await?;
    }
    Ok(())
}

/// Somebody who adds or removes the principal is told in one line, and that the lists are to be fetched in another; of the
/// latter there is one a second.
#[tokio::test]
async fn who_is_added_or_removed_is_told() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut carol = cast::signed_in(&server, CAROL, dialect).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        tells(&mut alice, "ADL", &one(CAROL, 1), "ADL 7 OK").await?;
        let line = carol.line().await?;
        ensure!(line.starts_with("ADL 0 "), "{line}");
        let told = payload(&mut carol, &line).await?;
        let row = "<ml><d n=\"example.com\"><c n=\"alice\" t=\"1\" l=\"8\" f=\"Alice\"/></d></ml>";
        ensure!(told == row, "{told}");
        let line = carol.line().await?;
        ensure!(line.starts_with("NOT "), "{line}");
        let notice = payload(&mut carol, &line).await?;
        ensure!(
            notice.contains(" siteid=\"45705\" ") && notice.contains("name=\"carol@example.com\""),
            "{notice}"
        );
        ensure!(notice.contains("&lt;Service&gt;ABCHInternal&lt;/Service&gt;"), "{notice}");

        tells(&mut alice, "RML", &one(CAROL, 1), "RML 7 OK").await?;
        let line = carol.line().await?;
        ensure!(line.starts_with("RML 0 "), "{line}");
        let told = payload(&mut carol, &line).await?;
        ensure!(told == "<ml><d n=\"example.com\"><c n=\"alice\" t=\"1\" l=\"8\"/></d></ml>", "{told}");
        carol.is_alive().await.context("it is too early for the next")?;
        let line = carol.line().await?;
        ensure!(line.starts_with("NOT "), "{line}");
        carol.skip_payload(&line).await?;
        carol.is_alive().await?;
    }
    Ok(())
}

/// A name is for those who may see it.
#[tokio::test]
async fn who_is_hidden_from_adds_without_a_name() -> anyhow::Result<()> {
    let server = TestServer::with([
        Member::new(ALICE, SECRET).named("Secret").contact(BOB, Lists::BLOCK),
        Member::new(BOB, SECRET).named("Bob"),
    ]);
    let server = server.await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp15).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
    tells(&mut alice, "ADL", &one(BOB, 1), "ADL 7 OK").await?;
    let line = bob.line().await?;
    let told = payload(&mut bob, &line).await?;
    ensure!(told.contains(" f=\"alice@example.com\""), "{told}");
    Ok(())
}

#[tokio::test]
async fn an_address_is_looked_up() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::FederationQuery) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for (question, expected) in [
            (
                "<ml l=\"2\"><d n=\"example.com\"><c n=\"bob\"/></d></ml>",
                "<ml l=\"2\"><d n=\"example.com\"><c n=\"bob\" t=\"1\"/></d></ml>",
            ),
            (
                "<ml><d n=\"EXAMPLE.com\"><c n=\"Bob\"/><c n=\"nobody\" t=\"1\"/></d><d n=\"yahoo.com\"><c n=\"dave\"/></d></ml>",
                "<ml><d n=\"EXAMPLE.com\"><c n=\"Bob\" t=\"1\"/><c n=\"nobody\" t=\"0\"/></d><d n=\"yahoo.com\"><c n=\"dave\" \
                 t=\"0\"/></d></ml>",
            ),
            (
                "<ml l=\"2\"><t><c n=\"tel:+15551234\"/></t></ml>",
                "<ml l=\"2\"><t><c n=\"tel:+15551234\" t=\"4\"/></t></ml>",
            ),
        ] {
            alice.send_payload("FQY 7", question.as_bytes()).await?;
            let line = alice.line().await?;
            ensure!(line.starts_with("FQY 7 "), "{line}");
            let answer = payload(&mut alice, &line).await?;
            ensure!(answer == expected, "{dialect}: {answer}");
        }
        tells(&mut alice, "FQY", "hello", "241 7").await?;
        tells(&mut alice, "FQY", "<ml><d><c n=\"x\"/></d></ml>", "240 7").await?;
        let rows = "<c n=\"x\"/>".repeat(201);
        tells(&mut alice, "FQY", &format!("<ml><d n=\"a.b\">{rows}</d></ml>"), "241 7").await?;
    }
    Ok(())
}

/// Whoever could ask for any number of addresses would soon know all of them.
#[tokio::test]
async fn questions_have_their_pace() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.searches.count = 2).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
    let question = "<ml l=\"2\"><d n=\"example.com\"><c n=\"bob\"/></d></ml>";
    for _ in 0..2 {
        alice.send_payload("FQY 7", question.as_bytes()).await?;
        let line = alice.line().await?;
        ensure!(alice.skip_payload(&line).await?, "{line}");
    }
    tells(&mut alice, "FQY", question, "800 7").await
}

/// Clients repeat what the address book has told them: their name, and how they treat strangers.
#[tokio::test]
async fn what_is_so_already_is_said_again_without_harm() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.renames.count = 1).start().await?;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        for line in ["BLP 5 AL", "BLP 5 AL", "BLP 6 BL", "BLP 6 BL", "BLP 7 AL"] {
            alice.asks(line, line).await?;
        }
        for _ in 0..5 {
            alice.asks("PRP 8 MFN Alice", "PRP 8 MFN Alice").await?;
            // In the client's own bytes, whichever way it writes the name.
            alice.asks("PRP 9 MFN %41lice", "PRP 9 MFN %41lice").await?;
        }
    }
    Ok(())
}

/// What somebody changes with a browser, contacts of every generation see.
#[tokio::test]
async fn changes_past_the_client_show() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = server.core().store().account_by_handle(&Handle::new(ALICE)?).await?.id;
    for dialect in cast::having(Cap::MembershipLists) {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let _alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
        bob.settle().await?;
        server.core().edit_roster(id, Edit::SetPrivacy(Privacy::BlockByDefault)).await?;
        let remove = |list| anyhow::Ok(Edit::Remove { list, contact: Handle::new(BOB)?.into(), group: None });
        server.core().edit_roster(id, remove(List::Allow)?).await?;
        bob.expect(&wording::fln(ALICE, dialect)).await?;
        let allow = Edit::Add {
            list: List::Allow,
            contact: Handle::new(BOB)?.into(),
            stored_name: None,
            group: None,
        };
        server.core().edit_roster(id, allow).await?;
        bob.expect(&wording::nln("NLN", ALICE, "Alice", dialect)).await?;
        server.core().edit_roster(id, Edit::SetPrivacy(Privacy::AllowByDefault)).await?;
        bob.settle().await?;
    }
    Ok(())
}
