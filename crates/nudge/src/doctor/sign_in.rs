//! Can this account sign in, in the way of these clients?

use std::net::SocketAddr;
use std::sync::Arc;

use msnp::passport::Edition;
use msnp::value::{EndpointId, ErrorCode};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, Dialer, Error, Package, PassportError};
use nudge_core::{Handle, Secret};
use nudge_reach::Generation;
use nudge_tls::Face;
use nudge_web::{ACCOUNT_DISABLED, TOO_MANY_FAILURES};

use super::address_book::{self, CONTACTS, Dress};
use super::finding::Trouble;
use super::tls::{Over, Secure};
use super::web::{LOGIN, LOGINNET};
use super::{Finding, PATIENCE};

/// How clients prove who they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// By a digest: MSN Messenger 1.0 to 4.7.
    Md5,
    /// By a ticket of `login2.srf`, which the nexus names: MSN Messenger 5.0 to 7.0.
    Login2,
    /// By a ticket of `RST.srf`, at that host: MSN Messenger 7.5 and Windows Live Messenger 8.0.
    Rst(&'static str),
    /// By a ticket of `RST.srf` or `RST2.srf` and a proof: Windows Live Messenger 8.1 and later.
    SingleSignOn(Edition),
}

/// A way, in the dialect of one client that goes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct SignIn(Way, Dialect);

/// Which machine this is, to a server that lets several programs be signed in side by side: so that nobody is signed out by being
/// looked after.
const MACHINE: &str = "{d0c70000-0000-4000-8000-0000d0c70000}";

/// Where to sign in.
pub(super) struct Server {
    /// The messenger service, if it answers.
    pub(super) msnp: Option<SocketAddr>,
    /// HTTPS, and the face over which it works.
    pub(super) secure: Option<(Arc<Secure>, Face)>,
}

/// Signs in as the client does, in every way if none is named, and out again, and looks into the address book where clients have one.
/// Whoever is signed in with the account meanwhile is signed out, unless both know of several places.
pub(super) async fn every_way(
    client: Option<Generation>,
    server: &Server,
    account: &(Handle, Secret),
    tell: &mut dyn FnMut(Finding),
) {
    let mut refused = false;
    for sign_in in ways(client).iter().copied() {
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
        let entered = match (sign_in.0, &server.secure) {
            (Way::Md5, _) => enter(config(msnp, sign_in, account, None), account).await,
            (_, Some((secure, face))) => {
                let over = Over { secure: Arc::clone(secure), face: *face };
                enter(config(msnp, sign_in, account, Some(over)), account).await
            }
            (Way::Login2 | Way::Rst(_) | Way::SingleSignOn(_), None) => {
                tell(Finding::passed_over(check, "it needs HTTPS, which does not work"));
                continue;
            }
        };
        let book = match entered {
            Ok(Entered { found, book }) => {
                tell(Finding::ok(check, found));
                book
            }
            Err(failure) => {
                refused = matches!(failure, Failure::Password(_));
                tell(Finding::of(check, Err(failure.into_trouble())));
                None
            }
        };
        if let (Some(ticket), Some((secure, face))) = (book, &server.secure) {
            let asked = address_book::ask(secure, *face, sign_in.dress(), ticket.expose()).await;
            tell(Finding::of(format!("address book, {}", sign_in.1), asked));
        }
    }
}

/// Those with Passport first: it says why a password is refused.
fn ways(client: Option<Generation>) -> &'static [SignIn] {
    const MD5: SignIn = SignIn(Way::Md5, Dialect::Msnp7);
    const MSNP8: SignIn = SignIn(Way::Login2, Dialect::Msnp8);
    const MSNP9: SignIn = SignIn(Way::Login2, Dialect::Msnp9);
    const MSNP10: SignIn = SignIn(Way::Login2, Dialect::Msnp10);
    const MSNP11: SignIn = SignIn(Way::Login2, Dialect::Msnp11);
    const MSNP12: SignIn = SignIn(Way::Rst(LOGINNET), Dialect::Msnp12);
    const MSNP14: SignIn = SignIn(Way::Rst(LOGIN), Dialect::Msnp14);
    const MSNP15: SignIn = SignIn(Way::SingleSignOn(Edition::Rst), Dialect::Msnp15);
    const MSNP18: SignIn = SignIn(Way::SingleSignOn(Edition::Rst2), Dialect::Msnp18);
    match client {
        None => &[MSNP8, MSNP12, MSNP18, MD5],
        Some(Generation::Msn1To4) => &[MD5],
        Some(Generation::WindowsMessenger | Generation::Msn5) => &[MSNP8],
        Some(Generation::Msn6) => &[MSNP10],
        Some(Generation::Msn70) => &[MSNP11],
        Some(Generation::Msn75) => &[MSNP12],
        Some(Generation::Wlm80) => &[MSNP14],
        Some(Generation::Wlm85) => &[MSNP15],
        Some(Generation::Wlm2009) => &[MSNP18],
        Some(Generation::Mac | Generation::ThirdParty) => &[MSNP9],
    }
}

