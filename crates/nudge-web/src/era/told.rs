//! What people are told when they cannot sign in. Clients show it as it is, or something of their own in its place.

use nudge_core::{Error, Refusal, Secret};

/// Why a sign-in failed, as far as clients can tell it apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Failure {
    /// For a reason that can be told.
    Refused(Why, &'static str),
    /// We cannot say now; later it may work.
    Unavailable,
}

/// What kind of reason it is. Some clients tell people something of their own for each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Why {
    /// Wrong address or password, or a token that is none.
    Wrong,
    /// Not let in, or not now.
    LockedOut,
    /// The address is yet to be confirmed.
    Unconfirmed,
    /// The token is too old.
    Expired,
}

/// The text where nothing was tried.
pub(super) const PROMPT: &str = "Type your e-mail address and password";

const WRONG: &str = "The e-mail address or the password is wrong.";

/// For those whose client may have cut their password off.
const WRONG_AND_CUT: &str = "The e-mail address or the password is wrong. If your password is longer than 16 characters, \
                             use an access token instead.";

/// To whoever signs in with an account that is switched off.
pub const ACCOUNT_DISABLED: &str = "This account is switched off. Ask whoever runs the server.";

/// To whoever is banned.
const BANNED: &str = "You are banned from this server. Ask whoever runs it.";

/// To whoever has yet to show that the address is theirs.
const UNCONFIRMED: &str = "Confirm your e-mail address first: open the link that was sent to you.";

/// To whoever has failed too often, and for a while is not listened to.
pub const TOO_MANY_FAILURES: &str = "Too many failed sign-ins. Wait a few minutes, then try again.";

/// To whoever renews with a token that is too old, or worth nothing any more. Clients that show it then ask for the password.
pub(super) const SIGN_IN_AGAIN: &str = "Sign in again.";

/// To whoever's computer has a date that cannot be.
pub(super) const CLOCK_IS_WRONG: &str =
    "The clock of this computer is wrong. Set its date and time, then sign in again.";

/// How many characters of a password clients of the Passport time send.
const SENT: usize = 16;

impl Failure {
    /// What to say about an error, when that was the password.
    pub(super) fn of(error: &Error, password: &Secret) -> Self {
        Self::told(error).unwrap_or_else(|| Self::wrong(password))
    }

    /// What to say about an error, when a token was shown in place of the password.
    pub(super) fn of_token(error: &Error) -> Self {
        Self::told(error).unwrap_or(Self::Refused(Why::Wrong, SIGN_IN_AGAIN))
    }

    /// What to say about an error, whatever was shown; `None` if that was wrong.
    fn told(error: &Error) -> Option<Self> {
        match error.refusal() {
            Some(Refusal::Disabled) => Some(Self::Refused(Why::LockedOut, ACCOUNT_DISABLED)),
            Some(Refusal::Banned) => Some(Self::Refused(Why::LockedOut, BANNED)),
            Some(Refusal::TooManyAttempts) => Some(Self::Refused(Why::LockedOut, TOO_MANY_FAILURES)),
            Some(Refusal::Unconfirmed) => Some(Self::Refused(Why::Unconfirmed, UNCONFIRMED)),
            Some(Refusal::TicketExpired) => Some(Self::Refused(Why::Expired, SIGN_IN_AGAIN)),
            Some(Refusal::Busy) => Some(Self::Unavailable),
            Some(_) => None,
            None => {
                tracing::error!(%error, "a Passport sign-in failed because the server did");
                Some(Self::Unavailable)
            }
        }
    }

    /// What to say about an address that is none.
    pub(super) fn wrong(password: &Secret) -> Self {
        let is_cut = password.expose().chars().count() == SENT;
        Self::Refused(Why::Wrong, if is_cut { WRONG_AND_CUT } else { WRONG })
    }
}
