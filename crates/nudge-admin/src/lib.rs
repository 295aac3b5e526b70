//! What can be asked for to look after the service, and how it is answered: by whoever has the command line, and by programs
//! with an administrator's key.
//!
//! One function, [`execute()`], does it on the domain, in the name of an [`Actor`](nudge_core::Actor). Requests and answers
//! are plain data: the same in a terminal, in a script, on the control socket and in the JSON API.

mod execute;
mod export;
mod moderation;
mod moment;
mod particular;
mod request;
mod response;
mod serving;
mod told;
mod trouble;
mod view;

pub use execute::execute;
pub use export::{Export, Piece};
pub use moderation::{
    AuditView, BanView, KeyMade, KeyView, LinkView, Moderation, MotdView, OnlineView, ReportView, SampleView,
    ScopeName, SettledView,
};
pub use moment::{Moment, NoMoment};
pub use particular::{NoParticular, Particular};
pub use request::{MailChange, ProfileChange, Request};
pub use response::{Answer, Response};
pub use serving::{CirclesView, Listener, LogView, Logging, Serving, StatusView};
pub use told::Told;
pub use trouble::Trouble;
pub use view::{
    AccountDetail, AccountView, Count, GenderView, InvitationView, MailView, MessageView, PhonesView,
    ProfileView, RoleName, SignInView, TokenMade, TokenView, WaitingView,
};
