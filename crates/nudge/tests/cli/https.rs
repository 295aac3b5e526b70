//! `nudge serve` with HTTPS: the root that is made once, and the certificates that clients see.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use nudge_testkit::http::{Answer, exchange_on};
use nudge_tls::client::{LegacyClient, ModernClient, Root};
use serde_json::json;
use tokio::net::TcpStream;

use crate::run::nudge_in;
use crate::server::{Server, WITH_TLS};
use crate::serving::fetch;

#[expect(clippy::disallowed_methods, reason = "the program reads the machine's clock, too")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// The certificate that the page gives.
fn on_the_page(server: &Server) -> Vec<u8> {
    let answer = fetch(server.http, "/connect/root.cer");
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
    answer[head..].to_vec()
}

/// The one that the command line gives.
fn by_command(folder: &Path) -> Vec<u8> {
    nudge_in(folder, &["client-config", "certificate", "--output", "given.cer"]).done();
    fs::read(folder.join("given.cer")).unwrap()
}

/// Sends a request over the face for old TLS, and gives the answer.
pub(crate) async fn over_legacy(server: &Server, host: &str, request: &[u8]) -> Answer {
    let root = Root::parse(&fs::read(server.data().join("tls/root.cer")).unwrap()).unwrap();
    let stream = TcpStream::connect(server.https.unwrap()).await.unwrap();
    let met = LegacyClient::new(&root, now()).unwrap().connect(host, stream).await.unwrap();
    exchange_on(met.stream, request).await.unwrap()
}

/// The same over the modern face.
pub(crate) async fn over_modern(server: &Server, host: &str, request: &[u8]) -> Answer {
    let root = fs::read(server.data().join("tls/root-for-rustls.cer")).unwrap();
    let root = Root::parse(&root).unwrap();
    let stream = TcpStream::connect(server.https.unwrap()).await.unwrap();
    let met = ModernClient::new(&root, now()).unwrap().connect(host, stream).await.unwrap();
    exchange_on(met.stream, request).await.unwrap()
}

pub(crate) async fn legacy(server: &Server, host: &str) -> Result<(), String> {
    let root = Root::parse(&fs::read(server.data().join("tls/root.cer")).unwrap()).unwrap();
    let stream = TcpStream::connect(server.https.unwrap()).await.unwrap();
    let met = LegacyClient::new(&root, now()).unwrap().connect(host, stream).await;
    met.map(drop).map_err(|error| error.to_string())
}

pub(crate) async fn modern(server: &Server, root: &[u8], host: &str) -> Result<(), String> {
    let root = Root::parse(root).unwrap();
    let stream = TcpStream::connect(server.https.unwrap()).await.unwrap();
    let met = ModernClient::new(&root, now()).unwrap().connect(host, stream).await;
    met.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn the_root_is_made_once_and_is_the_same_wherever_it_is_got() {
    let server = Server::start(WITH_TLS);
    let root = on_the_page(&server);
    assert!(!Root::parse(&root).unwrap().is_for_rustls());
    assert_eq!(by_command(server.folder()), root);
    let for_rustls = fs::read(server.data().join("tls/root-for-rustls.cer")).unwrap();
    assert_eq!(legacy(&server, "nexus.passport.com").await, Ok(()));
    assert_eq!(modern(&server, &for_rustls, "nexus.passport.com").await, Ok(()));

    let status = server.nudge(&["status", "--json"]).json();
    let https = json!({ "role": "https", "address": server.https.unwrap().to_string() });
    assert!(status["listeners"].as_array().unwrap().contains(&https), "{status:#}");
    assert!(server.nudge(&["status"]).done().contains(&format!("{}\n", server.https.unwrap())));

    let again = Server::start_in(server.stop().folder, WITH_TLS);
    assert_eq!(on_the_page(&again), root);
    assert_eq!(by_command(again.folder()), root);
    assert_eq!(legacy(&again, "nexus.passport.com").await, Ok(()));
    let later = fs::read(again.data().join("tls/root-for-rustls.cer")).unwrap();
    assert_eq!(later, for_rustls, "programs that were given it keep it");
}

#[tokio::test]
async fn a_name_that_came_after_the_root_is_reported_and_the_others_go_on() {
    let server = Server::start(WITH_TLS);
    let name = ["--public-address", "im.example.net", "--set", "web.login_host=127.0.0.1"];
    let again = Server::start_in(server.stop().folder, &[WITH_TLS, &name].concat());
    let said = "\nNo certificate can be made for im.example.net, 127.0.0.1: ";
    assert!(
        again.welcome.contains(said) && again.welcome.contains("nudge-data/tls/root.pem"),
        "{}",
        again.welcome
    );
    assert!(legacy(&again, "im.example.net").await.unwrap_err().contains("does not name im.example.net"));
    assert_eq!(legacy(&again, "nexus.passport.com").await, Ok(()));
    let stopped = again.stop();
    assert!(stopped.log.contains("No certificate can be made for"), "{}", stopped.log);

    // What the welcome says to do.
    fs::remove_file(stopped.folder.path().join("nudge-data/tls/root.pem")).unwrap();
    let anew = Server::start_in(stopped.folder, &[WITH_TLS, &name].concat());
    assert!(!anew.welcome.contains("No certificate"), "{}", anew.welcome);
    assert_eq!(legacy(&anew, "im.example.net").await, Ok(()));
    assert_eq!(legacy(&anew, "127.0.0.1").await, Ok(()));
}

#[tokio::test]
async fn the_operators_certificate_is_shown_to_programs_of_today_for_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(["chat.example.net".to_owned()]).unwrap();
    fs::write(folder.path().join("chain.pem"), own.cert.pem()).unwrap();
    fs::write(folder.path().join("key.pem"), own.signing_key.serialize_pem()).unwrap();
    let arguments = ["--set", "tls.certificate=chain.pem", "--set", "tls.key=key.pem"];
    let server = Server::start_in(folder, &[WITH_TLS, &arguments].concat());
    assert_eq!(modern(&server, own.cert.der(), "chat.example.net").await, Ok(()));
    // Names of the era are not its own, and old Windows never sees it.
    let for_rustls = fs::read(server.data().join("tls/root-for-rustls.cer")).unwrap();
    assert_eq!(modern(&server, &for_rustls, "nexus.passport.com").await, Ok(()));
    assert!(modern(&server, own.cert.der(), "nexus.passport.com").await.is_err());
    assert_eq!(legacy(&server, "nexus.passport.com").await, Ok(()));
}

#[test]
fn without_https_there_is_no_root() {
    let server = Server::start(&[]);
    assert_eq!(server.https, None);
    assert!(!server.data().join("tls").exists());
    let ended = server.nudge(&["client-config", "certificate", "--output", "given.cer"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("when it first starts with HTTPS"), "{}", ended.stderr);
}
