//! Can this account sign in, in the way of these clients?

use std::net::SocketAddr;
use std::sync::Arc;

use msnp::Dialect;
use msnp::value::ErrorCode;
use msnp_client::{Client, Config, Error, Package, Passport, PassportError};
use nudge_core::{Handle, Secret};
use nudge_reach::Generation;
use nudge_tls::Face;
use nudge_web::{ACCOUNT_DISABLED, TOO_MANY_FAILURES};

use super::finding::Trouble;
use super::rst::{self, NoTicket};
use super::tls::{Over, Secure};
use super::{Finding, PATIENCE};

/// How clients prove who they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// By a digest: MSN Messenger 1.0 to 4.7.
    Md5,
    /// By a ticket of `login2.srf`, which the nexus names: MSN Messenger 5.0 to 7.0.
    Login2,
    /// By a ticket of `RST.srf`: MSN Messenger 7.5.
    Rst,
}

/// A way, in the dialect of one client that goes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct SignIn(Way, Dialect);

/// Where to sign in.
pub(super) struct Server {
    /// The messenger service, if it answers.
    pub(super) msnp: Option<SocketAddr>,
    /// HTTPS, and the face over which it works.
    pub(super) secure: Option<(Arc<Secure>, Face)>,
}

/// Signs in as the client does, in every way if none is named, and out again. Whoever is signed in with the account
/// meanwhile is signed out.
pub(super) async fn every_way(
    client: Option<Generation>,
    server: &Server,
    account: &(Handle, Secret),
    tell: &mut dyn FnMut(Finding),
) {
    let mut refused = false;
    for sign_in in ways(client) {
        let check = sign_in.check();
        // To ask again would only count as one more failure.
        if refused {
            tell(Finding::passed_over(check, "the password was refused already"));
            continue;
        }
        let Some(msnp) = server.msnp else {
            tell(Finding::passed_over(check, "the messenger service does not answer"));
            continue;
        };
        let outcome = match (sign_in.0, &server.secure) {
            (Way::Md5, _) => by_md5(msnp, sign_in.1, account).await,
            (Way::Login2, Some(secure)) => by_login2(msnp, sign_in.1, account, secure).await,
            (Way::Rst, Some(secure)) => by_rst(msnp, sign_in.1, account, secure).await,
            (Way::Login2 | Way::Rst, None) => {
                tell(Finding::passed_over(check, "it needs HTTPS, which does not work"));
                continue;
            }
        };
        if let Err(Failure::Password(_)) = outcome {
            refused = true;
        }
        tell(Finding::of(check, outcome.map_err(Failure::into_trouble)));
    }
}

/// Those with Passport first: it says why a password is refused.
fn ways(client: Option<Generation>) -> &'static [SignIn] {
    const MD5: SignIn = SignIn(Way::Md5, Dialect::Msnp7);
    const MSNP8: SignIn = SignIn(Way::Login2, Dialect::Msnp8);
    const MSNP9: SignIn = SignIn(Way::Login2, Dialect::Msnp9);
    const MSNP10: SignIn = SignIn(Way::Login2, Dialect::Msnp10);
    const MSNP11: SignIn = SignIn(Way::Login2, Dialect::Msnp11);
    const RST: SignIn = SignIn(Way::Rst, Dialect::Msnp12);
    match client {
        None => &[MSNP8, RST, MD5],
        Some(Generation::Msn1To4) => &[MD5],
        Some(Generation::WindowsMessenger | Generation::Msn5) => &[MSNP8],
        Some(Generation::Msn6) => &[MSNP10],
        Some(Generation::Msn70) => &[MSNP11],
        Some(Generation::Msn75 | Generation::Wlm80 | Generation::Wlm85 | Generation::Wlm2009) => &[RST],
        Some(Generation::Mac | Generation::ThirdParty) => &[MSNP9],
    }
}

impl SignIn {
    fn check(self) -> String {
        let Self(way, dialect) = self;
        let way = match way {
            Way::Md5 => "MD5",
            Way::Login2 => "Passport's login2.srf",
            Way::Rst => "Passport's RST.srf",
        };
        format!("sign-in by {way}, {dialect}")
    }
}

/// Why a sign-in failed.
enum Failure {
    /// Passport refuses the account, and so in every way.
    Password(Trouble),
    /// For another reason, which need not be one in another way.
    Other(Trouble),
}

impl Failure {
    fn into_trouble(self) -> Trouble {
        match self {
            Self::Password(trouble) | Self::Other(trouble) => trouble,
        }
    }
}

type Outcome = Result<String, Failure>;

async fn by_md5(msnp: SocketAddr, dialect: Dialect, account: &(Handle, Secret)) -> Outcome {
    enter(config(msnp, dialect, account), account).await
}

async fn by_login2(
    msnp: SocketAddr,
    dialect: Dialect,
    account: &(Handle, Secret),
    (secure, face): &(Arc<Secure>, Face),
) -> Outcome {
    let mut config = config(msnp, dialect, account);
    let over = Over { secure: Arc::clone(secure), face: *face };
    config.passport = Passport { dialer: Some(Arc::new(over)), ..Passport::default() };
    enter(config, account).await
}

