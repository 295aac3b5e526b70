//! `nudge chat` in lines, against the real server.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use msnp::{Cap, Dialect};

use crate::run::{command, nudge};
use crate::server::Server;

/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A person at a terminal: what is typed goes in line by line, and so comes what happens.
pub(crate) struct Person {
    child: Child,
    typed: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Person {
    /// One of the demonstration's, signed in.
    pub(crate) fn sign_in(server: &Server, name: &str, more: &[&str]) -> Self {
        let (email, address) = (format!("{name}@example.com"), server.address.to_string());
        let arguments = [&["chat", "--as", &email, "--server", &address, "--plain"], more].concat();
        let mut command = command(server.folder(), &arguments);
        command.env("NUDGE_CHAT_PASSWORD", "password");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (stdout, (sender, lines)) = (child.stdout.take().unwrap(), channel());
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        let typed = child.stdin.take();
        let mut person = Self { child, typed, lines, seen: Vec::new() };
        person.sees(&format!("you are signed in as {email} "));
        person.sees("your status is online");
        person
    }

    fn types(&mut self, line: &str) {
        writeln!(self.typed.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Waits for a line that begins like this, and gives it.
    pub(crate) fn sees(&mut self, beginning: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if line.starts_with(beginning) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no line begins with {beginning:?}: {:#?}", self.seen)
                }
            }
        }
    }

    /// Has nothing more to type, and waits for the end.
    fn leaves(&mut self) -> Option<i32> {
        self.typed = None;
        self.child.wait().unwrap().code()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the server says to sign in.
fn nexus(server: &Server) -> String {
    format!("http://{}/rdr/pprdr.asp", server.http)
}

#[test]
fn every_dialect_chats_with_the_newest() {
    let server = Server::start(&["--demo"]);
    let nexus = nexus(&server);
    let mut bob = Person::sign_in(&server, "bob", &["--passport-url", &nexus]);
    assert!(bob.seen[0].contains(" speaking MSNP12 with "), "{:?}", bob.seen);
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::SyncedLists)) {
        let options = ["--dialect", dialect.name(), "--passport-url", &nexus];
        let mut alice = Person::sign_in(&server, "alice", &options);
        bob.sees("alice@example.com is online (Alice)");
        alice.types("/to bob@example.com");
        alice.types(&format!("grüße from {dialect}"));
        bob.sees(&format!("<alice@example.com> grüße from {dialect}"));
        bob.types("/to alice@example.com");
        bob.types("hello yourself");
        alice.sees("<bob@example.com> hello yourself");
        assert_eq!(alice.leaves(), Some(0));
        bob.sees("alice@example.com is offline");
    }
    assert_eq!(bob.leaves(), Some(0));
    server.stop();
}

#[test]
fn nudges_and_personal_messages_reach_those_who_have_them() {
    let server = Server::start(&["--demo"]);
    let nexus = nexus(&server);
    let mut bob = Person::sign_in(&server, "bob", &["--passport-url", &nexus]);
    let mut alice = Person::sign_in(&server, "alice", &["--protocol", "msnp11", "--passport-url", &nexus]);
    bob.sees("alice@example.com is online (Alice)");
    alice.types("/psm at work & <busy>");
    alice.sees("your contacts are told: at work & <busy>");
    bob.sees("alice@example.com says of themselves: at work & <busy>");
    alice.types("/to bob@example.com");
    alice.types("/nudge");
    bob.sees("alice@example.com (Alice) sent you a nudge");
    alice.sees("delivered to bob@example.com: (a nudge)");

    let mut test = Person::sign_in(&server, "test", &[]);
    assert!(test.seen[0].contains(" speaking MSNP7 with "), "{:?}", test.seen);
    test.types("/psm hello");
    test.sees("MSNP7 has no personal messages");
    test.types("/to bob@example.com");
    test.types("/nudge");
    test.sees("MSNP7 has no nudges");
    server.stop();
}

#[test]
fn at_the_end_of_the_input_everything_has_arrived() {
    let server = Server::start(&["--demo"]);
    let mut bob = Person::sign_in(&server, "bob", &[]);
    let said: Vec<String> = (0..20).map(|n| format!("line {n}")).collect();
    let input = format!("password\n/to bob@example.com\n{}\n", said.join("\n"));
    let address = server.address.to_string();
    let ended = server
        .nudge_with(&["chat", "--as", "alice@example.com", "--server", &address, "--password-stdin"], &input);
    let shown = ended.done();
    for line in said {
        assert!(shown.contains(&format!("delivered to bob@example.com: {line}\n")), "{shown}");
        assert_eq!(bob.sees("<alice@example.com> "), format!("<alice@example.com> {line}"));
    }
}

#[test]
fn who_is_not_there_gets_nothing_and_the_sender_is_told() {
    let server = Server::start(&["--demo"]);
    let mut alice = Person::sign_in(&server, "alice", &[]);
    alice.types("/to bob@example.com");
    alice.types("anybody home?");
    alice.sees("bob@example.com is not online; the message was not delivered: anybody home?");
    alice.types("/status hidden");
    alice.sees("your status is hidden");
    alice.types("and now?");
    let line = alice.sees("not while you are hidden");
    assert!(line.ends_with("the message was not delivered: and now?"), "{line}");
}

#[test]
fn three_meet_and_the_first_two_still_have_a_word_of_their_own() {
    let server = Server::start(&["--demo"]);
    let [mut alice, mut bob, mut test] =
        ["alice", "bob", "test"].map(|name| Person::sign_in(&server, name, &[]));
    alice.types("/to bob@example.com");
    alice.types("hello");
    bob.sees("<alice@example.com> hello");
    alice.types("/invite test@example.com");
    alice.sees("a conversation of several has begun");
    test.sees("bob@example.com (Bob) has joined the conversation");
    alice.types("welcome");
    bob.sees("<alice@example.com> welcome");
    test.sees("<alice@example.com> welcome");
    alice.types("/to bob@example.com");
    alice.types("between us");
    bob.sees("<alice@example.com> between us");
    test.types("what do they say?");
    bob.sees("<test@example.com> what do they say?");
    assert!(!test.seen.iter().any(|line| line.contains("between us")), "{:#?}", test.seen);
}

#[test]
fn contacts_come_and_go() {
    let server = Server::start(&["--demo"]);
    let (mut alice, mut bob) = (Person::sign_in(&server, "alice", &[]), Person::sign_in(&server, "bob", &[]));
    alice.sees("bob@example.com is online (Bob)");
    alice.types("/remove bob@example.com");
    alice.sees("bob@example.com is no contact any more");
    bob.sees("alice@example.com no longer has you as a contact");
    alice.types("/add bob@example.com");
    alice.sees("bob@example.com is a contact now");
    bob.sees("alice@example.com (Alice) added you as a contact: /add alice@example.com to add them too");
    alice.types("/name Alice in Wonderland");
    bob.sees("alice@example.com is online (Alice in Wonderland)");
    alice.types("/block bob@example.com");
    bob.sees("alice@example.com is offline");
    alice.types("/unblock bob@example.com");
    bob.sees("alice@example.com is online");
    alice.types("/add nobody@example.com");
    alice.sees("nobody@example.com was not added: there is no account nobody@example.com on this server");
}

#[test]
fn who_signs_in_elsewhere_and_whose_server_stops_is_told_why() {
    let server = Server::start(&["--demo"]);
    let mut first = Person::sign_in(&server, "alice", &[]);
    let mut second = Person::sign_in(&server, "alice", &[]);
    first.sees("you are signed out: you signed in somewhere else");
    assert_eq!(first.leaves(), Some(1));
    server.stop();
    second.sees("you are signed out: the server is going down");
    assert_eq!(second.leaves(), Some(1));
}

#[test]
fn what_keeps_one_out_is_said_with_a_remedy() {
    let server = Server::start(&["--demo"]);
    let address = server.address.to_string();
    let arguments = ["chat", "--as", "alice@example.com", "--server", &address, "--password-stdin"];
    let ended = server.nudge_with(&arguments, "not the password\n");
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert!(ended.stderr.contains("`nudge token add alice@example.com --name chat`"), "{}", ended.stderr);
    let (nexus, nothing) = (nexus(&server), format!("http://{}/nothing", server.http));
    let with_ticket = [&arguments[..], &["--passport-url", &nexus]].concat();
    let ended = server.nudge_with(&with_ticket, "not the password\n");
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert!(ended.stderr.contains("`nudge token add alice@example.com --name chat`"), "{}", ended.stderr);
    let elsewhere = [&arguments[..], &["--passport-url", &nothing]].concat();
    let ended = server.nudge_with(&elsewhere, "password\n");
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert!(ended.stderr.contains("--passport-url") && ended.stderr.contains("404"), "{}", ended.stderr);
    server.stop();
    let ended = nudge(&["chat", "--as", "alice@example.com", "--server", &address, "--password", "x"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("list of processes"), "{}", ended.stderr);
    assert!(ended.stderr.contains("Is `nudge serve` running there"), "{}", ended.stderr);
    let ended = nudge(&["chat", "--as", "alice@example.com", "--server", &address]);
    assert!(ended.code == 2 && ended.stderr.contains("NUDGE_CHAT_PASSWORD"), "{}", ended.stderr);
}
