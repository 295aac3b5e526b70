//! Somebody who changes contacts, groups and settings, over MSNP or over SOAP.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use msnp::value::{GroupId, List};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, Error, Passport, PassportError};
use tokio::time::sleep;

use super::known::{Change, Known};
use super::soap::{Lost, Program};
use super::{Counts, Life};
use nudge_testkit::dice::Dice;

/// Who may become a contact.
pub(crate) const FRIENDS: [&str; 8] = [
    "friend0@example.com",
    "friend1@example.com",
    "friend2@example.com",
    "friend3@example.com",
    "friend4@example.com",
    "friend5@example.com",
    "friend6@example.com",
    "friend7@example.com",
];

/// How the changes are made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    Msnp,
    Soap,
}

#[derive(Debug)]
pub(crate) struct Contacts {
    email: &'static str,
    token: String,
    way: Way,
    dice: Dice,
    program: Program,
    known: Known,
    /// What is so if the last change was made that nobody has acknowledged.
    on_its_way: Option<Known>,
    changes: u64,
    pub(crate) counts: Counts,
}

/// A session, in which changes are made.
enum Hand {
    Msnp { client: Box<Client>, groups: BTreeMap<String, GroupId> },
    Soap(Program),
}

impl Contacts {
    pub(crate) async fn new(
        http: SocketAddr,
        email: &'static str,
        token: &str,
        way: Way,
        dice: Dice,
    ) -> Self {
        let program = Program::new(http, email, token).await.unwrap();
        let known = program.told().await.unwrap();
        let token = token.to_owned();
        let (on_its_way, changes, counts) = (None, 0, Counts::default());
        Self { email, token, way, dice, program, known, on_its_way, changes, counts }
    }

    /// Changes things until the server is killed.
    pub(super) async fn act(&mut self, life: &Life) {
        self.program.http = life.http;
        if let Some(mut hand) = self.hand(life).await {
            while self.change(life, &mut hand).await {}
        }
    }

    /// Signs in, changes so many things with a pause after each, and goes.
    pub(crate) async fn visit(&mut self, life: &Life, changes: usize, pause: Duration) {
        self.program.http = life.http;
        let Some(mut hand) = self.hand(life).await else { return };
        for _ in 0..changes {
            if !self.change(life, &mut hand).await {
                return;
            }
            sleep(pause).await;
        }
    }

    /// Makes one change; says whether the server is still there.
    async fn change(&mut self, life: &Life, hand: &mut Hand) -> bool {
        self.changes += 1;
        let change = self.known.change(&mut self.dice, hand.has_groups(), self.changes);
        let then = self.known.after(&change);
        match hand.make(&change, &self.known).await {
            Ok(()) => {
                self.known = then;
                self.counts.acknowledged += 1;
                true
            }
            Err(lost) => {
                life.must_be_over(&lost);
                self.on_its_way = Some(then);
                false
            }
        }
    }

    /// What is found must be what was acknowledged, with or without the change that was on its way.
    pub(crate) async fn check(&mut self, life: &Life) {
        self.program.http = life.http;
        let found = self.program.told().await.unwrap();
        let maybe = self.on_its_way.take();
        if found == self.known {
            self.counts.not_made += u64::from(maybe.is_some());
        } else {
            let known = &self.known;
            assert!(
                Some(&found) == maybe.as_ref(),
                "{}: found {found:?}, acknowledged {known:?}, on its way {maybe:?}",
                self.email
            );
            self.counts.made += 1;
            self.known = found;
        }
    }

    /// Signs in, and hears the same over MSNP as over SOAP; `None` where the server is killed before.
    async fn hand(&mut self, life: &Life) -> Option<Hand> {
        if self.way == Way::Soap {
            return Some(Hand::Soap(self.program.clone()));
        }
        // Each server is spoken to in another one.
        let dialect = *self.dice.one_of(&Dialect::ALL);
        let mut config = Config::new(&life.msnp.to_string(), self.email, &self.token, dialect);
        config.passport = Passport::at(&format!("http://{}/rdr/pprdr.asp", life.http));
        let signed_in = async {
            let mut client = Client::sign_in(config).await?;
            let mut groups = BTreeMap::new();
            if dialect.has(Cap::SyncedLists) {
                let lists = client.sync().await?;
                groups = lists.groups.iter().map(|group| (group.name.clone(), group.id)).collect();
                self.is_told_over_msnp(&lists, dialect);
            }
            Ok(Hand::Msnp { client: Box::new(client), groups })
        };
        match signed_in.await {
            Ok(hand) => Some(hand),
            Err(error) => {
                life.must_be_over(&lost(error));
                None
            }
        }
    }

    fn is_told_over_msnp(&self, lists: &msnp_client::Lists, dialect: Dialect) {
        let mut told: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for list in [List::Forward, List::Allow, List::Block] {
            for contact in lists.list(list) {
                let is_new =
                    told.entry(contact.handle.as_str().to_owned()).or_default().insert(list.as_str());
                assert!(is_new, "{} twice on {list:?} in {dialect}", contact.handle.as_str());
            }
        }
        assert_eq!(told, self.known.lists, "{} in {dialect}", self.email);
        if dialect.has(Cap::Groups) {
            let groups: Vec<&String> = lists.groups.iter().map(|group| &group.name).collect();
            assert_eq!(groups.len(), self.known.groups.len(), "{groups:?} in {dialect}");
            assert!(groups.iter().all(|name| self.known.groups.contains(*name)), "{groups:?} in {dialect}");
        }
        // An account that nobody has changed tells nothing.
        if let Some(privacy) = lists.privacy {
            assert_eq!(privacy, self.known.privacy, "{} in {dialect}", self.email);
        }
    }
}

impl Hand {
    fn has_groups(&self) -> bool {
        match self {
            Self::Msnp { client, .. } => {
                client.dialect().has(Cap::Groups) && client.dialect().has(Cap::SyncedLists)
            }
            Self::Soap(_) => true,
        }
    }

    /// Makes a change, and waits until it is acknowledged.
    async fn make(&mut self, change: &Change, known: &Known) -> Result<(), Lost> {
        match self {
            Self::Msnp { client, groups } => say(client, groups, change).await.map_err(lost),
            Self::Soap(program) => program.make(change, known).await,
        }
    }
}

async fn say(
    client: &mut Client,
    groups: &mut BTreeMap<String, GroupId>,
    change: &Change,
) -> Result<(), Error> {
    match change {
        Change::Join(list, who) => client.add(*list, who, who, None).await.map(drop),
        Change::Leave(list, who) => client.remove(*list, who, None).await.map(drop),
        Change::Privacy(privacy) => client.set_privacy(*privacy).await,
        Change::Name(name) => client.rename_self(name).await,
        Change::AddGroup(name) => {
            let made = client.add_group(name).await?;
            groups.insert(name.clone(), made.id);
            Ok(())
        }
        Change::RenameGroup(old, new) => {
            let id = groups.remove(old).unwrap();
            client.rename_group(id, new).await?;
            groups.insert(new.clone(), id);
            Ok(())
        }
        Change::RemoveGroup(name) => client.remove_group(groups.remove(name).unwrap()).await,
    }
}

/// Nothing but the end of the connection may keep a change from being acknowledged.
fn lost(error: Error) -> Lost {
    let gone = matches!(
        &error,
        Error::Closed
            | Error::Io(_)
            | Error::Passport(PassportError::Unreachable { .. } | PassportError::BadAnswer { .. })
    );
    assert!(gone, "{error:?}");
    Lost(error.into())
}
