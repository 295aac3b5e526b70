//! Adding, grouping, blocking and removing contacts.

use anyhow::{Context as _, ensure};
use msnp11_sdk::{Event, MsnpList};
use nudge_testkit::TestServer;
use nudge_testkit::cast::{ALICE, BOB, CAROL, server};

use crate::person::{Person, within};

/// A contact as the lists have it.
#[derive(Debug, Eq, PartialEq)]
struct Row {
    email: String,
    guid: String,
    groups: Vec<String>,
}

/// What Alice's forward list is after another sign-in, and her groups.
async fn stored(server: &TestServer) -> anyhow::Result<(Vec<Row>, Vec<(String, String)>)> {
    let mut alice = Person::online(server, ALICE).await?;
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    // The conversation that is opened last is behind everything that the dump says.
    let done = within(alice.client.set_gtc("N")).await;
    within(alice.client.set_gtc("A")).await?;
    done?;
    let mut seen_name = false;
    while let Ok(event) = alice
        .events
        .wait_for(|event| match event {
            Event::InitialPresenceUpdate { .. } => Some(Event::Authenticated),
            other => Some(other),
        })
        .await
    {
        match event {
            Event::Group { name, guid } => groups.push((name, guid)),
            Event::ContactInForwardList { email, guid, groups, .. } => rows.push(Row { email, guid, groups }),
            Event::DisplayName(_) => seen_name = true,
            Event::Authenticated => break,
            _ => {}
        }
    }
    ensure!(seen_name, "the dump has no name");
    within(alice.client.disconnect()).await?;
    Ok((rows, groups))
}

#[tokio::test]
async fn groups_are_made_named_filled_emptied_and_removed() -> anyhow::Result<()> {
    let server = server().start().await?;
    // So that a sign-in ends with somebody's presence.
    let _bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    within(alice.client.create_group("School friends")).await.context("making a group")?;
    let twice = within(alice.client.create_group("School friends")).await;
    ensure!(twice.is_err(), "the same group twice");
    within(alice.client.disconnect()).await?;

    let (rows, groups) = stored(&server).await?;
    let [(name, group)] = groups.as_slice() else { anyhow::bail!("{groups:?}") };
    ensure!(name == "School friends", "{name}");
    let [bob] = rows.as_slice() else { anyhow::bail!("{rows:?}") };
    ensure!(bob.email == BOB && bob.groups.is_empty(), "{bob:?}");

    let alice = Person::online(&server, ALICE).await?;
    within(alice.client.rename_group(group, "Mates & more")).await.context("renaming it")?;
    within(alice.client.add_contact_to_group(&bob.guid, group)).await.context("filling it")?;
    within(alice.client.disconnect()).await?;
    let (rows, groups) = stored(&server).await?;
    ensure!(groups == [("Mates & more".to_owned(), group.clone())], "{groups:?}");
    ensure!(rows.iter().all(|row| row.groups == [group.clone()]), "{rows:?}");

    let alice = Person::online(&server, ALICE).await?;
    within(alice.client.remove_contact_from_group(&bob.guid, group)).await.context("emptying it")?;
    within(alice.client.delete_group(group)).await.context("removing it")?;
    within(alice.client.disconnect()).await?;
    let (rows, groups) = stored(&server).await?;
    ensure!(groups.is_empty() && rows.iter().all(|row| row.groups.is_empty()), "{groups:?} {rows:?}");
    Ok(())
}

#[tokio::test]
async fn a_contact_is_added_and_removed_and_hears_of_it() -> anyhow::Result<()> {
    let server = server().start().await?;
    let alice = Person::online(&server, ALICE).await?;
    let mut carol = Person::online(&server, CAROL).await?;
    let added =
        within(alice.client.add_contact(CAROL, "Carol", MsnpList::ForwardList)).await.context("FL")?;
    let Event::ContactInForwardList { guid, .. } = added else { anyhow::bail!("{added:?}") };
    let (by, name) = carol
        .events
        .wait_for(|event| match event {
            Event::AddedBy { email, display_name } => Some((email, display_name)),
            _ => None,
        })
        .await?;
    ensure!((by.as_str(), name.as_str()) == (ALICE, "Alice"), "{by} {name}");
    within(alice.client.add_contact(CAROL, "Carol", MsnpList::AllowList)).await.context("AL")?;
    within(carol.client.add_contact(ALICE, "Alice", MsnpList::AllowList)).await.context("Carol's AL")?;
    within(carol.client.remove_contact(ALICE, MsnpList::PendingList)).await.context("PL")?;
    within(alice.client.set_contact_display_name(&guid, "Caroline C")).await.context("SBP")?;

    within(alice.client.remove_contact_from_forward_list(&guid)).await.context("REM FL")?;
    within(alice.client.remove_contact(CAROL, MsnpList::AllowList)).await.context("REM AL")?;
    let by =
        carol.events.wait_for(|event| if let Event::RemovedBy(by) = event { Some(by) } else { None }).await?;
    ensure!(by == ALICE, "{by}");
    let nobody =
        within(alice.client.add_contact("nobody@example.com", "Nobody", MsnpList::ForwardList)).await;
    ensure!(nobody.is_err(), "nobody is added");
    Ok(())
}

#[tokio::test]
async fn who_is_blocked_sees_nothing_until_unblocked() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    bob.events.wait_for(|event| matches!(event, Event::PresenceUpdate { .. }).then_some(())).await?;
    within(alice.client.block_contact(BOB)).await.context("blocking")?;
    bob.events.wait_for(|event| matches!(event, Event::ContactOffline { .. }).then_some(())).await?;
    within(alice.client.unblock_contact(BOB)).await.context("unblocking")?;
    bob.events.wait_for(|event| matches!(event, Event::PresenceUpdate { .. }).then_some(())).await
}

#[tokio::test]
async fn settings_and_the_own_name_are_changed() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    within(alice.client.set_gtc("N")).await.context("GTC")?;
    within(alice.client.set_display_name("Älice (at 100%)")).await.context("PRP MFN")?;
    let name = bob
        .events
        .wait_for(|event| match event {
            Event::PresenceUpdate { display_name, .. } if display_name != "Alice" => Some(display_name),
            _ => None,
        })
        .await?;
    ensure!(name == "Älice (at 100%)", "{name}");
    within(alice.client.set_blp("BL")).await.context("BLP")
}
