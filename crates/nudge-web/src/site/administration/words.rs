//! What an administrator is told.

use nudge_core::{Error, Refusal, Status};

use crate::site::components::{Presence, Status as StatusMark};
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Why something was not done. A fault of ours is a page of its own.
pub(super) fn why(error: Error) -> Result<&'static str, Trouble> {
    match error {
        Error::Refusal(refusal) => Ok(words(refusal)),
        Error::Fault(fault) => Err(fault.into()),
    }
}

fn words(refusal: Refusal) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others cannot come of it")]
    match refusal {
        Refusal::InvalidAddress => "register-handle-wrong",
        Refusal::InvalidName => "register-name-wrong",
        Refusal::HandleTaken => "register-handle-taken",
        Refusal::WeakPassword => "register-password-weak",
        Refusal::InvalidTokenName => "token-name-wrong",
        Refusal::TokenNameTaken => "admin-token-taken",
        Refusal::TooManyTokens => "admin-token-many",
        Refusal::UnknownAccount => "admin-unknown-account",
        Refusal::UnknownToken | Refusal::NoSuchEntry => "admin-gone",
        Refusal::LastAdministrator => "admin-last-administrator",
        Refusal::NotAllowed => "admin-not-allowed",
        Refusal::OwnAccount => "ban-yourself",
        Refusal::InvalidBan => "ban-wrong",
        Refusal::TooManyBans => "ban-many",
        Refusal::InvalidText => "admin-text-wrong",
        Refusal::Busy => "sign-in-busy",
        _ => "admin-refused",
    }
}

/// What somebody is doing, with the word that Messenger has for it.
pub(super) const fn status(t: Locale, status: Option<Status>) -> StatusMark {
    let (presence, word) = match status {
        None => (Presence::Offline, "online-arriving"),
        Some(Status::Online) => (Presence::Online, "status-online"),
        Some(Status::Busy) => (Presence::Busy, "status-busy"),
        Some(Status::Idle) => (Presence::Away, "online-idle"),
        Some(Status::BeRightBack) => (Presence::Away, "online-back"),
        Some(Status::Away) => (Presence::Away, "status-away"),
        Some(Status::OnThePhone) => (Presence::Busy, "online-phone"),
        Some(Status::OutToLunch) => (Presence::Away, "online-lunch"),
        Some(Status::Hidden) => (Presence::Offline, "online-hidden"),
    };
    StatusMark::new(t, presence).word(word)
}
