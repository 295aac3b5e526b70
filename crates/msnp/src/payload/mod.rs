//! What is inside payloads.

pub mod circle;
pub mod config;
pub mod mail;
pub mod mail_data;
pub mod membership;
pub mod mime;
pub mod notification;
pub mod page;
pub mod personal;
pub mod profile;
pub mod routed;
mod xml_text;
mod xml_tree;

pub use xml_text::{NotText, XmlText};
