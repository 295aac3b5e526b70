//! A running server, and the commands beside it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use msnp::Dialect;
use msnp::command::OutReason;
use msnp::value::Status;
use msnp_client::{Client, Config, Error, Event};
use rustix::process::Signal;
use serde_json::json;

use crate::run::nudge_in;
use crate::server::Server;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const PASSWORD: &str = "hunter2hunter2";

/// Makes an account with an access token, and gives the token.
fn account(server: &Server, email: &str) -> String {
    server.nudge(&["account", "add", email]).done();
    token(server, email, "laptop")
}

fn token(server: &Server, email: &str, name: &str) -> String {
    let output = server.nudge(&["token", "add", email, "--name", name]).done();
    output.lines().last().unwrap().to_owned()
}

async fn sign_in(server: &Server, email: &str, secret: &str) -> Result<Client, Error> {
    Client::sign_in(Config::new(&server.address.to_string(), email, secret, Dialect::Msnp7)).await
}

async fn reason_to_end(client: &mut Client) -> Option<OutReason> {
    client.wait_for(|event| if let Event::SignedOut(why) = event { Some(why) } else { None }).await.unwrap()
}

fn online(server: &Server) -> serde_json::Value {
    server.nudge(&["status", "--json"]).json()["online"].clone()
}

#[test]
fn a_certificate_that_is_not_there_is_named_once() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("chain.pem");
    let [chain, key] = ["certificate", "key"].map(|name| format!("tls.{name}={}", missing.display()));
    let local = ["--listen", "127.0.0.1:0", "--set", "web.http=", "--set", "web.https=127.0.0.1:0"];
    let serve = [&["serve"], &local[..], &["--set", &chain, "--set", &key]].concat();
    let ended = nudge_in(folder.path(), &serve);
    assert_eq!(ended.code, 1);
    let said = ended.stderr.lines().last().unwrap();
    assert!(said.contains("cannot serve HTTPS") && said.contains("chain.pem"), "{said}");
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
}

#[test]
fn the_first_run_makes_all_it_needs_and_says_what_to_do_next() {
    let server = Server::start(&[]);
    let (address, welcome) = (server.address, &server.welcome);
    assert!(welcome.contains("\n  nudge account add alice@example.com --name Alice\n"), "{welcome}");
    assert!(welcome.contains("\n  nudge token add alice@example.com --name laptop\n"), "{welcome}");
    let registry = format!("  nudge client-config registry --host 127.0.0.1 --port {} ", address.port());
    let pages = format!("open http://{}/connect: ", server.http);
    assert!(welcome.contains(&pages), "{welcome}");
    assert!(welcome.contains("\n  nudge client-config steps\n"), "{welcome}");
    let doctor = format!("\n  nudge doctor --host 127.0.0.1 --port {}\n", address.port());
    assert!(welcome.contains(&doctor), "{welcome}");
    assert!(welcome.contains(&registry) && welcome.contains("nudge-data/nudge.toml"), "{welcome}");
    for file in ["nudge.toml", "nudge.key", "nudge.db", "nudge.lock", "control.sock"] {
        let path = server.data().join(file);
        assert!(path.exists() && is_private(&path), "{file}");
    }
    assert!(is_private(&server.data()));
    assert_eq!(server.nudge(&["config", "check"]).code, 0);
    let status = server.nudge(&["status", "--json"]).json();
    assert_eq!(status["running"], true);
    let listeners = json!([
        { "role": "listen", "address": address.to_string() },
        { "role": "http", "address": server.http.to_string() },
    ]);
    assert_eq!(status["listeners"], listeners);
    assert_eq!((&status["accounts"], &status["online"]), (&json!(0), &json!(0)));
    let circles = json!({ "count": 0, "members": 0, "invitations": 0, "gathered": 0 });
    assert_eq!(status["circles"], circles);
    let told = server.nudge(&["status"]).done();
    assert!(told.contains("0, 0 members, 0 invitations; 0 with somebody there"), "{told}");
    let stopped = server.stop();
    assert!(stopped.took < Duration::from_secs(5), "{:?}", stopped.took);
    assert!(!stopped.folder.path().join("nudge-data/control.sock").exists());
    assert_eq!(nudge_in(stopped.folder.path(), &["status", "--json"]).json(), json!({ "running": false }));
}

fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode().is_multiple_of(0o100)
}

#[test]
fn the_eras_names_are_answered_for_where_that_is_wanted() {
    let server = Server::start(&["--set", "dns.listen=127.0.0.1:0"]);
    let status = server.nudge(&["status", "--json"]).json();
    let listeners = status["listeners"].as_array().unwrap();
    let dns = listeners.iter().find(|at| at["role"] == "dns").unwrap();
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let query = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x09messenger\x07hotmail\x03com\0\0\x01\0\x01";
    socket.send_to(query, dns["address"].as_str().unwrap()).unwrap();
    let mut answer = [0; 512];
    let length = socket.recv(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"\x12\x34") && answer[..length].ends_with(&[127, 0, 0, 1]));
    server.stop();
}

#[tokio::test]
async fn a_token_signs_in_until_it_is_revoked() {
    let server = Server::start(&[]);
    let laptop = account(&server, ALICE);
    let phone = token(&server, ALICE, "phone");
    let mut client = sign_in(&server, ALICE, &laptop).await.unwrap();
    assert_eq!(online(&server), 1);
    server.nudge(&["token", "revoke", ALICE, "--name", "phone"]).done();
    client.ping().await.expect("the other token's session stays");
    // Clients of these dialects say what they are after they have signed in.
    client.announce_version().await.unwrap();
    server.nudge(&["token", "revoke", ALICE, "--name", "laptop"]).done();
    reason_to_end(&mut client).await;
    assert_eq!(online(&server), 0);
    for revoked in [laptop, phone] {
        assert!(sign_in(&server, ALICE, &revoked).await.is_err());
    }
    let sign_ins = server.nudge(&["account", "sign-ins", ALICE, "--json"]).json();
    assert_eq!(sign_ins.as_array().unwrap().len(), 1, "{sign_ins}");
    assert!(sign_ins[0]["client"].as_str().unwrap().starts_with("MSMSGS "), "{sign_ins}");
    assert_eq!((&sign_ins[0]["address"], &sign_ins[0]["protocol"]), (&json!("127.0.0.1"), &json!("MSNP7")));
}

#[tokio::test]
async fn switching_an_account_off_ends_its_session_at_once() {
    let server = Server::start(&[]);
    let token = account(&server, ALICE);
    let mut client = sign_in(&server, ALICE, &token).await.unwrap();
    server.nudge(&["account", "disable", ALICE]).done();
    reason_to_end(&mut client).await;
    assert!(sign_in(&server, ALICE, &token).await.is_err());
    server.nudge(&["account", "enable", ALICE]).done();
    let mut client = sign_in(&server, ALICE, &token).await.unwrap();
    server.nudge(&["account", "delete", ALICE, "--yes"]).done();
    reason_to_end(&mut client).await;
    assert_eq!(server.nudge(&["account", "show", ALICE]).code, 3);
}

#[tokio::test]
async fn a_password_signs_in_only_where_that_is_allowed() {
    let server = Server::start(&[]);
    server.nudge_with(&["account", "add", ALICE, "--password-stdin"], PASSWORD).done();
    assert!(sign_in(&server, ALICE, PASSWORD).await.is_err());
    let allow = ["account", "legacy-password", ALICE, "--allow", "--password-stdin"];
    server.nudge_with(&allow, PASSWORD).done();
    drop(sign_in(&server, ALICE, PASSWORD).await.unwrap());
    server.nudge_with(&["account", "passwd", ALICE, "--password-stdin"], "another one").done();
    assert!(sign_in(&server, ALICE, PASSWORD).await.is_err());
    drop(sign_in(&server, ALICE, "another one").await.unwrap());
    server.nudge(&["account", "legacy-password", ALICE, "--forbid"]).done();
    assert!(sign_in(&server, ALICE, "another one").await.is_err());
}

