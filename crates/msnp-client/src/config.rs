//! What a client must be told before it can sign in.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use msnp::command::SignInPackage;
use msnp::passport::Edition;
use msnp::value::EndpointId;
use msnp::{Cap, Dialect, auth::Product};

use crate::dialer::Dialer;

/// Where clients asked for a login server, until others were built in.
pub const NEXUS: &str = "https://nexus.passport.com/rdr/pprdr.asp";

/// Where clients asked for tokens, until others were built in.
pub const LOGIN: &str = "https://login.live.com";

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
    /// Where tickets come from.
    pub passport: Passport,
    /// In which form tokens are asked for, for [`Package::SingleSignOn`] and [`Package::ServiceTicket`].
    pub edition: Edition,
    /// Which machine this is (MSNP16). With it, other programs of the principal can be signed in beside this one, each on a machine
    /// of its own, and conversations are shared with them; without it, the newest one ends the others. A program keeps
    /// its GUID: who comes with the same one takes the old one's place.
    pub machine: Option<EndpointId>,
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
    /// Sign in by MD5, by ticket from MSNP8 on, or by single sign-on from MSNP13 on, as the program that this dialect came
    /// with, on no particular machine, and answer challenges.
    pub fn new(server: &str, handle: &str, secret: &str, dialect: Dialect) -> Self {
        Self {
            server: server.into(),
            dialect,
            handle: handle.into(),
            secret: Secret::new(secret),
            package: Package::of(dialect),
            passport: Passport::default(),
            // Windows Live Messenger 8 had the first edition.
            edition: if dialect.has(Cap::Endpoints) { Edition::Rst2 } else { Edition::Rst },
            machine: None,
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
    /// The nexus, which knows the login server, for [`Package::Ticket`]. By `http`, everybody on the way can read the secret.
    pub nexus: String,
    /// Where the token services are, for [`Package::SingleSignOn`] and [`Package::ServiceTicket`]: scheme and host, to which
    /// `/RST.srf` or `/RST2.srf` is added.
    pub login: String,
    /// Root certificates that are trusted for `https` besides the machine's own: DER, or PEM with one or several.
    pub roots: Vec<Vec<u8>>,
    /// Makes the connections in this library's place; then `roots` are nobody's.
    pub dialer: Option<Arc<dyn Dialer>>,
}

impl Passport {
    /// The nexus at this address, token services on the same host, and only the machine's own roots.
    pub fn at(nexus: &str) -> Self {
        let host = nexus.find("://").map_or(0, |scheme| scheme + 3);
        let end = nexus.get(host..).and_then(|rest| rest.find('/')).map_or(nexus.len(), |end| host + end);
        let login = nexus.get(..end).unwrap_or_default().into();
        Self { nexus: nexus.into(), login, roots: Vec::new(), dialer: None }
    }
}

impl fmt::Debug for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nexus, login, roots, dialer } = self;
        let mut shown = f.debug_struct("Passport");
        shown.field("nexus", nexus).field("login", login);
        shown.field("roots", &roots.len()).field("dialer", &dialer.is_some()).finish()
    }
}

impl Default for Passport {
    fn default() -> Self {
        Self { login: LOGIN.into(), ..Self::at(NEXUS) }
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
    /// The same with a ticket of the token service, as MSN Messenger 7.5 and Windows Live Messenger 8.0 fetched theirs.
    ServiceTicket,
    /// The same where the secret is the ticket already: nobody is asked for one. For tickets that come another way.
    GivenTicket,
    /// A ticket of the token service, and a proof that the secret is known which came with it, from MSNP13 on.
    SingleSignOn,
}

impl Package {
    /// The one that official clients of the dialect prefer; for MSNP13 and 14, that of all later ones.
    fn of(dialect: Dialect) -> Self {
        if dialect.has(Cap::SingleSignOn) {
            Self::SingleSignOn
        } else if dialect.has(Cap::TicketSignIn) {
            Self::Ticket
        } else {
            Self::Md5
        }
    }

    /// What it is on the wire.
    pub(crate) const fn on_the_wire(self) -> SignInPackage {
        match self {
            Self::Md5 => SignInPackage::Md5,
            Self::Ctp => SignInPackage::ClearText,
            Self::Ticket | Self::ServiceTicket | Self::GivenTicket => SignInPackage::Tweener,
            Self::SingleSignOn => SignInPackage::SingleSignOn,
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
    fn the_token_services_are_where_the_nexus_is() {
        for (nexus, login) in [
            ("http://im.example.com/rdr/pprdr.asp", "http://im.example.com"),
            ("https://im.example.com:8443/a/b", "https://im.example.com:8443"),
            ("http://im.example.com", "http://im.example.com"),
            ("im.example.com/x", "im.example.com"),
            ("", ""),
        ] {
            assert_eq!(Passport::at(nexus).login, login, "{nexus}");
        }
        assert_eq!(Passport::default().login, LOGIN);
    }

    #[test]
    fn the_secret_is_not_in_the_debug_output() {
        let config = Config::new("localhost", "alice@example.com", "hunter2", Dialect::Msnp7);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
