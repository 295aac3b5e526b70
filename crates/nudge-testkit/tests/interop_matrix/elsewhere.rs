//! One account, two clients: what is changed in one dialect is there in another.

use anyhow::{Context as _, ensure};
use msnp::value::{List, Privacy, PropertyKey, ReversePrompt};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, Contact, Lists};
use nudge_testkit::TestServer;

use crate::owner::{Owner, has_groups, has_ids};

/// What the owner calls himself, and his groups.
const NAME: &str = "Dörte + 100% & 友";
const GROUPS: [&str; 2] = ["Büro 同僚", "Zürich & more"];
const RENAMED: &str = "Genève %20";
const PHONE: &str = "+49 (0) 30 % ü";

/// The others of the story.
pub(crate) struct Others<'a> {
    /// On the forward and allow lists, and in a group.
    pub(crate) friend: &'a str,
    /// On the forward and block lists.
    pub(crate) blocked: &'a str,
    /// Who adds the owner, and hears nothing.
    pub(crate) stranger: &'a mut Client,
}

/// Signs in with one client, changes everything, and reads it back with another; there and back again.
pub(crate) async fn edit_and_read(
    server: &TestServer,
    owner: impl Fn(Dialect) -> Config,
    (one, other): (Dialect, Dialect),
    mut others: Others<'_>,
) -> anyhow::Result<()> {
    let mut first = Owner::sign_in(server, owner(one)).await?.0;
    fill(&mut first, &mut others).await.context("changes by the first client")?;
    first.client.sign_out().await?;

    let (mut second, lists) = Owner::sign_in(server, owner(other)).await?;
    has_all(&second, &lists, &others, one).context("read by the second client")?;
    empty(&mut second, &lists, &others).await.context("changes by the second client")?;
    second.client.sign_out().await?;

    let (first, lists) = Owner::sign_in(server, owner(one)).await?;
    has_little(&lists, &others, (one, other)).context("read by the first client again")?;
    first.client.sign_out().await?;
    Ok(())
}

/// Puts something of each kind into the account.
async fn fill(owner: &mut Owner, others: &mut Others<'_>) -> anyhow::Result<()> {
    let Others { friend, blocked, .. } = *others;
    owner.rename_self(NAME).await?;
    owner.set_privacy(Privacy::BlockByDefault).await?;
    owner.set_prompt(ReversePrompt::Silent).await?;
    owner.add(List::Allow, friend).await?;
    owner.add(List::Forward, friend).await?;
    owner.add(List::Forward, blocked).await?;
    owner.add(List::Block, blocked).await?;
    let client = &mut owner.client;
    if client.dialect().has(Cap::Properties) {
        client.set_property(PropertyKey::HomePhone, Some(PHONE)).await?;
        client.set_property(PropertyKey::MobilePhone, Some("1")).await?;
        client.set_property(PropertyKey::MobilePhone, None).await?;
    }
    let me = client.handle().as_str().to_owned();
    if has_groups(client.dialect()) {
        let group = owner.add_group(GROUPS[0]).await?;
        owner.add_group(GROUPS[1]).await?;
        owner.put(friend, group).await?;
    }
    others.stranger.add(List::Forward, &me, &me, None).await?;
    Ok(())
}

/// All of that must be there, as far as both dialects have it.
fn has_all(
    Owner { client, .. }: &Owner,
    lists: &Lists,
    others: &Others<'_>,
    by: Dialect,
) -> anyhow::Result<()> {
    let dialect = client.dialect();
    let stranger = others.stranger.handle().as_str();
    ensure!(client.name() == NAME, "the name is {:?}", client.name());
    ensure!(lists.privacy == Some(Privacy::BlockByDefault), "privacy is {:?}", lists.privacy);
    ensure!(lists.prompt == Some(ReversePrompt::Silent), "the prompt is {:?}", lists.prompt);
    are(lists, List::Forward, &[others.friend, others.blocked])?;
    are(lists, List::Allow, &[others.friend])?;
    are(lists, List::Block, &[others.blocked])?;
    are(lists, List::Reverse, &[stranger])?;
    are(lists, List::Pending, &[stranger])?;
    for contact in &lists.forward {
        ensure!(contact.id.is_some() == has_ids(dialect), "{contact:?}");
    }
    // In the book, telephones are with the particulars, which nobody has told.
    let told = |dialect: Dialect| dialect.has(Cap::Properties) && dialect.has(Cap::SyncedLists);
    if by.has(Cap::Properties) && told(dialect) {
        ensure!(lists.property(&PropertyKey::HomePhone) == Some(PHONE), "{:?}", lists.properties);
        ensure!(lists.property(&PropertyKey::MobilePhone).is_none(), "{:?}", lists.properties);
    }
    if has_groups(by) && has_groups(dialect) {
        let names: Vec<_> = lists.groups.iter().map(|group| group.name.as_str()).collect();
        ensure!(names == GROUPS, "the groups are {names:?}");
        let (friend, blocked) = (groups_of(lists, others.friend)?, groups_of(lists, others.blocked)?);
        ensure!(friend == [GROUPS[0]], "the friend is in {friend:?}");
        ensure!(blocked.is_empty(), "the blocked contact is in {blocked:?}");
    }
    Ok(())
}