#[tokio::test]
async fn an_alert_reaches_those_who_are_signed_in() {
    let server = Server::start(&[]);
    let token = account(&server, ALICE);
    server.nudge(&["account", "add", BOB]).done();
    assert_eq!(server.nudge(&["alert", "--all", "hello"]).done(), "Nobody is signed in.\n");
    let mut client = sign_in(&server, ALICE, &token).await.unwrap();
    client.set_status(Status::Online).await.unwrap();
    let sent =
        server.nudge(&["alert", "--to", ALICE, "The <server> restarts", "--url", "http://a.example/b"]);
    assert_eq!(sent.done(), "Sent to 1 person.\n");
    let alert = client.wait_for(|event| if let Event::Alert(xml) = event { Some(xml) } else { None }).await;
    let alert = String::from_utf8(alert.unwrap()).unwrap();
    assert!(alert.contains("The &lt;server&gt; restarts") && alert.contains("http://a.example/b"), "{alert}");
    assert_eq!(server.nudge(&["alert", "--to", BOB, "hello"]).code, 3);
    assert_eq!(server.nudge(&["alert", "--to", "carol@example.com", "hello"]).code, 3);
}

#[tokio::test]
async fn what_is_said_and_asked_for_is_kept_where_that_is_wanted() {
    let server = Server::start(&["--set", "history.enabled=true"]);
    let (alice, bob) = (account(&server, ALICE), account(&server, BOB));
    let mut alice = sign_in(&server, ALICE, &alice).await.unwrap();
    let mut bob = sign_in(&server, BOB, &bob).await.unwrap();
    for client in [&mut alice, &mut bob] {
        client.set_status(Status::Online).await.unwrap();
    }
    let mut conversation = alice.open_conversation().await.unwrap();
    conversation.call(BOB).await.unwrap();
    let ring =
        bob.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await.unwrap();
    let mut answered = bob.answer(&ring).await.unwrap();
    conversation.joined().await.unwrap();
    assert!(conversation.say("Grüezi \u{1b}[2J").await.unwrap().is_delivered());
    answered.next_message().await.unwrap();
    let shown = server.nudge(&["history", "show", BOB]).done();
    assert!(shown.contains("alice@example.com to bob@example.com\n    Grüezi \\u{1b}[2J\n"), "{shown}");
    assert_eq!(server.nudge(&["history", "show", ALICE, "--json"]).json()[0]["text"], "Grüezi \u{1b}[2J");
    assert_eq!(server.nudge(&["history", "erase", BOB]).done(), "1 message erased.\n");
    assert_eq!(server.nudge(&["history", "show", BOB]).done(), "No messages.\n");
    assert_eq!(server.nudge(&["history", "show", ALICE, "--json"]).json().as_array().unwrap().len(), 1);

    alice.invite("carol@example.com").await.unwrap();
    let invitations = server.nudge(&["invitations", "list", "--json"]).json();
    assert_eq!(
        (&invitations[0]["from"], &invitations[0]["to"]),
        (&json!(ALICE), &json!("carol@example.com"))
    );
    let until = invitations[0]["at"].as_str().unwrap();
    assert_eq!(server.nudge(&["invitations", "clear", "--until", until]).done(), "1 forgotten.\n");
}

#[tokio::test]
async fn stopping_tells_the_clients_and_takes_less_than_5_seconds() {
    let server = Server::start(&[]);
    let token = account(&server, ALICE);
    let mut client = sign_in(&server, ALICE, &token).await.unwrap();
    // One that never says anything must not hold it up.
    let silent = std::net::TcpStream::connect(server.address).unwrap();
    let stopped = server.stop();
    assert!(stopped.took < Duration::from_secs(5), "{:?}", stopped.took);
    assert_eq!(reason_to_end(&mut client).await, Some(OutReason::ServerShutdown));
    drop(silent);
    let again = Server::start_in(stopped.folder, &[]);
    drop(sign_in(&again, ALICE, &token).await.unwrap());
    assert!(again.welcome.contains("Accounts: 1."), "{}", again.welcome);
}

