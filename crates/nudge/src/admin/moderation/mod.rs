//! What an operator asks for to look after the service, and is answered.

mod execute;
mod request;
mod view;

pub(crate) use execute::execute;
pub(crate) use request::{Moderation, ScopeName};
pub(crate) use view::{
    AuditView, BanView, KeyMade, KeyView, LinkView, MotdView, OnlineView, ReportView, SampleView,
};
