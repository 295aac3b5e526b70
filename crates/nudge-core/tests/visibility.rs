//! What each principal has been told of the others is, at every moment, what the rule says they may see.
//!
//! Random histories of four principals are played against the domain. Each keeps the picture that a client would draw from
//! its notices; after every step each picture is compared with the rule of reference 02 §6.3, computed from the lists.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that panics has failed"
)]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use nudge_bus::InProcess;
use nudge_core::{
    Clock, Core, Delivery, DisplayName, Edit, Endpoint, Entropy, Form, Handle, HashCost, ImportAccount,
    Keyring, List, Lists, Mailbox, NewAccount, Notice, Parts, PasswordHasher, Policy, Privacy, Profile, Rate,
    Session, Status, Timestamp, Verified,
};
use nudge_store::{SqliteOptions, SqliteStore};
use proptest::prelude::*;

const PEOPLE: usize = 4;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            *byte = u8::try_from((n ^ (n >> 29)) >> 33 & 0xFF).unwrap();
        }
    }
}

/// What a client knows: everything that was put into its mailbox, in order.
#[derive(Default)]
struct Inbox(Mutex<Vec<Notice>>);

impl Mailbox<Notice> for Inbox {
    fn deliver(&self, notice: Notice) -> Delivery {
        self.0.lock().unwrap().push(notice);
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A client's picture of its contacts: their state and name, or that they are gone.
type Picture = BTreeMap<String, (Status, String)>;

struct Person {
    handle: Handle,
    session: Option<(Session, Arc<Inbox>)>,
    picture: Picture,
    /// What the rule is computed from.
    lists: BTreeMap<usize, Lists>,
    privacy: Privacy,
    status: Option<Status>,
    name: String,
}

#[derive(Clone, Debug)]
enum Step {
    SignIn(usize),
    SignOut(usize),
    Change(usize, Status),
    Add(usize, List, usize),
    Remove(usize, List, usize),
    Privacy(usize, Privacy),
    Rename(usize, u8),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE;
    let list = prop_oneof![Just(List::Forward), Just(List::Allow), Just(List::Block)];
    let status =
        prop_oneof![Just(Status::Online), Just(Status::Busy), Just(Status::Hidden), Just(Status::Away)];
    let privacy = prop_oneof![Just(Privacy::AllowByDefault), Just(Privacy::BlockByDefault)];
    prop_oneof![
        3 => who.clone().prop_map(Step::SignIn),
        1 => who.clone().prop_map(Step::SignOut),
        6 => (who.clone(), status).prop_map(|(who, status)| Step::Change(who, status)),
        5 => (who.clone(), list.clone(), who.clone()).prop_map(|(a, list, b)| Step::Add(a, list, b)),
        4 => (who.clone(), list, who.clone()).prop_map(|(a, list, b)| Step::Remove(a, list, b)),
        2 => (who.clone(), privacy).prop_map(|(who, privacy)| Step::Privacy(who, privacy)),
        1 => (who, any::<u8>()).prop_map(|(who, name)| Step::Rename(who, name)),
    ]
}

struct World {
    core: Arc<Core>,
    people: Vec<Person>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("test.db"), SqliteOptions::default()).unwrap();
        let entropy: Arc<dyn Entropy> = Arc::new(Counting(AtomicU64::new(1)));
        let unlimited = Rate { count: 0, within_millis: 1 };
        let core = Core::new(Parts {
            store: Arc::new(store),
            bus: Arc::new(InProcess::new()),
            clock: Arc::new(Ticking(AtomicI64::new(1))),
            hasher: PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy), 1, 1),
            entropy,
            keyring: Keyring::new(&[7; 32]),
            policy: Policy { renames: unlimited, open_registration: true, ..Policy::default() },
        });
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let handle = Handle::new(&format!("p{number}@example.com")).unwrap();
            let account = NewAccount {
                handle: handle.clone(),
                name: DisplayName::new("first").unwrap(),
                password: None,
                verified: true,
                profile: Profile::default(),
            };
            let import = ImportAccount { account, contacts: Vec::new() };
            core.store().import(vec![import], Timestamp::from_millis(1)).await.unwrap();
            people.push(Person {
                handle,
                session: None,
                picture: Picture::new(),
                lists: BTreeMap::new(),
                privacy: Privacy::AllowByDefault,
                status: None,
                name: "first".into(),
            });
        }
        Self { core, people, _folder: folder }
    }

    async fn verified(&self, who: usize) -> Verified {
        // A token, because the domain only lets in who has proved something.
        let handle = &self.people[who].handle;
        let name = nudge_core::TokenName::new(&format!("t{}", self.core.clock().now().millis())).unwrap();
        let (_, secret) = self.core.add_token(handle, name.clone()).await.unwrap();
        let verified = self.core.verify_clear(handle, HERE, &secret).await.unwrap();
        self.core.store().revoke_token(verified.account, &name).await.unwrap();
        verified
    }

    async fn play(&mut self, step: &Step) {
        match *step {
            Step::SignIn(who) if self.people[who].session.is_none() => {
                let inbox = Arc::new(Inbox::default());
                let endpoint = Endpoint {
                    form: Form::default(),
                    tag: 0,
                    receives_pages: false,
                    client: "test".into(),
                    protocol: "test".into(),
                    address: IpAddr::V4(Ipv4Addr::LOCALHOST),
                };
                let verified = self.verified(who).await;
                let mailbox = Arc::clone(&inbox) as Arc<dyn Mailbox<Notice>>;
                let session = self.core.go_online(verified, endpoint, mailbox).await.unwrap();
                self.people[who].session = Some((session, inbox));
                self.people[who].picture.clear();
            }
            Step::SignOut(who) => {
                self.people[who].session = None;
                self.people[who].status = None;
            }
            Step::Change(who, status) => {
                if let Some((session, _)) = &self.people[who].session {
                    session.set_status(status, 1);
                    self.people[who].status = Some(status);
                }
            }
            Step::Add(who, list, whom) => {
                let (handle, bit) = (self.people[whom].handle.clone(), list.bit());
                let edit = Edit::Add { list, handle, stored_name: None, group: None };
                if self.edit(who, edit).await {
                    *self.people[who].lists.entry(whom).or_insert(Lists::NONE) |= bit;
                }
            }
            Step::Remove(who, list, whom) => {
                let handle = self.people[whom].handle.clone();
                if self.edit(who, Edit::Remove { list, handle, group: None }).await {
                    let lists = self.people[who].lists.entry(whom).or_insert(Lists::NONE);
                    *lists = lists.without(list.bit());
                    if list == List::Forward {
                        // A client drops whom its user removes.
                        let handle = self.people[whom].handle.as_str().to_owned();
                        self.people[who].picture.remove(&handle);
                    }
                }
            }
            Step::Privacy(who, privacy) => {
                if self.edit(who, Edit::SetPrivacy(privacy)).await {
                    self.people[who].privacy = privacy;
                }
            }
            Step::Rename(who, number) => {
                let name = format!("name {number}");
                if self.edit(who, Edit::RenameSelf(DisplayName::new(&name).unwrap())).await {
                    self.people[who].name = name;
                }
            }
            Step::SignIn(_) => {}
        }
    }

    /// Only those who are signed in edit; whether the edit was made.
    async fn edit(&self, who: usize, edit: Edit) -> bool {
        match &self.people[who].session {
            Some((session, _)) => session.edit(edit, 1).await.is_ok(),
            None => false,
        }
    }

    /// Draws every picture on from what has come in. A client that has chosen no presence hears nothing.
    fn look(&mut self) {
        for person in &mut self.people {
            let Some((session, inbox)) = &person.session else { continue };
            for notice in inbox.0.lock().unwrap().drain(..) {
                if session.status().is_none() {
                    continue;
                }
                match notice {
                    Notice::AlreadyPresent { presence, .. } | Notice::Present(presence) => {
                        let seen = (presence.status, presence.name.as_str().to_owned());
                        person.picture.insert(presence.handle.as_str().to_owned(), seen);
                    }
                    Notice::Absent(absence) => {
                        let known = person.picture.remove(absence.handle.as_str());
                        assert!(known.is_some(), "told twice that somebody is gone, or of somebody unknown");
                    }
                    _ => {}
                }
            }
        }
    }

    /// The picture that the rule allows.
    fn rule(&self, watcher: usize) -> Picture {
        let lists = |of: usize, whom: usize| self.people[of].lists.get(&whom).copied().unwrap_or(Lists::NONE);
        let mut picture = Picture::new();
        for (other, person) in self.people.iter().enumerate() {
            let permitted = lists(other, watcher).contains(Lists::ALLOW)
                || (!lists(other, watcher).contains(Lists::BLOCK)
                    && person.privacy == Privacy::AllowByDefault);
            let visible = lists(watcher, other).contains(Lists::FORWARD) && permitted;
            match person.status {
                Some(status) if visible && status != Status::Hidden => {
                    picture.insert(person.handle.as_str().to_owned(), (status, person.name.clone()));
                }
                Some(_) | None => {}
            }
        }
        picture
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_picture_is_what_the_rule_allows(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in &steps {
                world.play(step).await;
                world.look();
                for (number, person) in world.people.iter().enumerate() {
                    if person.status.is_some() {
                        prop_assert_eq!(&person.picture, &world.rule(number), "p{} after {:?}", number, step);
                    }
                }
            }
            Ok(())
        })?;
    }
}
