//! A server with a script.

use std::time::Duration;

use msnp::Dialect;
use msnp_client::{Client, Config, Passport, Program};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::passport;

/// A step of a script.
pub(crate) enum Step {
    /// These bytes must come next.
    Hears(String),
    /// A line that this takes must come next.
    HearsLike(fn(&str) -> bool),
    /// These bytes are sent.
    Says(String),
    /// The same, one byte at a time.
    Dribbles(String),
}

/// A line that must come next.
pub(crate) fn hears(line: &str) -> Step {
    Step::Hears(format!("{line}\r\n"))
}

/// Bytes that must come next.
pub(crate) fn hears_bytes(bytes: &str) -> Step {
    Step::Hears(bytes.into())
}

/// Lines to send.
pub(crate) fn says(lines: &str) -> Step {
    Step::Says(lines.lines().flat_map(|line| [line.trim(), "\r\n"]).collect())
}

/// A payload command to send.
pub(crate) fn says_with(head: &str, payload: &str) -> Step {
    Step::Says(format!("{head} {}\r\n{payload}", payload.len()))
}

/// Where a server listens before it has a script.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

/// Plays one script per connection, in order. Each connection is closed at the end of its script; awaiting the handle
/// fails if a client said something else than the script has.
pub(crate) fn play(listener: TcpListener, scripts: Vec<Vec<Step>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        for script in scripts {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            for step in script {
                take(&mut stream, step).await;
            }
        }
    })
}

async fn take(stream: &mut TcpStream, step: Step) {
    match step {
        Step::Hears(expected) => {
            let mut heard = vec![0; expected.len()];
            let reading = tokio::time::timeout(Duration::from_secs(5), stream.read_exact(&mut heard));
            reading.await.unwrap_or_else(|_| panic!("nobody said {expected:?}")).unwrap();
            assert_eq!(String::from_utf8_lossy(&heard), expected);
        }
        Step::HearsLike(takes) => {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                let reading = tokio::time::timeout(Duration::from_secs(5), stream.read_u8());
                line.push(reading.await.unwrap_or_else(|_| panic!("half a line: {line:?}")).unwrap());
            }
            let line = String::from_utf8(line).unwrap();
            assert!(takes(line.trim_end()), "{line}");
        }
        Step::Says(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
        Step::Dribbles(bytes) => {
            for byte in bytes.as_bytes() {
                stream.write_all(&[*byte]).await.unwrap();
                tokio::task::yield_now().await;
            }
        }
    }
}

/// The profile of MSNP2, which is as good as any.
pub(crate) const PROFILE: &str =
    "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1\r\n\r\n";

pub(crate) fn config(server: &str, dialect: Dialect) -> Config {
    Config {
        patience: Duration::from_secs(5),
        ..Config::new(server, "alice@example.com", "Password1", dialect)
    }
}

/// The script of a sign-in up to transaction id 4.
pub(crate) fn signs_in(dialect: Dialect) -> Vec<Step> {
    let mut script = vec![hears(&format!("VER 1 {dialect} CVR0")), says(&format!("VER 1 {dialect}"))];
    let name = if dialect < Dialect::Msnp10 { " Alice%20A" } else { "" };
    let flags = if dialect < Dialect::Msnp6 {
        ""
    } else if dialect < Dialect::Msnp8 {
        " 1"
    } else {
        " 1 0"
    };
    if dialect >= Dialect::Msnp8 {
        let version = Program::of(dialect).version;
        script.extend([
            hears(&format!("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS alice@example.com")),
            says("CVR 2 9.9 9.9 1.0 http://a/ http://b/"),
            hears("USR 3 TWN I alice@example.com"),
            says(&format!("USR 3 TWN S {CHALLENGE}")),
            hears(&format!("USR 4 TWN S {TICKET}")),
        ]);
    } else {
        script.extend([
            hears("INF 2"),
            says("INF 2 MD5"),
            hears("USR 3 MD5 I alice@example.com"),
            says("USR 3 MD5 S 1013928519.693957190"),
            hears("USR 4 MD5 S 51e3a75e2f9fcb9ea2f7ee349c9caaa2"),
        ]);
    }
    let sbs = if dialect >= Dialect::Msnp11 { "\nSBS 0 null" } else { "" };
    script.extend([
        says(&format!("USR 4 OK alice@example.com{name}{flags}{sbs}")),
        says_with("MSG Hotmail Hotmail", PROFILE),
    ]);
    script
}

/// What a ticket is fetched with.
pub(crate) const CHALLENGE: &str = "ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1";

/// The ticket.
pub(crate) const TICKET: &str = "t=EwAgTicket*1$2&p=";

/// A client that has signed in, with a server that plays `script` to it from then on.
pub(crate) async fn session(dialect: Dialect, script: Vec<Step>) -> (Client, JoinHandle<()>) {
    session_with(dialect, script, |_| {}).await
}

/// The same, with a configuration that is a little different.
pub(crate) async fn session_with(
    dialect: Dialect,
    script: Vec<Step>,
    change: impl FnOnce(&mut Config),
) -> (Client, JoinHandle<()>) {
    let (listener, address) = listen().await;
    let whole = signs_in(dialect).into_iter().chain(script).collect();
    let server = play(listener, vec![whole]);
    let mut config = config(&address, dialect);
    let (nexus, _passport) = passport::granting().await;
    config.passport = Passport::at(&nexus);
    change(&mut config);
    (Client::sign_in(config).await.unwrap(), server)
}
