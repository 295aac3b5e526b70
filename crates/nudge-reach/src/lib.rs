//! How an untouched client is pointed at a server.
//!
//! A client of the era has no field in which to type a server's name, so each family of clients needs a little help from
//! outside the program. This crate makes that help; it opens no file, and knows no accounts.
//!
//! - [`ServerAddress`]: the name under which clients find the server, checked once.
//! - [`GENERATIONS`]: which clients there are, what each needs and what to do, in three sentences.
//! - [`ERA_HOSTS`]: the host names that are built into them.
//! - [`registry_file`], [`reset_file`]: the Windows registry.
//! - [`hosts_lines`]: the hosts file.
//! - [`dns`]: an answerer for these names, the only part that opens sockets.

mod address;
pub mod dns;
mod generation;
mod hosts;
mod hosts_file;
mod registry;

pub use address::{AddressError, DEFAULT_PORT, Host, ServerAddress};
pub use generation::{GENERATIONS, Generation, Needs, Proof, RegistryFile, UnknownGeneration};
pub use hosts::{
    ERA_HOSTS, EraHost, Importance, Speaks, certificate_names, era_host, for_everybody, for_generation,
    is_era_host,
};
pub use hosts_file::{HOSTS_PLACES, HOSTS_UNDO, HostsPlace, hosts_lines};
pub use registry::{registry_file, registry_undo_file, reset_file};
