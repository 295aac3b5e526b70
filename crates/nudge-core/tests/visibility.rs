//! What each principal has been told of the others is, at every moment, what the rule says they may see.
//!
//! Random histories of four principals are played against the domain. Each keeps the picture that a client would draw from
//! its notices; after every step each picture is compared with the rule of reference 02 §6.3, computed from the lists. On the
//! way each notice is held to what it says: who appears was not there before, who is present was, and something is new.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
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
    Actor, Capabilities, Clock, Core, Delivery, DirectDevice, DisplayName, Edit, Endpoint, Entropy, Form,
    Guid, Handle, HashCost, ImportAccount, Keyring, List, Lists, Mailbox, NewAccount, Notice, Parts,
    PasswordHasher, PersonalMessage, Picture, Policy, Privacy, Profile, Rate, Session, Status, Timestamp,
    Verified,
    notice::{self, Property},
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

/// A client's view of its contacts; who is gone is not in it.
type View = BTreeMap<String, Seen>;

/// How a contact looks.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Seen {
    status: Status,
    name: String,
    capabilities: Capabilities,
    picture: Option<Picture>,
    personal: PersonalMessage,
}

impl Seen {
    fn of(presence: &notice::Presence, personal: PersonalMessage) -> Self {
        Self {
            status: presence.status,
            name: presence.name.as_str().to_owned(),
            capabilities: presence.capabilities,
            picture: presence.picture.clone(),
            personal,
        }
    }

    /// What a client that has seen the one is told when it sees the other.
    fn difference(&self, now: &Self) -> notice::Changed {
        notice::Changed {
            status: self.status != now.status,
            name: self.name != now.name,
            capabilities: self.capabilities != now.capabilities,
            picture: self.picture != now.picture,
        }
    }
}

struct Person {
    handle: Handle,
    session: Option<(Session, Arc<Inbox>)>,
    view: View,
    /// What the rule is computed from.
    lists: BTreeMap<usize, Lists>,
    privacy: Privacy,
    status: Option<Status>,
    name: String,
    capabilities: Capabilities,
    picture: Option<Picture>,
    personal: PersonalMessage,
}

