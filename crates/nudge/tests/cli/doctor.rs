//! `nudge doctor`, on servers that work and on some that were broken on purpose.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread;

use nudge_testkit::TestServer;
use serde_json::Value;

use crate::run::{Ended, nudge, with_input};
use crate::server::{Server, WITH_TLS};

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

/// A text without its lines.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    let signs_in = "ok           sign-in by MD5, MSNP7: the account signs in, and has 0 contacts\n";
    assert!(right.contains(signs_in), "{right}");

    let wrong = with_input(server.folder(), &arguments, "hunter2");
    assert_eq!(wrong.code, 1, "{}", wrong.stdout);
    let words = words(&wrong.stdout);
    assert!(words.contains("fails sign-in by MD5, MSNP7: ") && words.contains("nudge token add"), "{words}");
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
        ended.stdout.contains("fails        sign-in by MD5, MSNP7: the server does not speak MSNP7"),
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
    assert!(words(&ended.stdout).contains("Another program listens there"), "{}", ended.stdout);
}

#[test]
fn a_name_that_nobody_knows_ends_it() {
    let ended = nudge(&["doctor", "--host", "nothing.invalid"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.starts_with("fails        server nothing.invalid: "), "{}", ended.stdout);
    assert!(words(&ended.stdout).contains("Check the name with --host"), "{}", ended.stdout);
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
    assert_eq!(finding(&report, "HTTP gateway")["outcome"], "ok");
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
    assert_eq!(finding(&report, "HTTP gateway")["outcome"], "fails");
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

/// Examines a server with HTTPS for a client, with these arguments besides.
fn secure(server: &Server, client: &str, more: &[&str], secret: &str) -> Value {
    let [port, http, https] =
        [server.address, server.http, server.https.unwrap()].map(|address| address.port().to_string());
    examine_at([&port, &http, &https], server.folder(), client, more, secret)
}

fn examine_at(ports: [&str; 3], folder: &Path, client: &str, more: &[&str], secret: &str) -> Value {
    let [port, http, https] = ports;
    let mut arguments = vec!["doctor", "--host", "127.0.0.1", "--json"];
    arguments.extend(["--port", port, "--http-port", http, "--https-port", https]);
    if client != "all" {
        arguments.extend(["--client", client]);
    }
    if !secret.is_empty() {
        arguments.extend(["--as", ALICE, "--password-stdin"]);
    }
    arguments.extend(more);
    let ended = with_input(folder, &arguments, secret);
    for text in [&ended.stdout, &ended.stderr] {
        assert!(secret.is_empty() || !text.contains(secret), "{text}");
    }
    let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.stderr));
    assert_eq!(ended.code, i32::from(report["ok"] == false), "{report:#}");
    report
}

/// Every line but those about names, which lead nowhere here, in a shape that is easy to compare.
fn outcomes(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| {
        (finding["check"].as_str().unwrap().split(',').next().unwrap(), finding["outcome"].as_str().unwrap())
    });
    findings.filter(|(check, _)| !check.starts_with("name ")).collect()
}

fn says<'a>(report: &'a Value, check: &str, member: &str) -> &'a str {
    finding(report, check)[member].as_str().unwrap_or_default()
}

