//! What is told of changes, over the wire.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use nudge_soap::xml::Element;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, TestServer};
use proptest::prelude::*;

use nudge_testkit::address_book::{Answered, Program, SHARING, said};

#[tokio::test]
async fn only_what_is_new_is_told_and_what_is_gone() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let stamp = alice.find_all().await?.stamp()?;
    ensure!(alice.find_new(&stamp).await?.done()?.contacts()?.len() == 1, "only the owner");
    alice.add(CAROL, "").await?.done()?;
    let news = alice.find_new(&stamp).await?.done()?;
    ensure!(news.contacts()?.len() == 2 && news.contact(CAROL).is_ok());
    let inside = format!("<deltasOnly>true</deltasOnly><lastChange>{stamp}</lastChange>");
    let lists = alice.call(SHARING, "FindMembership", &inside).await?.done()?;
    ensure!(lists.addresses("Allow")? == [CAROL] && lists.addresses("Reverse")?.is_empty());

    let known = news.stamp()?;
    let id = cast::guid(&server, BOB).await?;
    let gone = format!("<contacts><Contact><contactId>{id}</contactId></Contact></contacts>");
    alice.ab("ABContactDelete", &gone).await?.done()?;
    alice.member("DeleteMember", "Allow", &format!("<PassportName>{BOB}</PassportName>")).await?.done()?;
    let news = alice.find_new(&known).await?.done()?;
    let bob = news.contact(BOB)?;
    ensure!((said(bob, &["contactId"]), said(bob, &["fDeleted"])) == (Some(id.as_str()), Some("true")));
    let inside = format!("<deltasOnly>true</deltasOnly><lastChange>{known}</lastChange>");
    let lists = alice.call(SHARING, "FindMembership", &inside).await?.done()?;
    let members = lists.members("Allow")?;
    ensure!(members.len() == 1 && members.iter().all(|member| said(member, &["Deleted"]) == Some("true")));
    ensure!(lists.addresses("Allow")? == [BOB]);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_told_has_to_be_read_anew() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let stamp = alice.find_all().await?.stamp()?;
    for since in ["", "x", "0001-01-01T00:00:00.0000000-08:00", "2099-01-01T00:00:00.0000000-08:00"] {
        ensure!(alice.find_new(since).await?.fault()? == "FullSyncRequired", "{since}");
    }
    // A stamp is one account's.
    let carol = Program::of(&server, CAROL).await?;
    let others = carol.find_all().await?.stamp()?;
    if others != stamp {
        ensure!(alice.find_new(&others).await.is_ok());
    }
    // Only the true word asks for changes (reference 11 §5).
    alice.ab("ABFindAll", "<deltasOnly>false</deltasOnly><lastChange>x</lastChange>").await?.done()?;
    // Bob is gone, and nothing of him is remembered.
    server.core().delete_account(&nudge_core::Actor::Console, &nudge_core::Handle::new(BOB)?).await?;
    ensure!(alice.find_new(&stamp).await?.fault()? == "FullSyncRequired");
    ensure!(alice.find_all().await?.contacts()?.len() == 1);
    Ok(())
}

/// A copy of a book, as a client keeps it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Copied {
    contacts: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
    members: BTreeMap<(String, String), String>,
}

impl Copied {
    fn take(&mut self, book: &Answered, lists: &Answered) -> anyhow::Result<()> {
        for contact in book.contacts()? {
            take(&mut self.contacts, contact, "contactId", "fDeleted", "contactInfo")?;
        }
        for group in book.groups()? {
            take(&mut self.groups, group, "groupId", "fDeleted", "groupInfo")?;
        }
        for role in ["Allow", "Block", "Reverse", "Pending"] {
            for member in lists.members(role)? {
                let who = said(member, &["PassportName"]).context("nobody")?;
                let key = (role.to_owned(), who.to_owned());
                if said(member, &["Deleted"]) == Some("true") {
                    self.members.remove(&key);
                } else {
                    let id = said(member, &["MembershipId"]).context("no number")?;
                    self.members.insert(key, id.to_owned());
                }
            }
        }
        Ok(())
    }
}

fn take(
    copies: &mut BTreeMap<String, String>,
    entry: &Element,
    id: &str,
    deleted: &str,
    info: &str,
) -> anyhow::Result<()> {
    let id = said(entry, &[id]).context("no number")?.to_owned();
    if said(entry, &[deleted]) == Some("true") {
        copies.remove(&id);
    } else {
        copies.insert(id, written(entry.child(info).context("nothing about it")?));
    }
    Ok(())
}

/// An element with all its texts.
fn written(element: &Element) -> String {
    let inside: String = element.children().iter().map(written).collect();
    format!("<{} {}>{inside}", element.name(), element.text())
}

