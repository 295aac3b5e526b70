//! What an operator watches: metrics, health and readiness of a real server, and its log while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::time::{Duration, Instant};

use msnp::Dialect;
use msnp::value::Status;
use msnp_client::{Client, Config, Event};
use nudge_testkit::{http, passport};
use rustix::process::Signal;
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::https::{legacy, modern, over_legacy, over_modern};
use crate::run::nudge_in;
use crate::server::Server;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const PASSWORD: &str = "hunter2hunter2";

/// The port for metrics and health, free and not chosen by anybody else.
const WATCHED: &[&str] = &["--set", "ops.listen=127.0.0.1:0"];

fn listener(server: &Server, role: &str) -> SocketAddr {
    let status = server.nudge(&["status", "--json"]).json();
    let listeners = status["listeners"].as_array().unwrap();
    let listener = listeners.iter().find(|listener| listener["role"] == role).unwrap();
    listener["address"].as_str().unwrap().parse().unwrap()
}

async fn ask(ops: SocketAddr, path: &str) -> http::Answer {
    http::get(ops, "localhost", path, &[]).await.unwrap()
}

async fn ready(ops: SocketAddr) -> (Option<u16>, serde_json::Value) {
    let answer = ask(ops, "/ready").await;
    (answer.status(), serde_json::from_slice(&answer.body).unwrap())
}

fn account(server: &Server, email: &str) -> String {
    server.nudge_with(&["account", "add", email, "--password-stdin"], PASSWORD).done();
    let output = server.nudge(&["token", "add", email, "--name", "laptop"]).done();
    output.lines().last().unwrap().to_owned()
}

async fn sign_in(server: &Server, email: &str, secret: &str) -> Client {
    let config = Config::new(&server.address.to_string(), email, secret, Dialect::Msnp7);
    let mut client = Client::sign_in(config).await.unwrap();
    client.set_status(Status::Online).await.unwrap();
    client
}

/// Two who talk, one who signs in by Passport, both faces of TLS, and a question about a name.
async fn traffic(server: &Server) -> (Client, Client) {
    let tokens = [account(server, ALICE), account(server, BOB)];
    let wrong = Config::new(&server.address.to_string(), ALICE, "wrong", Dialect::Msnp7);
    assert!(Client::sign_in(wrong).await.is_err());
    let mut alice = sign_in(server, ALICE, &tokens[0]).await;
    let mut bob = sign_in(server, BOB, &tokens[1]).await;
    let mut conversation = alice.open_conversation().await.unwrap();
    conversation.call(BOB).await.unwrap();
    let ring = bob.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await;
    let mut answered = bob.answer(&ring.unwrap()).await.unwrap();
    conversation.joined().await.unwrap();
    for _ in 0..3 {
        conversation.say("twelve bytes").await.unwrap();
        answered.next_message().await.unwrap();
    }
    let challenge = "lc=1033";
    passport::ticket(server.http, ALICE, PASSWORD, challenge).await.unwrap();
    assert!(passport::ticket(server.http, ALICE, "wrong-one", challenge).await.is_err());
    let guessed = [("Authorization", "Bearer guessed")];
    for headers in [&[][..], &guessed] {
        let answer = http::get(server.http, "localhost", "/api/v1/accounts", headers).await.unwrap();
        assert_eq!(answer.status(), Some(401));
    }
    assert_eq!(legacy(server, "nexus.passport.com").await, Ok(()));
    let root = fs::read(server.data().join("tls/root-for-rustls.cer")).unwrap();
    assert_eq!(modern(server, &root, "nexus.passport.com").await, Ok(()));
    assert!(http::exchange(server.https.unwrap(), b"GET / HTTP/1.0\r\n\r\n").await.is_err());
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let query = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x09messenger\x07hotmail\x03com\0\0\x01\0\x01";
    socket.send_to(query, listener(server, "dns")).unwrap();
    socket.recv(&mut [0; 512]).unwrap();
    (alice, bob)
}

/// A page of the exposition: what each series says, by its name and labels as they are written.
struct Page {
    text: String,
    series: BTreeMap<String, f64>,
}

impl Page {
    async fn of(ops: SocketAddr) -> Self {
        let answer = ask(ops, "/metrics").await;
        assert_eq!(answer.status(), Some(200));
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("text/plain; version=0.0.4; charset=utf-8"));
        let text = answer.text();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let series = lines.map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        });
        Self { series: series.collect(), text }
    }

    fn value(&self, series: &str) -> f64 {
        *self.series.get(series).unwrap_or_else(|| panic!("no {series} in\n{}", self.text))
    }
}

