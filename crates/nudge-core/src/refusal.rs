//! Whose fault it is: a [`Refusal`] is a rule of the domain that the asker ran into, a [`Fault`] is ours.

use thiserror::Error;

/// A request that the rules of the domain do not allow. Nothing was changed.
///
/// Which number a client of some dialect gets for it is the wire's business.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Error)]
pub enum Refusal {
    // values
    /// Not of the form `local@domain.tld`, or too long.
    #[error("that is not an address")]
    InvalidAddress,
    /// A display name that is empty or too long.
    #[error("that display name cannot be used")]
    InvalidName,
    /// A group name that is empty or too long.
    #[error("that group name cannot be used")]
    InvalidGroupName,
    /// Not a number of 128 bits in groups of hexadecimal digits.
    #[error("that is not a GUID")]
    InvalidGuid,
    /// A telephone number that is empty, too long or has control characters.
    #[error("that is not a telephone number")]
    InvalidPhone,
    /// The description of a display picture that is empty, too long or more than one word.
    #[error("that display picture cannot be used")]
    InvalidPicture,
    /// A personal message, or what is told of the music, that is too long.
    #[error("that personal message cannot be used")]
    InvalidPersonalMessage,
    /// What a program says of itself that is too long.
    #[error("that cannot be said of an endpoint")]
    InvalidEndpoint,
    /// An access token's name that is empty, too long or has control characters.
    #[error("that access token name cannot be used")]
    InvalidTokenName,

    // contact lists
    /// No account has that address or number.
    #[error("there is no such account")]
    UnknownAccount,
    /// The list, or the reverse list of the other side, takes no more entries.
    #[error("the list is full")]
    ListFull,
    /// The contact is on that list, and in that group, already.
    #[error("the contact is already there")]
    AlreadyThere,
    /// The contact is on the block list and was to be allowed, or the other way round.
    #[error("the contact is on the opposite list")]
    OnOppositeList,
    /// The contact is not on that list, or on none.
    #[error("the contact is not on the list")]
    NotThere,
    /// The contact has no name of their own that could be changed.
    #[error("the contact cannot be renamed")]
    NotRenamable,
    /// No group has that number or name.
    #[error("there is no such group")]
    NoSuchGroup,
    /// The group exists, and the contact is not in it.
    #[error("the contact is not in that group")]
    NotInGroup,
    /// The roster has as many groups as it may.
    #[error("there are too many groups")]
    TooManyGroups,
    /// Another group of the roster has that name.
    #[error("a group of that name exists")]
    GroupExists,
    /// "Other Contacts" can neither be removed nor renamed.
    #[error("\"Other Contacts\" cannot be changed")]
    GroupZero,
    /// The setting has that value already.
    #[error("the setting has that value already")]
    Unchanged,

    // presence and conversations
    /// The other principal is not signed in, or cannot be seen by the asker.
    #[error("the principal is not online")]
    NotOnline,
    /// The asker is hidden, has not shown a first presence, or does not receive conversations.
    #[error("not while hidden or not receiving")]
    Hidden,
    /// The asker is in as many conversations as they may be.
    #[error("there are too many conversations")]
    TooManyRooms,
    /// As many programs are signed in to the account as may be.
    #[error("the account is signed in at too many places")]
    TooManyEndpoints,
    /// The conversation has as many participants as it may.
    #[error("the conversation is full")]
    RoomFull,
    /// The principal is in the conversation, or has been called into it, already.
    #[error("the principal was already invited")]
    AlreadyInvited,
    /// The asker does this more often than is allowed.
    #[error("too many requests in too short a time")]
    TooFast,

    // circles
    /// No circle has that number, or it is none of the asker's.
    #[error("there is no such circle")]
    NoSuchCircle,
    /// The account is in as many circles as it may be.
    #[error("there are too many circles")]
    TooManyCircles,

    // other ways to reach somebody
    /// The contact takes no pages, or has nowhere to take them now.
    #[error("the contact takes no pages")]
    NotPageable,
    /// The operator has switched this off.
    #[error("this is switched off")]
    SwitchedOff,