/// Takes most of it away again.
async fn empty(owner: &mut Owner, lists: &Lists, others: &Others<'_>) -> anyhow::Result<()> {
    owner.rename_self("D").await?;
    owner.set_privacy(Privacy::AllowByDefault).await?;
    owner.set_prompt(ReversePrompt::Ask).await?;
    owner.remove(List::Forward, others.blocked).await?;
    owner.remove(List::Block, others.blocked).await?;
    owner.add(List::Allow, others.stranger.handle().as_str()).await?;
    if owner.client.dialect().has(Cap::Properties) {
        owner.client.set_property(PropertyKey::HomePhone, None).await?;
    }
    if let Some(group) = lists.group(GROUPS[0]) {
        owner.take(others.friend, group.id).await?;
        owner.remove_group(group.id).await?;
    }
    if let Some(group) = lists.group(GROUPS[1]) {
        owner.rename_group(group.id, RENAMED).await?;
        owner.put(others.friend, group.id).await?;
    }
    Ok(())
}

/// The rest must be there.
fn has_little(lists: &Lists, others: &Others<'_>, (by, with): (Dialect, Dialect)) -> anyhow::Result<()> {
    let stranger = others.stranger.handle().as_str();
    ensure!(lists.privacy == Some(Privacy::AllowByDefault), "privacy is {:?}", lists.privacy);
    ensure!(lists.prompt == Some(ReversePrompt::Ask), "the prompt is {:?}", lists.prompt);
    are(lists, List::Forward, &[others.friend])?;
    are(lists, List::Allow, &[others.friend, stranger])?;
    are(lists, List::Block, &[])?;
    are(lists, List::Reverse, &[stranger])?;
    are(lists, List::Pending, &[])?;
    if by.has(Cap::Properties) && with.has(Cap::Properties) {
        ensure!(lists.property(&PropertyKey::HomePhone).is_none(), "{:?}", lists.properties);
    }
    if has_groups(by) && has_groups(with) {
        let names: Vec<_> = lists.groups.iter().map(|group| group.name.as_str()).collect();
        ensure!(names == [RENAMED], "the groups are {names:?}");
        let friend = groups_of(lists, others.friend)?;
        ensure!(friend == [RENAMED], "the friend is in {friend:?}");
    }
    Ok(())
}

/// Exactly these must be on the list, in any order. The address book has addresses in lower case.
fn are(lists: &Lists, list: List, expected: &[&str]) -> anyhow::Result<()> {
    let mut there: Vec<_> =
        lists.list(list).iter().map(|contact| contact.handle.as_str().to_lowercase()).collect();
    let mut expected: Vec<_> = expected.iter().map(|expected| expected.to_lowercase()).collect();
    there.sort_unstable();
    expected.sort_unstable();
    ensure!(there == expected, "on {list} are {there:?}, not {expected:?}");
    Ok(())
}

/// The names of the groups that a contact is in.
fn groups_of<'l>(lists: &'l Lists, handle: &str) -> anyhow::Result<Vec<&'l str>> {
    let contact: &Contact = lists.contact(handle).context("no contact")?;
    contact
        .groups
        .iter()
        .map(|id| {
            let group = lists.groups.iter().find(|group| group.id == *id);
            group.map(|group| group.name.as_str()).with_context(|| format!("no group {id}"))
        })
        .collect()
}