/// What the manual says of a metric: its kind, and each label with its values.
struct Described {
    kind: String,
    labels: BTreeMap<String, BTreeSet<String>>,
}

/// Every metric that the manual describes; a test beside the table holds the manual to it.
fn described() -> BTreeMap<String, Described> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/metrics.md");
    let manual = fs::read_to_string(path).unwrap();
    let rows = manual.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.split(" | ").collect();
        let labels = cells[2].split("; ").filter(|label| !label.is_empty()).map(|label| {
            let (name, values) = label.split_once(": ").unwrap_or((label, ""));
            let values = values.split(", ").filter(|value| !value.is_empty()).map(str::to_owned);
            (name.trim_matches('`').to_owned(), values.collect())
        });
        let kind = cells[1].split(',').next().unwrap().to_owned();
        (cells[0].trim_matches('`').to_owned(), Described { kind, labels: labels.collect() })
    })
    .collect()
}

#[tokio::test]
async fn every_metric_of_the_manual_is_there_and_no_other() {
    let arguments = ["--set", "web.https=127.0.0.1:0", "--set", "dns.listen=127.0.0.1:0"];
    let mail = ["--set", "mail.folder=letters", "--set", "mail.from=nudge@example.net"];
    let server = Server::start(&[WATCHED, &arguments, &mail].concat());
    let ops = listener(&server, "ops");
    let at_first: BTreeSet<_> = Page::of(ops).await.series.into_keys().collect();
    let clients = traffic(&server).await;
    let page = Page::of(ops).await;

    let described = described();
    assert!(described.len() > 40, "{}", described.len());
    let mut seen = BTreeSet::new();
    for series in page.series.keys() {
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let part = ["_bucket", "_sum", "_count"].into_iter().find_map(|part| {
            let whole = name.strip_suffix(part)?;
            described.get(whole).filter(|metric| metric.kind == "histogram").map(|_| whole)
        });
        let name = part.unwrap_or(name);
        let metric = described.get(name).unwrap_or_else(|| panic!("{series} is not in the manual"));
        assert!(page.text.contains(&format!("# TYPE {name} {}\n", metric.kind)), "{name}");
        assert!(page.text.contains(&format!("# HELP {name} ")), "{name}");
        let mut names = BTreeSet::new();
        for label in labels.trim_end_matches('}').split("\",").filter(|label| !label.is_empty()) {
            let (label, value) = label.trim_end_matches('"').split_once("=\"").unwrap();
            if label == "le" && metric.kind == "histogram" {
                continue;
            }
            let values = metric.labels.get(label).unwrap_or_else(|| panic!("{label} of {series}"));
            assert!(values.is_empty() || values.contains(value), "{value} of {series}");
            names.insert(label.to_owned());
        }
        assert_eq!(names, metric.labels.keys().cloned().collect(), "{series}");
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, described.into_keys().collect(), "what the manual has and the server has not");
    // A rate needs a beginning: what happens for the first time must have been there as 0.
    let late: Vec<_> = page.series.keys().filter(|series| !at_first.contains(*series)).collect();
    assert_eq!(late, [""; 0]);
    for address in [ALICE, BOB, "127.0.0.1", "example.com"] {
        assert!(!page.text.contains(address), "{address} is told");
    }
    drop(clients);
    server.stop();
}

