//! What a client must be told before it can sign in.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use msnp::command::SignInPackage;
use msnp::{Cap, Dialect, auth::Product};

use crate::dialer::Dialer;

/// Where clients asked for a login server, until others were built in.
pub const NEXUS: &str = "https://nexus.passport.com/rdr/pprdr.asp";

/// Whom to sign in, where and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// The first server to ask: `host:port`, or a host alone for port 1863.
    pub server: String,
    /// The dialect to speak; no other is offered, so that a test knows what it gets.
    pub dialect: Dialect,
    /// The address to sign in with.
    pub handle: String,
    /// Access token or password.
    pub secret: Secret,
    /// The way of signing in; each dialect has some.
    pub package: Package,
    /// Where tickets come from, for [`Package::Ticket`].
    pub passport: Passport,
    /// What the client says that it is.
    pub program: Program,
    /// How long to wait for a connection and for each answer.
    pub patience: Duration,
    /// After how long a silence the server is asked whether it is still there, while events are waited for; where its answers
    /// say when to ask again, then. `None` leaves that to the owner: see [`crate::Client::ping`].
    pub keep_alive: Option<Duration>,
    /// The product in whose name challenges are answered; `None` leaves them to the owner, as [`crate::Event::Challenge`].
    pub product: Option<Product>,
}

impl Config {
    /// Sign in by MD5, or by ticket where the dialect has that, as the program that this dialect came with, and answer
    /// challenges.
    pub fn new(server: &str, handle: &str, secret: &str, dialect: Dialect) -> Self {
        Self {
            server: server.into(),
            dialect,
            handle: handle.into(),
            secret: Secret::new(secret),
            package: if dialect.has(Cap::TicketSignIn) { Package::Ticket } else { Package::Md5 },
            passport: Passport::default(),
            program: Program::of(dialect),
            patience: Duration::from_secs(10),
            keep_alive: None,
            product: Product::named(if dialect.has(Cap::LongChallenges) {
                "PROD0101{0RM?UBW"
            } else {
                "msmsgs@msnmsgr.com"
            }),
        }
    }
}

/// Where tickets come from.
#[derive(Clone)]
pub struct Passport {
    /// The nexus, which knows the login server. By `http`, everybody on the way can read the secret.
    pub nexus: String,
    /// Root certificates that are trusted for `https` besides the machine's own: DER, or PEM with one or several.
    pub roots: Vec<Vec<u8>>,
    /// Makes the connections in this library's place; then `roots` are nobody's.
    pub dialer: Option<Arc<dyn Dialer>>,
}

impl Passport {
    /// The nexus at this address, and only the machine's own roots.
    pub fn at(nexus: &str) -> Self {
        Self { nexus: nexus.into(), roots: Vec::new(), dialer: None }
    }
}

impl fmt::Debug for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nexus, roots, dialer } = self;
        let mut shown = f.debug_struct("Passport");
        shown.field("nexus", nexus).field("roots", &roots.len()).field("dialer", &dialer.is_some()).finish()
    }
}

impl Default for Passport {
    fn default() -> Self {
        Self::at(NEXUS)
    }
}

/// A token or password, kept out of logs.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

impl Secret {
    /// Takes the secret.
    pub fn new(secret: &str) -> Self {
        Self(secret.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A way of signing in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Package {
    /// A digest over the server's challenge and the secret.
    Md5,
    /// The secret in clear text (MSNP2).
    Ctp,
    /// A ticket that the secret is exchanged for over HTTPS, from MSNP8 on.
    Ticket,
    /// The same where the secret is the ticket already: nobody is asked for one. For tickets that come another way than
    /// Passport 1.4, as by `RST.srf` (MSN Messenger 7.5), or over TLS that this library does not speak.
    GivenTicket,
}

impl Package {
    /// What it is on the wire.
    pub(crate) const fn on_the_wire(self) -> SignInPackage {
        match self {
            Self::Md5 => SignInPackage::Md5,
            Self::Ctp => SignInPackage::ClearText,
            Self::Ticket | Self::GivenTicket => SignInPackage::Tweener,
        }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        self.on_the_wire().as_str()
    }
}

/// What a client says about itself in `CVR`. Each value is one word.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Program {
    /// Locale, as `0x0409`.
    pub locale: String,
    /// Operating system, as `win`.
    pub os: String,
    /// Its version, as `4.10`.
    pub os_version: String,
    /// Processor, as `i386`.
    pub cpu: String,
    /// Client, as `MSMSGS`.
    pub library: String,
    /// Its version, as `4.7.0105`.
    pub version: String,
    /// Whose code it is built from; not every dialect has it.
    pub code_base: Option<String>,
}

impl Program {
    /// The values of the official client that introduced the dialect.
    pub fn of(dialect: Dialect) -> Self {
        let version = match dialect {
            Dialect::Msnp2 => "1.0.0863",
            Dialect::Msnp3 => "2.0.0083",
            Dialect::Msnp4 => "2.2.1053",
            Dialect::Msnp5 => "3.5.0077",
            Dialect::Msnp6 => "3.6.0038",
            Dialect::Msnp7 => "4.7.0105",
            Dialect::Msnp8 => "5.0.0544",
            Dialect::Msnp9 => "6.0.0602",
            Dialect::Msnp10 => "6.2.0137",
            Dialect::Msnp11 => "7.0.0813",
            Dialect::Msnp12 => "7.5.0324",
            Dialect::Msnp13 => "8.0.0566",
            Dialect::Msnp14 => "8.0.0812",
            Dialect::Msnp15 => "8.5.1302",
            Dialect::Msnp16 | Dialect::Msnp17 => "9.0.1407",
            Dialect::Msnp18 => "14.0.8117",
        };
        // From MSNP8 on the client was another program, and the usual machine another one.
        let (os, os_version, library) = if dialect.has(Cap::VersionFirst) {
            ("winnt", "5.1", "MSNMSGR")
        } else {
            ("win", "4.10", "MSMSGS")
        };
        Self {
            locale: "0x0409".into(),
            os: os.into(),
            os_version: os_version.into(),
            cpu: "i386".into(),
            library: library.into(),
            version: version.into(),
            code_base: dialect.has(Cap::CodeBase).then(|| "MSMSGS".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_not_in_the_debug_output() {
        let config = Config::new("localhost", "alice@example.com", "hunter2", Dialect::Msnp7);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
