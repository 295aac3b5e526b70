//! Signing in: from a TCP connection to a session, over as many servers as it takes.

use msnp::Cap;
use msnp::auth::{sign_in_digest, sso};
use msnp::command::{
    ClientVersion, Inf, Referral, SignInPackage, SignInStage, SignInStep, Usr, UsrReply, Ver, XfrReply,
};
use msnp::notification::{FromClient, FromServer};
use msnp::passport::Token;
use msnp::value::{ErrorCode, Flag, Handle, Text, Trid};
use rustls::crypto::ring;

use crate::client::unexpected;
use crate::config::{Config, Package, Program};
use crate::connection::{Connection, Notification};
use crate::{Error, Message, passport};

/// More servers than this in a row are a loop.
const MAX_REFERRALS: u32 = 5;

/// The place that means: start again with `VER` on this connection (reference 01 §1).
const SAME_CONNECTION: &str = "0";

/// A session that has just begun.
pub(crate) struct SignedIn {
    pub(crate) connection: Connection<Notification>,
    /// The address in the server's spelling.
    pub(crate) handle: Handle,
    /// The principal's own name, where the dialect tells it this early.
    pub(crate) name: Option<String>,
    /// Whether the address has been verified, where the dialect tells it.
    pub(crate) verified: Option<Flag>,
    /// The profile message.
    pub(crate) profile: Message,
    /// What the token service has given, where it was asked.
    pub(crate) tokens: Vec<Token>,
    /// The last transaction id spent.
    pub(crate) trid: Trid,
}

