//! What people are told when they cannot sign in. Clients show it as it is, or something of their own in its place.

use nudge_core::{Error, Refusal, Secret};

/// Why a sign-in failed, as far as clients can tell it apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Failure {
    /// For a reason that can be told.
    Refused(&'static str),
    /// We cannot say now; later it may work.
    Unavailable,
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

/// How many characters of a password clients of the Passport time send.
const SENT: usize = 16;

impl Failure {
    /// What to say about an error, when that was the password.
    pub(super) fn of(error: &Error, password: &Secret) -> Self {
        match error.refusal() {
            Some(Refusal::Disabled) => Self::Refused(ACCOUNT_DISABLED),
            Some(Refusal::Banned) => Self::Refused(BANNED),
            Some(Refusal::Unconfirmed) => Self::Refused(UNCONFIRMED),
            Some(Refusal::TooManyAttempts) => Self::Refused(TOO_MANY_FAILURES),
            Some(Refusal::Busy) => Self::Unavailable,
            Some(_) => Self::wrong(password),
            None => {
                tracing::error!(%error, "a Passport sign-in failed because the server did");
                Self::Unavailable
            }
        }
    }

    /// What to say about an address that is none.
    pub(super) fn wrong(password: &Secret) -> Self {
        let is_cut = password.expose().chars().count() == SENT;
        Self::Refused(if is_cut { WRONG_AND_CUT } else { WRONG })
    }
}