#[test]
fn every_client_signs_in_as_it_does_where_everything_works() {
    let server = Server::start(WITH_TLS);
    server.nudge(&["account", "add", ALICE]).done();
    let token = server.nudge(&["token", "add", ALICE, "--name", "old"]).done();
    let token = token.lines().last().unwrap();
    for (client, sign_ins) in [
        ("1-4", &["sign-in by MD5, MSNP7"][..]),
        ("windows-messenger", &["sign-in by Passport's login2.srf, MSNP8"]),
        ("5.0", &["sign-in by Passport's login2.srf, MSNP8"]),
        ("6", &["sign-in by Passport's login2.srf, MSNP10"]),
        ("7.0", &["sign-in by Passport's login2.srf, MSNP11"]),
        ("7.5", &["sign-in by Passport's RST.srf, MSNP12"]),
        ("8.0", &["sign-in by Passport's RST.srf, MSNP14", "address book, MSNP14"]),
        ("8.5", &["sign-in by single sign-on with Passport's RST.srf, MSNP15", "address book, MSNP15"]),
        ("2009", &["sign-in by single sign-on with Passport's RST2.srf, MSNP18", "address book, MSNP18"]),
        ("mac", &["sign-in by Passport's login2.srf, MSNP9"]),
        ("third-party", &["sign-in by Passport's login2.srf, MSNP9"]),
        (
            "all",
            &[
                "sign-in by Passport's login2.srf, MSNP8",
                "sign-in by Passport's RST.srf, MSNP12",
                "sign-in by single sign-on with Passport's RST2.srf, MSNP18",
                "address book, MSNP18",
                "sign-in by MD5, MSNP7",
            ],
        ),
    ] {
        let report = secure(&server, client, &[], token);
        for (check, outcome) in outcomes(&report) {
            assert_eq!(outcome, "ok", "{client}, {check}: {report:#}");
        }
        let findings = report["findings"].as_array().unwrap();
        let checks = findings.iter().map(|finding| finding["check"].as_str().unwrap());
        let is_tried = |check: &&str| check.starts_with("sign-in") || check.starts_with("address book");
        let tried: Vec<_> = checks.filter(is_tried).collect();
        assert_eq!(tried, sign_ins, "{client}");
    }
    let report = secure(&server, "7.0", &[], "");
    let root = says(&report, "root certificate", "found");
    assert!(root.starts_with("nudge-data/tls/root.cer, thumbprint "), "{root}");
    let legacy = says(&report, "nexus over HTTPS, as old Windows", "found");
    assert_eq!(legacy, "TLS 1.0; clients sign in at loginnet.passport.com/login2.srf");
    let modern = says(&report, "nexus over HTTPS, as programs", "found");
    assert!(modern.starts_with("TLS 1.3; "), "{modern}");
    let sign_ins = server.nudge(&["account", "sign-ins", ALICE, "--json"]).json();
    let protocols = sign_ins.as_array().unwrap().iter().map(|sign_in| sign_in["protocol"].as_str().unwrap());
    assert!(protocols.take(4).eq(["MSNP7", "MSNP18", "MSNP12", "MSNP8"]), "they were real: {sign_ins:#}");
}

#[test]
fn the_root_is_a_file_or_the_servers_own_or_what_the_page_gives() {
    let server = Server::start(WITH_TLS);
    let elsewhere = tempfile::tempdir().unwrap();
    let ports =
        [server.address, server.http, server.https.unwrap()].map(|address| address.port().to_string());
    let ports = [ports[0].as_str(), &ports[1], &ports[2]];
    let data = server.data();
    let file = |name: &str| data.join("tls").join(name).display().to_string();

    let report = examine_at(ports, elsewhere.path(), "5.0", &[], "");
    let root = says(&report, "root certificate", "found");
    assert!(
        root.starts_with(&format!("http://127.0.0.1:{}/connect/root.cer, thumbprint ", ports[1])),
        "{root}"
    );
    assert!(root.contains("not compared with anything"), "{root}");
    assert_eq!(says(&report, "nexus over HTTPS, as old Windows", "outcome"), "ok");
    assert_eq!(says(&report, "nexus over HTTPS, as programs", "outcome"), "not_checked");
    assert!(says(&report, "nexus over HTTPS, as programs", "found").contains("tls/root-for-rustls.cer"));

    let report = examine_at(ports, elsewhere.path(), "5.0", &["--root", &file("root.cer")], "");
    assert_eq!(says(&report, "nexus over HTTPS, as old Windows", "outcome"), "ok");
    assert!(says(&report, "nexus over HTTPS, as programs", "found").contains("form for Windows"));

    let report = examine_at(ports, elsewhere.path(), "5.0", &["--root", &file("root-for-rustls.cer")], "");
    assert_eq!(says(&report, "nexus over HTTPS, as old Windows", "outcome"), "ok");
    assert_eq!(says(&report, "nexus over HTTPS, as programs", "outcome"), "ok");

    let report = examine_at(ports, elsewhere.path(), "5.0", &["--data", data.to_str().unwrap()], "");
    assert_eq!(says(&report, "nexus over HTTPS, as programs", "outcome"), "ok");
    std::fs::remove_file(file("root-for-rustls.cer")).unwrap();
    let report = examine_at(ports, elsewhere.path(), "5.0", &["--data", data.to_str().unwrap()], "");
    assert_eq!(says(&report, "nexus over HTTPS, as programs", "outcome"), "not_checked");
    let why = says(&report, "nexus over HTTPS, as programs", "found");
    assert!(why.contains("root-for-rustls.cer") && why.contains("whenever it starts"), "{why}");

    for (arguments, remedy) in [
        (["--root", "nothing.cer"], "Name another file with --root"),
        (["--root", &file("root.pem.not")], "Name another file with --root"),
        (["--data", "nowhere"], "name another folder with --data"),
    ] {
        let report = examine_at(ports, elsewhere.path(), "5.0", &arguments, "");
        assert_eq!(says(&report, "root certificate", "outcome"), "fails");
        assert!(says(&report, "root certificate", "remedy").contains(remedy), "{report:#}");
        assert_eq!(says(&report, "nexus over HTTPS, as old Windows", "outcome"), "not_checked");
    }
}

