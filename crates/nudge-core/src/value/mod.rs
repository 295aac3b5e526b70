//! Small checked values. Each has one public way in, which checks it, and its doc comment is its grammar.

mod account_id;
mod group;
mod handle;
mod mail;
mod name;
mod phone;
mod profile;
mod serial;

pub use account_id::AccountId;
pub use group::{GroupId, GroupName};
pub use handle::Handle;
pub use mail::MailNotice;
pub use name::DisplayName;
pub use phone::{Phone, PhoneKind, Properties};
pub use profile::{Gender, Profile};
pub use serial::Serial;
