//! The messages of the HTTP services: bytes in, structs out, and back.
//!
//! No sockets, no clock, no database. What comes in is read by local names within limits ([`msnp::xml`]); what goes out is
//! written letter by letter as the clients of the era want it, prefixes included: some resolve namespaces, some compare
//! prefixed names, some die on white space (reference 10 §2, §6.4).
//!
//! - [`passport`]: the header of Passport 1.4, RST requests, their answers and faults, and how a ticket is handed out.
//! - [`config`]: `GetClientConfig`, the `MsgrConfig` document, tabs.
//! - [`address_book`]: the address book and the memberships.
//! - [`offline`]: leaving messages for those who are not there, and fetching them.
//! - [`storage`], [`spaces`], [`whats_new`], [`directory`]: roaming profiles, contact cards, what contacts did, profiles for others.
//! - [`envelope`]: calls, answers and faults of every other service.

pub mod address_book;
pub mod config;
pub mod directory;
pub mod envelope;
mod fault;
pub mod offline;
pub mod passport;
#[cfg(test)]
mod samples;
pub mod spaces;
pub mod storage;
pub mod whats_new;
pub mod writer;

pub use fault::not_served;
pub use msnp::xml;
