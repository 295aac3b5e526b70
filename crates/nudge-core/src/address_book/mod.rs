//! The address book: the lists as later clients see them, with what their programs keep beside the lists, and what has
//! changed since a moment.
//!
//! It is no other truth. Who is on the forward list is a contact of the book; besides, the book keeps people who are on no
//! list. Being on the allow, the block and the reverse list are memberships, and so is waiting for a decision. What else is
//! in a contact's card are [notes](Notes), which the domain keeps and does not read.

mod book;
mod edits;
mod membership;
mod note;
mod tombstone;

pub use book::{AddressBook, Changes, Entry};
pub use edits::{Addition, Side};
pub use membership::{Membership, MembershipId, MembershipRole};
pub use note::{NoteKey, NoteKind, NoteName, NoteSubject, NoteText, Notes};
pub use tombstone::{Gone, MAX_TOMBSTONES, TOMBSTONE_DAYS, Tombstone};
