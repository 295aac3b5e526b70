//! Conversations: who is in one, who may come in, and what is said reaching everybody else.

mod receipt;
mod room;
mod seat;
mod stand_in;
mod ticket;

pub use receipt::Receipt;
pub use room::{Participant, RoomEvent, RoomId, Saying, Utterance};
pub(crate) use room::{Room, Rooms};
pub use seat::{Behind, Heard, Seat};
pub use ticket::TicketCode;
pub(crate) use ticket::{Purpose, Tickets};
