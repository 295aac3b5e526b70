//! `SYN`: a client waits for exactly as many rows as it was told, whatever its lists are and whatever happens meanwhile
//! (reference 02 §1).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::Lists;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, Raw, TestServer, wording};

/// The lists of a dump, read as strictly as a client does.
#[derive(Debug, Default, Eq, PartialEq)]
struct Dump {
    /// What the first line says after the transaction id.
    version: Vec<String>,
    groups: Vec<String>,
    /// Who is on which lists, as bits; sorted.
    contacts: Vec<(String, u32)>,
}

impl Dump {
    /// Asks for it, and reads as many rows as are announced. Nothing else may stand between them.
    async fn ask(raw: &mut Raw, syn: &str, dialect: Dialect) -> anyhow::Result<Self> {
        raw.send(syn).await?;
        let line = raw.line().await?;
        let version = line.strip_prefix("SYN 5 ").with_context(|| format!("{dialect}: {line}"))?;
        let version = version.split(' ').map(str::to_owned).collect();
        let mut dump = Self { version, ..Self::default() };
        if dialect.has(Cap::BareDump) {
            dump.counted(raw).await.context(dialect)?;
        } else {
            dump.listed(raw, dialect).await.context(dialect)?;
        }
        dump.contacts.sort();
        Ok(dump)
    }

    /// From MSNP8 on: so many contacts and so many groups, and not one line more.
    async fn counted(&mut self, raw: &mut Raw) -> anyhow::Result<()> {
        let [groups, contacts] = [self.version.pop(), self.version.pop()]
            .map(|count| count.and_then(|count| count.parse::<usize>().ok()));
        let (groups, contacts) = (groups.context("no count")?, contacts.context("no count")?);
        raw.send("PNG").await?;
        loop {
            let line = raw.line().await?;
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["QNG", ..] => break,
                ["GTC" | "BLP", _] | ["PRP" | "BPR", _, _] => {}
                ["LSG", ..] => self.groups.push(line),
                ["LST", who, rest @ ..] => {
                    let bits = rest.iter().skip(1).find_map(|word| word.parse().ok()).context("no lists")?;
                    self.contacts.push((who.trim_start_matches("N=").to_owned(), bits));
                }
                _ => anyhow::bail!("in the dump: {line}"),
            }
        }
        ensure!(
            (self.groups.len(), self.contacts.len()) == (groups, contacts),
            "{groups} and {contacts}: {self:?}"
        );
        Ok(())
    }

    /// Until MSNP7: four lists one after the other, each row with its place among so many.
    async fn listed(&mut self, raw: &mut Raw, dialect: Dialect) -> anyhow::Result<()> {
        for (list, bit) in [("FL", 1), ("AL", 2), ("BL", 4), ("RL", 8)] {
            let (mut at, mut total) = (0, 1);
            while at < total {
                let line = raw.line().await?;
                let words: Vec<&str> = line.split(' ').collect();
                match words.as_slice() {
                    ["GTC" | "BLP" | "PRP" | "BPR", ..] => {}
                    ["LSG", ..] => self.groups.push(line),
                    ["LST", "5", of, _, "0", "0"] if *of == list && at == 0 => total = 0,
                    ["LST", "5", of, _, place, count, who, ..] if *of == list => {
                        (at, total) = (at + 1, count.parse()?);
                        ensure!(*place == at.to_string(), "{line}");
                        match self.contacts.iter_mut().find(|(known, _)| known == who) {
                            Some((_, bits)) => *bits |= bit,
                            None => self.contacts.push(((*who).to_owned(), bit)),
                        }
                    }
                    _ => anyhow::bail!("in the dump: {line}"),
                }
            }
        }
        let rest = raw.settle().await?;
        ensure!(rest.is_empty() || dialect.has(Cap::Properties), "after the dump: {rest:?}");
        Ok(())
    }
}

fn syn(dialect: Dialect) -> String {
    wording::syn(5, dialect)
}

/// Somebody with one contact on every mixture of lists that there can be, the reverse list among them.
fn mixtures() -> (Vec<Member>, Vec<(String, u32)>) {
    let (mut owner, mut others, mut expected) =
        (Member::new("owner@example.com", SECRET), Vec::new(), Vec::new());
    for bits in 1..16_u8 {
        if bits & 6 == 6 {
            continue;
        }
        let handle = format!("m{bits}@example.com");
        let lists = [(1, Lists::FORWARD), (2, Lists::ALLOW), (4, Lists::BLOCK)];
        let lists = lists
            .into_iter()
            .filter(|(bit, _)| bits & bit != 0)
            .fold(Lists::NONE, |all, (_, list)| all | list);
        if !lists.is_empty() {
            owner = owner.contact(&handle, lists);
        }
        let mut other = Member::new(&handle, SECRET);
        if bits & 8 != 0 {
            other = other.contact("owner@example.com", Lists::FORWARD);
        }
        others.push(other);
        expected.push((handle, u32::from(bits)));
    }
    others.push(
        owner.group("One").group("Two").into_group("m1@example.com", 1).into_group("m11@example.com", 2),
    );
    expected.sort();
    (others, expected)
}

