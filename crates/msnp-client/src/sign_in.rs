//! Signing in: from a TCP connection to a session, over as many servers as it takes.

use msnp::Cap;
use msnp::auth::sign_in_digest;
use msnp::command::{Inf, Referral, SignInStage, SignInStep, Usr, UsrReply, Ver, XfrReply};
use msnp::notification::{FromClient, FromServer};
use msnp::value::{ErrorCode, Flag, Handle, Text, Trid};

use crate::client::unexpected;
use crate::config::{Config, Package};
use crate::connection::{Connection, Notification};
use crate::{Error, Message};

/// More servers than this in a row are a loop.
const MAX_REFERRALS: u32 = 5;

/// The place that means: start again with `VER` on this connection (reference 01 §1).
const SAME_CONNECTION: &str = "0";

/// A session that has just begun.
pub(crate) struct SignedIn {
    pub(crate) connection: Connection<Notification>,
    /// The address in the server's spelling.
    pub(crate) handle: Handle,
    /// The principal's own name.
    pub(crate) name: String,
    /// Whether the address has been verified, where the dialect tells it.
    pub(crate) verified: Option<Flag>,
    /// The profile message.
    pub(crate) profile: Message,
    /// The last transaction id spent.
    pub(crate) trid: Trid,
}

/// Signs in, following referrals.
pub(crate) async fn sign_in(config: &Config) -> Result<SignedIn, Error> {
    if !config.dialect.has(Cap::PackageQuery) {
        return Err(Error::NotInDialect { request: "INF", dialect: config.dialect });
    }
    let mut connection = Connection::connect(&config.server, config.dialect, config.patience).await?;
    for _ in 0..=MAX_REFERRALS {
        let mut attempt = Attempt { config, connection, trid: Trid(0) };
        attempt.agree().await?;
        match attempt.introduce().await? {
            Answer::Challenged(challenge) => return attempt.prove(challenge.as_ref()).await,
            Answer::Referred(address) if address == SAME_CONNECTION => connection = attempt.connection,
            Answer::Referred(address) => {
                connection = Connection::connect(&address, config.dialect, config.patience).await?;
            }
        }
    }
    Err(Error::TooManyReferrals(MAX_REFERRALS))
}

/// One server's turn.
struct Attempt<'c> {
    config: &'c Config,
    connection: Connection<Notification>,
    trid: Trid,
}

/// What a server says to `USR I`.
enum Answer {
    Challenged(Option<Text>),
    Referred(String),
}

impl Attempt<'_> {
    /// `VER` and `INF`.
    async fn agree(&mut self) -> Result<(), Error> {
        let dialect = self.config.dialect;
        let dialects = vec![Text::new(dialect.name())?, Text::new("CVR0")?];
        let trid = self.next_trid();
        let reply = self.ask(Ver { trid, dialects }).await?;
        let FromServer::VerReply(agreed) = reply else { return Err(unexpected(&reply)) };
        if agreed.dialect.as_str().parse() != Ok(dialect) {
            return Err(Error::NoCommonDialect(dialect));
        }

        let trid = self.next_trid();
        let reply = self.ask(Inf { trid }).await?;
        let FromServer::InfReply(offer) = reply else { return Err(unexpected(&reply)) };
        let package = self.config.package.name();
        if !offer.packages.iter().any(|offered| offered.as_str() == package) {
            return Err(Error::PackageNotOffered(package));
        }
        Ok(())
    }

    /// `USR I`.
    async fn introduce(&mut self) -> Result<Answer, Error> {
        let stage = SignInStage::Initial { handle: Handle::new(&self.config.handle)?, secret: None };
        match self.usr(stage).await? {
            FromServer::UsrReply(UsrReply { step: SignInStep::Challenge { challenge, .. }, .. }) => {
                Ok(Answer::Challenged(challenge))
            }
            FromServer::XfrReply(XfrReply { to: Referral::Notification { address, .. }, .. }) => {
                Ok(Answer::Referred(address.as_str().into()))
            }
            reply => Err(unexpected(&reply)),
        }
    }

    /// `USR S`, and the profile that follows success.
    async fn prove(mut self, challenge: Option<&Text>) -> Result<SignedIn, Error> {
        let secret = self.config.secret.expose();
        let proof = match (self.config.package, challenge) {
            (Package::Md5, Some(challenge)) => {
                Text::new(&sign_in_digest(challenge.as_str(), secret.as_bytes()))?
            }
            (Package::Md5, None) => {
                return Err(Error::Unexpected("a challenge to MD5 with nothing in it".into()));
            }
            (Package::Ctp, _) => Text::new(secret)?,
        };
        let reply = self.usr(SignInStage::Subsequent { proof }).await?;
        let FromServer::UsrReply(UsrReply {
            step: SignInStep::Done { handle, name: Some(name), verified, restricted: _ },
            ..
        }) = reply
        else {
            return Err(unexpected(&reply));
        };
        let reply = self.connection.recv_within(self.config.patience).await?;
        let FromServer::MsgDelivery(profile) = reply else { return Err(unexpected(&reply)) };
        Ok(SignedIn {
            connection: self.connection,
            handle,
            name: name.decode(),
            verified,
            profile: profile.into(),
            trid: self.trid,
        })
    }

    /// A `USR`, to which 911 has a meaning of its own.
    async fn usr(&mut self, stage: SignInStage) -> Result<FromServer<'static>, Error> {
        let (trid, package) = (self.next_trid(), self.config.package.on_the_wire());
        match self.ask(Usr { trid, package, stage }).await {
            Err(Error::Refused(ErrorCode::AuthenticationFailed)) => Err(Error::WrongCredentials),
            other => other,
        }
    }

    /// During sign-in, one thing happens after the other: what comes next is the answer.
    async fn ask(&mut self, request: impl Into<FromClient<'static>>) -> Result<FromServer<'static>, Error> {
        self.connection.send(request).await?;
        match self.connection.recv_within(self.config.patience).await? {
            FromServer::Refused(refused) => Err(Error::Refused(refused.code)),
            answer => Ok(answer),
        }
    }

    fn next_trid(&mut self) -> Trid {
        self.trid.0 += 1;
        self.trid
    }
}
