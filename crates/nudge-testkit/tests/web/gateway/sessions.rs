//! What sessions do.

use std::time::{Duration, Instant};

use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::passport;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{Client, told, watcher};
use crate::http::{exchange, exchange_on, read};

#[tokio::test]
async fn open_with_a_body() {
    let server = cast::server().start().await.unwrap();
    let (mut client, answer) = Client::open(&server, "NS", "VER 1 MSNP7 CVR0\r\n").await;
    // The official client and Pidgin.
    assert_eq!(client.hear("VER", answer.body).await, "VER 1 MSNP7\r\n");
}

#[tokio::test]
async fn open_without_a_body() {
    let server = cast::server().start().await.unwrap();
    let (mut client, answer) = Client::open(&server, "NS", "").await;
    // aMSN.
    assert_eq!((answer.body.as_str(), answer.header("Content-Length")), ("", Some("0")));
    assert_eq!(client.says("VER 1 MSNP7 CVR0\r\n", "VER").await, "VER 1 MSNP7\r\n");
}

#[tokio::test]
async fn open_as_bitlbee_does() {
    let server = cast::server().start().await.unwrap();
    let open = super::request("SessionID=&Action=open&Server=NS", "VER 1 MSNP7 CVR0\r\n");
    let answer = exchange(server.web(), &open).await;
    let (name, goes_on) = told(&answer);
    assert!(goes_on);
    // Another connection for every request, and a poll that is called nothing.
    let poll = super::request(&format!("SessionID={name}&"), "PNG\r\n");
    let pong = exchange(server.web(), &poll).await;
    assert_eq!(format!("{}{}", answer.body, pong.body), "VER 1 MSNP7\r\nQNG 50\r\n".replace(" 50", ""));
}

#[tokio::test]
async fn two_commands_in_one_body() {
    let server = cast::server().start().await.unwrap();
    let (mut client, answer) = Client::open(&server, "NS", "VER 1 MSNP7 CVR0\r\nINF 2\r\n").await;
    assert_eq!(client.hear("INF", answer.body).await, "VER 1 MSNP7\r\nINF 2 MD5\r\n");
}

#[tokio::test]
async fn a_poll_with_nothing() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let started = Instant::now();
    for _ in 0..3 {
        let answer = client.ask("Action=poll&", "").await;
        assert_eq!((answer.body.as_str(), answer.header("Content-Length")), ("", Some("0")));
    }
    assert!(started.elapsed() < Duration::from_secs(2), "nothing is waited for");
}

#[tokio::test]
async fn a_switchboard_session_and_a_payload_cut_over_two_requests() {
    let server = cast::server().start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let mut alice = Client::online(&server, ALICE).await;
    let cookie = alice.opening().await;
    let enter = format!("USR 1 {ALICE} {cookie}\r\n");
    // The one who calls opens with `USR`, the one who is called with `ANS`.
    let (mut mine, answer) = Client::open(&server, "SB", &enter).await;
    assert_eq!(mine.hear("USR", answer.body).await, format!("USR 1 OK {ALICE} Alice\r\n"));
    let ringing = mine.says(&format!("CAL 2 {BOB}\r\n"), "CAL 2 RINGING ").await;
    let session = ringing.trim_end().rsplit(' ').next().unwrap().to_owned();
    let rng = bob.hear("RNG ", String::new()).await;
    let words: Vec<&str> = rng.lines().find(|line| line.starts_with("RNG ")).unwrap().split(' ').collect();
    let ["RNG", rung, _address, "CKI", cookie, ALICE, "Alice"] = words.as_slice() else { panic!("{rng}") };
    assert_eq!(*rung, session);
    let (mut theirs, answer) =
        Client::open(&server, "SB", &format!("ANS 1 {BOB} {cookie} {session}\r\n")).await;
    let roster = format!("IRO 1 1 1 {ALICE} Alice\r\nANS 1 OK\r\n");
    assert_eq!(theirs.hear("ANS 1 OK", answer.body).await, roster);
    assert_eq!(mine.hear("JOI ", String::new()).await, format!("JOI {BOB} Bob\r\n"));
    // A poll after a message has arrived.
    assert_eq!(mine.send("MSG 3 A 11\r\nhello").await, "");
    assert_eq!(theirs.poll().await, "", "half a message is none");
    assert_eq!(mine.says(", Bob\r", "ACK").await, "ACK 3\r\n");
    assert_eq!(theirs.poll().await, format!("MSG {ALICE} Alice 11\r\nhello, Bob\r"));
    let last = theirs.ask("", "OUT\r\n").await;
    assert_eq!(told(&last).1, last.body.is_empty() && told(&last).1);
    assert_eq!(mine.hear("BYE ", String::new()).await, format!("BYE {BOB}\r\n"));
}

