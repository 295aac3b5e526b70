//! What an operator asks for to look after the service, and is answered.

mod execute;
mod request;
mod view;

pub(crate) use execute::execute;
pub use request::{Moderation, ScopeName};
pub use view::{
    AuditView, BanView, KeyMade, KeyView, LinkView, MotdView, OnlineView, ReportView, SampleView, SettledView,
};