#[tokio::test]
async fn rows_are_counted_exactly_whatever_the_lists_are() -> anyhow::Result<()> {
    let (members, expected) = mixtures();
    let server = TestServer::with(members).await?;
    for dialect in cast::having(Cap::SyncedLists) {
        let mut raw = Raw::signed_in(&server, "owner@example.com", SECRET, dialect).await?;
        let dump = Dump::ask(&mut raw, &syn(dialect), dialect).await?;
        // Nobody has decided about those who are on no list but the reverse list, and maybe the forward list.
        let expected = expected.clone().into_iter().map(|(who, bits)| {
            let waits = dialect.has(Cap::PendingList) && bits & 8 != 0 && bits & 6 == 0;
            (who, if waits { bits - 8 + 16 } else { bits })
        });
        let expected: Vec<_> = expected.collect();
        ensure!(dump.contacts == expected, "{dialect}: expected {expected:?}, got {dump:?}");
        let groups = match (dialect.has(Cap::Groups), dialect.has(Cap::GroupNumbers)) {
            (false, _) => 0,
            (true, false) => 2,
            (true, true) => 3,
        };
        ensure!(dump.groups.len() == groups, "{dialect}: {dump:?}");
        // Asked again, it is the same; once more after something has been removed, it is that much less.
        ensure!(
            Dump::ask(&mut raw, &syn(dialect), dialect).await? == dump,
            "{dialect}: another the second time"
        );
    }
    Ok(())
}

#[tokio::test]
async fn nobody_at_all_is_a_dump_too() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::SyncedLists) {
        let mut raw = cast::signed_in(&server, CAROL, dialect).await?;
        let dump = Dump::ask(&mut raw, &syn(dialect), dialect).await?;
        ensure!(dump.contacts.is_empty(), "{dialect}: {dump:?}");
        ensure!(dump.groups.len() == usize::from(dialect.has(Cap::GroupNumbers)), "{dialect}: {dump:?}");
    }
    Ok(())
}

/// A client that has nothing, something else or something from the future gets all; one that is current gets nothing more
/// where the version is a number, and all again where it is a time.
#[tokio::test]
async fn whatever_version_a_client_has_it_gets_the_lists() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::SyncedLists) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let dump = Dump::ask(&mut raw, &syn(dialect), dialect).await?;
        ensure!(dump.contacts == [(BOB.to_owned(), 11)], "{dialect}: {dump:?}");
        let current = dump.version.join(" ");
        let odd: &[&str] = if dialect.has(Cap::ListSerials) {
            &["0", "1", "4294967295", "00"]
        } else {
            &[
                "0 0",
                "0 1",
                "x y",
                "2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00",
                "9999-12-31T23:59:59.9999999+00:00 9999-12-31T23:59:59.9999999+00:00",
                "2005-04-23T18:57:44.8130000-07:00 0",
                "%%% =",
            ]
        };
        for known in odd {
            let again = Dump::ask(&mut raw, &format!("SYN 5 {known}"), dialect).await?;
            ensure!(again == dump, "{dialect}: {known}: {again:?}");
        }
        if dialect.has(Cap::ListSerials) {
            raw.asks(&format!("SYN 5 {current}"), &format!("SYN 5 {current}")).await?;
            raw.is_alive().await?;
            // With a change, it is current no more.
            raw.send("GTC 6 N").await?;
            raw.settle().await?;
            let later = Dump::ask(&mut raw, &format!("SYN 5 {current}"), dialect).await?;
            ensure!(later.version != dump.version, "{dialect}: {later:?}");
            raw.send("GTC 6 A").await?;
        } else {
            let [lists, settings] = dump.version.as_slice() else { anyhow::bail!("{dump:?}") };
            for stamp in [lists, settings] {
                ensure!(stamp.len() == 33 && stamp.as_bytes()[10] == b'T' && stamp.contains('.'), "{stamp}");
            }
            let again = Dump::ask(&mut raw, &format!("SYN 5 {current}"), dialect).await?;
            ensure!(again == dump, "{dialect}: {again:?}");
        }
    }
    Ok(())
}

