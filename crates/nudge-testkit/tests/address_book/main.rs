//! The address book over HTTP, with requests as clients send them.

mod circles;
mod clients;
mod connections;
mod deltas;
mod old_dialects;
mod reading;
mod tickets;
mod writing;
