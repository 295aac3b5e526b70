//! What is inside payloads.

pub mod config;
pub mod mail;
pub mod mail_data;
pub mod mime;
pub mod notification;
pub mod page;
pub mod personal;
pub mod profile;
mod xml_text;

pub use xml_text::{NotText, XmlText};