    // messages that wait
    /// The receiver does not exist, is switched off, or does not permit the asker; which of them is not told.
    #[error("that person takes no messages from you")]
    Unreceivable,
    /// As many messages wait for the receiver as may.
    #[error("too many messages wait for that person")]
    TooManyWaiting,
    /// The message is longer than one may be.
    #[error("the message is too long")]
    MessageTooLong,

    // accounts and sign-in
    /// The address or the proof is wrong; which of the two is not told.
    #[error("the address or the password is wrong")]
    BadCredentials,
    /// The ticket was good once and is too old now.
    #[error("the ticket has expired")]
    TicketExpired,
    /// There were too many wrong proofs of late, for this account or from this address; this one was not looked at.
    #[error("there were too many failed sign-ins; wait a while")]
    TooManyAttempts,
    /// The account has been disabled.
    #[error("the account is disabled")]
    Disabled,
    /// An account with that address exists.
    #[error("the address is taken")]
    HandleTaken,
    /// The account has an access token of that name.
    #[error("an access token of that name exists")]
    TokenNameTaken,
    /// The account has no access token of that name.
    #[error("there is no access token of that name")]
    UnknownToken,
    /// The account has as many access tokens as it may.
    #[error("there are too many access tokens")]
    TooManyTokens,
    /// The password breaks the policy; see [`password`](crate::password).
    #[error("the password cannot be used")]
    WeakPassword,
    /// The address, or where the asker comes from, is banned.
    #[error("this address, or where it comes from, is banned")]
    Banned,
    /// It has not been shown yet that the address is its owner's.
    #[error("the address has not been confirmed yet")]
    Unconfirmed,
    /// The code from the authenticator, or the one that was written down, is wrong or was used.
    #[error("that code is wrong or was used already")]
    WrongCode,
    /// The code that was sent is wrong, too old, or was used.
    #[error("that code is wrong, too old or was used already")]
    CodeVoid,
    /// The link of invitation is wrong, too old, or used up.
    #[error("that invitation is wrong, too old or used up")]
    LinkVoid,

    // looking after the service
    /// The asker may not do that.
    #[error("that is not allowed")]
    NotAllowed,
    /// What should be done to the asker's own account would lock them out.
    #[error("that would lock you out yourself")]
    OwnAccount,
    /// Without that account nobody could look after the service any more.
    #[error("that is the last administrator")]
    LastAdministrator,
    /// There is no ban, report, link or key with that number.
    #[error("there is no such entry")]
    NoSuchEntry,
    /// A text that is empty or too long, or a number out of range.
    #[error("that text is empty or too long")]
    InvalidText,
    /// A ban that everybody would match, or nobody could.
    #[error("that is no address, pattern or network that can be banned")]
    InvalidBan,
    /// There are as many bans as there may be.
    #[error("there are too many bans")]
    TooManyBans,

    /// The server has too much to do right now; later it may work.
    #[error("the server is busy")]
    Busy,
}

/// Something of ours that does not work. Logged where it is handled; the peer learns only that it happened.
#[derive(Debug, Error)]
pub enum Fault {
    /// The store cannot do its work: disk full, file locked, database down.
    #[error("the store is unavailable: {what}")]
    StoreUnavailable {
        /// What could not be done, as a sentence for the operator.
        what: String,
        /// What the database said.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The store holds something it should not.
    #[error("the store is damaged: {what}")]
    StoreCorrupt {
        /// What was found where, without anybody's secrets.
        what: String,
    },
    /// The store was written by a newer program.
    #[error(
        "the store has schema {found}, this program knows up to {known}; use a newer program or a backup"
    )]
    StoreTooNew {
        /// The schema version in the store.
        found: i64,
        /// The newest one this program knows.
        known: i64,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    StoreClosed,
    /// A sealed secret does not open: other key, other account, or changed at rest.
    #[error("a sealed secret cannot be opened with this key")]
    Unsealable,
    /// A password could not be hashed.
    #[error("password hashing failed: {what}")]
    Hashing {
        /// What the hash function said.
        what: String,
    },
}

/// Why something was not done.
#[derive(Debug, Error)]
pub enum Error {
    /// The rules do not allow it.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// We failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refusal(refusal) => Some(*refusal),
            Self::Fault(_) => None,
        }
    }
}
