//! Whoever takes too much, or nothing.

use std::time::{Duration, Instant};

use nudge_testkit::TestServer;
use nudge_testkit::cast::{self, ALICE, BOB};

use super::{Client, PATIENCE, request, told, watcher};
use crate::http::exchange;

/// What comes of opening one more session now.
async fn opening(server: &TestServer) -> String {
    let answer = exchange(server.web(), &request("Action=open&Server=NS", "")).await;
    answer.status().strip_prefix("HTTP/1.1 ").unwrap().to_owned()
}

const OK: &str = "200 OK";
const FULL: &str = "503 Service Unavailable";
const TOO_FAST: &str = "429 Too Many Requests";

/// Two sessions are let in, a third one is not, and one is again when one has gone.
async fn has_two_places(server: nudge_testkit::Builder) {
    let server = server.start().await.unwrap();
    let (mut first, _) = Client::open(&server, "NS", "").await;
    let (_second, _) = Client::open(&server, "SB", "").await;
    assert_eq!(opening(&server).await, FULL, "there are two already");
    first.ask("Action=close&", "").await;
    let started = Instant::now();
    while opening(&server).await != OK {
        assert!(started.elapsed() < PATIENCE, "the place becomes free");
    }
}

#[tokio::test]
async fn sessions_have_a_limit() {
    has_two_places(cast::server().web_config(|config| config.gateway.sessions = 2)).await;
}

#[tokio::test]
async fn sessions_of_one_address_have_a_limit() {
    has_two_places(cast::server().web_config(|config| config.gateway.sessions_per_address = 2)).await;
}

#[tokio::test]
async fn a_session_is_a_connection_among_the_others() {
    has_two_places(cast::server().config(|config| config.limits.connections = 2)).await;
    has_two_places(cast::server().config(|config| config.limits.connections_per_address = 2)).await;
}

#[tokio::test]
async fn sessions_are_opened_at_a_pace() {
    let server = cast::server().web_config(|config| config.gateway.opens.count = 3);
    let server = server.start().await.unwrap();
    let mut opened = Vec::new();
    for _ in 0..5 {
        opened.push(opening(&server).await);
    }
    assert_eq!(opened, [OK, OK, OK, TOO_FAST, TOO_FAST]);
    server.advance(Duration::from_secs(20));
    assert_eq!(opening(&server).await, OK, "one of three a minute");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_ask_for_what_waits_is_ended_as_a_slow_reader() {
    let server = cast::server().web_config(|config| config.gateway.queue = 16 * 1024).config(|config| {
        config.limits.outbox = 64 * 1024;
        // Of a client that has to ask, more patience is had.
        config.limits.slow_reader = Duration::from_millis(1);
    });
    let server = server.start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let mut alice = watcher(&server, ALICE).await;
    // Bob is silent from here on, and Alice is not.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (gone, mut changes) = (format!("FLN {BOB}"), 0);
    'all: loop {
        assert!(changes < 200_000, "the server buffers without end");
        alice.send_bytes("CHG 5 BSY\r\nCHG 6 AWY\r\n".repeat(100).as_bytes()).await.unwrap();
        changes += 200;
        for line in alice.settle().await.unwrap() {
            if line == gone {
                break 'all;
            }
        }
    }
    assert!(changes > 500, "some may wait");
    let answer = bob.ask("Action=poll&", "").await;
    assert!(!told(&answer).1, "the session has ended");
    // What had been written is whole.
    assert!(answer.body.len() > 16 * 1024 && answer.body.ends_with(" Alice\r\n"), "{}", answer.body.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_faster_than_it_listens_is_held_up_and_not_lost() {
    let server = cast::server().web_config(|config| config.gateway.queue = 16 * 1024).start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    // The answers to each of these are more than may wait.
    let (mut heard, asked) = (0, "SYN 7 0\r\n".repeat(500));
    for _ in 0..10 {
        heard += count(&bob.send(&asked).await);
    }
    let started = Instant::now();
    while heard < 5000 {
        assert!(started.elapsed() < PATIENCE * 3, "{heard}");
        heard += count(&bob.poll().await);
    }
    assert_eq!(heard, 5000);
}

/// How many answers to `SYN` there are.
fn count(heard: &str) -> usize {
    heard.lines().filter(|line| line.starts_with("SYN 7 ")).count()
}
