//! Every operation that the server describes, as it is described: who may, what it answers, and what it makes of nonsense.

use nudge_core::member::Scope;
use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{Actor, TokenName};
use nudge_testkit::TestServer;
use serde_json::{Value, json};

use crate::program::{Program, Reply, add, handle, key, start};
use crate::schema::differences;

/// An operation as the description has it.
struct Operation {
    method: String,
    path: String,
    described: Value,
}

impl Operation {
    fn scope(&self) -> &str {
        self.described["security"][0]["key"][0].as_str().unwrap()
    }

    fn body(&self) -> Option<&Value> {
        self.described["requestBody"]["content"]["application/json"].get("example")
    }

    fn query(&self) -> Vec<&str> {
        let parameters = self.described["parameters"].as_array().into_iter().flatten();
        parameters.filter(|one| one["in"] == "query").map(|one| one["name"].as_str().unwrap()).collect()
    }

    /// The path with something in the place of each name.
    fn at(&self, email: &str, id: &str, name: &str) -> String {
        self.path.replace("{email}", email).replace("{id}", id).replace("{name}", name)
    }

    /// Fails unless the answer is one that is described.
    fn check(&self, document: &Value, reply: &Reply) {
        let what = format!("{} {}: {} {}", self.method, self.path, reply.head, reply.json);
        let status = reply.status.to_string();
        let mut response = &self.described["responses"][&status];
        assert!(!response.is_null(), "not described: {what}");
        if let Some(reference) = response.get("$ref").and_then(Value::as_str) {
            response = document.pointer(reference.trim_start_matches('#')).unwrap();
            let kind = format!("/api/openapi.json{reference}");
            assert_eq!(reply.json["type"], kind, "{what}");
        }
        let kind = if reply.status < 400 { "application/json" } else { "application/problem+json" };
        match response.get("content") {
            Some(content) => {
                assert_eq!(reply.header("content-type"), Some(kind), "{what}");
                let wrong = differences(document, &content[kind]["schema"], &reply.json, "body");
                assert_eq!(wrong, [""; 0], "{what}");
            }
            None => assert!(reply.json.is_null(), "{what}"),
        }
        for (header, _) in response["headers"].as_object().into_iter().flatten() {
            assert!(reply.header(header).is_some(), "{header}: {what}");
        }
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{what}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{what}");
        assert_eq!(reply.header("set-cookie"), None, "{what}");
    }
}

async fn described(server: &TestServer) -> (Value, Vec<Operation>) {
    let document = Program::new(server, None).ask("GET", "/api/openapi.json", None).await.expect(200).json;
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let method = method.to_ascii_uppercase();
            operations.push(Operation { method, path: path.clone(), described: described.clone() });
        }
    }
    assert!(operations.len() > 25, "{}", operations.len());
    (document, operations)
}

/// Something of each kind for an operation to be about: an account with a token, a report, a ban and a link.
async fn furnish(server: &TestServer, number: usize, operation: &Operation) -> (String, String) {
    let (email, core) = (format!("member{number}@example.com"), server.core());
    add(server, &email).await;
    let member = core.store().account_by_handle(&handle(&email)).await.unwrap();
    core.add_token(&Actor::Console, &handle(&email), TokenName::new("laptop").unwrap()).await.unwrap();
    let report = core.report(&member, handle("rude@example.com"), "Rude.").await.unwrap();
    let whom = Banned::from_parts("account", &format!("banned{number}@example.com")).unwrap();
    let ban = NewBan { whom, reason: String::new(), expires: None };
    let ban = core.add_ban(&Actor::Console, ban).await.unwrap();
    let link = core.add_link(&Actor::Console, "", 1, None).await.unwrap();
    let ids = [("/reports/", report.0), ("/bans/", ban.id.0), ("/invitations/", link.id.0)];
    let id = ids.into_iter().find(|(family, _)| operation.path.contains(family)).map_or(0, |(_, id)| id);
    (email, id.to_string())
}

/// A key until the next one is lent: an account cannot have one for each operation.
async fn lent(server: &TestServer, scopes: &[Scope]) -> String {
    let keys = server.core().store().keys(None).await.unwrap();
    for key in keys.into_iter().filter(|key| key.name.as_str() == "lent") {
        server.core().revoke_key(&Actor::Console, key.id).await.unwrap();
    }
    key(server, "lent", scopes).await
}

