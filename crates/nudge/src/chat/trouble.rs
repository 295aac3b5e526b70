//! What went wrong, in words that say what to do next.

use msnp::Cap;
use msnp::value::ErrorCode;
use msnp_client::Error;

use super::Whereto;
use super::network::Task;

/// Why the sign-in failed.
pub(super) fn sign_in(error: &Error, whereto: &Whereto) -> String {
    let Whereto { server, handle, dialect, passport } = whereto;
    match error {
        Error::WrongCredentials { reason } if dialect.has(Cap::TicketSignIn) => format!(
            "{passport} does not accept {handle} with this password{}. An access token will do as well; make one on the \
             server with `nudge token add {handle} --name chat` and type it as the password",
            said(reason.as_deref())
        ),
        Error::WrongCredentials { .. } => format!(
            "{server} does not accept {handle} with this password. Old clients, and this one, sign in with an access \
             token instead of the account's password; make one on the server with \
             `nudge token add {handle} --name chat` and type it as the password"
        ),
        Error::Passport(trouble) => format!(
            "no ticket to sign in to {server} with: {}. {dialect} signs in over HTTP; the right page is given with \
             --passport-url, or an older version with --dialect MSNP7 does without",
            super::clean::text(&trouble.to_string())
        ),
        Error::Io(cause) => format!(
            "cannot reach a server at {server}: {cause}. Is `nudge serve` running there, and is the address right? \
             Another one is chosen with --server HOST:PORT"
        ),
        Error::Timeout => format!(
            "{server} does not answer. Is the address right, and does a firewall let this connection through?"
        ),
        Error::NoCommonDialect(_) => format!(
            "{server} does not speak {dialect}. Try another with --dialect, or allow it in the server's settings"
        ),
        Error::PackageNotOffered(package) => {
            format!("{server} does not offer to sign in by {package}, the only way this client knows")
        }
        Error::Closed => format!(
            "{server} closed the connection before the sign-in was done. Is it an MSN Messenger server, and does it \
             speak {dialect}?"
        ),
        Error::Refused(code) => format!("{server} refused the sign-in: {}", refusal(*code)),
        Error::Argument(_) => {
            format!("{handle} is not an address to sign in with; expected one such as alice@example.com")
        }
        Error::TooManyReferrals(_)
        | Error::NotInDialect { .. }
        | Error::NotAContact(_)
        | Error::Unexpected(_)
        | Error::Frame(_)
        | Error::Decode(_) => {
            format!("{server} answers, but not as an MSN Messenger server does: {error}")
        }
    }
}

/// What the server itself has to say about it.
fn said(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| format!(" ({})", super::clean::name(reason)))
}

/// Why something that the user asked for was not done.
pub(super) fn task(error: &Error, task: &Task) -> String {
    let reason = match (error, task) {
        (Error::Refused(ErrorCode::InvalidUser | ErrorCode::InvalidParameter), Task::Add(who)) => {
            format!("there is no account {who} on this server")
        }
        (Error::Refused(ErrorCode::AlreadyThere), Task::Add(who)) => format!("{who} is a contact already"),
        (Error::Refused(ErrorCode::NotOnList) | Error::NotAContact(_), Task::Remove(who)) => {
            format!("{who} is not a contact")
        }
        (Error::Refused(ErrorCode::InvalidFriendlyName), Task::Rename(_)) => {
            "the server does not accept this name; try a shorter one".to_owned()
        }
        (error, _) => plainly(error),
    };
    let what = match task {
        Task::Status(_) => "your status was not changed".to_owned(),
        Task::Rename(_) => "your name was not changed".to_owned(),
        Task::Says(_) => "your contacts were not told".to_owned(),
        Task::Add(who) => format!("{who} was not added"),
        Task::Remove(who) => format!("{who} was not removed"),
        Task::Block(who) => format!("{who} was not blocked"),
        Task::Unblock(who) => format!("{who} was not unblocked"),
    };
    format!("{what}: {reason}")
}

/// Why somebody did not come into a conversation.
pub(super) fn call(error: &Error, who: &str) -> String {
    match error {
        Error::Refused(ErrorCode::NotOnline) => format!("{who} is not online"),
        Error::Refused(ErrorCode::InvalidUserName) => format!("{who} is not an address"),
        Error::Refused(ErrorCode::AlreadyThere) => {
            format!("{who} is in the conversation already, or has been called and has not answered yet")
        }
        Error::Refused(_)
        | Error::WrongCredentials { .. }
        | Error::Passport(_)
        | Error::NotAContact(_)
        | Error::NoCommonDialect(_)
        | Error::PackageNotOffered(_)
        | Error::TooManyReferrals(_)
        | Error::NotInDialect { .. }
        | Error::Closed
        | Error::Timeout
        | Error::Unexpected(_)
        | Error::Frame(_)
        | Error::Decode(_)
        | Error::Argument(_)
        | Error::Io(_) => format!("{who} could not be called: {}", plainly(error)),
    }
}

