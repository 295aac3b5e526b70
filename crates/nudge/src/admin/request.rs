//! What an operator can ask for.

use nudge_core::{DisplayName, Handle};
use serde::{Deserialize, Serialize};

use super::{GenderView, Moderation, Moment, Particular, Told};

/// One request. What it is answered with is said at each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub(crate) enum Request {
    /// Makes an account: [`AccountView`](super::AccountView).
    AddAccount {
        email: Handle,
        name: Option<DisplayName>,
        password: Option<Told>,
        /// Whether the password is also kept in readable form, for challenge sign-in.
        legacy_password: bool,
    },
    /// A page of accounts by number: a list of [`AccountView`](super::AccountView).
    Accounts { after: Option<i64>, limit: usize },
    /// Everything about an account but its secrets: [`AccountDetail`](super::AccountDetail).
    Account { email: Handle },
    /// Sets the password: [`AccountView`](super::AccountView).
    SetPassword { email: Handle, password: Told },
    /// Switches an account on or off: [`AccountView`](super::AccountView).
    SetEnabled { email: Handle, enabled: bool },
    /// Says whether the address is known to be its owner's: [`AccountView`](super::AccountView).
    SetVerified { email: Handle, verified: bool },
    /// Deletes an account with all that it owns: nothing.
    DeleteAccount { email: Handle },
    /// All that an account owns: [`Piece`](super::Piece)s, and nothing at their end. Ask it of
    /// [`Operator::export`](crate::operator::Operator::export).
    Export { email: Handle },
    /// Changes parts of the profile: [`AccountView`](super::AccountView).
    ChangeProfile { email: Handle, change: Box<ProfileChange> },
    /// Changes parts of the mail notice: [`AccountView`](super::AccountView).
    ChangeMail { email: Handle, change: MailChange },
    /// Keeps the password, which must be told, in readable form too: [`AccountView`](super::AccountView).
    AllowLegacyPassword { email: Handle, password: Told },
    /// Forgets the readable form: [`AccountView`](super::AccountView).
    ForbidLegacyPassword { email: Handle },
    /// Who signed in when, newest first: a list of [`SignInView`](super::SignInView).
    SignIns { email: Handle, limit: usize },

    /// Makes an access token: [`TokenMade`](super::TokenMade).
    AddToken { email: Handle, name: String },
    /// The access tokens, oldest first: a list of [`TokenView`](super::TokenView).
    Tokens { email: Handle },
    /// Revokes an access token and ends what it opened: nothing.
    RevokeToken { email: Handle, name: String },

    /// A page of kept messages, newest first: a list of [`MessageView`](super::MessageView).
    History { email: Handle, before: Option<i64>, limit: usize },
    /// Erases the kept messages: [`Count`](super::Count).
    EraseHistory { email: Handle },
    /// Says whether messages are kept: [`AccountView`](super::AccountView).
    KeepHistory { email: Handle, keep: bool },

    /// Invitations by mail, oldest first: a list of [`InvitationView`](super::InvitationView).
    Invitations { limit: usize },
    /// Forgets invitations up to that moment, or all of them: [`Count`](super::Count).
    ClearInvitations { until: Option<Moment> },

    /// Looks after the service: see there.
    Moderate(Moderation),

    /// Shows a message to one who is signed in or to everybody: [`Count`](super::Count).
    Alert { to: Option<Handle>, text: String, url: String },
    /// How the server is: [`StatusView`](super::StatusView).
    Status,
    /// How much the server logs, after a change if there is to be one: [`LogView`](super::LogView).
    LogLevel { level: Option<String> },
}

/// Which parts of a profile change, and to what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ProfileChange {
    pub(crate) first_name: Option<Particular>,
    pub(crate) last_name: Option<Particular>,
    pub(crate) city: Option<Particular>,
    pub(crate) region: Option<Particular>,
    pub(crate) country: Option<Particular>,
    pub(crate) postal_code: Option<Particular>,
    pub(crate) gender: Option<GenderView>,
    pub(crate) birth_year: Option<u16>,
    pub(crate) language: Option<u16>,
    pub(crate) listed: Option<bool>,
}

/// Which parts of a mail notice change, and to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub(crate) struct MailChange {
    pub(crate) enabled: Option<bool>,
    pub(crate) inbox_unread: Option<u32>,
    pub(crate) folders_unread: Option<u32>,
}
