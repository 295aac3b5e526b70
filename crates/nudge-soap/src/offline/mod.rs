//! Offline messages: leaving one, and reading and deleting those that wait (reference 12).
//!
//! They are left with one service, `OimWS/oim.asmx`, and fetched from another one, `rsi/rsi.asmx`. Each operation is a request
//! and an answer in a file of its own; the faults of both services are in [`fault`].

mod content;
mod delete_messages;
pub mod fault;
mod get_message;
mod get_metadata;
mod lock_key;
mod rsi;
mod store;

pub use msnp::payload::mail_data;

pub use content::{Content, InvalidContent};
pub use delete_messages::{DeleteMessages, deleted};
pub use get_message::{GetMessage, Letter};
pub use get_metadata::metadata;
pub use lock_key::lock_key;
pub use rsi::{RSI, RsiCall};
pub use store::{Flavour, NotStore, StoreRequest, stored};
