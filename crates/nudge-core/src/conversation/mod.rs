//! Conversations: who is in one, who may come in, and what is said reaching everybody else.

mod room;
mod seat;
mod service;
mod ticket;

pub use room::{Participant, RoomEvent, RoomId, Saying, Utterance};
pub(crate) use room::{Room, Rooms};
pub use seat::{Behind, Heard, Seat};
pub use ticket::TicketCode;
pub(crate) use ticket::{Purpose, Tickets};
