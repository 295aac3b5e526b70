//! Messages that are left for those who are not there, as real clients leave, fetch and delete them.

mod again;
mod clients;
mod dialects;
mod fetching;
mod leaving;
mod locked;
mod spoken;
mod told;
mod unified;