#[tokio::test]
async fn what_happens_is_counted() {
    let arguments = ["--set", "web.https=127.0.0.1:0", "--set", "dns.listen=127.0.0.1:0"];
    let server = Server::start(&[WATCHED, &arguments].concat());
    let ops = listener(&server, "ops");
    let (alice, bob) = traffic(&server).await;
    // The conversation has ended with those who were in it; that takes a moment.
    let deadline = Instant::now() + Duration::from_secs(10);
    let page = loop {
        let page = Page::of(ops).await;
        let open = page.value("nudge_connections{port=\"listen\",role=\"switchboard\"}");
        if (open, page.value("nudge_conversations")) == (0.0, 0.0) {
            break page;
        }
        assert!(Instant::now() < deadline, "{}", page.text);
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let body = page.value("nudge_message_bytes_total") / page.value("nudge_messages_total");
    assert!(body > 12.0 && body < 200.0, "{body}");
    for (series, value) in [
        ("nudge_ready", 1.0),
        ("nudge_online", 2.0),
        ("nudge_messages_total", 3.0),
        ("nudge_deliveries_total{outcome=\"queued\"}", 3.0),
        ("nudge_deliveries_total{outcome=\"lost\"}", 0.0),
        ("nudge_sessions{dialect=\"MSNP7\"}", 2.0),
        ("nudge_sessions_total{dialect=\"MSNP7\"}", 2.0),
        ("nudge_sign_ins_total{way=\"md5\",outcome=\"ok\"}", 2.0),
        ("nudge_sign_ins_total{way=\"md5\",outcome=\"bad_credentials\"}", 1.0),
        ("nudge_sign_ins_total{way=\"login2\",outcome=\"ok\"}", 1.0),
        ("nudge_sign_ins_total{way=\"login2\",outcome=\"bad_credentials\"}", 1.0),
        ("nudge_connections{port=\"listen\",role=\"notification\"}", 2.0),
        ("nudge_connections{port=\"listen\",role=\"undecided\"}", 0.0),
        ("nudge_connections_total{port=\"listen\"}", 5.0),
        ("nudge_http_requests_total{service=\"nexus\",status=\"2xx\"}", 2.0),
        ("nudge_http_requests_total{service=\"login\",status=\"2xx\"}", 1.0),
        ("nudge_http_requests_total{service=\"login\",status=\"4xx\"}", 1.0),
        ("nudge_http_request_seconds_count{service=\"login\"}", 2.0),
        ("nudge_http_requests_total{service=\"api\",status=\"4xx\"}", 2.0),
        ("nudge_api_requests_total{family=\"accounts\",status=\"4xx\"}", 2.0),
        ("nudge_api_refused_total{reason=\"no_key\"}", 1.0),
        ("nudge_api_refused_total{reason=\"wrong_key\"}", 1.0),
        ("nudge_tls_handshakes_total{face=\"modern\",version=\"TLS 1.3\"}", 1.0),
        ("nudge_tls_handshake_failures_total{reason=\"not_tls\"}", 1.0),
        ("nudge_tls_handshake_seconds_count{face=\"legacy\"}", 1.0),
        ("nudge_dns_questions_total{verdict=\"answered\"}", 1.0),
        // Two passwords were made, and two were compared.
        ("nudge_password_hash_seconds_count", 4.0),
        ("nudge_password_hashes_waiting", 0.0),
        ("nudge_outbox_bytes", 0.0),
        ("nudge_store_waiting{queue=\"read\"}", 0.0),
        ("nudge_store_waiting{queue=\"write\"}", 0.0),
        ("nudge_store_faults_total{kind=\"write\"}", 0.0),
        ("nudge_build_info{version=\"0.1.0\"}", 1.0),
    ] {
        let counted = page.value(series);
        assert!((counted - value).abs() < 0.001, "{series} is {counted}, not {value}, in\n{}", page.text);
    }
    for series in [
        "nudge_store_seconds_count{kind=\"read\"}",
        "nudge_store_seconds_count{kind=\"write\"}",
        "nudge_store_commit_seconds_count",
        "nudge_store_batch_changes_count",
        "nudge_outbox_highest_bytes",
        "nudge_bus_notices_total{outcome=\"delivered\"}",
        "nudge_presence_changes_total",
        "process_resident_memory_bytes",
        "process_open_fds",
    ] {
        assert!(page.value(series) > 0.0, "{series}");
    }
    drop((alice, bob));
    server.stop();
}

#[tokio::test]
async fn a_server_says_that_it_is_ready_until_it_goes_down() {
    let server = Server::start(&[WATCHED, &["--set", "limits.drain_timeout=5s"]].concat());
    let ops = listener(&server, "ops");
    let answer = ask(ops, "/health").await;
    assert_eq!((answer.status(), answer.text().as_str()), (Some(200), "{\"alive\":true}\n"));
    let (status, report) = ready(ops).await;
    assert_eq!((status, &report["ready"], report.get("reason")), (Some(200), &json!(true), None), "{report}");
    let checks = &report["checks"];
    for check in ["listeners", "store", "draining"] {
        assert_eq!(checks[check]["ok"], true, "{report}");
    }
    let bound = checks["listeners"]["bound"].as_array().unwrap();
    let main = json!({ "role": "listen", "address": server.address.to_string() });
    assert!(bound.contains(&main), "{report}");
    for (request, status) in [
        ("GET /other HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        ("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405),
        ("GARBAGE\r\n\r\n", 400),
    ] {
        let answer = http::exchange(ops, request.as_bytes()).await.unwrap();
        assert_eq!(answer.status(), Some(status), "{request}");
    }

    // One who does not take the goodbye holds up the end, for as long as the setting says.
    let token = account(&server, ALICE);
    let stuck = sign_in(&server, ALICE, &token).await;
    server.tell(Signal::TERM);
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let (status, report) = ready(ops).await;
        if status == Some(503) {
            assert_eq!(
                (&report["ready"], &report["checks"]["draining"]["ok"]),
                (&json!(false), &json!(false))
            );
            assert_eq!(report["reason"], "the server is going down");
            break;
        }
        assert!(Instant::now() < deadline, "{report}");
    }
    assert_eq!(ask(ops, "/health").await.status(), Some(200));
    drop(stuck);
    let stopped = server.ended();
    assert_eq!(stopped.code, Some(0), "{}", stopped.log);
}

