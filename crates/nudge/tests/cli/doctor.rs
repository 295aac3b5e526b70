//! `nudge doctor`, on servers that work and on some that were broken on purpose.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use nudge_testkit::TestServer;
use serde_json::Value;

use crate::run::{Ended, nudge, with_input};
use crate::server::Server;

const ALICE: &str = "alice@example.com";

/// Examines this machine for the oldest clients, which need nothing but the messenger service.
fn examine(port: u16, more: &[&str]) -> Ended {
    let port = port.to_string();
    nudge(&[&["doctor", "--host", "127.0.0.1", "--client", "1-4", "--port", &port], more].concat())
}

/// A port of which somebody else has taken hold; whoever connects is told this.
fn somebody_else(says: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(says.as_bytes());
            let _ = stream.read(&mut [0; 1024]);
        }
    });
    port
}

/// A port on which nobody listens.
fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn finding<'a>(report: &'a Value, check: &str) -> &'a Value {
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["check"].as_str().unwrap().starts_with(check));
    found.unwrap_or_else(|| panic!("{check}: {report:#}"))
}

#[test]
fn a_server_that_works_is_said_to_work() {
    let server = Server::start(&[]);
    let ended = examine(server.address.port(), &[]);
    let text = ended.done();
    let lines: Vec<_> = text.lines().collect();
    let port = server.address.port();
    assert_eq!(lines[0], "ok           server 127.0.0.1: 127.0.0.1");
    assert_eq!(
        lines[1],
        format!("ok           port of the messenger service, {port}: 127.0.0.1:{port} answers")
    );
    assert!(lines[2].starts_with("ok           messenger protocol: the server speaks MSNP"), "{text}");
    assert_eq!(&lines[3..], ["", "What was checked works from here."]);
}

#[test]
fn the_account_is_tried_where_one_is_named() {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    let token = server.nudge(&["token", "add", ALICE, "--name", "old"]).done();
    let token = token.lines().last().unwrap();
    let port = server.address.port().to_string();
    let arguments = [
        "doctor",
        "--host",
        "127.0.0.1",
        "--client",
        "1-4",
        "--port",
        &port,
        "--as",
        ALICE,
        "--password-stdin",
    ];
    let right = with_input(server.folder(), &arguments, token).done();
    assert!(right.contains("ok           sign-in: the account signs in\n"), "{right}");

    let wrong = with_input(server.folder(), &arguments, "hunter2");
    assert_eq!(wrong.code, 1, "{}", wrong.stdout);
    assert!(wrong.stdout.contains("\nfails        sign-in: ") && wrong.stdout.contains("nudge token add"));
    assert!(wrong.stdout.ends_with("\n1 thing fails.\n"), "{}", wrong.stdout);
    assert!(!wrong.stdout.contains("hunter2") && !wrong.stderr.contains("hunter2"));

    // Without a terminal and without --password-stdin there is nobody to ask.
    assert_eq!(server.nudge(&arguments[..arguments.len() - 1]).code, 2);
}

#[test]
fn a_dialect_that_is_left_out_is_missed() {
    let server = Server::start(&["--set", "dialects=MSNP2"]);
    let port = server.address.port().to_string();
    let arguments = ["doctor", "--host", "127.0.0.1", "--client", "1-4", "--port", &port, "--as", ALICE];
    let ended = with_input(server.folder(), &[&arguments[..], &["--password-stdin"]].concat(), "secret");
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.contains("the server speaks MSNP2"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("fails        sign-in: the server does not speak MSNP7"),
        "{}",
        ended.stdout
    );
}

#[test]
fn where_nobody_listens_the_rest_is_passed_over() {
    let port = nobody();
    let ended = examine(port, &["--json"]);
    assert_eq!(ended.code, 1);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["ok"], false);
    let closed = finding(&report, "port of the messenger service");
    assert_eq!(
        (&closed["outcome"], &closed["found"]),
        (&"fails".into(), &format!("nothing listens on 127.0.0.1:{port}").into())
    );
    assert!(closed["remedy"].as_str().unwrap().starts_with("Start the server there"), "{closed}");
    assert_eq!(
        report["findings"].as_array().unwrap().len(),
        2,
        "no protocol without a connection: {report:#}"
    );
}

#[test]
fn another_program_on_the_port_is_told_from_the_server() {
    let port = somebody_else("220 mail.example.net ESMTP\r\n");
    let ended = examine(port, &[]);
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.contains("\nfails        messenger protocol: no answer to VER"), "{}", ended.stdout);
    assert!(ended.stdout.contains("Another program listens there"), "{}", ended.stdout);
}

#[test]
fn a_name_that_nobody_knows_ends_it() {
    let ended = nudge(&["doctor", "--host", "nothing.invalid"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.starts_with("fails        server nothing.invalid: "), "{}", ended.stdout);
    assert!(ended.stdout.contains("Check the name with --host"), "{}", ended.stdout);
    assert!(ended.stdout.ends_with("\n\n1 thing fails.\n"), "{}", ended.stdout);
}

/// The names of the era lead anywhere but to a server that was started a moment ago.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_client_needs_is_looked_at_too() {
    let server = TestServer::with([]).await.unwrap();
    let report = later(server.main(), server.web().port()).await;
    assert_eq!(finding(&report, "name nexus.passport.com")["outcome"], "fails");
    assert!(
        finding(&report, "name messenger")["remedy"].as_str().unwrap().contains("nudge client-config hosts")
    );
    assert_eq!(finding(&report, "messenger protocol")["outcome"], "ok");
    let nexus = finding(&report, "nexus over HTTP");
    assert_eq!(nexus["outcome"], "ok", "{nexus}");
    assert!(nexus["found"].as_str().unwrap().starts_with("clients sign in at "), "{nexus}");
    assert_eq!(finding(&report, "port of HTTPS")["outcome"], "fails");
    assert_eq!(finding(&report, "nexus over HTTPS, as old Windows")["outcome"], "not_checked");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_spells_headers_anew_is_found_out() {
    let server = TestServer::with([]).await.unwrap();
    let proxy = somebody_else("HTTP/1.1 200 OK\r\npassporturls: DALogin=a.example/login2.srf\r\n\r\n");
    let report = later(server.main(), proxy).await;
    let nexus = finding(&report, "nexus over HTTP");
    assert_eq!(nexus["outcome"], "fails");
    assert!(nexus["found"].as_str().unwrap().contains("spelled passporturls"), "{nexus}");
    server.stop().await.unwrap();
}

/// Examines this machine for a client that signs in by Passport.
async fn later(server: SocketAddr, http: u16) -> Value {
    let (port, http, https) = (server.port().to_string(), http.to_string(), nobody().to_string());
    let ended = tokio::task::spawn_blocking(move || {
        nudge(&[
            "doctor",
            "--host",
            "127.0.0.1",
            "--client",
            "5.0",
            "--json",
            "--port",
            &port,
            "--http-port",
            &http,
            "--https-port",
            &https,
        ])
    });
    let ended = ended.await.unwrap();
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).unwrap()
}
