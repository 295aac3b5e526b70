//! What can be asked for, by what it is about.

pub(crate) mod accounts;
pub(crate) mod announcements;
pub(crate) mod audit;
pub(crate) mod bans;
pub(crate) mod invitations;
pub(crate) mod offline_messages;
pub(crate) mod online;
pub(crate) mod reports;
pub(crate) mod statistics;
pub(crate) mod tokens;
