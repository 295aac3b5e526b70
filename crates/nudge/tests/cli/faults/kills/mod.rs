//! The server is killed (SIGKILL) at random moments under load. Everything that it has acknowledged is there afterwards, once;
//! what it has not acknowledged is there as a whole or not at all.
//!
//! Several people at once change what is theirs, over sockets as their programs do: contacts over MSNP of every dialect and
//! over SOAP, access tokens over the JSON API, offline messages over SOAP, circles with the website's forms. Each knows what has been acknowledged, and the one
//! thing that may have been done or not. After each kill they ask the next server, in public ways only, and go on with it.
//!
//! Ten kills are part of every test run; `bin/faults kills 1000` is the long form. `NUDGE_SEED` has the same people do the
//! same things; the moment at which a process dies is its own, of course.

mod circles;
pub(crate) mod contacts;
mod known;
pub(crate) mod letters;
mod soap;
mod tokens;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rustix::process::Signal;
use tokio::runtime::{self, Runtime};

use crate::run::command;
use crate::server::{Server, serving};
use circles::Circles;
use contacts::{Contacts, Way};
use letters::Letters;
use nudge_testkit::dice::{Dice, asked, seed};
use soap::Lost;
use tokens::Tokens;

/// How often the server is killed in the short form.
const KILLS: u64 = 10;

/// How long a server lives at most.
const LIFE: Duration = Duration::from_millis(200);

/// How long one lives that is killed while it starts.
const BIRTH: Duration = Duration::from_millis(80);

/// Nobody is too fast.
const SETTINGS: [&str; 16] = [
    "--set",
    "limits.renames_per_minute=0",
    "--set",
    "limits.contact_changes_per_hour=0",
    "--set",
    "limits.commands_per_10s=0",
    "--set",
    "limits.announcements_per_minute=0",
    "--set",
    "offline_messages.per_10s=0",
    "--set",
    "sign_in.failures_per_account=0",
    "--set",
    "sign_in.failures_per_address=0",
    "--set",
    "sign_in.passport_lifetime=30d",
];

/// Where the server is at the moment, and whether it has been killed.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) msnp: SocketAddr,
    pub(crate) http: SocketAddr,
    pub(crate) killed: Arc<AtomicBool>,
}

impl Life {
    pub(crate) fn of(server: &Server) -> Self {
        Self { msnp: server.address, http: server.http, killed: Arc::default() }
    }

    /// A connection that ends may only end because the server was killed.
    fn must_be_over(&self, why: &Lost) {
        assert!(self.killed.load(Ordering::SeqCst), "a server that nobody has killed went away: {:#}", why.0);
    }
}

/// Somebody who changes things, and knows what must be so.
#[derive(Debug)]
enum Person {
    Contacts(Box<Contacts>),
    Tokens(Tokens),
    Letters(Letters),
    Circles(Circles),
}

impl Person {
    /// Changes things until the server is killed.
    async fn act(mut self, life: Life) -> Self {
        match &mut self {
            Self::Contacts(contacts) => contacts.act(&life).await,
            Self::Tokens(tokens) => tokens.act(&life).await,
            Self::Letters(letters) => letters.act(&life).await,
            Self::Circles(circles) => circles.act(&life).await,
        }
        self
    }

    /// Looks whether all is as it must be.
    async fn check(mut self, life: Life) -> Self {
        match &mut self {
            Self::Contacts(contacts) => contacts.check(&life).await,
            Self::Tokens(tokens) => tokens.check(&life).await,
            Self::Letters(letters) => letters.check(&life).await,
            Self::Circles(circles) => circles.check(&life).await,
        }
        self
    }

    /// How many changes were acknowledged, and of how many nobody knew.
    fn counts(&self) -> Counts {
        match self {
            Self::Contacts(contacts) => contacts.counts,
            Self::Tokens(tokens) => tokens.counts,
            Self::Letters(letters) => letters.counts,
            Self::Circles(circles) => circles.counts,
        }
    }
}

/// What came of the changes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) acknowledged: u64,
    /// On its way when the server was killed, and made.
    made: u64,
    /// On its way when the server was killed, and not made.
    not_made: u64,
}