/// Contacts come and go all the time; nothing of that stands between the rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_in_the_middle_of_a_dump() -> anyhow::Result<()> {
    let crowd = || (0..100).map(|number| format!("member{number}@example.com"));
    let asker =
        crowd().fold(Member::new("asker@example.com", SECRET).friend(BOB), |asker, who| asker.friend(&who));
    let server = TestServer::builder()
        .members([asker, Member::new(BOB, SECRET).friend("asker@example.com")])
        .members(crowd().map(|handle| Member::new(&handle, SECRET)))
        .start()
        .await?;
    let done = Arc::new(AtomicBool::new(false));
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    let changing = tokio::spawn({
        let done = Arc::clone(&done);
        async move {
            let mut changes = 0_u64;
            while !done.load(Ordering::Relaxed) {
                for change in ["CHG 6 BSY 0\r\n", "CHG 6 HDN 0\r\n", "CHG 6 NLN 0\r\n"] {
                    bob.send_bytes(change.as_bytes()).await?;
                }
                bob.send_payload("UUX 7", format!("<Data><PSM>{changes}</PSM></Data>").as_bytes()).await?;
                bob.settle().await?;
                changes += 1;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            anyhow::Ok(changes)
        }
    });
    for dialect in cast::having(Cap::SyncedLists) {
        let mut raw = Raw::signed_in(&server, "asker@example.com", SECRET, dialect).await?;
        raw.send(&wording::chg(2, "NLN", dialect)).await?;
        raw.settle().await?;
        for round in 0..20 {
            raw.send_bytes(format!("{}\r\nPNG\r\n", syn(dialect)).as_bytes()).await?;
            // Whatever has been said before the command was read comes first.
            let mut line = raw.line().await?;
            while !line.starts_with("SYN ") {
                raw.skip_payload(&line).await?;
                line = raw.line().await?;
            }
            let mut rows = 0;
            loop {
                let line = raw.line().await?;
                let of_dump = ["GTC ", "BLP ", "PRP ", "LSG ", "LST ", "BPR "]
                    .iter()
                    .any(|name| line.starts_with(name));
                if !of_dump {
                    break;
                }
                rows += usize::from(line.starts_with("LST "));
            }
            // On each of two lists until MSNP7, and who is on none is a row as well.
            let expected = if dialect.has(Cap::BareDump) { 101 } else { 2 * 101 + 1 + 1 };
            ensure!(rows == expected, "{dialect}, round {round}: {rows} rows");
            raw.settle().await?;
        }
    }
    done.store(true, Ordering::Relaxed);
    let changes = changing.await??;
    ensure!(changes > 20, "nothing happened meanwhile: {changes} changes");
    Ok(())
}

/// What is changed in one dialect is what every other one reads; and a contact is called the same for ever.
#[tokio::test]
async fn lists_are_the_same_in_all_dialects() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.renames.count = 0).start().await?;
    let guids = [cast::guid(&server, BOB).await?, cast::guid(&server, CAROL).await?];
    for writer in cast::having(Cap::SyncedLists) {
        // Carol is made a contact and blocked, Bob is let go; and then all of it back again.
        for (lines, expected) in [
            (
                [
                    wording::add(2, "FL", CAROL, "C", writer),
                    wording::add(3, "BL", CAROL, "C", writer),
                    wording::rem(4, "AL", BOB, &guids[0], writer),
                    wording::rename_me(5, ALICE, "Ally", writer),
                ],
                [(BOB, 9), (CAROL, 5)].as_slice(),
            ),
            (
                [
                    wording::rem(2, "FL", CAROL, &guids[1], writer),
                    wording::rem(3, "BL", CAROL, &guids[1], writer),
                    wording::add(4, "AL", BOB, "B", writer),
                    wording::rename_me(5, ALICE, "Alice", writer),
                ],
                [(BOB, 11)].as_slice(),
            ),
        ] {
            let mut raw = cast::signed_in(&server, ALICE, writer).await?;
            for line in &lines {
                raw.send(line).await?;
                let answer = raw.line().await?;
                ensure!(answer[..5] == line[..5], "{writer}: {line}: {answer}");
                raw.settle().await?;
            }
            for reader in cast::having(Cap::SyncedLists) {
                let mut raw = cast::signed_in(&server, ALICE, reader).await?;
                let dump = Dump::ask(&mut raw, &syn(reader), reader).await?;
                // Bob has been dealt with before: he waits for nothing when he is on neither list.
                let expected: Vec<_> =
                    expected.iter().map(|(who, bits)| ((*who).to_owned(), *bits)).collect();
                ensure!(dump.contacts == expected, "{reader} after {writer}: {dump:?}");
                if reader.has(Cap::AddressBook) {
                    raw.send(&syn(reader)).await?;
                    let rows = raw.settle().await?;
                    for (who, guid) in [BOB, CAROL].into_iter().zip(&guids) {
                        let row = rows.iter().find(|row| row.starts_with(&format!("LST N={who} ")));
                        ensure!(row.is_none_or(|row| row.contains(&format!(" C={guid} "))), "{rows:?}");
                    }
                    let name = if expected.len() == 2 { "PRP MFN Ally" } else { "PRP MFN Alice" };
                    ensure!(rows.iter().any(|row| row == name), "{reader} after {writer}: {rows:?}");
                }
            }
        }
    }
    Ok(())
}
