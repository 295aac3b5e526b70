//! Accounts, and what signing in to one needs.

use crate::{
    DisplayName, Guid, Handle, MailNotice, PasswordHash, PersonalMessage, Profile, Properties, Purpose,
    Relations, Sealed, Serial, Timestamp, TokenId,
    value::{AccountId, Role},
};

/// An account as its owner and the operator see it. Its secrets are in [`Credentials`], its lists in
/// [`Roster`](crate::Roster).
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// What it is named by in the lists of others. Never changes.
    pub guid: Guid,
    /// Its address, spelled as registered.
    pub handle: Handle,
    /// The name its owner shows to others.
    pub name: DisplayName,
    /// Whether it can be used.
    pub state: AccountState,
    /// When it was made.
    pub created: Timestamp,
    /// When somebody last signed in to it.
    pub last_sign_in: Option<Timestamp>,
    /// The version of its lists.
    pub serial: Serial,
    /// Its telephones.
    pub properties: Properties,
    /// What its owner says about themselves.
    pub profile: Profile,
    /// Its mailbox elsewhere.
    pub mail: MailNotice,
    /// Whether its owner lets the server keep their messages, where the server does at all.
    pub keeps_history: bool,
    /// Whether the real password is accepted for challenge sign-in, because the operator stored it in sealed form.
    pub legacy_password_allowed: bool,
    /// What it may do beyond its own affairs.
    pub role: Role,
    /// Whether a browser must show a second factor.
    pub has_second_factor: bool,
    /// Whether anybody may ask for its presence.
    pub shows_presence: bool,
    /// Whether clients that know of each other may be signed in to it beside each other.
    pub several_places: bool,
    /// What it shows below the name, wherever that was set last. Nothing is told of the music.
    pub personal_message: PersonalMessage,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AccountState {
    /// Not switched off by the operator.
    pub enabled: bool,
    /// Its owner has shown that the address is theirs, or the operator vouches for it.
    pub verified: bool,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its address; [`Refusal::HandleTaken`](crate::Refusal::HandleTaken) if another has it in any spelling.
    pub handle: Handle,
    /// What it is to be named by in the lists of others.
    pub guid: Guid,
    /// The name its owner shows to others.
    pub name: DisplayName,
    /// Its password; without one, only access tokens open it.
    pub password: Option<PasswordHash>,
    /// See [`AccountState::verified`].
    pub verified: bool,
    /// What its owner says about themselves.
    pub profile: Profile,
}

/// All that is needed to decide on a sign-in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Whose they are.
    pub account: AccountId,
    /// The address, spelled as registered.
    pub handle: Handle,
    /// Whether the account can be used.
    pub state: AccountState,
    /// The password, if there is one.
    pub password: Option<PasswordHash>,
    /// Raised whenever what was proved before is to be worth nothing any more: a new password, an account switched off.
    pub epoch: u32,
    /// Whether a browser must show a second factor, and whatever cannot show one needs an access token.
    pub second_factor: bool,
    /// The secrets that can be read back, for challenges: access tokens, and the password where that is allowed.
    pub legacy: Vec<LegacySecret>,
}

/// A secret that the server can read back.
#[derive(Clone, Debug)]
pub struct LegacySecret {
    /// What it is.
    pub source: LegacySource,
    /// The secret, sealed for this account and [`LegacySource::purpose`].
    pub sealed: Sealed,
}

/// Where a readable secret comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LegacySource {
    /// The access token with that number.
    Token(TokenId),
    /// The account's real password.
    Password,
}

impl LegacySource {
    /// What such a secret was sealed for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Token(_) => Purpose::Token,
            Self::Password => Purpose::LegacyPassword,
        }
    }

    /// The token, if it is one.
    pub const fn token(self) -> Option<TokenId> {
        match self {
            Self::Token(id) => Some(id),
            Self::Password => None,
        }
    }
}

/// What a signed-in principal needs in memory: the account, and who stands where.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The account.
    pub account: Account,
    /// Its [epoch](Credentials::epoch).
    pub epoch: u32,
    /// Its lists in their compact form.
    pub relations: Relations,
}
