//! What each principal has been told of the others is, at every moment, what the rule says they may see.
//!
//! Random histories of four principals are played against the domain, each with up to three programs: one that is alone, and
//! two that can be beside each other. Each program keeps the picture that a client would draw from its notices; after every
//! step each picture is compared with the rule of reference 02 §6.3, computed from the lists, and with what 21 §3 makes of
//! several programs. On the way each notice is held to what it says: who appears was not there before, who is present was, and
//! something is new. The programs of one principal always know each other.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
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
    Actor, Capabilities, Clock, Core, Delivery, DirectDevice, DisplayName, Edit, Ending, Endpoint, Entropy,
    Form, Guid, Handle, HashCost, ImportAccount, Keyring, List, Lists, MachineGuid, Mailbox, NewAccount,
    Notice, Parts, PasswordHasher, PersonalMessage, Picture, Policy, Privacy, Profile, PublicEndpoint, Rate,
    Session, Status, Timestamp, Verified,
    notice::{self, Property},
};
use nudge_store::{SqliteOptions, SqliteStore};
use proptest::prelude::*;

const PEOPLE: usize = 4;

/// The programs of each. The first does not say which machine it is on.
const PLACES: usize = 3;

fn machine(place: usize) -> Option<MachineGuid> {
    let text = format!("{{a11ce000-0000-4000-8000-00000000000{place}}}");
    (place > 0).then(|| MachineGuid::new(&text).unwrap())
}

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
    endpoints: Vec<PublicEndpoint>,
}

impl Seen {
    fn of(presence: &notice::Presence, personal: PersonalMessage, endpoints: Vec<PublicEndpoint>) -> Self {
        Self {
            status: presence.status,
            name: presence.name.as_str().to_owned(),
            capabilities: presence.capabilities,
            picture: presence.picture.clone(),
            personal,
            endpoints,
        }
    }

    /// What a client that has seen the one is told when it sees the other.
    fn difference(&self, now: &Self) -> notice::Changed {
        notice::Changed {
            status: self.status != now.status,
            name: self.name != now.name,
            capabilities: self.capabilities.bits() != now.capabilities.bits(),
            extended: self.capabilities.extended() != now.capabilities.extended(),
            picture: self.picture != now.picture,
        }
    }
}

/// What a principal's own program was last told: what is done where.
type Own = (Status, String, Capabilities, Option<Picture>, PersonalMessage, OwnEndpoints);
type OwnEndpoints = Vec<(PublicEndpoint, Option<Status>)>;

/// A program, and what it has said.
struct Program {
    session: Session,
    inbox: Arc<Inbox>,
    view: View,
    own: Option<Own>,
    status: Option<Status>,
    /// Which of the principal's choices that was.
    choice: usize,
    /// When it signed in.
    since: usize,
    capabilities: Capabilities,
    picture: Option<Picture>,
    said: Option<Capabilities>,
    /// What it has said before its first presence, while others had one.
    held_back: Option<PersonalMessage>,
}

impl Program {
    fn public(&self) -> Option<PublicEndpoint> {
        let machine = self.session.machine().cloned()?;
        Some(PublicEndpoint { machine, capabilities: self.said.unwrap_or(self.capabilities) })
    }
}

struct Person {
    handle: Handle,
    programs: [Option<Program>; PLACES],
    /// What the rule is computed from.
    lists: BTreeMap<usize, Lists>,
    privacy: Privacy,
    name: String,
    personal: PersonalMessage,
    /// Whether the programs may be beside each other.
    several: bool,
    /// Counts what is chosen, and who signs in.
    moments: usize,
}

impl Person {
    /// Those that are signed in, the first before the others.
    fn programs(&self) -> Vec<&Program> {
        let mut programs: Vec<_> = self.programs.iter().flatten().collect();
        programs.sort_by_key(|program| program.since);
        programs
    }

    /// The program that speaks for the principal: the last that was chosen at, but an idle one only if all are.
    fn speaker(&self, counts: impl Fn(Status) -> bool) -> Option<&Program> {
        let has = |program: &&Program, idle| {
            program.status.is_some_and(|status| counts(status) && (idle || status != Status::Idle))
        };
        let last = |idle| {
            let all = self.programs().into_iter().filter(|program| has(program, idle));
            all.max_by_key(|program| program.choice)
        };
        last(false).or_else(|| last(true))
    }

    fn looks(&self) -> Option<Seen> {
        let speaker = self.speaker(Status::is_shown)?;
        let shown = |program: &&Program| program.status.is_some_and(Status::is_shown);
        Some(Seen {
            status: speaker.status.unwrap(),
            name: self.name.clone(),
            capabilities: speaker.capabilities,
            picture: speaker.picture.clone(),
            personal: self.personal.clone(),
            endpoints: self.programs().into_iter().filter(shown).filter_map(Program::public).collect(),
        })
    }

