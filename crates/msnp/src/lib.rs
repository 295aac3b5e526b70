//! The MSN Messenger protocol (MSNP): bytes in, typed commands out, and back.
//!
//! The crate knows no sockets, no clock and no database. A program that speaks MSNP, server, client or bot, does three
//! things with it:
//!
//! 1. cut what arrived into frames with [`frame::Framer`]: a line and, where the command has one, its payload;
//! 2. turn a frame into a command with `decode`, which needs to know the [`Dialect`] that both sides agreed upon;
//! 3. write commands with `encode`, each in the form that the receiver's dialect has.
//!
//! ```
//! use msnp::{Dialect, frame::{Framer, Limits, Step}, notification::{FromClient, FromServer}, command::Qng};
//!
//! let mut framer = Framer::new(Limits::default());
//! let Step::Frame { frame, .. } = framer.step::<FromClient<'_>>(b"CHG 7 BSY\r\n", Dialect::Msnp5)? else { panic!() };
//! let command = FromClient::decode(frame, Dialect::Msnp5)?;
//! assert!(matches!(command, FromClient::Chg(chg) if chg.status == msnp::value::Status::Busy));
//!
//! let mut out = Vec::new();
//! FromServer::from(Qng { seconds: None }).encode(Dialect::Msnp5, &mut out);
//! assert_eq!(out, b"QNG\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Four vocabularies exist, because the same three letters mean different things in each: what a client says to a
//! [`notification`] server and what it answers, and the same for a [`switchboard`].
//!
//! Where TCP does not get through, the same bytes go over HTTP: what that says besides them is in [`gateway`].
//! The tickets that later versions sign in with are asked for in XML: see [`passport`].
//!
//! A difference between protocol versions is a capability of the dialect ([`Cap`]), in one table; nothing else in the
//! crate, and nothing in a program that uses it, compares version numbers.

pub mod auth;
pub mod command;
mod dialect;
mod error;
pub mod frame;
pub mod gateway;
mod line;
pub mod notification;
pub mod passport;
pub mod payload;
pub mod percent;
mod quirks;
pub mod switchboard;
pub mod value;
pub mod xml;

pub use dialect::{Cap, Dialect, UnknownDialect};
pub use error::{DecodeError, Problem};
pub use line::Name;
pub use quirks::Quirks;