#[tokio::test]
async fn concurrent_polls() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let again = super::request(&format!("Action=poll&SessionID={}", client.name), "");
    let waiting = tokio::spawn(async move {
        let answer = client.ask("Action=poll&Lifespan=3&", "").await;
        (client, answer)
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let second = exchange(server.web(), &again).await;
    assert_eq!(second.status(), "HTTP/1.1 400 Bad Request");
    let (mut client, answer) = waiting.await.unwrap();
    assert_eq!((answer.status(), answer.body.as_str()), ("HTTP/1.1 200 OK", ""));
    assert_eq!(client.says("VER 1 MSNP7\r\n", "VER").await, "VER 1 MSNP7\r\n", "the session is unharmed");
}

#[tokio::test]
async fn requests_in_a_row_on_one_connection_are_answered_in_a_row() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let next = |commands: &str| super::request(&format!("SessionID={}", client.name), commands);
    let both = ["VER 1 MSNP7\r\n", "INF 2\r\n", "PNG\r\n"].map(next).concat();
    client.stream.write_all(both.as_bytes()).await.unwrap();
    let mut heard = String::new();
    for _ in 0..3 {
        let answer = read(&mut client.stream).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK");
        heard.push_str(&answer.body);
        client.name = told(&answer).0;
    }
    assert_eq!(client.hear("QNG", heard).await, "VER 1 MSNP7\r\nINF 2 MD5\r\nQNG\r\n");
}

#[tokio::test]
async fn an_unknown_id() {
    let server = cast::server().start().await.unwrap();
    let guess = format!("{}.1", "0".repeat(32));
    for query in [
        format!("SessionID={guess}"),
        format!("Action=poll&SessionID={guess}"),
        format!("Action=close&SessionID={guess}"),
        "SessionID=1056735467.28219.1".to_owned(),
        "SessionID=".to_owned(),
        "Action=open".to_owned(),
        "Action=open&Server=XX".to_owned(),
        "Action=dance".to_owned(),
        "Action=poll&Lifespan=x&SessionID=a.1".to_owned(),
        String::new(),
    ] {
        let answer = exchange(server.web(), &super::request(&query, "")).await;
        assert_eq!(answer.status(), "HTTP/1.1 400 Bad Request", "{query}");
    }
}

#[tokio::test]
async fn ids_change_with_every_answer() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let mut names = vec![client.name.clone()];
    for _ in 0..3 {
        client.poll().await;
        names.push(client.name.clone());
    }
    let key = names[0].split_once('.').unwrap().0;
    assert!(key.len() * 4 >= 96 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
    assert_eq!(names, [1, 2, 3, 4].map(|number| format!("{key}.{number}")));
    // From elsewhere, only the newest will do, and nobody knows the one after it.
    for old in names[..3].iter().cloned().chain([format!("{key}.5"), format!("{key}.")]) {
        let answer = exchange(server.web(), &super::request(&format!("SessionID={old}"), "PNG\r\n")).await;
        assert_eq!(answer.status(), "HTTP/1.1 400 Bad Request", "{old}");
    }
    let mut elsewhere = TcpStream::connect(server.web()).await.unwrap();
    let query = format!("SessionID={}", client.name);
    let answer = exchange_on(&mut elsewhere, &super::request(&query, "PNG\r\n")).await;
    assert_eq!((answer.status(), answer.body.as_str()), ("HTTP/1.1 200 OK", "QNG\r\n"));
}

