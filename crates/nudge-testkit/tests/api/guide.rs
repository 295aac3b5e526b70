//! The commands of the guide, as they stand there.

use msnp::Dialect;
use msnp_client::Client;
use nudge_core::{Actor, TokenName};
use nudge_testkit::TestServer;

use crate::program::{Program, add, handle, robot, start};

const GUIDE: &str = include_str!("../../../../docs/api.md");

/// A command of curl, as far as the guide makes use of it.
#[derive(Debug, Default)]
struct Curl {
    method: Option<String>,
    json: Option<String>,
    path: String,
}

impl Curl {
    fn parse(line: &str) -> Self {
        let mut curl = Self::default();
        let mut words = words(line).into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-H" => assert_eq!(words.next().as_deref(), Some("@key"), "{line}"),
                "-X" => curl.method = words.next(),
                "--json" => curl.json = words.next(),
                _ => curl.path.push_str(word.strip_prefix("$NUDGE").unwrap_or_else(|| panic!("{line}"))),
            }
        }
        curl
    }

    fn method(&self) -> &str {
        let default = if self.json.is_some() { "POST" } else { "GET" };
        self.method.as_deref().unwrap_or(default)
    }
}

/// The words as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            (' ', None) => words.push(std::mem::take(&mut word)),
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    words
}

async fn client(server: &TestServer, email: &str) -> Client {
    add(server, email).await;
    let name = TokenName::new("laptop").unwrap();
    let (_, token) = server.core().add_token(&Actor::Console, &handle(email), name).await.unwrap();
    Client::sign_in(server.client(email, token.expose(), Dialect::Msnp7)).await.unwrap()
}

#[tokio::test]
async fn every_command_of_the_guide_does_what_it_says() {
    let server = start().await;
    let robot = robot(&server).await;
    let _clients = (client(&server, "carol@example.com").await, client(&server, "dora@example.com").await);
    let carol = server.core().store().account_by_handle(&handle("carol@example.com")).await.unwrap();
    server.core().report(&carol, handle("rude@example.com"), "Rude.").await.unwrap();
    let commands: Vec<_> =
        GUIDE.lines().filter_map(|line| line.strip_prefix("$ curl ")).map(Curl::parse).collect();
    let mut used = std::collections::BTreeSet::new();
    for command in &commands {
        let body = command.json.as_ref().map(|json| ("application/json", json.as_bytes()));
        let reply = robot.send(command.method(), &command.path, &[], body).await;
        assert!((200..300).contains(&reply.status), "{command:?}: {} {}", reply.head, reply.json);
        let path = command.path.split('?').next().unwrap();
        let family = path.split('/').nth(3).unwrap();
        used.insert((
            command.method().to_owned(),
            family.to_owned(),
            path.split('/').nth(5).map(str::to_owned),
        ));
    }
    // The guide has an example for each operation: what differs is the method, the family and what follows the name.
    let document = Program::new(&server, None).ask("GET", "/api/openapi.json", None).await.expect(200).json;
    for (path, item) in document["paths"].as_object().unwrap() {
        let parts = |index| path.split('/').nth(index).map(str::to_owned);
        for (method, _) in item.as_object().unwrap() {
            let operation = (method.to_ascii_uppercase(), parts(3).unwrap(), parts(5));
            assert!(used.contains(&operation), "no example of {operation:?}");
        }
    }
    server.stop().await.unwrap();
}

#[test]
fn the_guide_names_every_scope_and_every_status() {
    for scope in nudge_core::member::Scope::ALL {
        assert!(GUIDE.contains(&format!("`{scope}`")), "{scope}");
    }
    let document: serde_json::Value = serde_json::from_str(nudge_api::document()).unwrap();
    for (_, item) in document["paths"].as_object().unwrap() {
        for (_, operation) in item.as_object().unwrap() {
            for (status, _) in operation["responses"].as_object().unwrap() {
                assert!(status.starts_with('2') || GUIDE.contains(status), "{status}");
            }
        }
    }
}
