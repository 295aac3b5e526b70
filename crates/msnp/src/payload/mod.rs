//! What is inside payloads.

pub mod mail;
pub mod mime;
pub mod notification;
pub mod page;
pub mod profile;
