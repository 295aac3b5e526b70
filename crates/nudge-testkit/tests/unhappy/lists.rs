//! Lists, names and settings: each number that a change can be refused with, the same in every dialect that has the change.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Builder, Member, Raw, TestServer, wording};

/// What Alice asks for; each dialect has its own words for it.
#[derive(Clone, Copy, Debug)]
enum Ask<'a> {
    /// Puts somebody on a list.
    Add(&'a str, &'a str),
    /// Takes somebody off a list.
    Remove(&'a str, &'a str),
    /// Has another name.
    RenameMe(&'a str),
    /// Keeps another name for somebody.
    Rename(&'a str, &'a str),
    /// A command and its arguments, which are the same everywhere.
    Set(&'a str, &'a str),
}
use Ask::{Add, Remove, Rename, RenameMe, Set};

impl Ask<'_> {
    async fn line(self, trid: u32, server: &TestServer, dialect: Dialect) -> String {
        let guid =
            async |who| cast::guid(server, who).await.unwrap_or_else(|_| cast::NOBODYS_GUID.to_owned());
        match self {
            Add(list, who) => wording::add(trid, list, who, "x", dialect),
            Remove(list, who) => wording::rem(trid, list, who, &guid(who).await, dialect),
            RenameMe(name) => wording::rename_me(trid, ALICE, name, dialect),
            Rename(who, name) => wording::rename_contact(trid, who, &guid(who).await, name, dialect),
            Set(command, arguments) => format!("{command} {trid} {arguments}"),
        }
    }
}

/// Done.
const OK: &str = "";

/// What is asked, and the number that it is refused with.
type Exchange<'a> = (Ask<'a>, &'a str);

