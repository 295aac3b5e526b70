//! What an operator asks for and is answered.
//!
//! One function, [`execute()`], does it on the domain: the server calls it for a request that came through the
//! [control socket](crate::control), and a command calls it itself while no server runs.

mod execute;
mod export;
mod moderation;
mod moment;
mod particular;
mod request;
mod response;
mod told;
mod trouble;
mod view;

pub(crate) use execute::execute;
pub(crate) use export::{Export, Piece};
pub(crate) use moderation::{
    AuditView, BanView, KeyMade, KeyView, LinkView, Moderation, MotdView, OnlineView, ReportView, SampleView,
    ScopeName,
};
pub(crate) use moment::Moment;
pub(crate) use particular::Particular;
pub(crate) use request::{MailChange, ProfileChange, Request};
pub(crate) use response::{Answer, Response};
pub(crate) use told::Told;
pub(crate) use trouble::Trouble;
pub(crate) use view::{
    AccountDetail, AccountView, Count, GenderView, InvitationView, Listener, LogView, MessageView, Serving,
    SignInView, StatusView, TokenMade, TokenView,
};