#[test]
fn another_servers_root_is_found_out() {
    let (server, other) = (Server::start(WITH_TLS), Server::start(WITH_TLS));
    let root = other.data().join("tls/root-for-rustls.cer").display().to_string();
    let report = secure(&server, "5.0", &["--root", &root], "secret16");
    for face in ["nexus over HTTPS, as old Windows", "nexus over HTTPS, as programs"] {
        assert_eq!(says(&report, face, "outcome"), "fails", "{report:#}");
        assert_eq!(says(&report, face, "found"), "its certificate does not lead to the root");
        assert!(says(&report, face, "remedy").contains("install it on the client"), "{report:#}");
    }
    let sign_in = finding(&report, "sign-in");
    assert_eq!(sign_in["outcome"], "not_checked", "nobody is told the password: {sign_in}");
}

#[test]
fn a_server_without_https_is_told_from_one_that_is_not_there() {
    let (without, with) = (Server::start(&[]), Server::start(WITH_TLS));
    let [port, http] = [without.address, without.http].map(|address| address.port().to_string());
    let closed = nobody().to_string();
    let report = examine_at([&port, &http, &closed], without.folder(), "7.5", &[], "secret16");
    assert!(says(&report, "port of HTTPS", "remedy").contains("(its setting web.https)"), "{report:#}");
    assert_eq!(says(&report, "login host over HTTPS, as old", "outcome"), "not_checked");
    assert_eq!(
        says(&report, "sign-in by Passport's RST.srf", "found"),
        "it needs HTTPS, which does not work"
    );

    let https = with.https.unwrap().port().to_string();
    let report = examine_at([&port, &http, &https], without.folder(), "7.5", &[], "");
    assert!(
        says(&report, "root certificate", "found").ends_with("/connect/root.cer answers 404"),
        "{report:#}"
    );
    assert!(says(&report, "root certificate", "remedy").contains("web.https"), "{report:#}");
}

#[test]
fn what_does_not_speak_tls_on_the_port_is_found_out() {
    let server = Server::start(WITH_TLS);
    let [port, http] = [server.address, server.http].map(|address| address.port().to_string());
    let plain = somebody_else("HTTP/1.1 400 Bad Request\r\n\r\n").to_string();
    let report = examine_at([&port, &http, &plain], server.folder(), "5.0", &[], "");
    for face in ["nexus over HTTPS, as old Windows", "nexus over HTTPS, as programs"] {
        assert!(says(&report, face, "found").starts_with("the handshake fails: "), "{report:#}");
        assert!(says(&report, face, "remedy").contains("speaks no TLS"), "{report:#}");
    }
}

