//! Where accounts and lists live: [`nudge_core::Store`] in an SQLite file.
//!
//! The rules are not here. An edit reads what [`nudge_core::roster::edit::decide`] needs, asks it, and applies the
//! effects, all in one transaction; this crate knows tables and durability and nothing of the protocol.

mod metered;
mod sqlite;

pub use sqlite::{
    Copying, NEWEST_SCHEMA, SqliteOptions, SqliteStore, check_database, copy_database, remove_database,
};