/// One thing that a client asks for.
#[derive(Clone, Debug)]
enum Step {
    Add(&'static str),
    Delete(&'static str),
    Messenger(&'static str, bool),
    Nick(&'static str, &'static str),
    Side(&'static str, &'static str, &'static str),
    Group(&'static str),
    DropGroup,
    IntoGroup(&'static str),
    ByOther(&'static str),
}

fn any_step() -> impl Strategy<Value = Step> {
    let whom = prop::sample::select(vec![BOB, CAROL]);
    prop_oneof![
        3 => whom.clone().prop_map(Step::Add),
        2 => whom.clone().prop_map(Step::Delete),
        2 => (whom.clone(), any::<bool>()).prop_map(|(whom, on)| Step::Messenger(whom, on)),
        2 => (whom.clone(), prop::sample::select(vec!["", "x", "y"])).prop_map(|(whom, nick)| Step::Nick(whom, nick)),
        3 => (
            prop::sample::select(vec!["AddMember", "DeleteMember"]),
            prop::sample::select(vec!["Allow", "Block", "Reverse", "Pending"]),
            whom.clone(),
        )
            .prop_map(|(operation, role, whom)| Step::Side(operation, role, whom)),
        1 => prop::sample::select(vec!["one", "two"]).prop_map(Step::Group),
        1 => Just(Step::DropGroup),
        2 => whom.clone().prop_map(Step::IntoGroup),
        2 => whom.prop_map(Step::ByOther),
    ]
}

/// Does it; whether it is refused makes no difference.
async fn step(server: &TestServer, alice: &Program, step: &Step) -> anyhow::Result<()> {
    let id = async |whom| cast::guid(server, whom).await;
    let group = async || -> anyhow::Result<String> {
        let book = alice.find_all().await?;
        let group =
            book.groups()?.first().and_then(|group| said(group, &["groupId"])).unwrap_or(cast::NOBODYS_GUID);
        Ok(format!("<groupFilter><groupIds><guid>{group}</guid></groupIds></groupFilter>"))
    };
    match step {
        Step::Add(whom) => drop(alice.add(whom, "").await?),
        Step::Delete(whom) => {
            let inside =
                format!("<contacts><Contact><contactId>{}</contactId></Contact></contacts>", id(whom).await?);
            alice.ab("ABContactDelete", &inside).await?;
        }
        Step::Messenger(whom, on) => {
            let info = format!("<isMessengerUser>{on}</isMessengerUser>");
            alice.update(&id(whom).await?, &info, "IsMessengerUser").await?;
        }
        Step::Nick(whom, nick) => {
            let info = format!(
                "<annotations><Annotation><Name>AB.NickName</Name><Value>{nick}</Value></Annotation></annotations>"
            );
            alice.update(&id(whom).await?, &info, "Annotation").await?;
        }
        Step::Side(operation, role, whom) => {
            alice.member(operation, role, &format!("<PassportName>{whom}</PassportName>")).await?;
        }
        Step::Group(name) => {
            let inside = format!("<groupInfo><GroupInfo><name>{name}</name></GroupInfo></groupInfo>");
            alice.ab("ABGroupAdd", &inside).await?;
        }
        Step::DropGroup => drop(alice.ab("ABGroupDelete", &group().await?).await?),
        Step::IntoGroup(whom) => {
            let contact =
                format!("<contacts><Contact><contactId>{}</contactId></Contact></contacts>", id(whom).await?);
            alice.ab("ABGroupContactAdd", &format!("{}{contact}", group().await?)).await?;
        }
        Step::ByOther(who) => {
            let other = Program::of(server, who).await?;
            if other.add(ALICE, "hi").await?.status == 500 {
                let own = cast::guid(server, ALICE).await?;
                let inside = format!("<contacts><Contact><contactId>{own}</contactId></Contact></contacts>");
                other.ab("ABContactDelete", &inside).await?;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Whoever reads changes has in the end what whoever reads everything has.
    #[test]
    fn everything_is_the_copy_and_what_was_told_since(steps in prop::collection::vec((any_step(), any::<bool>()), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let done: anyhow::Result<()> = runtime.block_on(async {
            let members = [ALICE, BOB, CAROL].map(|who| Member::new(who, SECRET));
            let server = TestServer::with(members).await?;
            let alice = Program::of(&server, ALICE).await?;
            let mut copied = Copied::default();
            let book = alice.find_all().await?;
            copied.take(&book, &alice.memberships().await?)?;
            let mut stamp = book.stamp()?;
            for (one, asks) in steps.iter().chain([&(Step::Group("end"), true)]) {
                step(&server, &alice, one).await?;
                if !asks {
                    continue;
                }
                let news = alice.find_new(&stamp).await?.done()?;
                let inside = format!("<deltasOnly>true</deltasOnly><lastChange>{stamp}</lastChange>");
                let lists = alice.call(SHARING, "FindMembership", &inside).await?.done()?;
                copied.take(&news, &lists)?;
                stamp = news.stamp()?;
                let mut whole = Copied::default();
                whole.take(&alice.find_all().await?, &alice.memberships().await?)?;
                ensure!(copied == whole, "after {one:?}: {copied:#?} is not {whole:#?}");
            }
            Ok(())
        });
        prop_assert!(done.is_ok(), "{done:?}");
    }
}