/// All do it at the same time.
async fn together<F: Future<Output = Person> + Send + 'static>(
    people: Vec<Person>,
    deed: impl Fn(Person) -> F,
) -> Vec<Person> {
    let tasks: Vec<_> = people.into_iter().map(|person| tokio::spawn(deed(person))).collect();
    let mut back = Vec::new();
    for task in tasks {
        back.push(task.await.unwrap());
    }
    back
}

/// An account with an access token.
pub(crate) fn account(server: &Server, email: &str) -> String {
    server.nudge(&["account", "add", email]).done();
    server.nudge(&["token", "add", email, "--name", "here"]).done().lines().last().unwrap().to_owned()
}

fn people(server: &Server, runtime: &Runtime, dice: &mut Dice) -> Vec<Person> {
    for friend in contacts::FRIENDS {
        server.nudge(&["account", "add", friend]).done();
    }
    let mut people = Vec::new();
    for (email, way) in
        [("alice@example.com", Way::Msnp), ("bob@example.com", Way::Msnp), ("carol@example.com", Way::Soap)]
    {
        let token = account(server, email);
        let contacts = runtime.block_on(Contacts::new(server.http, email, &token, way, dice.split()));
        people.push(Person::Contacts(Box::new(contacts)));
    }
    let token = account(server, "admin@example.com");
    drop(token);
    server.nudge(&["account", "role", "admin@example.com", "administrator"]).done();
    let scopes = ["--scope", "accounts:read", "--scope", "accounts:write"];
    let key =
        server.nudge(&[&["key", "add", "admin@example.com", "--name", "robot"], &scopes[..]].concat()).done();
    server.nudge(&["account", "add", "dave@example.com"]).done();
    let key = key.lines().last().unwrap();
    people.push(Person::Tokens(Tokens::new("dave@example.com", key, dice.split())));
    for (from, to) in [("erin@example.com", "frank@example.com"), ("gina@example.com", "hugo@example.com")] {
        let tokens = [account(server, from), account(server, to)];
        let letters = Letters::new(server.http, [from, to], [&tokens[0], &tokens[1]], dice.split());
        people.push(Person::Letters(runtime.block_on(letters)));
    }
    let (iris, password) = ("iris@example.com", "correct-horse-battery");
    server.nudge_with(&["account", "add", iris, "--password-stdin"], password).done();
    let circles = Circles::new(server.http, iris, password, dice.split());
    people.push(Person::Circles(runtime.block_on(circles)));
    people
}

/// Starts one, and kills it before it is ready, or just after.
fn kill_while_it_starts(folder: &Path, after: Duration) {
    let mut command = command(folder, &serving(&SETTINGS));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_was_acknowledged_is_there_once_after_a_kill_at_any_moment() {
    let kills = asked("NUDGE_KILLS");
    let (seed, count) = (seed(), kills.unwrap_or(KILLS));
    println!("NUDGE_SEED={seed}");
    let mut dice = Dice::new(seed);
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut server = Server::start(&SETTINGS);
    let mut people = people(&server, &runtime, &mut dice);
    let bar = if kills.is_some() { ProgressBar::new(count) } else { ProgressBar::hidden() };
    bar.set_style(
        ProgressStyle::with_template("{pos}/{len} kills {wide_bar} {elapsed} of {duration}").unwrap(),
    );
    for kill in 1..=count {
        let (life, moment) = (Life::of(&server), dice.shorter_than(LIFE));
        let killed = Arc::clone(&life.killed);
        let killer = thread::spawn(move || {
            thread::sleep(moment);
            killed.store(true, Ordering::SeqCst);
            server.end(Signal::KILL)
        });
        people = runtime.block_on(together(people, |person| person.act(life.clone())));
        let folder = killer.join().unwrap().folder;
        if dice.below(4) == 0 {
            kill_while_it_starts(folder.path(), dice.shorter_than(BIRTH));
        }
        server = Server::start_in(folder, &SETTINGS);
        let life = Life::of(&server);
        people = runtime.block_on(together(people, |person| person.check(life.clone())));
        bar.set_position(kill);
    }
    server.stop();
    bar.finish();
    let mut all = Counts::default();
    for counts in people.iter().map(Person::counts) {
        all.acknowledged += counts.acknowledged;
        all.made += counts.made;
        all.not_made += counts.not_made;
        assert!(counts.acknowledged > 0, "somebody has changed nothing: {people:?}");
    }
    println!("{count} kills: {all:?}");
    assert!(all.acknowledged > count, "too few changes to say anything: {all:?}");
}
