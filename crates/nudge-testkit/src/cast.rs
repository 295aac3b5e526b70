//! The people of most tests, and what they do with one another over [`Raw`] connections.

use crate::{Builder, Heard, Member, Raw, TestServer, wording};
use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};

/// Has Bob as a contact.
pub const ALICE: &str = "alice@example.com";
/// Has Alice as a contact.
pub const BOB: &str = "bob@example.com";
/// Has nobody.
pub const CAROL: &str = "carol@example.com";
/// What all of them sign in with.
pub const SECRET: &str = "secret";

/// The dialects that have a capability.
pub fn having(cap: Cap) -> impl Iterator<Item = Dialect> {
    Dialect::ALL.into_iter().filter(move |dialect| dialect.has(cap))
}

/// The dialects that do not have a capability.
pub fn lacking(cap: Cap) -> impl Iterator<Item = Dialect> {
    Dialect::ALL.into_iter().filter(move |dialect| !dialect.has(cap))
}

/// Alice and Bob, who have each other as contacts, and Carol, whom nobody knows.
pub fn server() -> Builder {
    TestServer::builder().members([
        Member::new(ALICE, SECRET).named("Alice").friend(BOB),
        Member::new(BOB, SECRET).named("Bob").friend(ALICE),
        Member::new(CAROL, SECRET).named("Carol"),
    ])
}

/// Somebody who has signed in, and no more.
pub async fn signed_in(server: &TestServer, who: &str, dialect: Dialect) -> anyhow::Result<Raw> {
    Raw::signed_in(server, who, SECRET, dialect).await
}

/// Somebody who is online. Whom they see has been read.
pub async fn online(server: &TestServer, who: &str, dialect: Dialect) -> anyhow::Result<Raw> {
    let mut raw = signed_in(server, who, dialect).await?;
    let chg = wording::chg(4, "NLN", dialect);
    raw.asks(&chg, &chg).await?;
    raw.settle().await?;
    Ok(raw)
}

/// What a switchboard is entered with.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// The conversation; empty for a new one.
    pub session: String,
    /// What opens the door.
    pub cookie: String,
}

/// Asks for a switchboard.
pub async fn opening(caller: &mut Raw) -> anyhow::Result<Ticket> {
    caller.send("XFR 90 SB").await?;
    let line = but_presence(caller).await?;
    let words: Vec<&str> = line.split(' ').collect();
    let ["XFR", "90", "SB", _address, "CKI", cookie, ..] = words.as_slice() else {
        anyhow::bail!("no switchboard: {line}")
    };
    Ok(Ticket { session: String::new(), cookie: (*cookie).to_owned() })
}

/// The next line that is not about somebody's presence.
async fn but_presence(raw: &mut Raw) -> anyhow::Result<String> {
    loop {
        let line = raw.line().await?;
        let of_presence = ["NLN ", "FLN ", "UBX "].iter().any(|name| line.starts_with(name));
        if !of_presence {
            return Ok(line);
        }
        raw.skip_payload(&line).await?;
    }
}

/// Opens a conversation.
pub async fn conversation(server: &TestServer, caller: &mut Raw, who: &str) -> anyhow::Result<Raw> {
    let ticket = opening(caller).await?;
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.send(&format!("USR 1 {who} {}", ticket.cookie)).await?;
    let line = raw.line().await?;
    ensure!(line.starts_with(&format!("USR 1 OK {who} ")), "not let in: {line}");
    Ok(raw)
}

/// Calls somebody, whose invitation comes back.
pub async fn ring(caller: &mut Raw, callee: &mut Raw, whom: &str) -> anyhow::Result<Ticket> {
    caller.send(&format!("CAL 80 {whom}")).await?;
    let line = caller.line().await?;
    let session = line.strip_prefix("CAL 80 RINGING ").with_context(|| format!("no call: {line}"))?;
    let ticket = invitation(callee).await?;
    ensure!(ticket.session == session, "{ticket:?} to {session}");
    Ok(ticket)
}

/// The invitation that comes next.
pub async fn invitation(callee: &mut Raw) -> anyhow::Result<Ticket> {
    let rng = but_presence(callee).await?;
    let words: Vec<&str> = rng.split(' ').collect();
    let ["RNG", session, _address, "CKI", cookie, _caller, _name, ..] = words.as_slice() else {
        anyhow::bail!("no invitation: {rng}")
    };
    Ok(Ticket { session: (*session).to_owned(), cookie: (*cookie).to_owned() })
}

/// Calls somebody in; both connections come back.
pub async fn call(
    server: &TestServer,
    (caller, who): (&mut Raw, &str),
    (callee, whom): (&mut Raw, &str),
) -> anyhow::Result<(Raw, Raw)> {
    let mut mine = conversation(server, caller, who).await?;
    let ticket = ring(&mut mine, callee, whom).await?;
    let theirs = answer(server, whom, &ticket).await?;
    let joined = mine.line().await?;
    ensure!(joined.starts_with(&format!("JOI {whom} ")), "nobody joined: {joined}");
    Ok((mine, theirs))
}

/// Takes an invitation. The roster has been read.
pub async fn answer(server: &TestServer, whom: &str, ticket: &Ticket) -> anyhow::Result<Raw> {
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.send(&format!("ANS 1 {whom} {} {}", ticket.cookie, ticket.session)).await?;
    loop {
        match raw.line().await? {
            line if line == "ANS 1 OK" => return Ok(raw),
            line => ensure!(line.starts_with("IRO 1 "), "not let in: {line}"),
        }
    }
}

/// The server must say these lines, and then close.
pub async fn ends_with(raw: &mut Raw, lines: &[String]) -> anyhow::Result<()> {
    let mut heard = Vec::new();
    while let Heard::Line(line) = raw.hear().await? {
        heard.push(line);
    }
    ensure!(heard == lines, "expected {lines:?} and the end, got {heard:?}");
    Ok(())
}

/// What somebody is called in the database.
pub async fn stored_name(server: &TestServer, who: &str) -> anyhow::Result<String> {
    let handle = nudge_core::Handle::new(who)?;
    Ok(server.core().store().account_by_handle(&handle).await?.name.as_str().to_owned())
}

/// How clients of a dialect sign in.
pub fn package(dialect: Dialect) -> &'static str {
    if dialect.has(Cap::TicketSignIn) { "TWN" } else { "MD5" }
}

/// What a contact is called by in dialects with GUIDs.
pub async fn guid(server: &TestServer, who: &str) -> anyhow::Result<String> {
    let handle = nudge_core::Handle::new(who)?;
    Ok(server.core().store().account_by_handle(&handle).await?.guid.to_string())
}

/// A GUID that nobody has.
pub const NOBODYS_GUID: &str = "00000000-0000-4000-8000-000000000000";
