//! What the front ends need to know of the configuration.

use std::net::SocketAddr;
use std::time::Duration;

use msnp::Dialect;
use nudge_core::Rate;

/// The configuration of the front ends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Config {
    /// The address for every role that has none of its own; the first command tells which role is meant.
    pub listen: SocketAddr,
    /// The dispatch server's own address.
    pub dispatch: Option<SocketAddr>,
    /// The notification server's own address.
    pub notification: Option<SocketAddr>,
    /// The switchboard's own address.
    pub switchboard: Option<SocketAddr>,
    /// What clients are told to connect to in `XFR` and `RNG`. Without it, they are told the address that they reached the
    /// server at.
    pub public: Option<PublicAddress>,
    /// The dialects that are accepted.
    pub dialects: Vec<Dialect>,
    /// Whether a sign-in on the common port is always referred on, as a dispatch server of the era did.
    pub always_refer: bool,
    /// Whether passwords in clear text are accepted, from dialects that have that.
    pub clear_text: bool,
    /// Whether a ticket alone is enough for single sign-on.
    pub sso_proof: SsoProof,
    /// Whom to challenge, and how.
    pub challenges: Challenges,
    /// Where the pages of `URL` are, without a slash at the end. Without it, on the public host.
    pub url_base: Option<String>,
    /// What clients are told about versions of themselves.
    pub client_pages: ClientPages,
    /// Limits.
    pub limits: Limits,
}

/// What single sign-on has to show besides a ticket.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SsoProof {
    /// That the client knows the secret that came with the ticket.
    #[default]
    Required,
    /// Nothing: for clients with a replaced login library, which answer with nothing or with anything. A wrong proof is logged.
    Optional,
}

/// The pages that a client may open about versions of itself. Without one, it is the page of how to connect.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClientPages {
    /// Where a client is to be had.
    pub download: Option<String>,
    /// Where one reads about it.
    pub info: Option<String>,
}

/// A host, and maybe a port, that clients can reach.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicAddress {
    /// A name or an IPv4 address.
    pub host: String,
    /// Without it, the port that the role listens on.
    pub port: Option<u16>,
}

/// Challenges: `CHL` and `QRY`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Challenges {
    /// The dialects that are challenged; of those that have challenges.
    pub dialects: Vec<Dialect>,
    /// How long after an answer the next one is sent.
    pub interval: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// Limits of the front ends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Bytes of a line.
    pub line: usize,
    /// Bytes of a payload.
    pub payload: usize,
    /// Commands of one client to the notification server. Faster ones are handled at this pace.
    pub commands: Rate,
    /// Those of them that all contacts are told of: changes of the presence and of the personal message.
    pub announcements: Rate,
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one address; 0 for no limit.
    pub connections_per_address: usize,
    /// How long a connection may take to its first command that matters.
    pub greeting: Duration,
    /// How long a sign-in may take.
    pub sign_in: Duration,
    /// After how long a silence a signed-in connection is closed; zero for never.
    pub notification_idle: Duration,
    /// How many bytes may wait for one connection.
    pub outbox: usize,
    /// How long a connection may take nothing while something waits for it.
    pub slow_reader: Duration,
    /// How long connections have to end when the server does.
    pub drain: Duration,
}

impl Config {
    /// The defaults, on this address.
    pub fn on(listen: SocketAddr) -> Self {
        Self {
            listen,
            dispatch: None,
            notification: None,
            switchboard: None,
            public: None,
            dialects: Dialect::ALL.to_vec(),
            always_refer: false,
            clear_text: false,
            sso_proof: SsoProof::Required,
            challenges: Challenges {
                dialects: Vec::new(),
                interval: Duration::from_hours(1),
                timeout: Duration::from_secs(50),
            },
            url_base: None,
            client_pages: ClientPages::default(),
            limits: Limits {
                line: 8192,
                payload: 1664,
                commands: Rate { count: 500, within_millis: 10_000 },
                announcements: Rate { count: 60, within_millis: 60_000 },
                connections: 19_000,
                connections_per_address: 0,
                greeting: Duration::from_mins(1),
                sign_in: Duration::from_mins(2),
                notification_idle: Duration::ZERO,
                outbox: 1 << 20,
                slow_reader: Duration::from_secs(10),
                drain: Duration::from_secs(4),
            },
        }
    }
}
