//! The audit log: what administrators and the command line did.
//!
//! A note is written in the transaction of what it is about, so that neither is ever there without the other.

use smol_str::SmolStr;

use crate::{AccountId, Timestamp};

/// Something to be written down.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditNote {
    /// When.
    pub at: Timestamp,
    /// Who did it, in words.
    pub actor: SmolStr,
    /// With whose account, if it was an account.
    pub account: Option<AccountId>,
    /// What was done.
    pub action: Action,
    /// To whom or what: an address of an account, a pattern, a number.
    pub subject: String,
    /// What else there is to say; never a secret.
    pub detail: String,
}

/// A note as it was written down.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditEntry {
    /// Its number. A later one has a higher number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it, in words.
    pub actor: String,
    /// With whose account; nobody's, also once that account is gone.
    pub account: Option<AccountId>,
    /// What was done: the [name](Action::name) of an action of this program or of an older one.
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// What else there is to say.
    pub detail: String,
}

macro_rules! actions {
    ($( $(#[doc = $meaning:literal])+ $variant:ident = $name:literal, )+) => {
        /// What can be done that is written down.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Action { $( $(#[doc = $meaning])+ $variant, )+ }

        impl Action {
            /// Every one.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// As it is stored and told: `what.done`.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }
        }
    };
}

actions! {
    /// An account was made.
    AccountAdded = "account.added",
    /// An account was removed with all that it owned.
    AccountDeleted = "account.deleted",
    /// An account was switched on.
    AccountEnabled = "account.enabled",
    /// An account was switched off.
    AccountDisabled = "account.disabled",
    /// An account has got another address.
    AccountRenamed = "account.renamed",
    /// An address was declared to be its owner's, or not.
    AccountVerified = "account.verified",
    /// An account may do more, or less.
    RoleChanged = "account.role",
    /// A password was set.
    PasswordSet = "account.password",
    /// The real password was allowed for challenge sign-in, or forbidden.
    LegacyPassword = "account.legacy_password",
    /// What the owner says about themselves was changed.
    ProfileChanged = "account.profile",
    /// What is said about a mailbox was changed.
    MailChanged = "account.mail",
    /// An owner's messages are kept, or not.
    HistoryKept = "account.history",
    /// An account's kept messages were erased.
    HistoryErased = "history.erased",
    /// Messages that waited for somebody were thrown away.
    WaitingPurged = "offline_messages.purged",
    /// All sessions and places of an account were ended.
    SignedOut = "account.signed_out",
    /// The session of an account with a client was ended.
    SessionEnded = "account.session_ended",
    /// The second factor of an account was taken away.
    SecondFactorRemoved = "account.second_factor",
    /// An access token was made for somebody.
    TokenAdded = "token.added",
    /// An access token was revoked.
    TokenRevoked = "token.revoked",
    /// A link was made with which somebody may register.
    LinkAdded = "invitation.added",
    /// Such a link was made worthless.
    LinkWithdrawn = "invitation.withdrawn",
    /// Invitations by mail were cleared away.
    InvitationsCleared = "invitation.cleared",
    /// Somebody was banned.
    BanAdded = "ban.added",
    /// A ban was lifted.
    BanLifted = "ban.lifted",
    /// A report was dealt with.
    ReportSettled = "report.settled",
    /// Something was shown to those who were online.
    Announced = "announcement.shown",
    /// The message of the day was changed.
    MotdChanged = "announcement.of_the_day",
    /// A key for programs was made.
    KeyAdded = "key.added",
    /// A key for programs was revoked.
    KeyRevoked = "key.revoked",
}
