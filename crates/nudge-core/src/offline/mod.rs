//! Messages that are left for somebody who is not there, until they have been handed over.
//!
//! A message is in the database before whoever left it is told so, once, and in the order in which messages were left. It
//! waits until a program of its receiver says that it has it, until it has been handed over in a conversation (see
//! [`hand_over`](crate::Session::hand_over)), until its receiver throws it away, or until it is too old.

mod hand_over;
mod leaving;
mod message;
mod waiting;

pub(crate) use hand_over::HandOvers;
pub use hand_over::Render;
pub use message::{
    Left, NewOfflineMessage, OfflineLimits, OfflineMessage, OfflinePosition, WaitingCount, WaitingLimits,
    WaitingOf,
};
pub use waiting::Removal;