async fn by_rst(
    msnp: SocketAddr,
    dialect: Dialect,
    account: &(Handle, Secret),
    (secure, face): &(Arc<Secure>, Face),
) -> Outcome {
    let ticket = rst::ticket(secure, *face, account).await.map_err(|error| match error {
        NoTicket::Refused(text) => Failure::Password(refusal(&text, account)),
        NoTicket::Trouble(trouble) => Failure::Other(trouble),
    })?;
    let mut config = config(msnp, dialect, account);
    config.package = Package::GivenTicket;
    config.secret = msnp_client::Secret::new(ticket.expose());
    enter(config, account).await
}

fn config(msnp: SocketAddr, dialect: Dialect, (handle, secret): &(Handle, Secret)) -> Config {
    let mut config = Config::new(&msnp.to_string(), handle.as_str(), secret.expose(), dialect);
    config.patience = PATIENCE;
    config
}

/// Signs in, asks for the contacts as a client does next, and signs out.
async fn enter(config: Config, account: &(Handle, Secret)) -> Outcome {
    let entered = async {
        let mut client = Client::sign_in(config).await?;
        let contacts = client.sync().await?.forward.len();
        // It has worked, whatever becomes of the goodbye.
        let _ = client.sign_out().await;
        Ok(contacts)
    };
    match entered.await {
        Ok(1) => Ok("the account signs in, and has 1 contact".to_owned()),
        Ok(contacts) => Ok(format!("the account signs in, and has {contacts} contacts")),
        Err(error) => Err(failure(&error, account)),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only some errors have a remedy of their own")]
fn failure(error: &Error, account: &(Handle, Secret)) -> Failure {
    let other = |remedy: &str| Failure::Other(Trouble::new(error.to_string(), remedy));
    match error {
        Error::WrongCredentials { reason: Some(reason) } => Failure::Password(refusal(reason, account)),
        Error::WrongCredentials { reason: None } => {
            let (handle, _) = account;
            other(&format!(
                "Give an access token (nudge token add {handle}), because a password does not sign these clients in; the \
                 answer is the same if there is no such account, if it is switched off (nudge account show {handle}), and \
                 for some minutes after too many failures."
            ))
        }
        Error::Refused(ErrorCode::AuthenticationFailed) => other(
            "Let clients sign in at this very server (its setting web.login_host): the ticket was given by another one, or the \
             account was changed a moment ago.",
        ),
        Error::NoCommonDialect(_) => other("Add the dialect to the server's setting dialects."),
        Error::Passport(trouble) => Failure::Other(passport(trouble)),
        Error::Io(_) | Error::Timeout | Error::Closed => other(
            "The server may refer to an address that cannot be reached from here: set its public_address.",
        ),
        _ => other("Look at the server's log."),
    }
}

/// What Passport's words ask for.
fn refusal(text: &str, (handle, _): &(Handle, Secret)) -> Trouble {
    let found = format!("the server says: {text}");
    let found = found.trim_end_matches('.');
    if text == ACCOUNT_DISABLED {
        Trouble::new(found, format!("Switch it on again with nudge account enable {handle}."))
    } else if text == TOO_MANY_FAILURES {
        let remedy = "Wait for the server's sign_in.failure_window to pass, and stop whatever tries with an old password.";
        Trouble::new(found, remedy)
    } else {
        Trouble::new(
            found,
            format!(
                "Check the address, and type the password anew or an access token (nudge token add {handle})."
            ),
        )
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only some errors have a remedy of their own")]
fn passport(error: &PassportError) -> Trouble {
    match error {
        // What our own connections say of themselves.
        PassportError::Tls { place, cause } => {
            match cause.get_ref().and_then(|cause| cause.downcast_ref::<Trouble>()) {
                Some(Trouble { found, remedy }) => Trouble::new(format!("{place}: {found}"), remedy),
                None => Trouble::new(error.to_string(), "Look at the server's log."),
            }
        }
        PassportError::Status { status: 503, .. } => {
            Trouble::new(error.to_string(), "The server is busy: try again in a minute.")
        }
        PassportError::Downgrade { .. }
        | PassportError::BadAddress(_)
        | PassportError::TooManyRedirects(_) => {
            Trouble::new(error.to_string(), "Correct the server's setting web.login_host.")
        }
        _ => Trouble::new(error.to_string(), "Look at the server's log."),
    }
}

#[cfg(test)]
mod tests {
    use nudge_reach::GENERATIONS;

    use super::*;

    #[test]
    fn clients_sign_in_by_passport_where_they_need_https() {
        for needs in GENERATIONS {
            let ways = ways(Some(needs.generation));
            assert_eq!(ways.len(), 1, "{}", needs.name);
            assert_eq!(ways[0].0 != Way::Md5, needs.certificate, "{}", needs.name);
        }
        assert_eq!(ways(None).len(), 3);
    }

    #[test]
    fn what_passport_says_has_a_remedy_of_its_own() {
        let account = (Handle::new("alice@example.com").unwrap(), Secret::new(String::new()));
        let remedy = |text: &str| refusal(text, &account).remedy;
        assert!(remedy(ACCOUNT_DISABLED).contains("nudge account enable alice@example.com"));
        assert!(remedy(TOO_MANY_FAILURES).contains("sign_in.failure_window"));
        assert!(remedy("Something else.").contains("nudge token add alice@example.com"));
    }
}
