//! Somebody with a client, who does this and that.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use msnp::Dialect;
use nudge_net::Front;
use nudge_sim::{Listener, PEOPLE, Papers};
use nudge_testkit::dice::{Dice, asked};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::conversation::Seating;
use crate::ledger::Seat;
use crate::link::{Came, Link};
use crate::notification::{Request, Stage};
use crate::world::{BUSY, World};

/// How long somebody thinks before doing something.
const THOUGHT: Duration = Duration::from_secs(6);

/// More conversations than these nobody is in at once.
const CONVERSATIONS: usize = 3;

/// What was said and heard and when, as one number (FNV-1a).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Trace {
    pub(crate) sum: u64,
    /// Whether it is shown, too, as `NUDGE_TRACE=1` asks for.
    is_shown: bool,
}

impl Trace {
    fn new() -> Self {
        Self { sum: 0xCBF2_9CE4_8422_2325, is_shown: asked("NUDGE_TRACE").is_some_and(|asked| asked > 0) }
    }

    fn add(&mut self, at: Duration, who: &str, number: u64, what: &str, bytes: &[u8]) {
        let all = format!("{:>7} {who} {number} {what} {}", at.as_millis(), bytes.escape_ascii());
        if self.is_shown {
            println!("{all}");
        }
        for byte in all.bytes() {
            self.sum = (self.sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

/// How many of [`PEOPLE`], from the first on, have a second client.
pub(crate) const AT_TWO_PLACES: usize = 2;

/// How many clients there are.
pub(crate) const VOICES: usize = PEOPLE.len() + AT_TWO_PLACES;

/// The machine of each client.
pub(crate) const MACHINES: [&str; VOICES] = [
    "{00000000-0000-4000-8000-000000000001}",
    "{00000000-0000-4000-8000-000000000002}",
    "{00000000-0000-4000-8000-000000000003}",
    "{00000000-0000-4000-8000-000000000004}",
    "{00000000-0000-4000-8000-000000000005}",
    "{00000000-0000-4000-8000-000000000006}",
    "{00000000-0000-4000-8000-000000000007}",
];

/// Whose client that is.
pub(crate) fn account_of(voice: usize) -> usize {
    voice % PEOPLE.len()
}

#[derive(Debug)]
pub(crate) struct Person {
    /// Whose account it is, of [`PEOPLE`].
    pub(crate) me: usize,
    /// Which of all clients it is.
    pub(crate) voice: usize,
    pub(crate) papers: Papers,
    /// What everybody is called by in dialects with GUIDs.
    guids: Arc<[String]>,
    pub(crate) dialect: Dialect,
    pub(crate) dice: Dice,
    pub(crate) world: Arc<World>,
    pub(crate) connections: BTreeMap<u64, Connection>,
    /// The number of the one to the notification server.
    pub(crate) session: Option<u64>,
    /// Until when connections are lost.
    busy: Instant,
    pub(crate) trid: u32,
    pub(crate) requests: BTreeMap<u32, Request>,
    /// Who is seen, as what.
    pub(crate) seen: BTreeMap<String, String>,
    /// What the server has acknowledged that this one is shown as.
    pub(crate) status: Option<String>,
    /// The number of the last message.
    pub(crate) last_said: u64,
    /// The number of the last message that was left for somebody.
    pub(crate) last_left: u32,
    opened: u64,
    events: mpsc::UnboundedReceiver<Came>,
    came: mpsc::UnboundedSender<Came>,
    pub(crate) trace: Trace,
    pub(crate) sign_ins: usize,
    pub(crate) losses: usize,
    pub(crate) edits: usize,
}

/// A connection, with what has come of a next command.
#[derive(Debug)]
pub(crate) struct Connection {
    link: Link,
    pub(crate) listener: Listener,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Notification(Stage),
    Switchboard(Seating),
}

impl Person {
    pub(crate) fn new(voice: usize, all: &[Papers], world: Arc<World>, dice: Dice) -> Self {
        let me = account_of(voice);
        let (came, events) = mpsc::unbounded_channel();
        let busy = world.stage.begun + BUSY;
        Self {
            me,
            voice,
            papers: all[me].clone(),
            guids: all.iter().map(|papers| papers.guid.clone()).collect(),
            dialect: Dialect::Msnp2,
            dice,
            world,
            connections: BTreeMap::new(),
            session: None,
            busy,
            // The first ones are those of signing in and entering.
            trid: 10,
            requests: BTreeMap::new(),
            seen: BTreeMap::new(),
            status: None,
            last_said: 0,
            last_left: 0,
            opened: 0,
            events,
            came,
            trace: Trace::new(),
            sign_ins: 0,
            losses: 0,
            edits: 0,
        }
    }

    pub(crate) fn handle(&self) -> &'static str {
        PEOPLE[self.me]
    }

    pub(crate) fn guid_of(&self, whom: &str) -> String {
        let at = PEOPLE.iter().position(|who| *who == whom).unwrap();
        self.guids[at].clone()
    }

    /// Whom this one sees, if it is there.
    pub(crate) fn view(&self) -> Option<&BTreeMap<String, String>> {
        self.status.as_ref().map(|_| &self.seen)
    }

    /// As what others may see this one.
    pub(crate) fn shown(&self) -> Option<&str> {
        self.status.as_deref().filter(|status| *status != "HDN")
    }

    /// Does something now and then while it is busy, and only listens until `quiet`.
    pub(crate) async fn live(mut self, quiet: Instant) -> Self {
        let mut next = Instant::now() + self.dice.shorter_than(THOUGHT);
        loop {
            tokio::select! {
                biased;
                came = self.events.recv() => {
                    if let Some((number, bytes)) = came {
                        self.came(number, bytes);
                    }
                }
                () = sleep_until(next) => {
                    let now = Instant::now();
                    if now >= quiet {
                        return self;
                    }
                    if now < self.busy {
                        self.act();
                        next = now + self.dice.shorter_than(THOUGHT);
                    } else {
                        next = quiet;
                    }
                }
            }
        }
    }

    /// One thing.
    fn act(&mut self) {
        if self.dice.once_in(8) {
            self.leave_message();
        }
        let Some(session) = self.session else { return self.sign_in() };
        match self.stage(session) {
            Some(Stage::SignedIn) => self.change_status("NLN"),
            Some(Stage::Online) => {}
            // Whoever waits for an answer waits.
            Some(_) | None => return,
        }
        let conversations = self.seats().len();
        match self.dice.below(40) {
            0..4 => {
                let status = *self.dice.one_of(&["NLN", "BSY", "AWY", "HDN"]);
                self.change_status(status);
            }
            4..10 => self.edit(),
            10..16 if conversations < CONVERSATIONS => self.open_conversation(),
            16..34 => self.say(),
            34 => self.call_another(),
            35 | 36 => self.leave(),
            37 => self.sign_out(),
            38 => self.lose(),
            _ => {}
        }
    }

    /// Connects. What comes from there has the number that is given back.
    pub(crate) fn open(&mut self, front: Front, kind: Kind) -> u64 {
        self.opened += 1;
        let dice = self.dice.split();
        let (stage, came) = (&self.world.stage, self.came.clone());
        let link = Link::open(stage, front, self.opened, dice, self.busy, came);
        let dialect = match kind {
            Kind::Notification(_) => Dialect::BEFORE_VER,
            Kind::Switchboard(_) => self.dialect,
        };
        let connection = Connection { link, listener: Listener::new(front, dialect), kind };
        self.connections.insert(self.opened, connection);
        self.opened
    }

    pub(crate) fn send(&mut self, number: u64, line: &str) {
        self.send_bytes(number, format!("{line}\r\n").into_bytes());
    }

    pub(crate) fn send_payload(&mut self, number: u64, line: &str, payload: &str) {
        self.send_bytes(number, format!("{line} {}\r\n{payload}", payload.len()).into_bytes());
    }

    fn send_bytes(&mut self, number: u64, bytes: Vec<u8>) {
        let (at, who) = (self.world.stage.begun.elapsed(), self.handle());
        self.trace.add(at, who, number, ">", &bytes);
        if let Some(connection) = self.connections.get(&number) {
            connection.link.say(bytes);
        }
    }

    pub(crate) fn next_trid(&mut self) -> u32 {
        self.trid += 1;
        self.trid
    }

    pub(crate) fn seat(&self, number: u64) -> Seat {
        (self.voice, number)
    }

    /// A connection goes without a word.
    fn lose(&mut self) {
        let numbers: Vec<u64> = self.connections.keys().copied().collect();
        if !numbers.is_empty() {
            let number = *self.dice.one_of(&numbers);
            self.connections[&number].link.lose();
        }
    }

    /// Forgets a connection that is over.
    pub(crate) fn forget(&mut self, number: u64) {
        let Some(connection) = self.connections.remove(&number) else { return };
        match connection.kind {
            Kind::Switchboard(_) => self.world.ledger().sitting((self.voice, number)).is_over = true,
            Kind::Notification(_) => {
                if self.session == Some(number) {
                    (self.session, self.status) = (None, None);
                    self.seen.clear();
                    self.requests.clear();
                }
            }
        }
    }

    fn came(&mut self, number: u64, bytes: Option<Vec<u8>>) {
        let what = if bytes.is_some() { "<" } else { "is over" };
        let (at, who) = (self.world.stage.begun.elapsed(), self.handle());
        self.trace.add(at, who, number, what, bytes.as_deref().unwrap_or_default());
        let Some(bytes) = bytes else {
            if let Some(connection) = self.connections.get(&number) {
                self.losses += 1;
                if connection.link.is_lost() {
                    self.world.ledger().sitting((self.voice, number)).is_cut = true;
                }
            }
            return self.forget(number);
        };
        let Some(connection) = self.connections.get_mut(&number) else { return };
        connection.listener.take(&bytes);
        while let Some(connection) = self.connections.get_mut(&number) {
            let is_notification = matches!(connection.kind, Kind::Notification(_));
            let heard = connection.listener.hear().unwrap_or_else(|error| panic!("{error:?}"));
            let Some(heard) = heard else { return };
            if is_notification { self.told(number, &heard) } else { self.in_conversation(number, &heard) }
        }
    }
}
