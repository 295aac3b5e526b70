//! The domain of an MSN Messenger server: accounts, contact lists, presence and conversations.
//!
//! This crate knows what a principal may do and what becomes of it. It knows no wire format, no protocol version
//! and no SQL; those live on either side of it:
//!
//! ```text
//! wire crates ──►  nudge-core  ◄── nudge-store (implements Store)
//!                              ◄── nudge-bus   (implements Bus)
//! ```
//!
//! - [`value`]: small checked values. Whatever has the type has passed the check.
//! - [`account`], [`token`], [`secret`], [`password`], [`passport`]: who somebody is, and how they prove it.
//! - [`roster`]: the forward, allow, block and reverse lists; [`roster::edit`] holds every rule of changing them as one
//!   pure function, so that each database applies the same ones.
//! - [`address_book`]: the lists as later clients see them, what is kept beside them, and what is new since a moment.
//! - [`presence`] and [`conversation`]: who is online and sees whom, and who talks with whom. [`Core`] is the whole, and
//!   the way in.
//! - [`offline`]: messages that are left for somebody who is not there.
//! - [`circle`]: groups of people who belong together for good, and talk as one.
//! - [`member`]: what members do for themselves with a browser; [`moderation`]: what is done to look after the service, by
//!   whom, and the log of it.
//! - [`notice`], [`mailbox`], [`bus`]: how what happens reaches a connection.
//! - [`store`]: the trait a database implements. What it has answered with `Ok` is durable.
//! - [`refusal`]: whose fault it is. A [`Refusal`] is a rule of the domain, a [`Fault`] is ours.
//! - [`clock`], [`entropy`]: time and randomness come in as arguments; only the program itself reads the machine's.

pub mod account;
pub mod address_book;
mod admission;
pub mod bus;
pub mod circle;
pub mod clock;
pub mod conversation;
mod core;
pub mod digest;
mod encodings;
pub mod entropy;
mod guard;
pub mod history;
pub mod invitation;
mod journal;
pub mod mailbox;
pub mod member;
mod metered;
pub mod moderation;
mod network;
pub mod notice;
pub mod offline;
mod pace;
mod pace_table;
pub mod passport;
pub mod password;
mod policy;
pub mod presence;
pub mod refusal;
mod refused_accepts;
pub mod roster;
pub mod secret;
pub mod sign_in;
mod status;
pub mod store;
pub mod token;
pub mod value;

pub use account::{Account, AccountState, Credentials, LegacySecret, LegacySource, NewAccount, Standing};
pub use address_book::AddressBook;
pub use admission::{Admission, Admitted, Newcomer};
pub use bus::Bus;
pub use clock::{Clock, Timestamp};
pub use conversation::{
    Behind, Heard, Participant, Receipt, RoomEvent, RoomId, Saying, Seat, TicketCode, Utterance,
};
pub use core::{Core, Parts, Verified};
pub use digest::Fingerprint;
pub use encodings::{Encodings, Form};
pub use entropy::Entropy;
pub use history::{ConversationId, HistoryEntry, HistoryId, HistoryQuery, HistoryRecord};
pub use invitation::Invitation;
pub use mailbox::{Delivery, Mailbox};
pub use metered::{Limit, SignIns};
pub use moderation::Actor;
pub use notice::{Ending, Notice, Page};
pub use offline::{OfflineLimits, OfflineMessage, OfflinePosition, Removal};
pub use pace::{Pace, Rate};
pub use pace_table::Paces;
pub use passport::{PassportTicket, ProofSecret, Service, ShownTicket};
pub use password::{HashCost, PasswordHash, PasswordHasher};
pub use policy::Policy;
pub use presence::{CircleSeen, Endpoint, Endpoints, OwnEndpoint, PrivateData, PublicEndpoint, Session};
pub use refusal::{Error, Fault, Refusal};
pub use refused_accepts::RefusedAccepts;
pub use roster::edit::{Decision, Edit, Edited, Effect, OtherSide, Outcome};
pub use roster::{
    Contact, ContactKey, Group, GroupKey, GroupSet, List, Lists, OutsideContact, Outsider, Positions,
    Privacy, Relations, ReversePrompt, Roster, RosterLimits, Who,
};
pub use secret::{Keyring, Purpose, Sealed, Secret};
pub use sign_in::{SessionId, SignIn, SignInRecord};
pub use status::Status;
pub use store::{
    CircleEdited, CircleStore, Deleted, ImportAccount, ImportContact, LeftBehind, MemberQuery, MemberStore,
    ModerationStore, OfflineStore, Store,
};
pub use token::{NewToken, Token, TokenId, TokenName};
pub use value::{
    AccountId, Capabilities, DirectDevice, DisplayName, ForeignNetwork, Gender, Greeting, GroupId, GroupName,
    Guid, Handle, MachineGuid, MailNotice, PersonalMessage, Phone, PhoneKind, Picture, Profile, Properties,
    Role, Serial, Telephone,
};
