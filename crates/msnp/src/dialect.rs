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
    /// Windows Messenger 5: sign-in by ticket, one row for each contact.
    Msnp8,
    /// MSN Messenger 6.0: display pictures.
    Msnp9,
    /// MSN Messenger 6.1 and 6.2: the address book, contacts and groups with GUIDs.
    Msnp10,
    /// MSN Messenger 7.0: personal messages.
    Msnp11,
    /// MSN Messenger 7.5: voice clips.
    Msnp12,
    /// The fallback of Windows Live Messenger 8.0 and Messenger:Mac 6: lists over SOAP.
    Msnp13,
    /// Windows Live Messenger 8.0: contacts on other networks.
    Msnp14,
    /// Windows Live Messenger 8.1 and 8.5: single sign-on.
    Msnp15,
    /// Windows Live Messenger 9.0 beta, Messenger:Mac 8: several endpoints of one account.
    Msnp16,
    /// Between the two; no client is known to prefer it.
    Msnp17,
    /// Windows Live Messenger 2009: circles.
    Msnp18,
}

impl Dialect {
    /// Every dialect, oldest first. The property tests and the fuzz targets run over it.
    pub const ALL: [Self; 17] = [
        Self::Msnp2,
        Self::Msnp3,
        Self::Msnp4,
        Self::Msnp5,
        Self::Msnp6,
        Self::Msnp7,
        Self::Msnp8,
        Self::Msnp9,
        Self::Msnp10,
        Self::Msnp11,
        Self::Msnp12,
        Self::Msnp13,
        Self::Msnp14,
        Self::Msnp15,
        Self::Msnp16,
        Self::Msnp17,
        Self::Msnp18,
    ];

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
            Self::Msnp8 => "MSNP8",
            Self::Msnp9 => "MSNP9",
            Self::Msnp10 => "MSNP10",
            Self::Msnp11 => "MSNP11",
            Self::Msnp12 => "MSNP12",
            Self::Msnp13 => "MSNP13",
            Self::Msnp14 => "MSNP14",
            Self::Msnp15 => "MSNP15",
            Self::Msnp16 => "MSNP16",
            Self::Msnp17 => "MSNP17",
            Self::Msnp18 => "MSNP18",
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
#[error("not a dialect that this crate speaks; expected one of MSNP2 to MSNP18")]
pub struct UnknownDialect;

/// Defines the capabilities and the one table of them: the first dialect that has each and, where it was removed again,
/// the last.
macro_rules! caps {
    ($( $(#[$doc:meta])* $cap:ident: $first:ident $(to $last:ident)?; )*) => {
        /// Something that some dialects can do and others cannot.
        ///
        /// Programs ask for it by name: `dialect.has(Cap::Groups)`. The evidence for the rows of the table that were in
        /// doubt is in `docs/protocol-notes.md`.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Cap { $( $(#[$doc])* $cap, )* }

        impl Cap {
            /// Every capability, in the order of the table.
            pub const ALL: &'static [Self] = &[$( Self::$cap ),*];

            const fn range(self) -> (Dialect, Option<Dialect>) {
                match self { $( Self::$cap => (Dialect::$first, caps!(@last $($last)?)) ),* }
            }
        }
    };
    (@last) => { None };
    (@last $last:ident) => { Some(Dialect::$last) };
}

caps! {
    // Signing in.

    /// `INF`: the client asks which ways of signing in there are.
    PackageQuery: Msnp2 to Msnp7;
    /// `USR CTP`: the password in clear text.
    ClearTextSignIn: Msnp2 to Msnp2;
    /// `USR MD5`: a digest over a challenge and the password.
    DigestSignIn: Msnp2 to Msnp7;
    /// `USR TWN`: a ticket that the client fetches over HTTPS.
    TicketSignIn: Msnp8;
    /// `USR SSO`: a ticket, and a proof that the client knows the secret that came with it.
    SingleSignOn: Msnp13;
    /// `CVR` comes before `USR`, and names who is about to sign in.
    VersionFirst: Msnp8;
    /// `CVR` and `SND` name the code base.
    CodeBase: Msnp4;
    /// `USR OK` tells the principal's own name; later, `PRP MFN` in the lists does.
    NameAtSignIn: Msnp2 to Msnp9;
    /// `USR OK` has a flag: the address has been verified.
    VerifiedFlag: Msnp6;
    /// `USR OK` has a flag: the account is a child's.
    RestrictedFlag: Msnp8;
    /// `SBS 0 null` follows `USR OK`.
    SignInSbs: Msnp11;
    /// `XFR NS` ends in ` 0`.
    ReferralZero: Msnp3 to Msnp12;
    /// `XFR NS` also names the server that the client is talking to.
    ReferralCurrent: Msnp7 to Msnp12;
    /// `XFR NS` ends in ` U D`: the address is that of a server, and not of an HTTP gateway.
    ReferralDirect: Msnp13;
    /// The profile message carries the member's particulars, not just the time of sign-in.
    FullProfile: Msnp3;
    /// The profile message tells the address that the server sees the client at.
    ProfileClientAddress: Msnp8;
    /// The profile message says that the address book has moved, and so that contacts have GUIDs.
    ProfileAddressBook: Msnp10;
    /// The profile message says whether one may sign in at several places.
    ProfileEndpoints: Msnp12;

    // Lists.

    /// The lists are on this connection: `SYN` dumps them, `REM` and its like change them, `GTC` is a setting here. Later,
    /// they are in the address book service.
    SyncedLists: Msnp2 to Msnp12;
    /// `ADL` and `RML` tell which contacts are on which lists.
    MembershipLists: Msnp13;
    /// `FQY`: on which network is this address?
    FederationQuery: Msnp14;
    /// `RFS`: the server asks the client to tell its lists or its personal message again.
    StateRequests: Msnp13;
    /// Lists have a serial number: in `SYN`, and in every answer about them. Later, `SYN` has two time stamps.
    ListSerials: Msnp2 to Msnp9;
    /// The rows of a `SYN` dump are counted beforehand and have neither transaction id nor serial; there is one `LST` for
    /// each contact, with its lists as bits.
    BareDump: Msnp8 to Msnp12;
    /// `LST` and `LSG` by themselves ask for one list.
    ListRequests: Msnp2 to Msnp8;
    /// `ADD` and `REA`.
    AddAndRename: Msnp2 to Msnp9;
    /// `ADC` and `SBP`, contacts and groups by GUID, arguments with a letter (`N=`).
    AddressBook: Msnp10 to Msnp12;
    /// People who have added the principal and wait for a decision are on the list `PL`.
    PendingList: Msnp10 to Msnp12;
    /// Contacts may be telephones: `N=tel:15551111222` in `ADC` and `LST`, later `<t>` in `ADL`.
    TelephoneContacts: Msnp11;
    /// `LST` tells the network that a contact belongs to.
    ContactNetworks: Msnp12 to Msnp12;
    /// Contacts are in groups: `LSG`, `ADG`, `RMG`, `REG`, and a group when a contact is added, removed or listed.
    Groups: Msnp7 to Msnp12;
    /// Groups have numbers, and a ` 0` stands after their names; later, GUIDs.
    GroupNumbers: Msnp7 to Msnp9;
    /// `PRP`: phone numbers, and whether one may be paged.
    Properties: Msnp5;
    /// `BPR`: the properties of contacts.
    ContactProperties: Msnp5 to Msnp12;
    /// The property `WWE`: the contact has an MSN Direct watch.
    DirectProperty: Msnp9;
    /// The property `MFN`: the principal's own name.
    NameProperty: Msnp10;
    /// The property `HSB`: the principal has a blog.
    BlogProperty: Msnp11;

    // Presence.

    /// `CHG`, `ILN` and `NLN` tell what the client can do.
    ClientCaps: Msnp8;
    /// That is two words of bits, `c:cx`.
    ExtendedCaps: Msnp16;
    /// `CHG`, `ILN` and `NLN` tell the display picture.
    MsnObjects: Msnp9;
    /// No display picture is written as 0, and not left away.
    NoObjectAsZero: Msnp13;
    /// `ILN`: a contact was there already. Later, `NLN` says that too.
    InitialPresence: Msnp2 to Msnp17;
    /// Presence names the network of the contact, in a word of its own after the address.
    NetworkInPresence: Msnp14 to Msnp17;
    /// Presence names the network of the contact before the address, as `1:bob@example.com`, and maybe the circle through
    /// which it is seen.
    NetworkInAddress: Msnp18;
    /// `NLN` and `FLN` may end in the address of a picture that shows the contact's network, `FLN` in what the client can do.
    PresenceDetails: Msnp14;
    /// `UUX` and `UBX`: a personal message, and what music plays.
    PersonalMessages: Msnp11;
    /// What else a personal message has in it is passed on: a machine's GUID, a scene, a colour.
    PersonalDetails: Msnp13;
    /// `IMS`: a `WebTV` box switches instant messages off while one watches.
    MessagingSwitch: Msnp3;
    /// Each program that is signed in has a GUID: in `USR SSO`, in `UUX`, in addresses.
    Endpoints: Msnp16;

    // Conversations.

    /// `IRO` and `JOI` tell what the participant's client can do.
    RosterCaps: Msnp12;
    /// `XFR SB` and `RNG` name a domain.
    SwitchboardDomain: Msnp13;
    /// `XFR SB` and `RNG` say whether the switchboard is to be reached directly.
    SwitchboardReach: Msnp14;
    /// One who is hidden may open a conversation.
    ConversationsWhileHidden: Msnp13;
    /// Typing notices and other control messages are shown by the clients of this dialect.
    TypingNotice: Msnp3;
    /// Nudges are sent and shown by the clients of this dialect.
    Nudges: Msnp11;
    /// Clients send peer-to-peer data with the acknowledgement type `D`. A server takes it from everybody.
    DataMessages: Msnp9;
    /// `UUN` and `UBN`: clients tell each other something outside of a conversation.
    UnifiedNotices: Msnp13;
    /// `UUM` and `UBM`: messages outside of a conversation, also to other networks and to those who are offline.
    UnifiedMessages: Msnp14;
    /// `UUM` is answered with `OK`.
    ConfirmedMessages: Msnp18;
    /// `USR SHA`, `PUT`, `DEL`, `SDG` and `NFY`: circles.
    Circles: Msnp18;

    // Everything else.

    /// `CHL` and `QRY`: the server asks for proof that the client is a known product.
    Challenges: Msnp6;
    /// That proof is the long digest.
    LongChallenges: Msnp11;
    /// `QNG` tells when the next `PNG` is expected.
    PingInterval: Msnp9;
    /// The server may end a session with `OUT MIG` and `OUT TOU`.
    AccountNotices: Msnp10;
    /// The server may end a session with `OUT RCT`: come back later.
    ReconnectNotice: Msnp11;
    /// Mail notices have the content types of `text/x-msmsgs…`; before, `application/x-msmsgsemailnotification`.
    TextMailNotice: Msnp3;
    /// The mail notice at sign-in is XML and lists offline messages.
    MailData: Msnp11;
    /// `PAG` is a command. From MSNP9 on, one that is answered with 715.
    PageCommand: Msnp5;
    /// `PAG` sends a page to a contact's mobile device.
    Paging: Msnp5 to Msnp8;
    /// `PGD`: the same, to a device of choice.
    DevicePaging: Msnp9;
    /// `IPG`: receive a page.
    IncomingPages: Msnp6;
    /// `NOT`: alerts from services.
    Alerts: Msnp5;
    /// Third-party clients of this dialect know no command for pages and alerts, and lose their place in the stream at the
    /// payload of one (reference 50, notification server, 2).
    FewPayloads: Msnp8 to Msnp8;
    /// `FND` searches the directory. From MSNP8 on, it is answered with 502.
    Directory: Msnp2 to Msnp7;
    /// `SDC`: invite somebody by mail, with a message.
    InviteWithMessage: Msnp5;
    /// `SND` names language and program.
    InviteLanguage: Msnp3;
    /// `URL` answers end in a site number.
    UrlSite: Msnp3;
    /// `GCF`: files of the client's configuration.
    ConfigFiles: Msnp11;
    /// The client asks for them.
    ConfigRequests: Msnp11 to Msnp12;
    /// The server sends its policies before the client proves who it is.
    PushedPolicies: Msnp13;
    /// `LKP`: is there a mobile device behind this telephone number?
    PhoneLookup: Msnp11 to Msnp13;
    /// An error may be followed by XML that says more about it.
    ErrorDetails: Msnp13;
    /// `VAS`: the client reports somebody.
    AbuseReports: Msnp18;
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
        assert_eq!("MSNP19".parse::<Dialect>(), Err(UnknownDialect));
    }

    #[test]
    fn dialects_are_in_the_order_of_their_numbers() {
        assert!(Dialect::ALL.is_sorted());
        let names = Dialect::ALL.map(Dialect::name);
        assert_eq!(names, std::array::from_fn(|at| format!("MSNP{}", at + 2)));
    }

    #[test]
    fn the_table_says_what_the_grid_says() {
        let having =
            |cap| Dialect::ALL.into_iter().filter(|d| d.has(cap)).map(Dialect::name).collect::<Vec<_>>();
        assert_eq!(having(Cap::ClearTextSignIn), ["MSNP2"]);
        assert_eq!(having(Cap::GroupNumbers), ["MSNP7", "MSNP8", "MSNP9"]);
        assert_eq!(having(Cap::Paging), ["MSNP5", "MSNP6", "MSNP7", "MSNP8"]);
        assert_eq!(having(Cap::AddressBook), ["MSNP10", "MSNP11", "MSNP12"]);
        assert_eq!(having(Cap::ContactNetworks), ["MSNP12"]);
        assert!(Cap::ALL.iter().all(|cap| !having(*cap).is_empty()));
    }

    #[test]
    fn what_takes_the_place_of_something_begins_where_it_ends() {
        for dialect in Dialect::ALL {
            let either = |a, b| dialect.has(a) != dialect.has(b);
            assert!(either(Cap::DigestSignIn, Cap::TicketSignIn));
            assert!(either(Cap::SyncedLists, Cap::MembershipLists));
            assert_eq!(
                dialect.has(Cap::SyncedLists),
                either(Cap::AddAndRename, Cap::AddressBook) && either(Cap::ListSerials, Cap::AddressBook)
            );
            assert!(either(Cap::InitialPresence, Cap::NetworkInAddress));
            assert_eq!(
                dialect.has(Cap::PageCommand),
                dialect.has(Cap::Paging) || dialect.has(Cap::DevicePaging)
            );
            assert_eq!(
                dialect.has(Cap::Groups),
                dialect.has(Cap::GroupNumbers) || dialect.has(Cap::AddressBook)
            );
        }
    }
}
