//! Lists that are changed with a browser while a client is signed in.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::{AccountId, Edit, Handle, List, Privacy, Refusal};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{TestServer, wording};

async fn id(server: &TestServer, who: &str) -> anyhow::Result<AccountId> {
    Ok(server.core().store().account_by_handle(&Handle::new(who)?).await?.id)
}

/// An edit as a browser makes it.
async fn edit(server: &TestServer, who: &str, edit: Edit) -> anyhow::Result<()> {
    server.core().edit_roster(id(server, who).await?, edit).await?;
    Ok(())
}

fn add(list: List, whom: &str) -> anyhow::Result<Edit> {
    Ok(Edit::Add { list, contact: Handle::new(whom)?.into(), stored_name: None, group: None })
}

fn remove(list: List, whom: &str) -> anyhow::Result<Edit> {
    Ok(Edit::Remove { list, contact: Handle::new(whom)?.into(), group: None })
}

#[tokio::test]
async fn others_see_it_at_once() -> anyhow::Result<()> {
    for dialect in Dialect::ALL {
        let server = cast::server().start().await?;
        let _bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
        edit(&server, BOB, remove(List::Allow, ALICE)?).await?;
        alice.is_alive().await?;
        edit(&server, BOB, add(List::Block, ALICE)?).await?;
        alice.expect(&format!("FLN {BOB}")).await?;
        edit(&server, BOB, remove(List::Block, ALICE)?).await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", Dialect::Msnp7)).await?;
        edit(&server, BOB, Edit::SetPrivacy(Privacy::BlockByDefault)).await?;
        alice.expect(&format!("FLN {BOB}")).await?;
        edit(&server, BOB, add(List::Allow, ALICE)?).await?;
        alice.expect(&wording::nln("NLN", BOB, "Bob", Dialect::Msnp7)).await?;
        server.stop().await?;
    }
    Ok(())
}

/// Whether the one who does it is signed in or not.
#[tokio::test]
async fn whoever_is_added_or_removed_hears_of_it() -> anyhow::Result<()> {
    for signed_in in [false, true] {
        let server = cast::server().start().await?;
        let mut carol = cast::signed_in(&server, CAROL, Dialect::Msnp7).await?;
        carol.send("SYN 4 0").await?;
        carol.settle().await?;
        let mut alice =
            if signed_in { Some(cast::online(&server, ALICE, Dialect::Msnp7).await?) } else { None };
        edit(&server, ALICE, add(List::Forward, CAROL)?).await?;
        carol.expect("ADD 0 RL 2 alice@example.com Alice").await?;
        edit(&server, ALICE, remove(List::Forward, CAROL)?).await?;
        carol.expect("REM 0 RL 3 alice@example.com").await?;
        if let Some(alice) = &mut alice {
            alice.is_alive().await?;
        }
        server.stop().await?;
    }
    Ok(())
}

/// A client takes its copy of the lists for current as long as it knows the newest version: it must not be told one.
#[tokio::test]
async fn a_client_fetches_what_it_has_missed_when_it_signs_in_the_next_time() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp2).await?;
    bob.send("SYN 4 0").await?;
    let dump = bob.line().await?;
    let known = dump.strip_prefix("SYN 4 ").context(dump.clone())?.to_owned();
    bob.settle().await?;
    edit(&server, BOB, add(List::Forward, CAROL)?).await?;
    bob.is_alive().await?;
    let mine = format!("ADD 5 BL {known} {CAROL} Carol");
    bob.asks(&format!("ADD 5 BL {CAROL} Carol"), &mine).await?;
    edit(&server, CAROL, add(List::Forward, BOB)?).await?;
    bob.expect(&format!("ADD 0 RL {known} {CAROL} Carol")).await?;
    drop(bob);

    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp2).await?;
    bob.send(&format!("SYN 4 {known}")).await?;
    let dump = bob.line().await?;
    ensure!(dump != format!("SYN 4 {known}"), "it is current: {dump}");
    let mut is_there = false;
    loop {
        let line = bob.line().await?;
        is_there |= line.starts_with("LST 4 FL") && line.contains(CAROL);
        if line.starts_with("LST 4 RL") && line.contains(CAROL) {
            break;
        }
    }
    ensure!(is_there, "Carol is on the list");
    // From here on it has missed nothing.
    let newest: u32 = dump.strip_prefix("SYN 4 ").context(dump.clone())?.parse()?;
    let next = newest + 1;
    bob.settle().await?;
    bob.asks("GTC 6 N", &format!("GTC 6 {next} N")).await
}

#[tokio::test]
async fn too_many_changes_are_refused_whoever_makes_them() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::SyncedLists) {
        let server = cast::server().policy(|policy| policy.contact_changes.count = 3).start().await?;
        let mut bob = cast::signed_in(&server, BOB, dialect).await?;
        edit(&server, BOB, add(List::Forward, CAROL)?).await?;
        bob.send(&wording::add(4, "AL", CAROL, "Carol", dialect)).await?;
        bob.settle().await?;
        edit(&server, BOB, remove(List::Forward, CAROL)?).await?;
        bob.asks(&wording::rem(5, "AL", CAROL, "", dialect), "800 5").await?;
        let refused = server.core().edit_roster(id(&server, BOB).await?, add(List::Forward, CAROL)?).await;
        ensure!(refused.is_err_and(|error| error.refusal() == Some(Refusal::TooFast)), "{dialect}");
        // Names have a limit of their own.
        bob.send(&wording::rename_me(6, BOB, "Robert", dialect)).await?;
        let line = bob.line().await?;
        ensure!(!line.starts_with("800"), "{line}");
        server.advance(std::time::Duration::from_secs(1201));
        edit(&server, BOB, add(List::Forward, CAROL)?).await?;
        server.stop().await?;
    }
    Ok(())
}
