//! A server that may open no more files.

use std::fs;
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::Duration;

use msnp::Dialect;
use msnp::value::Status;
use msnp_client::{Client, Config, ConversationEvent, Event};
use tokio::runtime::Runtime;

use crate::run::command;
use crate::server::{Server, serving};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";

/// Less than a server needs for the connections that are made.
const FILES: usize = 100;

/// So much of a second may a server use that has nothing to do, in hundredths.
const IDLE: u64 = 30;

fn token(server: &Server, email: &str) -> String {
    server.nudge(&["account", "add", email]).done();
    server.nudge(&["token", "add", email, "--name", "here"]).done().lines().last().unwrap().to_owned()
}

async fn online(server: &Server, who: &str, token: &str) -> Client {
    let config = Config::new(&server.address.to_string(), who, token, Dialect::Msnp7);
    let mut client = Client::sign_in(config).await.unwrap();
    client.set_status(Status::Online).await.unwrap();
    client
}

/// What it has used of the processor, in hundredths of a second (proc(5): 14 and 15, counted from behind the name).
fn used(server: &Server) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    let (_, rest) = stat.rsplit_once(')').unwrap();
    rest.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

#[test]
fn without_files_to_open_newcomers_wait_and_the_others_chat_on() {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let plain = command(folder.path(), &serving(&[]));
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--nofile={FILES}:{FILES}")).arg(plain.get_program()).args(plain.get_args());
    limited.current_dir(folder.path()).env("TMPDIR", folder.path());
    let server = Server::start_as(folder, limited);
    let tokens = [ALICE, BOB].map(|who| token(&server, who));
    runtime.block_on(async {
        let mut alice = online(&server, ALICE, &tokens[0]).await;
        let mut bob = online(&server, BOB, &tokens[1]).await;
        let mut conversation = alice.open_conversation().await.unwrap();
        conversation.call(BOB).await.unwrap();
        let ring = bob.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await;
        let mut answered = bob.answer(&ring.unwrap()).await.unwrap();
        conversation.joined().await.unwrap();

        let crowd: Vec<TcpStream> = (0..FILES).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        thread::sleep(Duration::from_millis(300));
        let open = fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count();
        assert!(open >= FILES - 1, "only {open} files are open");
        let before = used(&server);
        thread::sleep(Duration::from_secs(1));
        let after = used(&server);
        assert!(after - before < IDLE, "{} hundredths of a second for nothing", after - before);

        conversation.say("it is crowded here").await.unwrap();
        loop {
            if let ConversationEvent::Message(message) = answered.next_event().await.unwrap() {
                assert_eq!(message.text().as_deref(), Some("it is crowded here"));
                break;
            }
        }
        alice.rename_self("Alice in the crowd").await.unwrap();
        // Who comes now waits, and is let in when others have gone.
        let carol = TcpStream::connect(server.address).unwrap();
        drop(crowd);
        drop(carol);
        let mut again = online(&server, ALICE, &tokens[0]).await;
        again.sync().await.unwrap();
        assert_eq!(again.name(), "Alice in the crowd");
    });
    let log = server.stop().log;
    let said: Vec<&str> = log.lines().filter(|line| line.contains("no new connections are taken")).collect();
    assert_eq!(said.len(), 1, "{log}");
    assert!(said[0].contains("LimitNOFILE") && said[0].contains("limits.connections"), "{}", said[0]);
    assert!(log.contains("does not let the server open files for so many connections"), "{log}");
}
