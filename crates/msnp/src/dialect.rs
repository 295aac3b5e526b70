//! The versions of the protocol, and the one table of what each of them can do.

use std::fmt;
use std::str::FromStr;

/// A version of the protocol, as agreed upon by `VER`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Dialect {
    /// MSN Messenger 1.0 (July 1999).
    Msnp2,
    /// MSN Messenger 2.0, `WebTV`.
    Msnp3,
    /// MSN Messenger 2.1 and 2.2.
    Msnp4,
    /// MSN Messenger 3.0 and 3.5: phone numbers, paging, alerts.
    Msnp5,
    /// MSN Messenger 3.6: challenges.
    Msnp6,
    /// MSN Messenger 4.5 to 4.7, Windows Messenger 4: contact groups.
    Msnp7,
}

impl Dialect {
    /// Every dialect, oldest first. The interop matrix, the property tests and the fuzz targets run over it.
    pub const ALL: [Self; 6] = [Self::Msnp2, Self::Msnp3, Self::Msnp4, Self::Msnp5, Self::Msnp6, Self::Msnp7];

    /// What is spoken until `VER` has agreed on something: the grammar that all versions share is the oldest one's.
    pub const BEFORE_VER: Self = Self::Msnp2;

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Msnp2 => "MSNP2",
            Self::Msnp3 => "MSNP3",
            Self::Msnp4 => "MSNP4",
            Self::Msnp5 => "MSNP5",
            Self::Msnp6 => "MSNP6",
            Self::Msnp7 => "MSNP7",
        }
    }

    /// Whether this dialect has the capability.
    pub fn has(self, cap: Cap) -> bool {
        let (since, until) = cap.range();
        since <= self && until.is_none_or(|last| self <= last)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    /// Dialect names compare case-insensitively (reference 01 §3.2).
    fn from_str(name: &str) -> Result<Self, UnknownDialect> {
        Self::ALL.into_iter().find(|d| d.name().eq_ignore_ascii_case(name)).ok_or(UnknownDialect)
    }
}

/// A name that is no dialect of this crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a dialect that this crate speaks; expected one of MSNP2 to MSNP7")]
pub struct UnknownDialect;

/// Something that some dialects can do and others cannot.
///
/// Programs ask for it by name: `dialect.has(Cap::Groups)`. The evidence for each row of the table is in
/// `docs/protocol-notes.md`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Cap {
    /// `USR CTP`: the password in clear text.
    ClearTextSignIn,
    /// `XFR NS` ends in ` 0`.
    ReferralZero,
    /// `XFR NS` also names the server that the client is talking to.
    ReferralCurrent,
    /// `USR OK` ends in a flag: the address has been verified.
    VerifiedFlag,
    /// The profile message carries the member's particulars, not just the time of sign-in.
    FullProfile,
    /// Mail notices have the content types of `text/x-msmsgs…`; before, `application/x-msmsgsemailnotification`.
    TextMailNotice,
    /// `IMS`: a `WebTV` box switches instant messages off while one watches.
    MessagingSwitch,
    /// `PRP` and `BPR`: phone numbers, and whether one may be paged.
    Properties,
    /// `PAG`: send a page to a contact's mobile device.
    Paging,
    /// `IPG`: receive one.
    IncomingPages,
    /// `NOT`: alerts from services.
    Alerts,
    /// `SDC`: invite somebody by mail, with a message.
    InviteWithMessage,
    /// `SND` names language and program.
    InviteLanguage,
    /// `SND` and `CVR` name the code base.
    CodeBase,
    /// `CHL` and `QRY`: the server asks for proof that the client is a known product.
    Challenges,
    /// Contacts are in groups: `LSG`, `ADG`, `RMG`, `REG`, and a group in `ADD`, `REM` and `LST`.
    Groups,
    /// `URL` answers end in a site number.
    UrlSite,
    /// Typing notices and other control messages are shown by the clients of this dialect.
    TypingNotice,
}

impl Cap {
    /// Every capability, in the order of the table.
    pub const ALL: [Self; 18] = [
        Self::ClearTextSignIn,
        Self::ReferralZero,
        Self::ReferralCurrent,
        Self::VerifiedFlag,
        Self::FullProfile,
        Self::TextMailNotice,
        Self::MessagingSwitch,
        Self::Properties,
        Self::Paging,
        Self::IncomingPages,
        Self::Alerts,
        Self::InviteWithMessage,
        Self::InviteLanguage,
        Self::CodeBase,
        Self::Challenges,
        Self::Groups,
        Self::UrlSite,
        Self::TypingNotice,
    ];

    /// The table: the first dialect that has it and, where it was removed again, the last.
    const fn range(self) -> (Dialect, Option<Dialect>) {
        use Dialect::{Msnp2, Msnp3, Msnp4, Msnp5, Msnp6, Msnp7};
        match self {
            Self::ClearTextSignIn => (Msnp2, Some(Msnp2)),
            Self::ReferralZero
            | Self::FullProfile
            | Self::TextMailNotice
            | Self::MessagingSwitch
            | Self::InviteLanguage
            | Self::UrlSite
            | Self::TypingNotice => (Msnp3, None),
            Self::CodeBase => (Msnp4, None),
            Self::Properties | Self::Paging | Self::Alerts | Self::InviteWithMessage => (Msnp5, None),
            Self::VerifiedFlag | Self::IncomingPages | Self::Challenges => (Msnp6, None),
            Self::ReferralCurrent | Self::Groups => (Msnp7, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_whatever_their_case() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.name().parse(), Ok(dialect));
            assert_eq!(dialect.name().to_lowercase().parse(), Ok(dialect));
        }
        assert_eq!("CVR0".parse::<Dialect>(), Err(UnknownDialect));
        assert_eq!("MSNP".parse::<Dialect>(), Err(UnknownDialect));
    }

    #[test]
    fn the_table_says_what_the_grid_says() {
        let having =
            |cap| Dialect::ALL.into_iter().filter(|d| d.has(cap)).map(Dialect::name).collect::<Vec<_>>();
        assert_eq!(having(Cap::ClearTextSignIn), ["MSNP2"]);
        assert_eq!(having(Cap::Groups), ["MSNP7"]);
        assert_eq!(having(Cap::Challenges), ["MSNP6", "MSNP7"]);
        assert_eq!(having(Cap::Properties), ["MSNP5", "MSNP6", "MSNP7"]);
        assert!(Cap::ALL.into_iter().all(|cap| !having(cap).is_empty()));
    }
}
