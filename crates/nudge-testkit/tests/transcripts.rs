//! The transcripts of the protocol reference, played against the server in each of its arrangements.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use nudge_testkit::transcript::{Options, Script, play};
use nudge_testkit::{Builder, TestServer};

const SESSIONS: [&str; 15] = [
    "msnp2", "msnp3", "msnp4", "msnp5", "msnp6", "msnp7", "msnp8", "msnp9", "msnp10", "msnp11", "msnp12",
    "msnp13", "msnp15", "msnp16", "msnp18",
];

const BEFORE_CHALLENGES: [&str; 4] = ["msnp2", "msnp3", "msnp4", "msnp5"];

fn script(name: &str) -> anyhow::Result<Script> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts").join(name);
    Script::parse(name, &std::fs::read_to_string(path)?)
}

/// Plays a transcript against a server of its own.
async fn replay(script: Script, server: Builder, options: Options) -> anyhow::Result<()> {
    let server = server.members(script.members()?).start().await?;
    play(&script, &server, options).await?;
    server.stop().await
}

/// Plays all sessions at the same time, each against a server of its own.
async fn replay_all(names: &[&str], server: impl Fn() -> Builder, options: Options) -> anyhow::Result<()> {
    let mut plays = tokio::task::JoinSet::new();
    for name in names {
        plays.spawn(replay(script(&format!("{name}.txt"))?, server(), options));
    }
    let complaints = plays.join_all().await.into_iter().filter_map(Result::err);
    let complaints: Vec<String> = complaints.map(|error| format!("{error:#}")).collect();
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

fn sessions() -> Vec<String> {
    // Of MSNP16 and MSNP18, what there is of them with one session of an account.
    let others = ["msnp7-walkthrough", "msnp8-example", "msnp16-single", "msnp18-single"].map(str::to_owned);
    SESSIONS.iter().map(|name| format!("{name}-session")).chain(others).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_one_port() -> anyhow::Result<()> {
    let names = sessions();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    replay_all(&names, TestServer::builder, Options::default()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn referred_by_the_common_port() -> anyhow::Result<()> {
    let names = sessions();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let options = Options { refers: true, ..Options::default() };
    replay_all(&names, || TestServer::builder().always_refer(), options).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_ports_of_their_own() -> anyhow::Result<()> {
    let names = sessions();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let options = Options { refers: true, ..Options::default() };
    replay_all(&names, || TestServer::builder().separate_ports(), options).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_challenges() -> anyhow::Result<()> {
    let names: Vec<String> = sessions()
        .into_iter()
        .filter(|name| !BEFORE_CHALLENGES.iter().any(|old| name.starts_with(old)))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let options = Options { challenges: true, ..Options::default() };
    let server = || TestServer::builder().challenges(&Dialect::ALL, Duration::from_hours(1));
    replay_all(&names, server, options).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_challenges_all_the_time() -> anyhow::Result<()> {
    let options = Options { challenges: true, ..Options::default() };
    let server = || TestServer::builder().challenges(&[Dialect::Msnp7], Duration::from_millis(3));
    replay_all(&["msnp7-session"], server, options).await
}

/// A short session with one thing changed must fail, and say where and why.
async fn wrong(find: &str, replace: &str) -> String {
    let right = "\
@version 7
@account alice alice@example.com password=alicepass name=Alice
@open A ns alice
C: VER 1 MSNP7 CVR0
S: VER 1 MSNP7
C: USR 2 MD5 I alice@example.com
S: USR 2 MD5 S {salt}
C: USR 3 MD5 S {=md5(salt,password.alice)}
S: USR 3 OK alice@example.com Alice 1
S: MSG Hotmail Hotmail {len}
| MIME-Version: 1.0
| Content-Type: text/x-msmsgsprofile; charset=UTF-8
| LoginTime: {*}
| EmailEnabled: 0
| MemberIdHigh: {*}
| MemberIdLow: {*}
| lang_preference: {*}
| preferredEmail: {*}
| country: {*}
| PostalCode: {*}
| Gender: {*}
| Kid: 0
| Age: {*}
| BDayPre: {*}
| Birthday: {*}
| Wallet: {*}
| Flags: {*}
| sid: {*}
| kv: {*}
| MSPAuth: {*}
|
C: GTC 4 N
S: GTC 4 {v.alice.1} N
C: GTC 5 A
S: GTC 5 {v.alice.2} A
C: PNG
S: QNG
C: OUT
@close A server
";
    let text = right.replacen(find, replace, 1);
    assert!(find.is_empty() || text != right, "`{find}` is not in it");
    let script = Script::parse("short", &text).unwrap();
    let options = Options { patience: Duration::from_millis(300), ..Options::default() };
    match replay(script, TestServer::builder(), options).await {
        Ok(()) => "played".to_owned(),
        Err(error) => format!("{error:#}"),
    }
}

#[tokio::test]
async fn a_wrong_line_is_found() {
    assert_eq!(wrong("", "").await, "played");
    for (find, replace, complaint) in [
        ("S: VER 1 MSNP7", "S: VER 1 MSNP6", "short:5: expected `VER 1 MSNP6`, got `VER 1 MSNP7`"),
        (
            "name=Alice",
            "name=Eve",
            "short:9: expected `USR 3 OK alice@example.com Alice 1`, got `USR 3 OK alice@example.com Eve 1`",
        ),
        (
            "| EmailEnabled: 0",
            "| EmailEnabled: 1",
            "short:10: in the payload: expected `EmailEnabled: 1`, got `EmailEnabled: 0`",
        ),
        ("| Kid: 0\n", "", "short:10: in the payload: expected `Age: {*}`, got `Kid: 0`"),
        ("{v.alice.2}", "{v.alice.1}", "short:35: expected `GTC 5 "),
        ("C: PNG\nS: QNG\n", "C: PNG\n", "short:38: expected the server to close the connection, got `QNG`"),
        ("S: QNG\n", "S: QNG\nS: QNG\n", "short:38: expected `QNG`: nothing came in time"),
        ("C: PNG\n", "C: BYE\n", "short:37: expected `QNG`, got the end of the connection"),
        ("C: OUT\n", "", "short:38: nothing came in time"),
        ("@close A server\n", "@on B\n", "short:39: no connection `B` is open"),
    ] {
        let error = wrong(find, replace).await;
        assert!(error.starts_with(complaint), "{find:?} => {replace:?}: {error}");
    }
}

#[test]
fn what_is_no_transcript_is_refused() {
    for (text, complaint) in [
        ("hello", "bad:1: hello: no form of a line"),
        ("\n# a comment\n@open A xx alice", "bad:3: @open A xx alice: `xx` is no server"),
        ("@optional dispatch\nC: PNG", "there is no @end"),
        ("@any\nC: PNG\n@end", "only `S:` lines can"),
        ("S: SYN {v", "no `}`"),
        ("@version 99", "a dialect that is not spoken here"),
        ("@list alice bob@example.com XL", "is no list"),
    ] {
        let error = format!("{:#}", Script::parse("bad", text).unwrap_err());
        assert!(error.contains(complaint), "{text:?}: {error}");
    }
}