#[test]
fn why_an_account_does_not_get_in_is_said() {
    let server = Server::start(&[WITH_TLS, &["--set", "sign_in.failures_per_account=2"]].concat());
    server.nudge(&["account", "add", ALICE]).done();
    let token = server.nudge(&["token", "add", ALICE, "--name", "old"]).done();
    let token = token.lines().last().unwrap();
    let login = "sign-in by Passport's login2.srf";

    server.nudge(&["account", "disable", ALICE]).done();
    let report = secure(&server, "6", &[], token);
    assert!(says(&report, login, "found").contains("This account is switched off"), "{report:#}");
    assert!(says(&report, login, "remedy").contains("nudge account enable alice@example.com"), "{report:#}");
    server.nudge(&["account", "enable", ALICE]).done();

    let report = secure(&server, "all", &[], "wrong-one");
    assert!(says(&report, login, "found").contains("address or the password is wrong"), "{report:#}");
    assert!(says(&report, login, "remedy").contains("nudge token add alice@example.com"), "{report:#}");
    for other in ["sign-in by Passport's RST.srf", "sign-in by single sign-on", "sign-in by MD5"] {
        let found = says(&report, other, "found");
        assert_eq!(found, "the password was refused already", "it would count as one more failure");
    }
    let report = secure(&server, "7.5", &[], "wrong-one");
    assert!(says(&report, "sign-in by Passport's RST", "found").contains("password is wrong"), "{report:#}");
    let report = secure(&server, "7.5", &[], token);
    assert!(says(&report, "sign-in by Passport's RST", "found").contains("Too many"), "{report:#}");
    assert!(says(&report, "sign-in by Passport's RST", "remedy").contains("sign_in.failure_window"));
    let report = secure(&server, "1-4", &[], token);
    let remedy = says(&report, "sign-in by MD5", "remedy");
    assert!(remedy.contains("switched off") && remedy.contains("too many failures"), "{report:#}");
}

/// Windows Live Messenger says which machine it is on: who is signed in there stays.
#[test]
fn a_later_client_that_does_not_get_in_is_told_why() {
    let server = Server::start(&[WITH_TLS, &["--set", "dialects=MSNP2,MSNP15"]].concat());
    server.nudge(&["account", "add", ALICE]).done();
    let token = server.nudge(&["token", "add", ALICE, "--name", "old"]).done();
    let token = token.lines().last().unwrap();
    let (first, second) = (
        "sign-in by single sign-on with Passport's RST2.srf",
        "sign-in by single sign-on with Passport's RST.srf",
    );
    let report = secure(&server, "2009", &[], token);
    assert_eq!(says(&report, first, "found"), "the server does not speak MSNP18");
    assert!(says(&report, first, "remedy").contains("dialects"), "{report:#}");
    let report = secure(&server, "8.5", &[], "wrong-one");
    assert!(says(&report, second, "found").contains("password is wrong"), "{report:#}");
    assert!(report["findings"].as_array().unwrap().iter().all(|one| one["check"] != "address book, MSNP15"));
    let report = secure(&server, "8.5", &[], token);
    let book = says(&report, "address book, MSNP15", "found");
    assert_eq!(book, "it has the lists of the account, with 0 people on the allow list");
}

#[test]
fn a_login_host_that_cannot_be_reached_is_named() {
    let server = Server::start(&[WITH_TLS, &["--set", "web.login_host=login.invalid"]].concat());
    for (client, check) in [
        ("6", "sign-in by Passport's login2"),
        ("7.5", "sign-in by Passport's RST"),
        ("2009", "sign-in by single sign-on"),
    ] {
        let report = secure(&server, client, &[], "secret16");
        let found = says(&report, check, "found");
        assert!(found.contains("sends clients to login.invalid, and "), "{report:#}");
        assert!(says(&report, check, "remedy").contains("web.login_host"), "{report:#}");
    }
}
