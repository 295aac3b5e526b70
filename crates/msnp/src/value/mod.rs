//! The values that commands are made of.
//!
//! Each is checked once, when it is read or made; a command that exists can be written. What a value *means* (whether
//! an address exists, whether a name is acceptable) is not the wire's question.

mod address;
mod endpoint;
mod error_code;
mod guid;
mod list;
mod number;
mod presence;
mod reach;
mod setting;
mod token;
mod unified;
mod word;

pub use address::{NetworkAddress, Via};
pub use endpoint::{EndpointId, HandleAtEndpoint};
pub use error_code::ErrorCode;
pub use guid::{ContactId, GroupId, Guid};
pub use list::{List, ListBits};
pub use number::{Flag, GroupNumber, Network, SessionId, Trid};
pub use presence::{ClientCaps, MsnObject, NotAnObject, Status};
pub use reach::Reach;
pub use setting::{AckKind, OnOff, PageDevice, Privacy, PropertyKey, ReversePrompt, YesNo};
pub use token::{Address, Cookie, Friendly, Handle, NotAWord, Text};
pub use unified::{MessageKind, NoticeKind};
pub use word::Zero;
pub(crate) use word::{word_enum, words};
