//! The website: as a browser of today sees it, and what it says to one that means no good.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod administration;
mod browser;
mod circles;
mod contacts;
mod download;
mod errors;
mod forms;
mod frame;
mod history;
mod life;
mod mail;
mod names;
mod presence;
mod profile;
mod security;
mod spanish;
mod steps;
mod visitors;
mod waiting;