#[derive(Clone, Debug)]
enum Step {
    SignIn(usize),
    SignOut(usize),
    Change(usize, Status, u32, Option<u8>),
    Say(usize, Option<&'static str>, Option<&'static str>),
    Add(usize, List, usize),
    Remove(usize, List, usize),
    Privacy(usize, Privacy),
    Rename(usize, u8),
    Browsers(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE;
    let list = prop_oneof![Just(List::Forward), Just(List::Allow), Just(List::Block)];
    let status =
        prop_oneof![Just(Status::Online), Just(Status::Busy), Just(Status::Hidden), Just(Status::Away)];
    let privacy = prop_oneof![Just(Privacy::AllowByDefault), Just(Privacy::BlockByDefault)];
    let words = || prop::option::of(prop::sample::select(vec!["", "one", "two &amp; three"]));
    prop_oneof![
        3 => who.clone().prop_map(Step::SignIn),
        1 => who.clone().prop_map(Step::SignOut),
        6 => (who.clone(), status, 0u32..2, prop::option::of(0u8..2))
            .prop_map(|(who, status, capabilities, picture)| Step::Change(who, status, capabilities, picture)),
        3 => (who.clone(), words(), words()).prop_map(|(who, text, media)| Step::Say(who, text, media)),
        5 => (who.clone(), list.clone(), who.clone()).prop_map(|(a, list, b)| Step::Add(a, list, b)),
        4 => (who.clone(), list, who.clone()).prop_map(|(a, list, b)| Step::Remove(a, list, b)),
        2 => (who.clone(), privacy).prop_map(|(who, privacy)| Step::Privacy(who, privacy)),
        1 => (who, any::<u8>()).prop_map(|(who, name)| Step::Rename(who, name)),
        2 => any::<bool>().prop_map(Step::Browsers),
    ]
}

struct World {
    core: Arc<Core>,
    people: Vec<Person>,
    /// Whether edits are made with browsers now.
    with_browsers: bool,
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
            policy: Policy {
                renames: unlimited,
                contact_changes: unlimited,
                open_registration: true,
                ..Policy::default()
            },
        });
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let handle = Handle::new(&format!("p{number}@example.com")).unwrap();
            let account = NewAccount {
                handle: handle.clone(),
                guid: Guid::draw(core.entropy()),
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
                view: View::new(),
                lists: BTreeMap::new(),
                privacy: Privacy::AllowByDefault,
                status: None,
                name: "first".into(),
                capabilities: Capabilities::NONE,
                picture: None,
                personal: PersonalMessage::default(),
            });
        }
        Self { core, people, with_browsers: false, _folder: folder }
    }

    async fn verified(&self, who: usize) -> Verified {
        // A token, because the domain only lets in who has proved something.
        let handle = &self.people[who].handle;
        let name = nudge_core::TokenName::new(&format!("t{}", self.core.clock().now().millis())).unwrap();
        let (_, secret) = self.core.add_token(&Actor::Console, handle, name.clone()).await.unwrap();
        let verified = self.core.verify_clear(handle, HERE, &secret).await.unwrap();
        self.core.store().revoke_token(verified.account, &name, None).await.unwrap();
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
                    receives_data: false,
                    receives_notes: false,
                    machine: None,
                    client: "test".into(),
                    protocol: "test".into(),
                    address: IpAddr::V4(Ipv4Addr::LOCALHOST),
                };
                let verified = self.verified(who).await;
                let mailbox = Arc::clone(&inbox) as Arc<dyn Mailbox<Notice>>;
                let session = self.core.go_online(verified, endpoint, mailbox).await.unwrap();
                self.people[who].session = Some((session, inbox));
                self.people[who].view.clear();
            }
            Step::SignOut(who) => {
                let person = &mut self.people[who];
                (person.session, person.status, person.personal) = (None, None, PersonalMessage::default());
            }
            Step::Change(who, status, capabilities, picture) => {
                let person = &mut self.people[who];
                if let Some((session, _)) = &person.session {
                    let capabilities = Capabilities::from_bits(capabilities);
                    let picture =
                        picture.map(|number| Picture::new(&format!("%3Cmsnobj%20{number}/%3E")).unwrap());
                    session.set_presence(status, capabilities, picture.clone(), 1);
                    (person.status, person.capabilities, person.picture) =
                        (Some(status), capabilities, picture);
                }
            }
            Step::Say(who, text, media) => {
                let person = &mut self.people[who];
                if let Some((session, _)) = &person.session {
                    session.set_personal_message(text, media, None).unwrap();
                    let (text, media) = (
                        text.unwrap_or_else(|| person.personal.text()),
                        media.unwrap_or_else(|| person.personal.media()),
                    );
                    person.personal = PersonalMessage::new(text, media).unwrap();
                }
            }
            Step::Add(who, list, whom) => {
                let (handle, bit) = (self.people[whom].handle.clone(), list.bit());
                let edit = Edit::Add { list, contact: handle.into(), stored_name: None, group: None };
                if self.edit(who, edit).await {
                    *self.people[who].lists.entry(whom).or_insert(Lists::NONE) |= bit;
                }
            }
            Step::Remove(who, list, whom) => {
                let handle = self.people[whom].handle.clone();
                if self.edit(who, Edit::Remove { list, contact: handle.into(), group: None }).await {
                    let lists = self.people[who].lists.entry(whom).or_insert(Lists::NONE);
                    *lists = lists.without(list.bit());
                    if list == List::Forward {
                        // A client drops whom its user removes.
                        let handle = self.people[whom].handle.as_str().to_owned();
                        self.people[who].view.remove(&handle);
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
            Step::Browsers(with) => self.with_browsers = with,
            Step::SignIn(_) => {}
        }
    }

    /// Those who are signed in edit with their client, or with a browser past it, which then does not know its new contacts;
    /// the others with a browser. Says whether the edit was made.
    async fn edit(&self, who: usize, edit: Edit) -> bool {
        let of_contacts =
            matches!(&edit, Edit::Add { list: List::Forward, .. } | Edit::Remove { list: List::Forward, .. });
        match &self.people[who].session {
            Some((session, _)) if of_contacts || !self.with_browsers => session.edit(edit, 1).await.is_ok(),
            _ => {
                let account = self.core.store().account_by_handle(&self.people[who].handle).await.unwrap();
                self.core.edit_roster(account.id, edit).await.is_ok()
            }
        }
    }

    /// Draws every view on from what has come in. A client that has chosen no presence hears nothing.
    fn look(&mut self) {
        for person in &mut self.people {
            let Some((session, inbox)) = &person.session else { continue };
            for notice in inbox.0.lock().unwrap().drain(..) {
                if session.status().is_none() {
                    continue;
                }
                let view = &mut person.view;
                match notice {
                    Notice::AlreadyPresent { presence, personal, .. } => {
                        let known = view.insert(presence.handle.to_string(), Seen::of(&presence, personal));
                        // Oneself comes online first, and is there then.
                        assert!(known.is_none() || presence.handle == person.handle, "there already");
                    }
                    Notice::Appeared { presence, personal } => {
                        assert_eq!(presence.handle, personal.handle);
                        let seen = Seen::of(&presence, personal.message.clone());
                        let known = view.insert(presence.handle.to_string(), seen);
                        assert!(known.is_none(), "somebody appears who was there");
                    }
                    Notice::Present { presence, changed } => {
                        let known = view.get_mut(presence.handle.as_str()).expect("who changes was there");
                        let seen = Seen::of(&presence, known.personal.clone());
                        assert!(changed.is_something(), "told of nothing new");
                        assert_eq!(changed, known.difference(&seen), "told of another change than there was");
                        *known = seen;
                    }
                    Notice::Personal(personal) => {
                        let known = view.get_mut(personal.handle.as_str()).expect("who speaks was there");
                        assert_ne!(known.personal, personal.message, "told of nothing new");
                        known.personal = personal.message.clone();
                    }
                    Notice::Absent(absence) => {
                        let known = view.remove(absence.handle.as_str());
                        assert!(known.is_some(), "told twice that somebody is gone, or of somebody unknown");
                    }
                    _ => {}
                }
            }
        }
    }

    /// The view that the rule allows.
    fn rule(&self, watcher: usize) -> View {
        let lists = |of: usize, whom: usize| self.people[of].lists.get(&whom).copied().unwrap_or(Lists::NONE);
        let mut view = View::new();
        for (other, person) in self.people.iter().enumerate() {
            let permitted = lists(other, watcher).contains(Lists::ALLOW)
                || (!lists(other, watcher).contains(Lists::BLOCK)
                    && person.privacy == Privacy::AllowByDefault);
            let visible = lists(watcher, other).contains(Lists::FORWARD) && permitted;
            match person.status {
                Some(status) if visible && status != Status::Hidden => {
                    let seen = Seen {
                        status,
                        name: person.name.clone(),
                        capabilities: person.capabilities,
                        picture: person.picture.clone(),
                        personal: person.personal.clone(),
                    };
                    view.insert(person.handle.to_string(), seen);
                }
                Some(_) | None => {}
            }
        }
        view
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_view_is_what_the_rule_allows(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in &steps {
                world.play(step).await;
                world.look();
                for (number, person) in world.people.iter().enumerate() {
                    if person.status.is_some() {
                        prop_assert_eq!(&person.view, &world.rule(number), "p{} after {:?}", number, step);
                    }
                }
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn all_who_watch_share_one_notice() {
    let mut world = World::new().await;
    for step in [Step::SignIn(0), Step::SignIn(1), Step::SignIn(2)] {
        world.play(&step).await;
    }
    for watcher in [1, 2] {
        world.play(&Step::Add(watcher, List::Forward, 0)).await;
        world.play(&Step::Change(watcher, Status::Online, 0, None)).await;
    }
    // Said before the first presence, told with it; then told alone.
    for step in [
        Step::Say(0, Some("hello"), None),
        Step::Change(0, Status::Online, 1, Some(1)),
        Step::Say(0, Some("bye"), None),
    ] {
        world.play(&step).await;
    }
    let heard = |who: usize| {
        let mut heard = std::mem::take(&mut *world.people[who].session.as_ref().unwrap().1.0.lock().unwrap());
        heard.retain(|notice| matches!(notice, Notice::Appeared { .. } | Notice::Personal(_)));
        heard
    };
    let (one, two) = (heard(1), heard(2));
    let (
        [Notice::Appeared { presence: here, personal: first }, Notice::Personal(second)],
        [Notice::Appeared { presence: here_too, personal: first_too }, Notice::Personal(second_too)],
    ) = (one.as_slice(), two.as_slice())
    else {
        panic!("{one:?} {two:?}")
    };
    assert_eq!((first.message.text(), second.message.text()), ("hello", "bye"));
    assert!(Arc::ptr_eq(here, here_too) && Arc::ptr_eq(first, first_too) && Arc::ptr_eq(second, second_too));
}

#[tokio::test]
async fn a_deleted_account_leaves_the_lists_of_those_who_are_online() {
    let mut world = World::new().await;
    for step in [
        Step::SignIn(0),
        Step::SignIn(1),
        Step::SignIn(2),
        Step::Add(0, List::Forward, 1),
        Step::Add(1, List::Block, 0),
        Step::Add(2, List::Forward, 0),
        Step::Change(1, Status::Online, 0, None),
        Step::Change(2, Status::Online, 0, None),
        Step::Change(0, Status::Online, 0, None),
        Step::SignOut(0),
    ] {
        world.play(&step).await;
    }
    let heard =
        |who: usize| std::mem::take(&mut *world.people[who].session.as_ref().unwrap().1.0.lock().unwrap());
    let _before = (heard(1), heard(2));
    let before = world.people[1].session.as_ref().unwrap().0.serial();
    world.core.delete_account(&Actor::Console, &world.people[0].handle).await.unwrap();

    let session = &world.people[1].session.as_ref().unwrap().0;
    assert_eq!(session.serial(), before.next());
    let one = heard(1);
    let [Notice::RemovedBy(change), Notice::ListsChanged] = one.as_slice() else { panic!("{one:?}") };
    assert_eq!((&change.handle, change.serial), (&world.people[0].handle, before.next()));
    let two = heard(2);
    assert!(matches!(two.as_slice(), [Notice::ListsChanged]), "who is watched had not been there: {two:?}");
    assert!(session.roster().await.unwrap().contacts.is_empty());
}

#[tokio::test]
async fn what_is_set_to_what_it_was_is_told_to_nobody() {
    let mut world = World::new().await;
    for step in [
        Step::SignIn(0),
        Step::SignIn(1),
        Step::Add(1, List::Forward, 0),
        Step::Change(1, Status::Online, 0, None),
        Step::Change(0, Status::Online, 0, None),
    ] {
        world.play(&step).await;
    }
    let told = async |edit: Edit| {
        let heard = &world.people[1].session.as_ref().unwrap().1;
        heard.0.lock().unwrap().clear();
        assert!(world.edit(0, edit).await);
        let heard = std::mem::take(&mut *heard.0.lock().unwrap());
        let property =
            |notice| if let Notice::PropertyChanged(change) = notice { Some(change) } else { None };
        heard.into_iter().filter_map(property).map(|change| change.property.clone()).collect::<Vec<_>>()
    };
    let device = DirectDevice::new(2).unwrap();
    assert_eq!(told(Edit::SetPageable(true)).await, []);
    assert_eq!(told(Edit::SetDirectDevice(device)).await, [Property::Direct(device)]);
    assert_eq!(told(Edit::SetSpace(true)).await, [Property::Space(true)]);
}
