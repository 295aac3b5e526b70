//! The numeric errors.

use std::fmt;

use crate::line::Name;

/// Defines the codes: value, number and meaning in one row.
macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $number:literal ),* $(,)?) => {
        /// Why a request failed: the three digits of an error line (reference 04).
        ///
        /// The servers of the era knew more numbers than any of them sent; these are the ones that a client of these
        /// dialects may meet, and the doc comment of each says when.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[repr(u16)]
        pub enum ErrorCode { $( $(#[$doc])* $name = $number, )* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$( Self::$name ),*];

            /// The number on the wire.
            pub const fn number(self) -> u16 {
                match self { $( Self::$name => $number ),* }
            }

            /// The code with this number.
            pub fn from_number(number: u16) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.number() == number)
            }
        }
    };
}

codes! {
    /// A value is not acceptable: `CHG FLN`, a contact that is no address, an `XFR` of another type than `SB`.
    InvalidParameter = 201,
    /// An address on another network that cannot be one there.
    InvalidFederatedUser = 203,
    /// A network that nothing leads to.
    UnroutableNetwork = 204,
    /// There is no such account (to `ADD`; to `ADC` it is [`Self::InvalidUserName`]).
    InvalidUser = 205,
    /// The address lacks its domain.
    DomainMissing = 206,
    /// Already signed in on this connection.
    AlreadySignedIn = 207,
    /// The address is malformed (to `CAL`), or there is no such account (to `ADC`).
    InvalidUserName = 208,
    /// The display name is not acceptable.
    InvalidFriendlyName = 209,
    /// The list is full.
    ListFull = 210,
    /// A contact that cannot be renamed (to `SBP` of a telephone).
    NotRenamable = 213,
    /// Already on the list, or already in the conversation.
    AlreadyThere = 215,
    /// Not on the list.
    NotOnList = 216,
    /// Not online, or not to be disturbed by this caller, which a caller must not be able to tell apart.
    NotOnline = 217,
    /// The setting has this value already.
    AlreadyInMode = 218,
    /// On the opposite list, allow or block.
    OnOppositeList = 219,
    /// The contact takes no pages.
    NotPageable = 220,
    /// Too many groups.
    TooManyGroups = 223,
    /// No such group.
    NoSuchGroup = 224,
    /// The contact is not in that group.
    NotInGroup = 225,
    /// A group of that name exists.
    GroupExists = 228,
    /// The group's name is too long.
    GroupNameTooLong = 229,
    /// Group 0 cannot be removed.
    GroupZero = 230,
    /// The telephone number is no number.
    BadTelephone = 232,
    /// There is no such telephone number.
    UnknownTelephone = 233,
    /// The telephone number's country or network is not known.
    UnknownTelephoneNetwork = 234,
    /// There is no mobile device behind the telephone number (to `LKP`).
    UnreachableTelephone = 235,
    /// A list has a domain without a name.
    EmptyDomain = 240,
    /// A list is none, or puts somebody where they cannot be.
    BadMembership = 241,
    /// No switchboard can be had.
    SwitchboardFailed = 280,
    /// The way to a switchboard cannot be told.
    TransferFailed = 281,
    /// A peer-to-peer message is malformed.
    BadPeerMessage = 282,
    /// A message outside of conversations is too long.
    MessageTooLong = 285,
    /// A search lacks a field.
    FieldMissing = 300,
    /// A search finds too many.
    TooManyMatches = 301,
    /// Sign in first.
    NotSignedIn = 302,
    /// The address book cannot be changed at the moment.
    AddressBookReadOnly = 400,
    /// The address book is busy.
    AddressBookBusy = 402,
    /// The address book cannot be had.
    AddressBookUnavailable = 403,
    /// The server failed; its log says how.
    Internal = 500,
    /// The command is switched off.
    Disabled = 502,
    /// `SND` or `SDC` with arguments that make no sense.
    InviteFailed = 503,
    /// The answer to a challenge is wrong, or was not asked for in this form.
    ChallengeFailed = 540,
    /// The server is full.
    ServerBusy = 600,
    /// Something that the server needs is down.
    ServerUnavailable = 601,
    /// The server that the principal belongs to is down.
    PeerDown = 602,
    /// The server is shutting down.
    GoingDown = 604,
    /// Pages cannot be sent.
    PagingUnavailable = 606,
    /// The conversation is full.
    SessionOverload = 712,
    /// Too many calls or messages.
    TooActive = 713,
    /// The principal has too many conversations.
    TooManySessions = 714,
    /// Not expected now.
    NotExpected = 715,
    /// `CVR` is malformed.
    BadClientVersion = 731,
    /// The account is signed in at too many places.
    TooManyEndpoints = 734,
    /// Too often: renames, requests for switchboards.
    TooOften = 800,
    /// Too many sign-ins at the moment.
    TooBusyToSignIn = 910,
    /// Sign-in failed. On a switchboard: the ticket is not valid.
    AuthenticationFailed = 911,
    /// Not while hidden, or before having been online.
    NotWhenOffline = 913,
    /// The address is of a domain that is not served.
    DomainNotServed = 917,
    /// No new sign-ins at the moment.
    NotAcceptingUsers = 920,
    /// A child's account, without its parents' consent.
    NoConsent = 923,
    /// The address has not been verified.
    NotVerified = 924,
    /// The ticket is not good here.
    TicketRefused = 928,
    /// The account is not on this server.
    NotOnThisServer = 931,
    /// A circle, without having shown that the principal is in it.
    NotInCircle = 933,
}

impl ErrorCode {
    /// The code that an error line begins with.
    pub(crate) fn from_line(name: Name) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| name == *code.to_string().as_str())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_three_digits_and_belongs_to_one_code() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_number(code.number()), Some(*code));
            assert_eq!(code.to_string().len(), 3);
        }
        assert_eq!(ErrorCode::from_number(200), None);
    }
}
