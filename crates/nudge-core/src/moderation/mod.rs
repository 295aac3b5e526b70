//! Looking after the service: who is let in, who said what about whom, and what administrators did.

mod accounts;
mod actor;
mod announcement;
mod audit;
mod ban;
mod bans;
mod online;
mod query;
mod report;
mod reports;
mod statistics;
pub(crate) mod text;

pub use actor::Actor;
pub(crate) use announcement::Motd;
pub use audit::{Action, AuditEntry, AuditNote};
pub use ban::{Ban, BanId, Banned, EmailPattern, NewBan};
pub(crate) use bans::BanList;
pub use online::Online;
pub use query::AccountQuery;
pub use report::{NewReport, Report, ReportId, Settlement};
pub use reports::ReportFilter;
pub(crate) use statistics::Counters;
pub use statistics::Sample;
