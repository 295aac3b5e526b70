//! Clients with the TLS of their time, from the first handshake to the contact list.

mod era;
mod legacy_only;
