//! Small checked values. Each has one public way in, which checks it, and its doc comment is its grammar.

mod account_id;
mod capabilities;
mod direct;
mod foreign_network;
mod greeting;
mod group;
mod guid;
mod handle;
mod machine;
mod mail;
mod name;
mod personal;
mod phone;
mod picture;
mod profile;
mod role;
mod serial;
mod telephone;

pub use account_id::AccountId;
pub use capabilities::Capabilities;
pub use direct::DirectDevice;
pub use foreign_network::ForeignNetwork;
pub use greeting::Greeting;
pub use group::{GroupId, GroupName};
pub use guid::Guid;
pub use handle::Handle;
pub use machine::MachineGuid;
pub use mail::MailNotice;
pub use name::DisplayName;
pub use personal::PersonalMessage;
pub use phone::{Phone, PhoneKind, Properties};
pub use picture::Picture;
pub use profile::{Gender, Profile};
pub use role::{NoRole, Role};
pub use serial::Serial;
pub use telephone::Telephone;
