//! What a client must be told before it can sign in.

use std::fmt;
use std::time::Duration;

use msnp::command::SignInPackage;
use msnp::{Cap, Dialect, auth::Product};

/// The dialects that a client can sign in with, oldest first: those that do without tickets.
pub const DIALECTS: [Dialect; 6] =
    [Dialect::Msnp2, Dialect::Msnp3, Dialect::Msnp4, Dialect::Msnp5, Dialect::Msnp6, Dialect::Msnp7];

/// Whom to sign in, where and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// The first server to ask: `host:port`, or a host alone for port 1863.
    pub server: String,
    /// The dialect to speak, one of [`DIALECTS`]; no other is offered, so that a test knows what it gets.
    pub dialect: Dialect,
    /// The address to sign in with.
    pub handle: String,
    /// Access token or password.
    pub secret: Secret,
    /// The way of signing in.
    pub package: Package,
    /// What the client says that it is.
    pub program: Program,
    /// How long to wait for a connection and for each answer.
    pub patience: Duration,
    /// The product in whose name challenges are answered; `None` leaves them to the owner, as [`crate::Event::Challenge`].
    pub product: Option<Product>,
}

impl Config {
    /// Sign in by MD5, as the program that this dialect came with, and answer challenges.
    pub fn new(server: &str, handle: &str, secret: &str, dialect: Dialect) -> Self {
        Self {
            server: server.into(),
            dialect,
            handle: handle.into(),
            secret: Secret::new(secret),
            package: Package::Md5,
            program: Program::of(dialect),
            patience: Duration::from_secs(10),
            product: Product::named("msmsgs@msnmsgr.com"),
        }
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
}

impl Package {
    /// What it is on the wire.
    pub(crate) const fn on_the_wire(self) -> SignInPackage {
        match self {
            Self::Md5 => SignInPackage::Md5,
            Self::Ctp => SignInPackage::ClearText,
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
        };
        Self {
            locale: "0x0409".into(),
            os: "win".into(),
            os_version: "4.10".into(),
            cpu: "i386".into(),
            library: "MSMSGS".into(),
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