#[tokio::test]
async fn a_long_poll_wakes_up() {
    let server = cast::server().start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let (started, lifespan) = (Instant::now(), "Action=poll&Lifespan=20&");
    let waiting = tokio::spawn(async move { bob.ask(lifespan, "").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let _alice = watcher(&server, ALICE).await;
    let answer = waiting.await.unwrap();
    assert_eq!(answer.body, format!("NLN NLN {ALICE} Alice\r\n"));
    assert!(started.elapsed() < Duration::from_secs(10), "it did not wait to the end");
}

#[tokio::test]
async fn a_long_poll_ends_when_its_time_is_over() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let started = Instant::now();
    assert_eq!(client.ask("Action=poll&Lifespan=1&", "").await.body, "");
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn silence_ends_a_session_and_contacts_see_it() {
    let lifetime = Duration::from_millis(700);
    let server = cast::server().web_config(|config| config.gateway.lifetime = lifetime);
    let server = server.start().await.unwrap();
    let mut alice = watcher(&server, ALICE).await;
    let mut bob = Client::online(&server, BOB).await;
    alice.expect(&format!("NLN NLN {BOB} Bob")).await.unwrap();
    // Whoever asks lives, and longer than that.
    for _ in 0..5 {
        tokio::time::sleep(lifetime / 3).await;
        bob.poll().await;
    }
    // A poll that waits is no silence.
    bob.ask("Action=poll&Lifespan=2&", "").await;
    assert_eq!(alice.settle().await.unwrap(), [""; 0]);
    alice.expect(&format!("FLN {BOB}")).await.unwrap();
    let answer = bob.ask("Action=poll&", "").await;
    assert_eq!(answer.status(), "HTTP/1.1 400 Bad Request", "an expired id");
}

#[tokio::test]
async fn out_ends_the_session() {
    let server = cast::server().start().await.unwrap();
    let mut alice = watcher(&server, ALICE).await;
    let mut bob = Client::online(&server, BOB).await;
    alice.expect(&format!("NLN NLN {BOB} Bob")).await.unwrap();
    let mut answer = bob.ask("", "OUT\r\n").await;
    if told(&answer).1 {
        answer = bob.ask("Action=poll&Lifespan=5&", "").await;
    }
    assert_eq!((told(&answer).1, answer.header("Content-Length")), (false, Some("0")));
    alice.expect(&format!("FLN {BOB}")).await.unwrap();
    assert_eq!(bob.ask("Action=poll&", "").await.status(), "HTTP/1.1 400 Bad Request");
}

#[tokio::test]
async fn closing_ends_the_session_after_what_was_said() {
    let server = cast::server().start().await.unwrap();
    let mut alice = watcher(&server, ALICE).await;
    let mut bob = Client::online(&server, BOB).await;
    alice.expect(&format!("NLN NLN {BOB} Bob")).await.unwrap();
    let answer = bob.ask("Action=close&", "CHG 5 BSY\r\n").await;
    assert!(!told(&answer).1);
    alice.expect(&format!("NLN BSY {BOB} Bob")).await.unwrap();
    alice.expect(&format!("FLN {BOB}")).await.unwrap();
    assert_eq!(bob.ask("Action=poll&", "").await.status(), "HTTP/1.1 400 Bad Request");
}

#[tokio::test]
async fn the_last_words_of_the_server_come_with_the_end() {
    let server = cast::server().start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let waiting = tokio::spawn(async move { bob.ask("Action=poll&Lifespan=20&", "").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Signed in elsewhere.
    let _again = watcher(&server, BOB).await;
    let answer = waiting.await.unwrap();
    assert_eq!((answer.body.as_str(), told(&answer).1), ("OUT OTH\r\n", false));
}

#[tokio::test]
async fn who_waits_is_told_that_the_server_stops() {
    let server = cast::server().start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let waiting = tokio::spawn(async move { bob.ask("Action=poll&Lifespan=20&", "").await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    server.stop().await.unwrap();
    let answer = waiting.await.unwrap();
    assert_eq!((answer.body.as_str(), told(&answer).1), ("OUT SSD\r\n", false));
    assert!(started.elapsed() < Duration::from_secs(5), "nobody is waited for");
}

#[tokio::test]
async fn the_client_has_no_port_and_is_referred_nowhere() {
    let server = cast::server().always_refer().start().await.unwrap();
    let mut bob = Client::online(&server, BOB).await;
    let cookie = bob.opening().await;
    assert!(!cookie.is_empty(), "a switchboard is somewhere else");
    let heard = signing_in(&server).await;
    assert!(heard.contains("\r\nClientIP: 127.0.0.1\r\nClientPort: 0\r\n"), "{heard}");
}

/// What Alice hears while she signs in with a client that is told where it is.
async fn signing_in(server: &nudge_testkit::TestServer) -> String {
    let (mut client, answer) = Client::open(server, "NS", "VER 1 MSNP8 CVR0\r\n").await;
    client.hear("VER 1 MSNP8\r\n", answer.body).await;
    let heard = client.says(&format!("USR 2 TWN I {ALICE}\r\n"), "USR 2 TWN S ").await;
    let challenge = heard.strip_prefix("USR 2 TWN S ").unwrap().trim_end();
    let ticket = passport::ticket(server.web(), ALICE, cast::SECRET, challenge).await.unwrap();
    client.says(&format!("USR 3 TWN S {ticket}\r\n"), "ClientPort").await
}
