//! An async MSN Messenger client for every dialect of [`msnp::Dialect`]: for bots, terminals, tests and load.
//!
//! Three layers, each usable without the one above it:
//!
//! - [`Connection`]: typed commands, frames or plain bytes over TCP, split into two halves where one task sends while
//!   another receives;
//! - [`Client`]: signed in at a notification server; requests are methods that wait for their answer, and everything
//!   that the server says of its own accord is an [`Event`];
//! - [`Conversation`]: a seat in a switchboard.
//!
//! [`Config::new`] signs in as the official clients of the dialect do: by a digest, by a ticket, or from MSNP13 on by single
//! sign-on; [`Package`] has the other ways. From MSNP16 on, [`Config::machine`] lets several programs be signed in at once.
//!
//! There is no task in the background: whoever owns a `Client` or a `Conversation` reads it, and nothing happens on a
//! connection that nobody reads. All waiting for events is cancel-safe, so that a program can `select!` over them.
//!
//! ```no_run
//! use msnp::{Dialect, value::Status};
//! use msnp_client::{Client, Config, Event};
//!
//! # async fn run() -> Result<(), msnp_client::Error> {
//! let mut client = Client::sign_in(Config::new("127.0.0.1:1863", "alice@example.com", "token", Dialect::Msnp7)).await?;
//! client.sync().await?;
//! client.set_status(Status::Online).await?;
//!
//! let mut conversation = client.open_conversation().await?;
//! conversation.call("bob@example.com").await?;
//! conversation.joined().await?;
//! assert!(conversation.say("Hello Bob").await?.is_delivered());
//!
//! while let Ok(event) = client.next_event().await {
//!     if let Event::Ring(ring) = event {
//!         client.answer(&ring).await?.say("Not now").await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "who waits for one command puts all others by, whatever they are"
)]

mod client;
mod config;
mod connection;
mod conversation;
mod dialer;
mod dump;
mod error;
mod event;
mod http;
mod lists;
mod passport;
mod request;
mod sign_in;

pub use client::Client;
pub use config::{Config, LOGIN, NEXUS, Package, Passport, Program, Secret};
pub use connection::{
    Connection, DEFAULT_PORT, Notification, OwnedFrame, PAYLOAD_LIMIT, Protocol, Receiver, Sender,
    Switchboard,
};
pub use conversation::{Conversation, ConversationEvent, Delivery, Message, Participant};
pub use dialer::{Dialer, Dialing, Duplex};
pub use error::Error;
pub use event::Event;
pub use lists::{Contact, Entry, Group, Lists};
pub use passport::PassportError;

/// The example there compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
