//! A client of another make: a program in Python, written from the description of the protocol alone (`client.py`). What it
//! and the server have in common is what is written down, and no line of code.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use nudge_testkit::TestServer;
use nudge_testkit::cast::{self, ALICE, CAROL, SECRET};
use tokio::process::Command;
use tokio::time::timeout;

/// How long all steps may take: triple DES is slow, written out in Python.
const PATIENCE: Duration = Duration::from_mins(1);

/// Has Alice's client go these steps. Carol is whom she adds and writes to.
async fn go(server: &TestServer, steps: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/client.py");
    let ports = [server.web().port(), server.main().port()].map(|port| port.to_string());
    let client = Command::new("python3")
        // Nothing is left behind in the source.
        .arg("-B")
        .arg(program)
        .arg("127.0.0.1")
        .args(ports)
        .args([ALICE, SECRET, CAROL])
        .args(steps)
        .kill_on_drop(true)
        .output();
    timeout(PATIENCE, client).await.expect("in time").expect("this test needs Python 3")
}

/// Each step has something to say, or the first one that fails has.
async fn goes(steps: &[&str]) {
    let server = cast::server().start().await.unwrap();
    let output = go(&server, steps).await;
    let (said, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{complaint}");
    let gone: Vec<_> = said.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(gone, steps, "{said}");
}

#[tokio::test]
async fn its_arithmetic_is_right() {
    goes(&["vectors"]).await;
}

#[tokio::test]
async fn it_gets_tickets_and_is_refused_them() {
    goes(&["tickets", "refused"]).await;
}

#[tokio::test]
async fn it_signs_in_with_the_proof_of_its_ticket() {
    goes(&["sign-in"]).await;
}

#[tokio::test]
async fn it_reads_the_address_book_and_then_what_is_new_in_it() {
    goes(&["address-book", "deltas"]).await;
}

#[tokio::test]
async fn it_leaves_fetches_and_deletes_a_message() {
    goes(&["offline"]).await;
}

#[tokio::test]
async fn it_finds_its_roaming_profile() {
    goes(&["storage"]).await;
}

#[tokio::test]
async fn what_is_wrong_ends_it() {
    let server = cast::server().start().await.unwrap();
    let output = go(&server, &["tickets", "no-such-step"]).await;
    assert!(!output.status.success());
}
