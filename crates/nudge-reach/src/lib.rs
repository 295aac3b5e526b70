//! How an untouched client is pointed at a server.
//!
//! A client of the era has no field in which to type a server's name, so each family of clients needs a little help from
//! outside the program. This crate makes that help as text or bytes; it opens no file and no socket, and knows no
//! accounts.
//!
//! - [`ServerAddress`]: the name under which clients find the server, checked once.
//! - [`registry_file`]: MSN Messenger 1.0 to 4.7, by a value in the Windows registry.

mod address;
mod registry;

pub use address::{AddressError, DEFAULT_PORT, Host, ServerAddress};
pub use registry::registry_file;
