//! The address book and the memberships: `ABService.asmx` and `SharingService.asmx` (reference 11), read and written by Windows
//! Live Messenger 8 and later and by libraries of that age.
//!
//! [`Request::parse`] tells which operation a call asks for; each is a file with what is asked and what is answered. Both
//! services take every operation, because some libraries mix them up (reference 11 §1).

mod annotation;
mod book;
mod break_connection;
mod card;
mod circle;
mod circle_ticket;
mod contact;
mod contact_add;
mod contact_delete;
mod contact_update;
mod create_circle;
mod create_contact;
mod fault;
mod find_all;
mod find_by_contacts;
mod find_contacts_paged;
mod find_friends_in_common;
mod find_membership;
mod group;
mod group_add;
mod group_contact;
mod group_delete;
mod group_update;
mod header;
mod manage_wl_connection;
mod member;
mod members;
mod moment;
mod read;
mod request;
mod service;

pub use annotation::Annotation;
pub use book::{AbInfo, BookId, ab_added};
pub use break_connection::BreakConnection;
pub use card::{Card, CardChange};
pub use circle::{CircleRow, CircleStanding};
pub use circle_ticket::CircleTicket;
pub use contact::{ContactKind, ContactRow, NetworkInfo};
pub use contact_add::{ContactAdd, NewContact, contact_added};
pub use contact_delete::ContactDelete;
pub use contact_update::{ContactUpdate, Updated};
pub use create_circle::{CreateCircle, circle_created};
pub use create_contact::{CreateContact, created};
pub use fault::{Trouble, bad_context_token};
pub use find_all::found_all;
pub use find_by_contacts::{FindByContacts, found_by_contacts};
pub use find_contacts_paged::{FindContactsPaged, found_contacts_paged};
pub use find_friends_in_common::found_no_friends;
pub use find_membership::{FindMembership, MembershipAnswer, found_membership};
pub use group::GroupRow;
pub use group_add::{GroupAdd, group_added};
pub use group_contact::{GroupContact, grouped};
pub use group_delete::GroupDelete;
pub use group_update::{GroupUpdate, RenamedGroup};
pub use header::{ServiceHeader, answer, ticket};
pub use manage_wl_connection::{Action, ManageWlConnection, Relationship, managed};
pub use member::{MemberKind, MemberName, MemberRow, Role};
pub use members::{Members, NamedMember};
pub use moment::Stamp;
pub use read::Since;
pub use request::{NoRequest, Request};
pub use service::service_added;

/// The namespace of everything (reference 11 §1).
pub const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";
