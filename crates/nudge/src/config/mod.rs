//! The configuration: one table of settings, and the four layers that give them their values.
//!
//! A setting has its built-in default, unless `nudge.toml` in the data folder says otherwise, unless the environment does,
//! unless a flag does. A key that is unknown or a value that is wrong is refused in every layer, with the place where it
//! stands and what was expected there; nothing is ever ignored.
//!
//! - [`settings`]: the table. The commented file, the manual page and the names of variables are generated from it.
//! - [`table`]: what a row of the table is. [`value`]: the kinds of values.
//! - [`layers`]: the overlay. [`file`](mod@file): TOML with line numbers. [`rules`]: what must hold between settings.
//! - [`render`]: the file of the first run, the manual page, and what is in force.

mod dialects;
mod file;
mod layers;
mod origin;
mod render;
mod rules;
mod settings;
mod table;
mod value;

pub(crate) use file::{FILE_NAME, File, create_if_missing};
pub(crate) use layers::{DATA_VARIABLE, Flag, Loaded, Sources};
pub(crate) use origin::{Origin, Problem};
#[cfg(test)]
pub(crate) use render::names;
pub(crate) use render::{default_of, effective_json, effective_text, manual, template};
pub(crate) use settings::{Config, Log, Mail};
pub(crate) use table::{changed, setting_count};
pub(crate) use value::{DnsOthers, LogFilter, LogFormat, MailEncryption, SsoProof, Value, WhoRegisters};