/// The public ports serve none of it.
#[tokio::test]
async fn metrics_and_health_are_on_no_public_port() {
    let server = Server::start(WATCHED);
    for path in ["/metrics", "/health", "/ready"] {
        assert_eq!(
            http::get(server.http, "localhost", path, &[]).await.unwrap().status(),
            Some(404),
            "{path}"
        );
    }
}

#[test]
fn a_port_that_was_chosen_and_cannot_be_had_is_an_error() {
    let server = Server::start(WATCHED);
    let taken = format!("ops.listen={}", listener(&server, "ops"));
    let local = ["--listen", "127.0.0.1:0", "--set", "web.http=", "--set", "web.https="];
    let serve = [&["serve", "--data", "other"], &local[..], &["--set", &taken]].concat();
    let ended = server.nudge(&serve);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("ops.listen"), "{}", ended.stderr);
}

#[tokio::test]
async fn the_log_is_changed_while_the_server_runs_and_each_line_names_its_connection() {
    let server = Server::start(&["--set", "log.format=json"]);
    let token = account(&server, ALICE);
    let level = |arguments: &[&str]| server.nudge(&[&["log", "level"], arguments].concat());
    assert_eq!(level(&[]).done(), "Logged: info\n");
    let mut quiet = sign_in(&server, ALICE, &token).await;
    quiet.ping().await.unwrap();
    quiet.sign_out().await.unwrap();
    assert_eq!(level(&["warn,nudge_net=debug"]).done(), "Logged: warn,nudge_net=debug\n");
    let mut noisy = sign_in(&server, ALICE, &token).await;
    noisy.ping().await.unwrap();
    noisy.sign_out().await.unwrap();
    assert_eq!(level(&["loud"]).code, 2);
    assert_eq!(level(&[]).done(), "Logged: warn,nudge_net=debug\n");
    let stopped = server.stop();
    let lines: Vec<serde_json::Value> = stopped
        .log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let of = |message: &str| lines.iter().filter(|line| line["message"] == message).collect::<Vec<_>>();
    let (came, went, ended) = (of("signed in"), of("signed out"), of("a connection ended"));
    assert_eq!((came.len(), went.len(), ended.len()), (2, 2, 1), "{}", stopped.log);
    for (came, went) in came.iter().zip(&went) {
        assert_eq!((&came["principal.id"], &went["principal.id"]), (&json!(1), &json!(1)), "{came} {went}");
        assert!(came["span"]["conn.id"].as_u64() > Some(0), "{came}");
        assert_eq!(came["span"]["conn.id"], went["span"]["conn.id"]);
        assert_eq!(came["span"]["conn.port"], "listen");
    }
    assert_ne!(came[0]["span"]["conn.id"], came[1]["span"]["conn.id"]);
    assert_eq!(ended[0]["span"]["conn.id"], came[1]["span"]["conn.id"]);
    assert_eq!(nudge_in(stopped.folder.path(), &["log", "level", "debug"]).code, 1);
}

/// What MSN Messenger 7.5 posts.
const TOKENS: &str = include_str!("../../../nudge-soap/tests/samples/RST.request.xml");