/// An error where there is nothing to add to it.
pub(super) fn plainly(error: &Error) -> String {
    match error {
        Error::Refused(code) => refusal(*code),
        Error::WrongCredentials { .. }
        | Error::Passport(_)
        | Error::NotAContact(_)
        | Error::NoCommonDialect(_)
        | Error::PackageNotOffered(_)
        | Error::TooManyReferrals(_)
        | Error::NotInDialect { .. }
        | Error::Closed
        | Error::Timeout
        | Error::Unexpected(_)
        | Error::Frame(_)
        | Error::Decode(_)
        | Error::Argument(_)
        | Error::Io(_) => super::clean::name(&error.to_string()),
    }
}

/// A refusal, with its number for those who look it up.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "these are the refusals that a chat meets; others are told by their number"
)]
pub(super) fn refusal(code: ErrorCode) -> String {
    let words = match code {
        ErrorCode::NotOnline => "not online",
        ErrorCode::ListFull => "the contact list is full",
        ErrorCode::AuthenticationFailed => {
            "the server does not accept the ticket to the conversation; try again"
        }
        ErrorCode::NotWhenOffline => "not while you are hidden; `/status online` first",
        ErrorCode::TooActive | ErrorCode::TooOften => {
            "that was too much at once; wait a little and try again"
        }
        ErrorCode::TooManySessions => "you are in too many conversations; close one",
        ErrorCode::SessionOverload => "the conversation is full",
        ErrorCode::ServerBusy | ErrorCode::NotAcceptingUsers => {
            "the server is full; try again in a few minutes"
        }
        ErrorCode::GoingDown => "the server is going down; try again in a few minutes",
        ErrorCode::Internal | ErrorCode::ServerUnavailable | ErrorCode::SwitchboardFailed => {
            "the server failed; its log says how"
        }
        ErrorCode::Disabled => "the server's operator has switched this off",
        ErrorCode::NotVerified => "the address has not been verified",
        _ => return format!("error {code} ({code:?})"),
    };
    format!("{words} (error {code})")
}

#[cfg(test)]
mod tests {
    use msnp::Dialect;
    use msnp_client::PassportError;

    use super::*;

    fn whereto() -> Whereto {
        Whereto {
            server: "127.0.0.1:1863".into(),
            handle: "alice@example.com".into(),
            dialect: Dialect::Msnp7,
            passport: "http://127.0.0.1/rdr/pprdr.asp".into(),
        }
    }

    #[test]
    fn a_wrong_password_leads_to_an_access_token() {
        let error = Error::WrongCredentials { reason: Some("Try\x1b[1m again".into()) };
        let words = sign_in(&error, &whereto());
        assert!(words.contains("nudge token add alice@example.com"), "{words}");
        let words = sign_in(&error, &Whereto { dialect: Dialect::Msnp12, ..whereto() });
        assert!(words.contains("nudge token add alice@example.com"), "{words}");
        assert!(words.contains("pprdr.asp") && words.contains("(Try\u{FFFD}[1m again)"), "{words}");
    }

    #[test]
    fn a_page_that_is_not_there_leads_to_the_option() {
        let error = Error::Passport(PassportError::Status { place: "http://a/".into(), status: 404 });
        let words = sign_in(&error, &Whereto { dialect: Dialect::Msnp12, ..whereto() });
        assert!(words.contains("http://a/ answered 404") && words.contains("--passport-url"), "{words}");
    }

    #[test]
    fn an_unreachable_server_is_named() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let words = sign_in(&Error::Io(refused), &whereto());
        assert!(words.contains("127.0.0.1:1863") && words.contains("nudge serve"), "{words}");
    }

    #[test]
    fn every_refusal_has_its_number() {
        for code in ErrorCode::ALL {
            assert!(refusal(*code).contains(&code.to_string()), "{code}");
        }
    }

    #[test]
    fn what_was_not_done_comes_first() {
        let error = Error::Refused(ErrorCode::InvalidUser);
        assert_eq!(
            task(&error, &Task::Add("zoe@example.com".into())),
            "zoe@example.com was not added: there is no account zoe@example.com on this server"
        );
    }
}