#[tokio::test]
async fn every_operation_is_for_its_scope_alone_and_answers_what_is_described() {
    let server = start().await;
    let (document, operations) = described(&server).await;
    let stranger = Program::new(&server, None);
    let nothing = Program::new(&server, Some(&key(&server, "nothing", &[]).await));
    for (number, operation) in operations.iter().enumerate() {
        let (email, id) = furnish(&server, number, operation).await;
        let path = operation.at(&email, &id, "laptop");
        let scope: Scope = operation.scope().parse().unwrap();
        let reply = stranger.ask(&operation.method, &path, operation.body()).await.expect(401);
        operation.check(&document, &reply);
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"nudge\""));
        let others: Vec<_> = Scope::ALL.iter().copied().filter(|other| *other != scope).collect();
        let others = Program::new(&server, Some(&lent(&server, &others).await));
        for program in [&nothing, &others] {
            let reply = program.ask(&operation.method, &path, operation.body()).await.expect(403);
            operation.check(&document, &reply);
            assert_eq!(reply.json["scope"], scope.name());
            let challenge = reply.header("www-authenticate").unwrap();
            assert!(
                challenge.contains("insufficient_scope") && challenge.contains(scope.name()),
                "{challenge}"
            );
        }
        let able = Program::new(&server, Some(&lent(&server, &[scope]).await));
        let reply = able.ask(&operation.method, &path, operation.body()).await;
        let is_refused = [401, 403].contains(&reply.status) || reply.status >= 500;
        assert!(!is_refused, "{} {path}: {} {}", operation.method, reply.head, reply.json);
        operation.check(&document, &reply);
        // What the example asks for can be done, but where nobody is signed in, or the password is another.
        let cannot_be = ["disconnect", "allowLegacyPassword"];
        let name = operation.described["operationId"].as_str().unwrap();
        assert_eq!(reply.status < 300, !cannot_be.contains(&name), "{name}: {} {}", reply.head, reply.json);
    }
    server.stop().await.unwrap();
}

/// What nobody should send.
const HOSTILE: [&str; 8] = [
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "'%20OR%201=1--",
    "%ff%fe",
    "-1",
    "9999999999999999999999",
    "nobody@example.com",
    "%3Cscript%3E@example.com",
];

#[tokio::test]
async fn nonsense_is_refused_and_nothing_more() {
    let server = start().await;
    let (document, operations) = described(&server).await;
    let robot = crate::program::robot(&server).await;
    let long = "x".repeat(5_000);
    for (number, operation) in operations.iter().enumerate() {
        let (email, id) = furnish(&server, number, operation).await;
        let path = operation.at(&email, &id, "laptop");
        if operation.path.contains('{') {
            for hostile in HOSTILE.into_iter().chain([long.as_str()]) {
                let path = operation.at(hostile, hostile, hostile);
                let reply = robot.ask(&operation.method, &path, operation.body()).await;
                assert!((400..500).contains(&reply.status), "{path}: {} {}", reply.head, reply.json);
                operation.check(&document, &reply);
            }
        }
        for query in ["unknown=1", "limit=0", "limit=201", "limit=x", "limit=1&limit=1", "a=%ff"] {
            let reply = robot.ask(&operation.method, &format!("{path}?{query}"), operation.body()).await;
            reply.expect(422);
        }
        for parameter in operation.query() {
            for value in ["%00", "-1", "'", &long] {
                let reply = robot.ask("GET", &format!("{path}?{parameter}={value}"), None).await;
                let is_text = parameter == "text" && reply.status == 200;
                assert!(is_text || reply.status == 422, "{parameter}={value}: {} {}", reply.head, reply.json);
                operation.check(&document, &reply);
            }
        }
        let Some(example) = operation.body() else { continue };
        for (body, status) in [
            ("", 400),
            ("{", 400),
            ("\u{0}", 400),
            (&format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000)), 400),
            ("[]", 422),
            ("null", 422),
            ("{}", 422),
            ("{\"unknown\":1}", 422),
        ] {
            let body = Some(("application/json", body.as_bytes()));
            let reply = robot.send(&operation.method, &path, &[], body).await;
            // A link needs nothing to be said of it.
            let is_enough = operation.path.ends_with("/invitations") && reply.status == 201;
            assert!(is_enough || reply.status == status, "{path}: {body:?} {} {}", reply.head, reply.json);
            operation.check(&document, &reply);
        }
        for (field, _) in example.as_object().unwrap() {
            for value in [json!(null), json!(1.5), json!([]), json!({}), json!(long), json!("\u{0}")] {
                let mut body = example.clone();
                body[field] = value.clone();
                let reply = robot.ask(&operation.method, &path, Some(&body)).await;
                let may_be_left_out = value.is_null() && reply.status < 300;
                let is_refused = [409, 422].contains(&reply.status);
                assert!(
                    may_be_left_out || is_refused,
                    "{path} {field}: {value}: {} {}",
                    reply.head,
                    reply.json
                );
                operation.check(&document, &reply);
            }
        }
        let text = example.to_string();
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let reply = robot.send(&operation.method, &path, &[], Some((kind, text.as_bytes()))).await;
            operation.check(&document, &reply.expect(415));
        }
        let padded = format!("{text}{}", " ".repeat(64 << 10));
        let body = Some(("application/json", padded.as_bytes()));
        operation.check(&document, &robot.send(&operation.method, &path, &[], body).await.expect(413));
    }
    server.stop().await.unwrap();
}
