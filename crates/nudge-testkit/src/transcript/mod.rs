//! Sessions written down as text, played against a server.
//!
//! A transcript has the lines of both sides of a session in their order, with placeholders where the server is free, and
//! directives for what is not on the wire: which connection is meant, which accounts there are. The harness plays the
//! client and checks the server, word by word:
//!
//! ```text
//! @account alice alice@example.com password=secret name=Alice
//! @open A ns alice
//! C: VER 1 MSNP7 CVR0
//! S: VER 1 MSNP7
//! C: USR 2 MD5 I alice@example.com
//! S: USR 2 MD5 S {salt}
//! C: USR 3 MD5 S {=md5(salt,password.alice)}
//! ```
//!
//! [`Script::parse`] describes all forms. The transcripts of this project are in `crates/nudge-testkit/transcripts`.

mod fixture;
mod parse;
mod peer;
mod play;
mod template;

use template::Template;

pub use play::{Options, play};

/// A transcript, ready to be played.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it was read from, for messages.
    name: String,
    dialect: msnp::Dialect,
    fixtures: Vec<fixture::Fixture>,
    steps: Vec<Step>,
}

/// A step, and the line that it is on.
#[derive(Clone, Debug)]
struct Step {
    line: usize,
    action: Action,
}

/// What is to be done.
#[derive(Clone, Debug)]
enum Action {
    /// `C:` say this.
    Say(Utterance),
    /// `S:` this must come next.
    Hear(Utterance),
    /// `S?:` this may come next.
    MayHear(Utterance),
    /// `@any`: these must come next, in any order.
    HearAll(Vec<Unordered>),
    /// `@open`: a connection to a server.
    Open { connection: String, role: Role, account: String },
    /// `@on`: go on with that connection.
    On(String),
    /// `@close … server`: the server must close it, and say nothing before.
    AwaitClose(String),
    /// `@close … client`.
    Close(String),
    /// `@optional`: only if the server does that.
    Optional(Custom, Vec<Step>),
    /// `@let`.
    Let { variable: String, value: Template },
    /// `@ticket`: what Passport gives that account for the challenge.
    Ticket { account: String, challenge: Template, variable: String },
    /// `@sso`: a ticket of that account, and the proof of its secret over the nonce.
    SingleSignOn { account: String, nonce: Template, ticket: String, response: String },
    /// `@circleticket`: the ticket of that account's circles.
    CircleTicket { account: String, variable: String },
    /// `@peer`: what somebody else does, with a client of their own.
    Peer { who: String, act: Act },
}

/// A line among others whose order is free.
#[derive(Clone, Debug)]
struct Unordered {
    utterance: Utterance,
    /// Whether it may be missing.
    optional: bool,
}

/// A line, and the payload that follows it.
#[derive(Clone, Debug)]
struct Utterance {
    line: Template,
    payload: Vec<Piece>,
}

/// A line of a payload.
#[derive(Clone, Debug)]
struct Piece {
    text: Template,
    /// Whether CR LF follows.
    ends: bool,
    /// Whether it may be missing.
    optional: bool,
}

/// One of the servers.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Role {
    Dispatch,
    Notification,
    Switchboard,
}

/// Something that servers may do or leave.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Custom {
    /// Refer clients to another server.
    Dispatch,
    /// Challenge clients.
    Challenge,
    /// Have circles.
    Circles,
}

/// What a peer does.
#[derive(Clone, Debug)]
enum Act {
    /// Is in that state, and signs in for it; with these capabilities and under that name, where they are given.
    Is { status: msnp::value::Status, capabilities: Option<u32>, name: Option<String> },
    /// Signs out.
    SignsOut,
    /// Answers the next call.
    Answers,
    /// Is typing.
    Types,
    /// Says something.
    Says(String),
    /// Calls somebody.
    Calls(String),
}