/// Asks one thing after the other.
async fn dialogue(server: Builder, dialect: Dialect, exchanges: &[Exchange<'_>]) -> anyhow::Result<()> {
    let server = server.start().await?;
    let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
    let chg = wording::chg(1, "NLN", dialect);
    raw.asks(&chg, &chg).await?;
    raw.settle().await?;
    for (trid, (ask, number)) in (2..).zip(exchanges) {
        let line = ask.line(trid, &server, dialect).await;
        raw.send(&line).await?;
        let came = raw.line().await.with_context(|| line.clone())?;
        let is_right = if number.is_empty() {
            came.starts_with(&format!("{} {trid} ", &line[..3]))
        } else {
            came == format!("{number} {trid}")
        };
        ensure!(is_right, "{dialect}: {line}: expected {number:?}, got {came}");
        // What follows when somebody is added or renamed: presence and properties.
        for more in raw.settle().await? {
            let may_follow = ["BPR ", "ILN ", "UBX ", "NLN "].iter().any(|name| more.starts_with(name));
            ensure!(may_follow, "{dialect}: {line}: and then {more}");
        }
    }
    Ok(())
}

/// The same in every dialect: what is refused has one number in all of them.
async fn in_every_dialect(exchanges: &[Exchange<'_>]) -> anyhow::Result<()> {
    for dialect in cast::having(Cap::SyncedLists) {
        dialogue(cast::server(), dialect, exchanges).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_address_is_201() -> anyhow::Result<()> {
    in_every_dialect(&[(Add("FL", "a@b"), "201"), (Add("AL", "hello"), "201"), (Add("BL", "@@a"), "201")])
        .await
}

/// Which of two numbers it is depends on the dialect (reference 04 §3).
#[tokio::test]
async fn no_account_is_205_or_208() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::SyncedLists) {
        let number = if dialect.has(Cap::AddressBook) { "208" } else { "205" };
        let lists = ["FL", "AL", "BL"].map(|list| (Add(list, "nobody@example.com"), number));
        dialogue(cast::server(), dialect, &lists).await?;
    }
    Ok(())
}

#[tokio::test]
async fn there_already_is_215() -> anyhow::Result<()> {
    in_every_dialect(&[
        (Add("FL", BOB), "215"),
        (Add("AL", "BOB@example.com"), "215"),
        (Add("BL", CAROL), OK),
        (Add("BL", CAROL), "215"),
        (Add("FL", ALICE), OK),
        (Add("FL", ALICE), "215"),
    ])
    .await
}

#[tokio::test]
async fn not_there_is_216() -> anyhow::Result<()> {
    in_every_dialect(&[
        (Remove("BL", BOB), "216"),
        (Remove("FL", CAROL), "216"),
        (Remove("FL", "nobody@example.com"), "216"),
        (Remove("AL", "nobody@example.com"), "216"),
        (Remove("AL", "hello"), "216"),
        (Remove("AL", BOB), OK),
        (Remove("AL", BOB), "216"),
        (Rename(CAROL, "Carol"), "216"),
        (Rename("nobody@example.com", "x"), "216"),
        (Rename(BOB, "Bobby"), OK),
    ])
    .await
}

#[tokio::test]
async fn on_the_opposite_list_is_219() -> anyhow::Result<()> {
    in_every_dialect(&[
        (Add("BL", BOB), "219"),
        (Add("BL", CAROL), OK),
        (Add("AL", CAROL), "219"),
        (Remove("BL", CAROL), OK),
        (Add("AL", CAROL), OK),
    ])
    .await
}

#[tokio::test]
async fn unchanged_is_218() -> anyhow::Result<()> {
    in_every_dialect(&[
        (Set("GTC", "A"), "218"),
        (Set("GTC", "N"), OK),
        (Set("GTC", "N"), "218"),
        (Set("BLP", "AL"), "218"),
        (Set("BLP", "BL"), OK),
        (Set("BLP", "BL"), "218"),
    ])
    .await
}

#[tokio::test]
async fn a_full_list_is_210() -> anyhow::Result<()> {
    let (m0, m1, m2) = ("m0@example.com", "m1@example.com", "m2@example.com");
    let server = || {
        cast::server().members([m0, m1, m2].map(|handle| Member::new(handle, SECRET))).policy(|policy| {
            policy.roster.forward = 2;
            policy.roster.allow = 2;
            policy.roster.block = 1;
        })
    };
    let exchanges = [
        (Add("FL", m0), OK),
        (Add("FL", m1), "210"),
        (Add("AL", m0), OK),
        (Add("AL", m1), "210"),
        (Add("BL", m1), OK),
        (Add("BL", m2), "210"),
        (Remove("FL", BOB), OK),
        (Add("FL", m1), OK),
    ];
    for dialect in cast::having(Cap::SyncedLists) {
        dialogue(server(), dialect, &exchanges).await?;
        // The other side's reverse list may be full too.
        let server = cast::server().policy(|policy| policy.roster.reverse = 1);
        let server = server.member(Member::new(m0, SECRET).friend(CAROL));
        dialogue(server, dialect, &[(Add("FL", CAROL), "210")]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_cannot_be_is_209() -> anyhow::Result<()> {
    let longest = "%20".repeat(129);
    let longer = format!("{longest}x");
    // Three bytes each on the way in, nine on the way out to others.
    let grows = "\u{20ac}".repeat(129);
    in_every_dialect(&[
        (RenameMe(&longest), OK),
        (RenameMe(&longer), "209"),
        (RenameMe(&grows), "209"),
        (RenameMe(&"x".repeat(387)), OK),
        (RenameMe(&"x".repeat(388)), "209"),
        (Rename(BOB, &longest), OK),
        (Rename(BOB, &longer), "209"),
    ])
    .await?;
    let server = cast::server().member(Member::new("new@example.com", SECRET).unverified()).start().await?;
    for dialect in Dialect::ALL {
        let mut raw = Raw::signed_in(&server, "new@example.com", SECRET, dialect).await?;
        raw.asks(&wording::rename_me(2, "new@example.com", "Me", dialect), "209 2").await?;
    }
    Ok(())
}

#[tokio::test]
async fn too_many_renames_are_800_and_those_of_contacts_are_free() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::SyncedLists) {
        let server = cast::server().policy(|policy| policy.renames.count = 2);
        let exchanges = [
            (RenameMe("A"), OK),
            (RenameMe("B"), OK),
            (RenameMe("C"), "800"),
            (Rename(BOB, "A"), OK),
            (Rename(BOB, "B"), OK),
            (Rename(BOB, "C"), OK),
            (RenameMe("D"), "800"),
        ];
        dialogue(server, dialect, &exchanges).await?;
    }
    Ok(())
}

#[tokio::test]
async fn offline_is_no_state_to_choose_and_201() -> anyhow::Result<()> {
    in_every_dialect(&[(Set("CHG", "FLN"), "201"), (Set("CHG", "BSY"), OK)]).await
}

/// Whoever is removed or added hears of it in the words of their own dialect.
#[tokio::test]
async fn who_is_removed_or_added_hears_of_it() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let guid = cast::guid(&server, BOB).await?;
    let pairs = cast::having(Cap::SyncedLists)
        .flat_map(|his| cast::having(Cap::SyncedLists).map(move |hers| (his, hers)));
    for (his, hers) in pairs {
        let mut bob = cast::signed_in(&server, BOB, his).await?;
        bob.send(&wording::syn(2, his)).await?;
        bob.settle().await?;
        let mut alice = cast::signed_in(&server, ALICE, hers).await?;
        alice.send(&wording::rem(2, "FL", BOB, &guid, hers)).await?;
        alice.settle().await?;
        let told = bob.line().await?;
        ensure!(told.starts_with("REM 0 RL ") && told.ends_with(" alice@example.com"), "{his}: {told}");
        alice.send(&wording::add(3, "FL", BOB, "Bob", hers)).await?;
        alice.settle().await?;
        let told = bob.line().await?;
        let is_right = if his.has(Cap::AddressBook) {
            told == "ADC 0 RL N=alice@example.com F=Alice"
        } else {
            told.starts_with("ADD 0 RL ") && told.ends_with(" alice@example.com Alice")
        };
        ensure!(is_right, "{his}: {told}");
    }
    Ok(())
}

/// Who has not asked for the lists yet will find it in them.
#[tokio::test]
async fn who_has_not_asked_for_the_lists_is_told_of_no_change() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let guid = cast::guid(&server, BOB).await?;
    for dialect in cast::having(Cap::SyncedLists) {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        alice.send(&wording::rem(2, "FL", BOB, &guid, dialect)).await?;
        alice.send(&wording::add(3, "FL", BOB, "Bob", dialect)).await?;
        alice.settle().await?;
        let told = bob.settle().await?;
        ensure!(!told.iter().any(|line| line.contains(" RL ")), "{dialect}: {told:?}");
    }
    Ok(())
}