/// Signs in, following referrals.
pub(crate) async fn sign_in(config: &Config) -> Result<SignedIn, Error> {
    if !config.package.on_the_wire().is_in(config.dialect) {
        return Err(Error::NotInDialect { request: config.package.name(), dialect: config.dialect });
    }
    let mut connection = Connection::connect(&config.server, config.dialect, config.patience).await?;
    for _ in 0..=MAX_REFERRALS {
        let mut attempt = Attempt { config, connection, trid: Trid(0) };
        attempt.agree().await?;
        match attempt.introduce().await? {
            Answer::Challenged(challenge) => return attempt.prove(challenge).await,
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
    Challenged(Challenge),
    Referred(String),
}

/// What is to be proven.
enum Challenge {
    /// By a digest over this, or with a ticket that is fetched with it.
    Over(Option<Text>),
    /// By single sign-on.
    Nonce { policy: Text, nonce: Text },
}

/// What is shown for it.
struct Proof {
    /// The digest, the password or the ticket.
    word: Text,
    response: Option<Text>,
    tokens: Vec<Token>,
}

impl Attempt<'_> {
    /// `VER`, and `INF` or `CVR`.
    async fn agree(&mut self) -> Result<(), Error> {
        let dialect = self.config.dialect;
        let dialects = vec![Text::new(dialect.name())?, Text::new("CVR0")?];
        let trid = self.next_trid();
        let reply = self.ask(Ver { trid, dialects }).await?;
        let FromServer::VerReply(agreed) = reply else { return Err(unexpected(&reply)) };
        if agreed.dialect.as_str().parse() != Ok(dialect) {
            return Err(Error::NoCommonDialect(dialect));
        }

        if dialect.has(Cap::VersionFirst) {
            let (trid, handle) = (self.next_trid(), Some(Text::new(&self.config.handle)?));
            let version = version(&self.config.program, trid, handle)?;
            let reply = self.ask(FromClient::Cvr(version)).await?;
            let FromServer::Cvr(_) = reply else { return Err(unexpected(&reply)) };
        }
        if dialect.has(Cap::PackageQuery) { self.choose_package().await } else { Ok(()) }
    }

    /// `INF`.
    async fn choose_package(&mut self) -> Result<(), Error> {
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
                Ok(Answer::Challenged(Challenge::Over(challenge)))
            }
            FromServer::UsrReply(UsrReply { step: SignInStep::Nonce { policy, nonce }, .. }) => {
                Ok(Answer::Challenged(Challenge::Nonce { policy, nonce }))
            }
            FromServer::XfrReply(XfrReply { to: Referral::Notification { address, .. }, .. }) => {
                Ok(Answer::Referred(address.as_str().into()))
            }
            reply => Err(unexpected(&reply)),
        }
    }

    /// `USR S`, and the profile that follows success.
    async fn prove(mut self, challenge: Challenge) -> Result<SignedIn, Error> {
        let Proof { word: proof, response, tokens } = self.proof(challenge).await?;
        let endpoint = self.config.machine.clone();
        let reply = self.usr(SignInStage::Subsequent { proof, response, endpoint }).await?;
        let FromServer::UsrReply(UsrReply {
            step: SignInStep::Done { handle, name, verified, restricted: _ },
            ..
        }) = reply
        else {
            return Err(unexpected(&reply));
        };
        let mut reply = self.connection.recv_within(self.config.patience).await?;
        if let FromServer::Sbs(_) = reply {
            reply = self.connection.recv_within(self.config.patience).await?;
        }
        let FromServer::MsgDelivery(profile) = reply else { return Err(unexpected(&reply)) };
        Ok(SignedIn {
            connection: self.connection,
            handle,
            name: name.map(|name| name.decode()),
            verified,
            profile: profile.into(),
            tokens,
            trid: self.trid,
        })
    }

    /// What shows that the secret is known.
    async fn proof(&self, challenge: Challenge) -> Result<Proof, Error> {
        let (config, package) = (self.config, self.config.package);
        let secret = config.secret.expose();
        let alone = |word| Proof { word, response: None, tokens: Vec::new() };
        match (package, challenge) {
            (Package::Md5, Challenge::Over(Some(challenge))) => {
                Ok(alone(Text::new(&sign_in_digest(challenge.as_str(), secret.as_bytes()))?))
            }
            (Package::Ticket, Challenge::Over(Some(challenge))) => {
                let word = passport::ticket(config, &challenge).await?;
                let (service, ticket) = (passport::MESSENGER.to_owned(), word.as_str().to_owned().into());
                let tokens = vec![Token { service, ticket, secret: None }];
                Ok(Proof { word, response: None, tokens })
            }
            (Package::ServiceTicket, Challenge::Over(Some(challenge))) => {
                // The parameters are the policy, written as those of an address.
                let policy = format!("?{}", challenge.as_str().replace(',', "&"));
                let tokens = passport::tokens(config, passport::MESSENGER, &policy).await?;
                let word = Text::new(&token_for(passport::MESSENGER, &tokens)?.ticket)?;
                Ok(Proof { word, response: None, tokens })
            }
            (Package::SingleSignOn, Challenge::Nonce { policy, nonce }) => {
                let service = passport::MESSENGER_CLEAR;
                let tokens = passport::tokens(config, service, policy.as_str()).await?;
                let token = token_for(service, &tokens)?;
                let secret = token.secret.as_ref().ok_or_else(|| {
                    Error::Unexpected(format!("a ticket for {service} that nothing can be proven with"))
                })?;
                let response = sso::response(secret, nonce.as_str(), initial_vector()?);
                let (word, response) = (Text::new(&token.ticket)?, Some(Text::new(&response)?));
                Ok(Proof { word, response, tokens })
            }
            (Package::Ctp | Package::GivenTicket, _) => Ok(alone(Text::new(secret)?)),
            (Package::Md5 | Package::Ticket | Package::ServiceTicket | Package::SingleSignOn, _) => {
                Err(Error::Unexpected(format!("a challenge to {} with nothing in it", package.name())))
            }
        }
    }

    /// A `USR`. To a digest or a password, 911 says that they are wrong; a ticket has been given for the right ones.
    async fn usr(&mut self, stage: SignInStage) -> Result<FromServer<'static>, Error> {
        let (trid, package) = (self.next_trid(), self.config.package.on_the_wire());
        match self.ask(Usr { trid, package, stage }).await {
            Err(Error::Refused(ErrorCode::AuthenticationFailed))
                if !matches!(package, SignInPackage::Tweener | SignInPackage::SingleSignOn) =>
            {
                Err(Error::WrongCredentials { reason: None })
            }
            other => other,
        }
    }

    /// During sign-in, one thing happens after the other: what comes next is the answer, but for the policies of later dialects,
    /// which come unasked.
    async fn ask(&mut self, request: impl Into<FromClient<'static>>) -> Result<FromServer<'static>, Error> {
        self.connection.send(request).await?;
        loop {
            match self.connection.recv_within(self.config.patience).await? {
                FromServer::Refused(refused) => return Err(Error::Refused(refused.code)),
                FromServer::GcfReply(_) => {}
                answer => return Ok(answer),
            }
        }
    }

    fn next_trid(&mut self) -> Trid {
        self.trid.0 += 1;
        self.trid
    }
}

/// The ticket for a service.
fn token_for<'t>(service: &str, tokens: &'t [Token]) -> Result<&'t Token, Error> {
    let token = tokens.iter().find(|token| token.service == service);
    token.ok_or_else(|| Error::Unexpected(format!("no ticket for {service} among the tokens")))
}

/// What encrypting begins with: random, and nobody's secret.
fn initial_vector() -> Result<[u8; 8], Error> {
    let mut vector = [0; 8];
    let random = ring::default_provider().secure_random;
    random
        .fill(&mut vector)
        .map_err(|_| Error::Io(std::io::Error::other("the machine has no randomness")))?;
    Ok(vector)
}

/// What the client says about itself.
pub(crate) fn version(program: &Program, trid: Trid, handle: Option<Text>) -> Result<ClientVersion, Error> {
    Ok(ClientVersion {
        trid,
        locale: Text::new(&program.locale)?,
        os: Text::new(&program.os)?,
        os_version: Text::new(&program.os_version)?,
        cpu: Text::new(&program.cpu)?,
        library: Text::new(&program.library)?,
        version: Text::new(&program.version)?,
        code_base: program.code_base.as_deref().map(Text::new).transpose()?,
        handle,
    })
}
