//! What administrators do.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod bans;
pub(super) mod reports;
pub(super) mod statistics;
