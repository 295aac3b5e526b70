//! A program that uses the API, and the administrator whose key it has.

use std::net::SocketAddr;

use nudge_core::member::Scope;
use nudge_core::{Actor, Handle, Role, Secret, TokenName};
use nudge_testkit::{TestServer, http};
use serde_json::Value;

pub(crate) const ADMIN: &str = "admin@example.com";
pub(crate) const HOST: &str = "im.example.net";

/// A program with a key, or without one.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    at: SocketAddr,
    key: Option<String>,
}

/// An answer as a program reads it.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    /// Null, if there is no body.
    pub(crate) json: Value,
}

impl Reply {
    /// A header, in whatever case it is written.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.split("\r\n").filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The answer, if it has that status.
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.head, self.json);
        self
    }
}

impl Program {
    pub(crate) fn new(server: &TestServer, key: Option<&str>) -> Self {
        Self { at: server.web(), key: key.map(str::to_owned) }
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let body = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.send(method, path, &[], body.as_ref().map(|(kind, body)| (*kind, body.as_slice()))).await
    }

    /// The same with other headers, and a body of any kind.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, &[u8])>,
    ) -> Reply {
        let authorization = self.key.as_ref().map(|key| format!("Bearer {key}"));
        let mut headers = headers.to_vec();
        headers.extend(authorization.as_deref().map(|key| ("Authorization", key)));
        let (kind, bytes) = body.unzip();
        let bytes: &[u8] = bytes.unwrap_or_default();
        headers.extend(kind.map(|kind| ("Content-Type", kind)));
        let length = bytes.len().to_string();
        if method != "POST" && kind.is_some() {
            headers.push(("Content-Length", &length));
        }
        let request = http::request(method, HOST, path, &headers, bytes);
        let answer = http::exchange(self.at, &request).await.unwrap();
        let json = if answer.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&answer.body)
                .unwrap_or_else(|_| panic!("{} {}", answer.head, answer.text()))
        };
        Reply { status: answer.status().unwrap(), head: answer.head, json }
    }
}

/// A server with an administrator.
pub(crate) async fn start() -> TestServer {
    let server = TestServer::builder().start().await.unwrap();
    add(&server, ADMIN).await;
    server.core().set_role(&Actor::Console, &handle(ADMIN), Role::Administrator).await.unwrap();
    server
}

pub(crate) fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

/// An account with a password.
pub(crate) async fn add(server: &TestServer, email: &str) {
    let password = Secret::new("a password of theirs".to_owned());
    server.core().add_account(&Actor::Console, handle(email), None, Some(password)).await.unwrap();
}

/// A key of the administrator's, for these.
pub(crate) async fn key(server: &TestServer, name: &str, scopes: &[Scope]) -> String {
    let name = TokenName::new(name).unwrap();
    let (_, secret) =
        server.core().add_key(&Actor::Console, &handle(ADMIN), name, scopes.to_vec()).await.unwrap();
    secret.expose().to_owned()
}

/// A program that may do everything.
pub(crate) async fn robot(server: &TestServer) -> Program {
    let key = key(server, "robot", Scope::ALL).await;
    Program::new(server, Some(&key))
}