impl SignIn {
    fn check(self) -> String {
        let Self(way, dialect) = self;
        let way = match way {
            Way::Md5 => "MD5",
            Way::Login2 => "Passport's login2.srf",
            Way::Rst(_) => "Passport's RST.srf",
            Way::SingleSignOn(Edition::Rst) => "single sign-on with Passport's RST.srf",
            Way::SingleSignOn(Edition::Rst2) => "single sign-on with Passport's RST2.srf",
        };
        format!("sign-in by {way}, {dialect}")
    }

    /// How such a client shows its ticket to the address book.
    fn dress(self) -> Dress {
        match self.0 {
            Way::Rst(_) => Dress::Cookie,
            Way::Md5 | Way::Login2 | Way::SingleSignOn(_) => Dress::Header,
        }
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

/// The configuration of such a client.
fn config(
    msnp: SocketAddr,
    SignIn(way, dialect): SignIn,
    (handle, secret): &(Handle, Secret),
    over: Option<Over>,
) -> Config {
    let mut config = Config::new(&msnp.to_string(), handle.as_str(), secret.expose(), dialect);
    config.patience = PATIENCE;
    config.machine = EndpointId::new(MACHINE).ok();
    config.passport.dialer = over.map(|over| Arc::new(over) as Arc<dyn Dialer>);
    match way {
        Way::Md5 => config.package = Package::Md5,
        Way::Login2 => config.package = Package::Ticket,
        Way::Rst(host) => {
            (config.package, config.edition) = (Package::ServiceTicket, Edition::Rst);
            config.passport.login = format!("https://{host}");
        }
        Way::SingleSignOn(edition) => {
            (config.package, config.edition) = (Package::SingleSignOn, edition);
            config.passport.login = format!("https://{LOGIN}");
        }
    }
    config
}

/// What came of a sign-in.
struct Entered {
    found: String,
    /// The ticket for the address book, where contacts are from there.
    book: Option<Secret>,
}

/// Signs in, asks for the contacts as a client does next where they are with the messenger service, and signs out.
async fn enter(config: Config, account: &(Handle, Secret)) -> Result<Entered, Failure> {
    let entered = async {
        let mut client = Client::sign_in(config).await?;
        let entered = if client.dialect().has(Cap::SyncedLists) {
            let found = match client.sync().await?.forward.len() {
                1 => "the account signs in, and has 1 contact".to_owned(),
                contacts => format!("the account signs in, and has {contacts} contacts"),
            };
            Entered { found, book: None }
        } else {
            let ticket = client.ticket(CONTACTS);
            let ticket = ticket
                .ok_or_else(|| Error::Unexpected(format!("no ticket for {CONTACTS} among the tokens")))?;
            let book = Some(Secret::new(ticket.to_owned()));
            // What it has is asked for elsewhere; that it has been let in is certain once it answers.
            client.ping().await?;
            Entered { found: "the account signs in".to_owned(), book }
        };
        // It has worked, whatever becomes of the goodbye.
        let _ = client.sign_out().await;
        Ok(entered)
    };
    entered.await.map_err(|error| failure(&error, account))
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
        PassportError::Fault { code, .. } if code == "ExpiredData" => {
            Trouble::new(error.to_string(), "Set the clocks of this machine and of the server right.")
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
        assert_eq!(ways(None).len(), 4);
    }

    #[test]
    fn the_machine_of_the_doctor_is_one() {
        assert_eq!(EndpointId::new(MACHINE).unwrap().as_str(), MACHINE);
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