#[test]
fn what_a_killed_server_leaves_behind_is_in_nobodys_way() {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    let killed = server.end(Signal::KILL);
    assert_eq!(killed.code, None);
    assert!(killed.folder.path().join("nudge-data/control.sock").exists());
    assert_eq!(nudge_in(killed.folder.path(), &["account", "show", ALICE]).code, 0);
    let again = Server::start_in(killed.folder, &[]);
    assert_eq!(again.nudge(&["account", "show", ALICE]).code, 0);
}

#[test]
fn a_second_server_finds_the_folder_or_the_port_taken() {
    let server = Server::start(&[]);
    let same_folder = server.nudge(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((same_folder.code, same_folder.stdout.as_str()), (1, ""));
    assert!(same_folder.stderr.contains("running on the data folder nudge-data"), "{}", same_folder.stderr);
    let listen = server.address.to_string();
    let same_port = server.nudge(&["serve", "--data", "other", "--listen", &listen]);
    assert_eq!((same_port.code, same_port.stdout.as_str()), (1, ""));
    assert!(same_port.stderr.contains(&format!("cannot listen on {listen}")), "{}", same_port.stderr);
    assert!(same_port.stderr.contains("with --listen"), "{}", same_port.stderr);
}

#[test]
fn a_wrong_setting_stops_the_server_before_it_makes_anything() {
    let folder = tempfile::tempdir().unwrap();
    let ended = nudge_in(folder.path(), &["serve", "--set", "limits.line_bytes=1"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("limits.line_bytes"), "{}", ended.stderr);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_server_does_not_start_without_the_key_to_its_database() {
    let stopped = Server::start(&[]).stop();
    let key = stopped.folder.path().join("nudge-data/nudge.key");
    fs::remove_file(&key).unwrap();
    let ended = nudge_in(stopped.folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert!(ended.stderr.contains("nudge.key is missing"), "{}", ended.stderr);
    assert!(!key.exists());
}

#[tokio::test]
async fn no_log_ever_has_a_secret_a_message_or_an_address() {
    for format in ["text", "json"] {
        let log_format = format!("log.format={format}");
        let server = Server::start(&["--set", "log.level=trace", "--set", &log_format]);
        let tokens = [account(&server, ALICE), account(&server, BOB)];
        for (command, password) in [("passwd", PASSWORD), ("passwd", "too long for a legacy password")] {
            server.nudge_with(&["account", command, ALICE, "--password-stdin"], password).done();
        }
        let allow = ["account", "legacy-password", ALICE, "--allow", "--password-stdin"];
        assert_eq!(server.nudge_with(&allow, "not the password").code, 3);
        assert!(sign_in(&server, ALICE, "wrong password").await.is_err());
        let mut alice = sign_in(&server, ALICE, &tokens[0]).await.unwrap();
        let mut bob = sign_in(&server, BOB, &tokens[1]).await.unwrap();
        for client in [&mut alice, &mut bob] {
            client.set_status(Status::Online).await.unwrap();
        }
        let mut conversation = alice.open_conversation().await.unwrap();
        conversation.call(BOB).await.unwrap();
        let ring = bob.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await;
        let _answered = bob.answer(&ring.unwrap()).await.unwrap();
        conversation.joined().await.unwrap();
        conversation.say("the cat is out of the bag").await.unwrap();
        server.nudge(&["alert", "--all", "the bag is empty"]).done();
        let key = fs::read(server.data().join("nudge.key")).unwrap();
        let log = server.stop().log;
        assert!(log.contains("signed in") && log.contains("TRACE"), "{log}");
        let hidden =
            [&tokens[0], &tokens[1], PASSWORD, "legacy password", "not the password", "wrong password"];
        let said = ["cat is out", "bag is empty", ALICE, BOB, &format!("{key:?}")];
        for secret in hidden.into_iter().chain(said) {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is in the log");
        }
    }
}

#[test]
fn what_is_no_request_is_refused_without_repeating_it() {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixStream;

    let server = Server::start(&["--set", "log.level=trace"]);
    let endless = format!("{{\"request\":\"{}", "x".repeat(100_000));
    for garbage in ["sesame\n", "{\"request\":\"set_password\",\"password\":\"sesame\"}\n", "[1]\n", &endless]
    {
        let mut socket = UnixStream::connect(server.data().join("control.sock")).unwrap();
        // The server may have hung up before the end of it.
        let _ = socket.write_all(garbage.as_bytes());
        let mut reply = String::new();
        let _ = socket.read_to_string(&mut reply);
        assert!(reply.is_empty() || reply.contains("does not understand the request"), "{reply}");
        assert!(!reply.contains("sesame"), "{reply}");
    }
    assert_eq!(server.nudge(&["status", "--json"]).json()["running"], true);
    assert!(!server.stop().log.contains("sesame"));
}

#[tokio::test]
async fn the_demonstration_has_four_people_who_know_each_other() {
    let mut server = Server::start(&["--demo", "--data", "nudge-data"]);
    assert!(
        server.welcome.contains("nudge chat --as alice@example.com --server 127.0.0.1:"),
        "{}",
        server.welcome
    );
    for _ in 0..2 {
        for email in ["test@example.com", ALICE, BOB, "Jessie@brawlstars.com"] {
            let mut client = sign_in(&server, email, "password").await.unwrap();
            let lists = client.sync().await.unwrap();
            let lengths = [&lists.forward, &lists.allow, &lists.reverse].map(Vec::len);
            assert_eq!(lengths, [3, 3, 3], "{email}");
            assert!(lists.groups.iter().any(|group| group.name == "Friends"), "{email}");
            assert_eq!(server.welcome.matches(email).count().min(1), 1, "{email}");
        }
        let stopped = server.stop();
        let service = nudge_in(stopped.folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!((service.code, service.stderr.contains("demonstration")), (1, true), "{}", service.stderr);
        server = Server::start_in(stopped.folder, &["--demo", "--data", "nudge-data"]);
    }
}

#[test]
fn the_demonstration_stays_out_of_a_folder_that_serves_people() {
    let stopped = Server::start(&[]).stop();
    let demo = ["serve", "--demo", "--data", "nudge-data", "--listen", "127.0.0.1:0"];
    let ended = nudge_in(stopped.folder.path(), &demo);
    assert_eq!((ended.code, ended.stderr.contains("no demonstration's")), (1, true), "{}", ended.stderr);
    assert_eq!(nudge_in(stopped.folder.path(), &["account", "list", "--json"]).json(), json!([]));
}

#[test]
fn a_demonstration_without_a_folder_leaves_nothing_behind() {
    let server = Server::start(&["--demo"]);
    let data =
        server.welcome.split_once("data folder is ").unwrap().1.split_once(".\n").unwrap().0.to_owned();
    assert!(Path::new(&data).join("nudge.db").exists());
    assert!(!server.data().exists());
    let stopped = server.stop();
    assert!(!Path::new(&data).exists());
    assert!(fs::read_dir(stopped.folder.path()).unwrap().next().is_none());
}

/// What the server answers to a Passport sign-in.
fn passport(server: &Server, email: &str, secret: &str) -> String {
    use std::io::{Read as _, Write as _};

    let mut stream = std::net::TcpStream::connect(server.http).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let request = format!(
        "GET /login2.srf HTTP/1.0\r\nHost: login.live.com\r\n\
         Authorization: Passport1.4 OrgVerb=GET,OrgURL=x,sign-in={email},pwd={secret},lc=1033\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn passport_signs_in_with_the_password_or_a_token_and_logs_neither() {
    let server = Server::start(&["--set", "log.level=trace"]);
    server.nudge_with(&["account", "add", ALICE, "--password-stdin"], PASSWORD).done();
    let token = token(&server, ALICE, "laptop");
    for secret in [PASSWORD, &token] {
        let answer = passport(&server, ALICE, secret);
        assert!(answer.contains("\r\nAuthentication-Info: Passport1.4 da-status=success,"), "{answer}");
    }
    assert!(passport(&server, ALICE, "wrong-one").contains("da-status=failed"));
    server.nudge(&["token", "revoke", ALICE, "--name", "laptop"]).done();
    assert!(passport(&server, ALICE, &token).contains("da-status=failed"));
    let log = server.stop().log;
    for secret in [PASSWORD, token.as_str(), "wrong-one", "from-PP", ALICE] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn a_port_for_http_that_was_chosen_and_cannot_be_had_is_an_error() {
    let server = Server::start(&[]);
    let http = format!("web.http={}", server.http);
    let ended = server.nudge(&["serve", "--data", "other", "--listen", "127.0.0.1:0", "--set", &http]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains(&format!("cannot listen on {} for HTTP", server.http)), "{}", ended.stderr);
    assert!(ended.stderr.contains("with web.http"), "{}", ended.stderr);
}

#[test]
fn the_pages_name_the_port_that_clients_are_to_use() {
    let server = Server::start(&[]);
    let registry = fetch_text(server.http, "/connect/nudge.reg");
    let expected = format!("\"Server\"=\"im.example.net:{}\"\r\n", server.address.port());
    assert!(registry.contains(&expected), "{registry}");
}

/// Also where HTTPS was on before, and the file is there.
#[test]
fn the_pages_have_a_root_certificate_only_with_https() {
    let server = Server::start(&["--set", "web.https=127.0.0.1:0"]);
    let root = fs::read(server.data().join("tls/root.cer")).unwrap();
    let answer = fetch_text(server.http, "/connect/root.cer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(&format!("Content-Length: {}\r\n", root.len())), "{answer}");
    let server = Server::start_in(server.stop().folder, &[]);
    let answer = fetch_text(server.http, "/connect/root.cer");
    assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("no root certificate"), "{answer}");
    assert!(fetch_text(server.http, "/connect/7.5").contains("This cannot work yet:"));
}

#[test]
fn the_pages_name_the_public_address_where_there_is_one() {
    let server = Server::start(&["--public-address", "203.0.113.7:1900", "--set", "dns.answer=203.0.113.8"]);
    let registry = fetch_text(server.http, "/connect/nudge.reg");
    assert!(registry.contains("\"Server\"=\"203.0.113.7:1900\"\r\n"), "{registry}");
    let hosts = fetch_text(server.http, "/connect/hosts.txt");
    assert!(hosts.contains("\r\n203.0.113.8 messenger.hotmail.com\r\n"), "{hosts}");
}

/// The whole answer as text, head and all.
fn fetch_text(server: SocketAddr, path: &str) -> String {
    String::from_utf8_lossy(&fetch(server, path)).into_owned()
}

/// The whole answer, head and all.
pub(crate) fn fetch(server: SocketAddr, path: &str) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: im.example.net\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// The same file with a server and without one, but for the moment at which it was made.
#[test]
fn all_that_an_account_owns_is_written_into_one_file() {
    let server = Server::start(&[]);
    account(&server, ALICE);
    let files = tempfile::tempdir().unwrap();
    let to = |name: &str| files.path().join(name);
    let export = |name: &str| {
        ["account", "export", ALICE, "--to"]
            .map(str::to_owned)
            .into_iter()
            .chain([to(name).display().to_string()])
    };
    let words: Vec<String> = export("one.zip").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = server.nudge(&words).done();
    assert!(said.starts_with("alice@example.com: written to "), "{said}");
    let again = server.nudge(&words);
    assert!(again.code != 0 && again.stderr.contains("cannot write"), "{}", again.stderr);
    let nobody = server.nudge(&["account", "export", BOB, "--to", &to("bob.zip").display().to_string()]);
    assert!(nobody.code != 0 && nobody.stderr.contains("there is no such account"), "{}", nobody.stderr);
    assert!(!to("bob.zip").exists());

    let stopped = server.end(Signal::TERM);
    let words: Vec<String> = export("two.zip").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    nudge_in(stopped.folder.path(), &words).done();
    for name in ["one.zip", "two.zip"] {
        let mut archive = zip::ZipArchive::new(fs::File::open(to(name)).unwrap()).unwrap();
        let tokens: serde_json::Value =
            serde_json::from_reader(archive.by_name("tokens.json").unwrap()).unwrap();
        assert_eq!(tokens[0]["name"], "laptop", "{name}");
    }
}
