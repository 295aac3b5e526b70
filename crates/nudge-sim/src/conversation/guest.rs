//! Somebody with a client, and the connections of it.

use std::collections::{BTreeSet, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use anyhow::{Context as _, ensure};
use msnp::auth::{sign_in_digest, sso};
use msnp::{Cap, Dialect};
use nudge_net::Front;
use tokio::io::{AsyncRead as _, AsyncWrite as _, DuplexStream, ReadBuf, duplex};

use crate::listener::{Heard, Listener, NUMBERS};
use crate::people::{PEOPLE, Papers, SECRET};
use crate::stage::Stage;
use crate::wording;

/// How many bytes a connection holds in each direction.
const ROOM: usize = 16 << 10;

/// A connection.
#[derive(Debug)]
pub(super) struct Line {
    stream: DuplexStream,
    listener: Listener,
    /// What is still to be said, each piece at a time of its own.
    unsaid: VecDeque<Vec<u8>>,
    /// Every number that was said here, and what it begins with.
    numbers: BTreeSet<u32>,
    number: Option<u32>,
    is_over: bool,
}

impl Line {
    pub(super) fn open(stage: &Stage, front: Front, dialect: Dialect) -> anyhow::Result<Self> {
        let (stream, theirs) = duplex(ROOM);
        stage.enter(theirs, front)?;
        Ok(Self {
            stream,
            listener: Listener::new(front, dialect),
            unsaid: VecDeque::new(),
            numbers: BTreeSet::new(),
            number: None,
            is_over: false,
        })
    }

    /// Has something said when its turn has come.
    pub(super) fn say(&mut self, bytes: Vec<u8>) {
        for byte in &bytes {
            let digit = char::from(*byte).to_digit(10);
            let longer =
                |digit| self.number.unwrap_or(0).checked_mul(10).and_then(|number| number.checked_add(digit));
            self.number = digit.and_then(longer);
            self.numbers.extend(self.number);
        }
        if !bytes.is_empty() {
            self.unsaid.push_back(bytes);
        }
    }

    /// Says the next piece, as far as there is room, and takes what has come; whether any of that was possible.
    async fn turn(&mut self, reads: bool, heard: &mut Vec<Heard>) -> anyhow::Result<usize> {
        let Self { stream, listener, unsaid, is_over, .. } = self;
        let mut stream = Pin::new(stream);
        let mut moved = 0;
        let exchange = poll_fn(|cx| {
            if let Some(piece) = unsaid.front_mut() {
                match stream.as_mut().poll_write(cx, piece) {
                    Poll::Ready(Ok(count)) => {
                        moved += count;
                        piece.drain(..count);
                        if piece.is_empty() {
                            unsaid.pop_front();
                        }
                    }
                    Poll::Ready(Err(_)) => unsaid.clear(),
                    Poll::Pending => {}
                }
            }
            let mut room = [0; 2048];
            while reads && !*is_over {
                let mut came = ReadBuf::new(&mut room);
                match stream.as_mut().poll_read(cx, &mut came) {
                    Poll::Ready(Ok(())) if !came.filled().is_empty() => {
                        moved += came.filled().len();
                        listener.take(came.filled());
                    }
                    Poll::Ready(_) => *is_over = true,
                    Poll::Pending => break,
                }
            }
            Poll::Ready(())
        });
        tokio::task::unconstrained(exchange).await;
        while let Some(one) = self.listener.hear()? {
            self.check(&one)?;
            // From here on it is spoken.
            if let Some(("VER", rest)) = one.line.split_once(' ')
                && let Some(dialect) = rest.split(' ').nth(1).and_then(|name| name.parse().ok())
            {
                self.listener.dialect = dialect;
            }
            heard.push(one);
        }
        ensure!(!self.is_over || self.listener.is_at_end(), "closed within a command");
        Ok(moved)
    }

    /// An answer must be to what was asked; and a number must be one that there is.
    fn check(&self, heard: &Heard) -> anyhow::Result<()> {
        let Heard { line, trid, number, .. } = heard;
        let is_answer = trid.is_none_or(|trid| trid.0 == 0 || self.numbers.contains(&trid.0));
        ensure!(is_answer, "an answer to nothing that was asked: {line}");
        ensure!(number.is_none_or(|number| NUMBERS.contains(&number)), "a number that there is not: {line}");
        Ok(())
    }
}

/// An invitation, or the way into a conversation of one's own.
#[derive(Clone, Debug)]
struct Way {
    session: String,
    cookie: String,
    dialect: Dialect,
}

#[derive(Debug)]
pub(super) struct Guest {
    /// Who, of [`PEOPLE`].
    pub(super) who: usize,
    machine: &'static str,
    papers: Papers,
    pub(super) dialect: Dialect,
    pub(super) session: Option<Line>,
    /// The conversations, the newest last.
    pub(super) seats: Vec<Line>,
    invitations: Vec<Way>,
    /// How many conversations were asked for.
    pub(super) opens: u32,
    /// How many steps of signing in are left.
    steps: u8,
    trid: u32,
    /// The bytes of the first piece of what is said next.
    pub(super) splits: Option<u8>,
    pub(super) reads: bool,
    /// Whether it has been told that it is online.
    pub(super) is_online: bool,
    /// Who is seen.
    pub(super) view: BTreeSet<String>,
    /// What the server has said last.
    pub(super) last: String,
}

/// More conversations than these nobody is in at once.
const SEATS: usize = 4;

/// How many steps it is until somebody is online.
const STEPS: u8 = 4;

impl Guest {
    pub(super) fn new(who: usize, machine: &'static str, papers: Papers) -> Self {
        Self {
            who,
            machine,
            papers,
            dialect: Dialect::BEFORE_VER,
            session: None,
            seats: Vec::new(),
            invitations: Vec::new(),
            opens: 0,
            steps: 0,
            trid: 10,
            splits: None,
            reads: true,
            is_online: false,
            view: BTreeSet::new(),
            last: String::new(),
        }
    }

    pub(super) fn handle(&self) -> &'static str {
        PEOPLE.get(self.who).copied().unwrap_or_default()
    }

    pub(super) fn next_trid(&mut self) -> u32 {
        self.trid += 1;
        self.trid
    }

    /// Whether all that was said to it was heard.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.reads && self.session.as_ref().is_some_and(|line| !line.is_over && line.unsaid.is_empty())
    }

    /// Begins to sign in, anew if need be.
    pub(super) fn sign_in(&mut self, stage: &Stage, dialect: Dialect, steps: u8) -> anyhow::Result<()> {
        self.leave();
        (self.dialect, self.steps) = (dialect, steps);
        self.session = Some(Line::open(stage, Front::Notification, Dialect::BEFORE_VER)?);
        self.step(&format!("VER 1 {dialect} CVR0"));
        Ok(())
    }

    /// Forgets the session.
    pub(super) fn leave(&mut self) {
        self.session = None;
        self.is_online = false;
        self.view.clear();
        self.opens = 0;
    }

    fn step(&mut self, line: &str) {
        if self.steps > 0 {
            self.steps -= 1;
            self.say(line);
        }
    }

    /// Says a line to the notification server.
    pub(super) fn say(&mut self, line: &str) {
        self.say_bytes(false, format!("{line}\r\n").into_bytes());
    }

    /// Says something to the notification server, or in the newest conversation; in pieces where it is to be.
    pub(super) fn say_bytes(&mut self, there: bool, mut bytes: Vec<u8>) {
        let line = if there { self.seats.last_mut() } else { self.session.as_mut() };
        let Some(line) = line else { return };
        if let Some(first) = self.splits.take() {
            let rest = bytes.split_off(usize::from(first).min(bytes.len()));
            line.say(bytes);
            line.say(rest);
        } else {
            line.say(bytes);
        }
    }

    /// Follows the newest invitation.
    pub(super) fn answer(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let Some(way) = self.invitations.pop() else { return Ok(()) };
        let ans = format!("ANS 1 {} {} {}\r\n", self.handle(), way.cookie, way.session);
        self.enter(stage, way.dialect, ans)
    }

    fn enter(&mut self, stage: &Stage, dialect: Dialect, ticket: String) -> anyhow::Result<()> {
        if self.seats.len() < SEATS {
            let mut line = Line::open(stage, Front::Switchboard, dialect)?;
            line.say(ticket.into_bytes());
            self.seats.push(line);
        }
        Ok(())
    }

    /// Takes part in all of its connections; how many bytes were said and heard. What was heard is put to the others.
    pub(super) async fn turn(&mut self, stage: &Stage, all: &mut Vec<Heard>) -> anyhow::Result<usize> {
        let (mut moved, reads) = (0, self.reads);
        let mut heard = Vec::new();
        if let Some(line) = &mut self.session {
            moved += line.turn(reads, &mut heard).await.with_context(|| {
                format!("with {} at {}", self.dialect, PEOPLE.get(self.who).copied().unwrap_or_default())
            })?;
        }
        for one in &heard {
            self.told(stage, one)?;
        }
        all.append(&mut heard);
        if self.session.as_ref().is_some_and(|line| line.is_over) {
            self.leave();
        }
        for seat in &mut self.seats {
            moved += seat.turn(reads, all).await.with_context(|| {
                format!("in a conversation of {}", PEOPLE.get(self.who).copied().unwrap_or_default())
            })?;
        }
        self.seats.retain(|seat| !seat.is_over);
        Ok(moved)
    }

    /// Something that the notification server says.
    fn told(&mut self, stage: &Stage, heard: &Heard) -> anyhow::Result<()> {
        self.last.clone_from(&heard.line);
        let words: Vec<&str> = heard.line.split(' ').collect();
        match words.as_slice() {
            ["VER", "1", _name] => self.step(&format!("USR 2 {} I {}", self.package(), self.handle())),
            ["USR", "2", "MD5", "S", salt] => {
                self.step(&format!("USR 3 MD5 S {}", sign_in_digest(salt, SECRET.as_bytes())));
            }
            ["USR", "2", "TWN", "S", _] => self.step(&format!("USR 3 TWN S {}", self.papers.ticket)),
            ["USR", "2", "SSO", "S", _policy, nonce] => {
                let (ticket, proof) = &self.papers.sso;
                let answer = sso::response(proof, nonce, [7; 8]);
                let machine = if self.dialect.has(Cap::Endpoints) { self.machine } else { "" };
                self.step(format!("USR 3 SSO S {ticket} {answer} {machine}").trim_end());
            }
            ["USR", "3", "OK", ..] => self.step(&wording::chg(4, "NLN", self.dialect)),
            ["CHG", ..] => self.is_online = true,
            ["ILN", _, _status, who, ..] | ["NLN", _status, who, ..] => {
                self.view.insert(bare(who).to_owned());
            }
            ["FLN", who, ..] => drop(self.view.remove(bare(who))),
            ["XFR", _, "SB", _address, "CKI", cookie, ..] if self.opens > 0 => {
                self.opens -= 1;
                let ticket = format!("USR 1 {} {cookie}\r\n", self.handle());
                self.enter(stage, self.spoken(), ticket)?;
            }
            ["RNG", session, _address, "CKI", cookie, ..] => {
                let (session, cookie) = ((*session).to_owned(), (*cookie).to_owned());
                self.invitations.push(Way { session, cookie, dialect: self.spoken() });
            }
            _ => {}
        }
        Ok(())
    }

    /// What is spoken with the notification server.
    pub(super) fn spoken(&self) -> Dialect {
        self.session.as_ref().map_or(self.dialect, |line| line.listener.dialect)
    }

    fn package(&self) -> &'static str {
        match (self.dialect.has(Cap::SingleSignOn), self.dialect.has(Cap::TicketSignIn)) {
            (true, _) => "SSO",
            (false, true) => "TWN",
            (false, false) => "MD5",
        }
    }

    /// All steps there are.
    pub(super) const ALL_STEPS: u8 = STEPS;
}

/// An address without the network before it.
fn bare(who: &str) -> &str {
    let who = who.split_once(':').map_or(who, |(_, who)| who);
    who.split_once(';').map_or(who, |(who, _)| who)
}