    fn own(&self) -> Option<Own> {
        let speaker = self.speaker(|_| true)?;
        let programs = self.programs();
        let endpoints = programs.iter().filter_map(|program| Some((program.public()?, program.status)));
        Some((
            speaker.status.unwrap(),
            self.name.clone(),
            speaker.capabilities,
            speaker.picture.clone(),
            self.personal.clone(),
            endpoints.collect(),
        ))
    }
}

#[derive(Clone, Debug)]
enum Step {
    SignIn(usize, usize),
    SignOut(usize, usize),
    Change((usize, usize), Status, u32, Option<u8>),
    Say((usize, usize), Option<&'static str>, Option<&'static str>),
    Endpoint((usize, usize), u32),
    Add(usize, List, usize),
    Remove(usize, List, usize),
    Privacy(usize, Privacy),
    Rename(usize, u8),
    Several(usize, bool),
    Browsers(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE;
    let place = || (0..PEOPLE, prop_oneof![1 => Just(0), 4 => 1..PLACES]);
    let list = prop_oneof![Just(List::Forward), Just(List::Allow), Just(List::Block)];
    let status = prop_oneof![
        Just(Status::Online),
        Just(Status::Busy),
        Just(Status::Hidden),
        Just(Status::Away),
        Just(Status::Idle)
    ];
    let privacy = prop_oneof![Just(Privacy::AllowByDefault), Just(Privacy::BlockByDefault)];
    let words = || prop::option::of(prop::sample::select(vec!["", "one", "two &amp; three"]));
    prop_oneof![
        4 => place().prop_map(|(who, place)| Step::SignIn(who, place)),
        2 => place().prop_map(|(who, place)| Step::SignOut(who, place)),
        9 => (place(), status, 0u32..3, prop::option::of(0u8..2))
            .prop_map(|(who, status, capabilities, picture)| Step::Change(who, status, capabilities, picture)),
        3 => (place(), words(), words()).prop_map(|(who, text, media)| Step::Say(who, text, media)),
        2 => (place(), 0u32..3).prop_map(|(who, capabilities)| Step::Endpoint(who, capabilities)),
        5 => (who.clone(), list.clone(), who.clone()).prop_map(|(a, list, b)| Step::Add(a, list, b)),
        4 => (who.clone(), list, who.clone()).prop_map(|(a, list, b)| Step::Remove(a, list, b)),
        2 => (who.clone(), privacy).prop_map(|(who, privacy)| Step::Privacy(who, privacy)),
        1 => (who.clone(), any::<u8>()).prop_map(|(who, name)| Step::Rename(who, name)),
        1 => (who, any::<bool>()).prop_map(|(who, several)| Step::Several(who, several)),
        2 => any::<bool>().prop_map(Step::Browsers),
    ]
}

/// Two words that are different for each number.
fn capabilities(number: u32) -> Capabilities {
    Capabilities::new(number / 2, number % 2)
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
                programs: [const { None }; PLACES],
                lists: BTreeMap::new(),
                privacy: Privacy::AllowByDefault,
                name: "first".into(),
                personal: PersonalMessage::default(),
                several: true,
                moments: 0,
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

    /// Signs a program in. Those that cannot be beside it are told to end, and no others.
    async fn sign_in(&mut self, who: usize, place: usize) {
        let verified = self.verified(who).await;
        let inbox = Arc::new(Inbox::default());
        let endpoint = Endpoint {
            form: Form::default(),
            tag: 0,
            receives_pages: false,
            receives_data: false,
            receives_notes: false,
            machine: machine(place),
            client: "test".into(),
            protocol: "test".into(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        let mailbox = Arc::clone(&inbox) as Arc<dyn Mailbox<Notice>>;
        let person = &mut self.people[who];
        let goes = |other: usize| other == place || place == 0 || other == 0 || !person.several;
        let going: Vec<_> = (0..PLACES)
            .filter(|other| goes(*other))
            .filter_map(|other| person.programs[other].take())
            .collect();
        let is_last = person.programs.iter().flatten().count() == 0;
        let (session, ()) = tokio::join!(self.core.go_online(verified, endpoint, mailbox), async {
            for program in going {
                let told = program.inbox.0.lock().unwrap();
                let ended = |notice: &Notice| matches!(notice, Notice::Ended(Ending::SignedInElsewhere));
                assert!(told.iter().any(ended), "somebody goes who was not told");
            }
        });
        if is_last {
            person.personal = PersonalMessage::default();
        }
        person.moments += 1;
        person.programs[place] = Some(Program {
            session: session.unwrap().0,
            inbox,
            view: View::new(),
            own: None,
            status: None,
            choice: 0,
            since: person.moments,
            capabilities: Capabilities::NONE,
            picture: None,
            said: None,
            held_back: None,
        });
    }

    async fn play(&mut self, step: &Step) {
        match *step {
            Step::SignIn(who, place) => self.sign_in(who, place).await,
            Step::SignOut(who, place) => {
                let person = &mut self.people[who];
                person.programs[place] = None;
                if person.programs.iter().flatten().count() == 0 {
                    person.personal = PersonalMessage::default();
                }
            }
            Step::Change((who, place), status, number, picture) => {
                let person = &mut self.people[who];
                person.moments += 1;
                if let Some(program) = &mut person.programs[place] {
                    let picture =
                        picture.map(|number| Picture::new(&format!("%3Cmsnobj%20{number}/%3E")).unwrap());
                    program.session.set_presence(status, capabilities(number), picture.clone(), 1);
                    (program.status, program.capabilities, program.picture) =
                        (Some(status), capabilities(number), picture);
                    program.choice = person.moments;
                    if let Some(personal) = program.held_back.take() {
                        person.personal = personal;
                    }
                }
            }
            Step::Endpoint((who, place), number) => {
                if let Some(program) = &mut self.people[who].programs[place] {
                    program.session.set_endpoint_capabilities(capabilities(number));
                    program.said = Some(capabilities(number));
                }
            }
            Step::Say((who, place), text, media) => {
                let person = &mut self.people[who];
                let is_first = person.programs.iter().flatten().count() == 1;
                if let Some(program) = &mut person.programs[place] {
                    program.session.set_personal_message(text, media, None).unwrap();
                    let was = program.held_back.as_ref().unwrap_or(&person.personal);
                    let (text, media) =
                        (text.unwrap_or_else(|| was.text()), media.unwrap_or_else(|| was.media()));
                    let personal = PersonalMessage::new(text, media).unwrap();
                    if program.status.is_some() || is_first {
                        person.personal = personal;
                    } else {
                        program.held_back = Some(personal);
                    }
                }
            }
            Step::Several(who, several) => {
                if self.edit(who, Edit::SetSeveralPlaces(several)).await {
                    self.people[who].several = several;
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
                        for program in self.people[who].programs.iter_mut().flatten() {
                            program.view.remove(&handle);
                        }
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
        }
    }

    /// Those who are signed in edit with their client, or with a browser past it, which then does not know its new contacts;
    /// the others with a browser. Says whether the edit was made.
    async fn edit(&self, who: usize, edit: Edit) -> bool {
        let of_contacts =
            matches!(&edit, Edit::Add { list: List::Forward, .. } | Edit::Remove { list: List::Forward, .. });
        // Whichever comes last: any will do.
        match self.people[who].programs.iter().flatten().next_back() {
            Some(program) if of_contacts || !self.with_browsers => {
                program.session.edit(edit, 1).await.is_ok()
            }
            _ => {
                let account = self.core.store().account_by_handle(&self.people[who].handle).await.unwrap();
                self.core.edit_roster(account.id, edit).await.is_ok()
            }
        }
    }

    /// Draws every view on from what has come in. A client that has chosen no presence hears nothing.
    fn look(&mut self) {
        for person in &mut self.people {
            for program in person.programs.iter_mut().flatten() {
                let notices = std::mem::take(&mut *program.inbox.0.lock().unwrap());
                if program.session.status().is_some() {
                    for notice in notices {
                        program.hears(&person.handle, notice);
                    }
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
            if let Some(seen) = person.looks().filter(|_| visible) {
                view.insert(person.handle.to_string(), seen);
            }
        }
        view
    }
}

impl Program {
    fn hears(&mut self, me: &Handle, notice: Notice) {
        let view = &mut self.view;
        match notice {
            Notice::AlreadyPresent { presence, personal, endpoints, .. } => {
                let seen = Seen::of(&presence, personal, endpoints.iter().cloned().collect());
                let known = view.insert(presence.handle.to_string(), seen);
                // Oneself comes online first, and is there then.
                assert!(known.is_none() || presence.handle == *me, "there already");
            }
            Notice::Appeared { presence, personal } => {
                assert_eq!(presence.handle, personal.handle);
                let endpoints = personal.endpoints.iter().cloned().collect();
                let seen = Seen::of(&presence, personal.message.clone(), endpoints);
                let known = view.insert(presence.handle.to_string(), seen);
                assert!(known.is_none(), "somebody appears who was there");
            }
            Notice::Present { presence, changed } => {
                // A second program hears of its own coming, before it is told who is there already.
                let known = view.get_mut(presence.handle.as_str());
                let Some(known) = known else {
                    return assert_eq!(presence.handle, *me, "who changes was there");
                };
                let seen = Seen::of(&presence, known.personal.clone(), known.endpoints.clone());
                assert!(changed.is_something(), "told of nothing new");
                assert_eq!(changed, known.difference(&seen), "told of another change than there was");
                *known = seen;
            }
            Notice::Personal(personal) => {
                let known = view.get_mut(personal.handle.as_str()).expect("who speaks was there");
                assert_ne!(known.personal, personal.message, "told of nothing new");
                known.personal = personal.message.clone();
                known.endpoints = personal.endpoints.iter().cloned().collect();
            }
            Notice::Endpoints(personal) => {
                let known = view.get_mut(personal.handle.as_str());
                let Some(known) = known else {
                    return assert_eq!(personal.handle, *me, "who changes was there");
                };
                let endpoints: Vec<_> = personal.endpoints.iter().cloned().collect();
                assert_eq!(known.personal, personal.message, "something else is new");
                assert_ne!(known.endpoints, endpoints, "told of nothing new");
                known.endpoints = endpoints;
            }
            Notice::Absent(absence) => {
                let known = view.remove(absence.handle.as_str());
                assert!(known.is_some(), "told twice that somebody is gone, or of somebody unknown");
            }
            Notice::Own(own) => {
                let endpoints = own.endpoints.iter().map(|own| (own.public.clone(), own.status)).collect();
                let (name, picture) = (own.name.as_str().to_owned(), own.picture.clone());
                let told =
                    Some((own.status, name, own.capabilities, picture, own.message.clone(), endpoints));
                assert_ne!(self.own, told, "told of nothing new");
                self.own = told;
            }
            Notice::Ended(_) => panic!("somebody is ended who may stay"),
            _ => {}
        }
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
                    for program in person.programs().into_iter().filter(|program| program.status.is_some()) {
                        prop_assert_eq!(&program.view, &world.rule(number), "p{} after {:?}", number, step);
                        let own = person.own().filter(|_| program.session.machine().is_some());
                        prop_assert_eq!(&program.own, &own, "p{} after {:?}", number, step);
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
    for step in [Step::SignIn(0, 0), Step::SignIn(1, 0), Step::SignIn(2, 0)] {
        world.play(&step).await;
    }
    for watcher in [1, 2] {
        world.play(&Step::Add(watcher, List::Forward, 0)).await;
        world.play(&Step::Change((watcher, 0), Status::Online, 0, None)).await;
    }
    // Said before the first presence, told with it; then told alone.
    for step in [
        Step::Say((0, 0), Some("hello"), None),
        Step::Change((0, 0), Status::Online, 1, Some(1)),
        Step::Say((0, 0), Some("bye"), None),
    ] {
        world.play(&step).await;
    }
    let heard = |who: usize| {
        let mut heard =
            std::mem::take(&mut *world.people[who].programs[0].as_ref().unwrap().inbox.0.lock().unwrap());
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
        Step::SignIn(0, 0),
        Step::SignIn(1, 0),
        Step::SignIn(2, 0),
        Step::Add(0, List::Forward, 1),
        Step::Add(1, List::Block, 0),
        Step::Add(2, List::Forward, 0),
        Step::Change((1, 0), Status::Online, 0, None),
        Step::Change((2, 0), Status::Online, 0, None),
        Step::Change((0, 0), Status::Online, 0, None),
        Step::SignOut(0, 0),
    ] {
        world.play(&step).await;
    }
    let heard = |who: usize| {
        std::mem::take(&mut *world.people[who].programs[0].as_ref().unwrap().inbox.0.lock().unwrap())
    };
    let _before = (heard(1), heard(2));
    let before = world.people[1].programs[0].as_ref().unwrap().session.serial();
    world.core.delete_account(&Actor::Console, &world.people[0].handle).await.unwrap();

    let session = &world.people[1].programs[0].as_ref().unwrap().session;
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
        Step::SignIn(0, 0),
        Step::SignIn(1, 0),
        Step::Add(1, List::Forward, 0),
        Step::Change((1, 0), Status::Online, 0, None),
        Step::Change((0, 0), Status::Online, 0, None),
    ] {
        world.play(&step).await;
    }
    let told = async |edit: Edit| {
        let heard = &world.people[1].programs[0].as_ref().unwrap().inbox;
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
