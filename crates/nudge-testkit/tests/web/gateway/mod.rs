//! MSNP over HTTP, request by request (reference 15, whose list of tests in §6 names each of them).

mod cutting;
mod http;
mod limits;
mod sessions;

use std::time::{Duration, Instant};

use msnp::Dialect;
use msnp::auth::sign_in_digest;
use nudge_testkit::cast::SECRET;
use nudge_testkit::{Raw, TestServer};
use tokio::net::TcpStream;

use crate::http::{Answer, exchange_on, post};

/// Under which name the gateway is asked.
const HOST: &str = "gateway.messenger.hotmail.com";

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client, that asks on one connection.
struct Client {
    stream: TcpStream,
    /// What its session is called.
    name: String,
}

/// A request, byte for byte.
fn request(query: &str, body: &str) -> String {
    post(&format!("/gateway/gateway.dll?{query}"), HOST, "User-Agent: MSMSGS\r\n", body)
}

/// What the session is called after an answer, and whether it goes on.
fn told(answer: &Answer) -> (String, bool) {
    let told = answer.header("X-MSN-Messenger").unwrap_or_else(|| panic!("{}", answer.head));
    let told = told.strip_prefix("SessionID=").unwrap();
    let (name, rest) = told.split_once("; ").unwrap();
    match rest.strip_prefix(&format!("GW-IP={HOST}")).unwrap() {
        "" => (name.to_owned(), true),
        "; Session=close" => (name.to_owned(), false),
        other => panic!("{other}"),
    }
}

impl Client {
    /// Opens a session, with commands.
    async fn open(server: &TestServer, to: &str, commands: &str) -> (Self, Answer) {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        let query = format!("Action=open&Server={to}&IP=messenger.hotmail.com");
        let answer = exchange_on(&mut stream, &request(&query, commands)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK");
        let (name, _) = told(&answer);
        (Self { stream, name }, answer)
    }

    /// Asks, with these parameters before the session's name.
    async fn ask(&mut self, parameters: &str, commands: &str) -> Answer {
        let query = format!("{parameters}SessionID={}", self.name);
        let answer = exchange_on(&mut self.stream, &request(&query, commands)).await;
        if answer.status() == "HTTP/1.1 200 OK" {
            self.name = told(&answer).0;
        }
        answer
    }

    /// Sends commands, and gives back what the answer brings.
    async fn send(&mut self, commands: &str) -> String {
        self.ask("", commands).await.body
    }

    /// Asks what there is.
    async fn poll(&mut self) -> String {
        self.ask("Action=poll&", "").await.body
    }

    /// Asks what there is until that is among it, and gives all of it back.
    async fn hear(&mut self, awaited: &str, mut heard: String) -> String {
        let started = Instant::now();
        while !heard.contains(awaited) {
            assert!(started.elapsed() < PATIENCE, "no {awaited}: {heard}");
            heard.push_str(&self.ask("Action=poll&Lifespan=1&", "").await.body);
        }
        heard
    }

    /// Sends commands, and asks until that is among what they bring.
    async fn says(&mut self, commands: &str, awaited: &str) -> String {
        let heard = self.send(commands).await;
        self.hear(awaited, heard).await
    }

    /// Somebody who is online with MSNP7.
    async fn online(server: &TestServer, who: &str) -> Self {
        let (mut client, answer) = Self::open(server, "NS", "VER 1 MSNP7 CVR0\r\n").await;
        client.hear("VER 1 MSNP7\r\n", answer.body).await;
        let heard = client.says(&format!("USR 2 MD5 I {who}\r\n"), "USR 2 MD5 S ").await;
        let salt = heard.strip_prefix("USR 2 MD5 S ").unwrap().trim_end();
        let proof = sign_in_digest(salt, SECRET.as_bytes());
        client.says(&format!("USR 3 MD5 S {proof}\r\n"), "USR 3 OK ").await;
        client.says("CHG 4 NLN\r\n", "CHG 4 NLN\r\n").await;
        client
    }

    /// Asks for a switchboard, and gives back what it is entered with.
    async fn opening(&mut self) -> String {
        let heard = self.says("XFR 9 SB\r\n", "XFR 9 SB ").await;
        let (_, cookie) = heard.trim_end().split_once(" CKI ").unwrap();
        cookie.to_owned()
    }
}

/// Somebody who is there over TCP, and sees who comes and goes.
async fn watcher(server: &TestServer, who: &str) -> Raw {
    nudge_testkit::cast::online(server, who, Dialect::Msnp7).await.unwrap()
}
