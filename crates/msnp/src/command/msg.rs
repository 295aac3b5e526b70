//! `MSG`: a message.

use crate::line::command;
use crate::value::{AckKind, Friendly, Handle, Trid};

command! {
    /// `MSG trid ack length` and a MIME message: say something in the conversation.
    Msg {
        /// Transaction id.
        trid: Trid,
        /// What to hear back.
        ack: AckKind,
    } + payload
}

command! {
    /// `MSG handle name length` and a MIME message: somebody says something; `Hotmail Hotmail` is the server itself.
    MsgDelivery {
        /// Who.
        handle: Handle,
        /// Their name.
        name: Friendly,
    } + payload
}
