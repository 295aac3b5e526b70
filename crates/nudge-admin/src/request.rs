//! What an operator can ask for.

use nudge_core::{DisplayName, Handle};
use serde::{Deserialize, Serialize};

use super::{GenderView, Moderation, Moment, Particular, Told};

/// One request. What it is answered with is said at each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub enum Request {
    /// Makes an account: [`AccountView`](super::AccountView).
    AddAccount {
        /// Its address.
        email: Handle,
        /// The name that is shown; the address, if it does not say.
        name: Option<DisplayName>,
        /// The password; without one, only access tokens open it.
        password: Option<Told>,
        /// Whether the password is also kept in readable form, for challenge sign-in.
        legacy_password: bool,
    },
    /// A page of accounts by number: a list of [`AccountView`](super::AccountView).
    Accounts {
        /// Only those after that one.
        after: Option<i64>,
        /// How many at most.
        limit: usize,
    },
    /// Everything about an account but its secrets: [`AccountDetail`](super::AccountDetail).
    Account {
        /// Whose.
        email: Handle,
    },
    /// Sets the password: [`AccountView`](super::AccountView).
    SetPassword {
        /// Whose.
        email: Handle,
        /// The password.
        password: Told,
    },
    /// Switches an account on or off: [`AccountView`](super::AccountView).
    SetEnabled {
        /// Whose.
        email: Handle,
        /// Whether it is on.
        enabled: bool,
    },
    /// Says whether the address is known to be its owner's: [`AccountView`](super::AccountView).
    SetVerified {
        /// Whose.
        email: Handle,
        /// Whether it is known.
        verified: bool,
    },
    /// Deletes an account with all that it owns: nothing.
    DeleteAccount {
        /// Whose.
        email: Handle,
    },
    /// All that an account owns: [`Piece`](super::Piece)s, and nothing at their end. [`execute`](super::execute()) has one
    /// answer to a request and does not do it; see [`Export`](super::Export).
    Export {
        /// Whose.
        email: Handle,
    },
    /// Changes parts of the profile: [`AccountView`](super::AccountView).
    ChangeProfile {
        /// Whose.
        email: Handle,
        /// What changes.
        change: Box<ProfileChange>,
    },
    /// Changes parts of the mail notice: [`AccountView`](super::AccountView).
    ChangeMail {
        /// Whose.
        email: Handle,
        /// What changes.
        change: MailChange,
    },
    /// Keeps the password, which must be told, in readable form too: [`AccountView`](super::AccountView).
    AllowLegacyPassword {
        /// Whose.
        email: Handle,
        /// The password.
        password: Told,
    },
    /// Forgets the readable form: [`AccountView`](super::AccountView).
    ForbidLegacyPassword {
        /// Whose.
        email: Handle,
    },
    /// Who signed in when, newest first: a list of [`SignInView`](super::SignInView).
    SignIns {
        /// Whose.
        email: Handle,
        /// How many at most.
        limit: usize,
    },

    /// Makes an access token: [`TokenMade`](super::TokenMade).
    AddToken {
        /// Whose.
        email: Handle,
        /// What it is called.
        name: String,
    },
    /// The access tokens, oldest first: a list of [`TokenView`](super::TokenView).
    Tokens {
        /// Whose.
        email: Handle,
    },
    /// Revokes an access token and ends what it opened: nothing.
    RevokeToken {
        /// Whose.
        email: Handle,
        /// What it is called.
        name: String,
    },

    /// A page of kept messages, newest first: a list of [`MessageView`](super::MessageView).
    History {
        /// Whose.
        email: Handle,
        /// Only those before that one.
        before: Option<i64>,
        /// How many at most.
        limit: usize,
    },
    /// Erases the kept messages: [`Count`](super::Count).
    EraseHistory {
        /// Whose.
        email: Handle,
    },
    /// Says whether messages are kept: [`AccountView`](super::AccountView).
    KeepHistory {
        /// Whose.
        email: Handle,
        /// Whether they are.
        keep: bool,
    },

    /// How many messages wait for those who are not there: [`WaitingView`](super::WaitingView). What they say is nobody's
    /// business but their receivers'.
    WaitingMessages {
        /// For whom; for everybody, if it does not say.
        email: Option<Handle>,
        /// Left by whom; by anybody, if it does not say.
        from: Option<Handle>,
    },
    /// Throws them away: [`Count`](super::Count).
    PurgeWaiting {
        /// For whom; for everybody, if it does not say.
        email: Option<Handle>,
        /// Left by whom; by anybody, if it does not say.
        from: Option<Handle>,
    },

    /// Invitations by mail, oldest first: a list of [`InvitationView`](super::InvitationView).
    Invitations {
        /// How many at most.
        limit: usize,
    },
    /// Forgets invitations up to that moment, or all of them: [`Count`](super::Count).
    ClearInvitations {
        /// Up to when.
        until: Option<Moment>,
    },

    /// Looks after the service: see there.
    Moderate(Moderation),

    /// Shows a message to one who is signed in or to everybody: [`Count`](super::Count).
    Alert {
        /// To whom; to everybody, if it does not say.
        to: Option<Handle>,
        /// The text.
        text: String,
        /// The page that a click opens; none, if it is empty.
        url: String,
    },
    /// How the server is: [`StatusView`](super::StatusView).
    Status,
    /// How much the server logs, after a change if there is to be one: [`LogView`](super::LogView).
    LogLevel {
        /// As [`LogView`](super::LogView) has it.
        level: Option<String>,
    },
}

/// Which parts of a profile change, and to what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProfileChange {
    /// Given name.
    pub first_name: Option<Particular>,
    /// Family name.
    pub last_name: Option<Particular>,
    /// City.
    pub city: Option<Particular>,
    /// State, province or region.
    pub region: Option<Particular>,
    /// Country, by its two letters.
    pub country: Option<Particular>,
    /// Postal code.
    pub postal_code: Option<Particular>,
    /// Gender.
    pub gender: Option<GenderView>,
    /// Year of birth.
    pub birth_year: Option<u16>,
    /// Language of the client, as a Windows language code.
    pub language: Option<u16>,
    /// Whether the member directory shows it.
    pub listed: Option<bool>,
}

/// Which parts of a mail notice change, and to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct MailChange {
    /// Whether it is told at all.
    pub enabled: Option<bool>,
    /// Unread messages in the inbox.
    pub inbox_unread: Option<u32>,
    /// Unread messages elsewhere.
    pub folders_unread: Option<u32>,
}
