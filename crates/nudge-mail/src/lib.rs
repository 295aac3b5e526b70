//! Letters of the service to its members, handed to a relay, or put into a folder where there is none to be had.
//!
//! ```text
//! who has something to say ──► Post ──► a queue with an end ──► a carrier ──► the relay (SMTP), or a folder
//! ```
//!
//! Whoever writes a letter does not wait for the relay: the answer to a request for a new password takes as long whether
//! there is such an account or not.

mod carrier;
mod letter;
mod metered;
mod post;
mod settings;

pub use letter::Letter;
pub use post::{Full, NotDelivered, Post};
pub use settings::{Encryption, Relay, Settings, SettingsError, Way};