/// Requests to every service of the web that is told of somebody, each with secrets in it.
fn telling(secret: &str) -> Vec<Vec<u8>> {
    let host = "login.live.com";
    let authorization = format!("Passport1.4 OrgVerb=GET,OrgURL=x,sign-in={ALICE},pwd={secret},lc=1033");
    let tokens = TOKENS.replace("secret16", secret);
    assert!(tokens.contains(ALICE) && tokens.contains(secret));
    let form = format!(
        "mode=ttl&login={ALICE}&username={ALICE}&sid=507&auth={secret}&creds={secret}&token={secret}&rru=/x"
    );
    let headers = [("Cookie", secret), ("Authorization", authorization.as_str())];
    let bearer = format!("Bearer {secret}");
    vec![
        http::request("GET", host, "/login2.srf", &headers, b""),
        http::request("POST", host, "/RST.srf", &[("Cookie", secret)], tokens.as_bytes()),
        http::request("POST", host, "/ppsecure/md5auth.srf", &headers, form.as_bytes()),
        http::request("POST", host, "/ppsecure/sha1auth.srf", &headers, form.as_bytes()),
        http::request("GET", host, &format!("/login2.srf?{form}"), &headers, b""),
        http::request("POST", host, "/Config/MsgrConfig.asmx", &headers, form.as_bytes()),
        http::request("GET", host, &format!("/connect/{secret}?{form}"), &headers, b""),
        http::request("GET", host, &format!("/{secret}"), &headers, b""),
        http::request("GET", secret, "/", &headers, b""),
        http::request("GET", "localhost", "/api/v1/accounts", &[("Authorization", &bearer)], b""),
        // No HTTP at all.
        format!("{secret} {ALICE}\r\n\r\n").into_bytes(),
    ]
}

#[tokio::test]
async fn no_log_ever_has_what_the_web_front_ends_hear() {
    const WRONG: &str = "wrong-horse-battery";
    let server = Server::start(&[WATCHED, &["--set", "web.https=127.0.0.1:0"]].concat());
    let token = account(&server, ALICE);
    server.nudge(&["log", "level", "trace"]).done();
    let ops = listener(&server, "ops");
    let mut given = 0;
    for secret in [PASSWORD, token.as_str(), WRONG] {
        for request in telling(secret) {
            let host = "login.live.com";
            for answer in [
                http::exchange(server.http, &request).await.unwrap(),
                over_legacy(&server, host, &request).await,
                over_modern(&server, host, &request).await,
                http::exchange(ops, &request).await.unwrap(),
            ] {
                given += usize::from(answer.head.contains("da-status=success"));
                given += usize::from(answer.text().contains("RequestSecurityTokenResponseCollection"));
            }
        }
    }
    // Two secrets are right, at two services (one of them asked twice), over three ways in.
    assert_eq!(given, 2 * 3 * 3);
    let log = server.stop().log;
    assert!(log.contains("TRACE") && log.contains("a handshake"), "{log}");
    for secret in [PASSWORD, token.as_str(), WRONG, "from-PP", "BinarySecret", ALICE] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
    // Whatever is said of a connection, says of which.
    let of_connections = log.lines().filter(|line| line.contains("handshake") || line.contains("Passport"));
    for line in of_connections.filter(|line| line.contains(" nudge_")) {
        assert!(line.contains("conn.id="), "{line}");
    }
}

/// The port is for one who watches, and for a few at a time.
#[tokio::test]
async fn so_many_ask_at_a_time_and_no_more() {
    let server = Server::start(WATCHED);
    let ops = listener(&server, "ops");
    let mut silent = Vec::new();
    for _ in 0..17 {
        silent.push(tokio::net::TcpStream::connect(ops).await.unwrap());
    }
    let mut last = silent.pop().unwrap();
    let closed = tokio::time::timeout(Duration::from_secs(5), last.read(&mut [0; 1])).await;
    assert!(matches!(closed, Ok(Ok(0) | Err(_))), "the seventeenth is closed at once");
    drop(silent);
    let deadline = Instant::now() + Duration::from_secs(5);
    let page = loop {
        // Places are free again in a moment.
        match http::get(ops, "localhost", "/metrics", &[]).await {
            Ok(answer) if answer.status() == Some(200) => break answer.text(),
            _ => assert!(Instant::now() < deadline, "there is no room again"),
        }
    };
    let counted =
        page.lines().find(|line| line.starts_with("nudge_limits_hit_total{limit=\"ops_connections\"}"));
    assert!(counted.is_some_and(|line| !line.ends_with(" 0")), "{counted:?}");
    server.stop();
}
