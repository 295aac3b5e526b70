//! `PAG`, `IPG` and `NOT`: pages and alerts.

use crate::line::command;
use crate::value::{Handle, Trid};

command! {
    /// `PAG trid handle length` and a page (see [`crate::payload::page`]): to a contact's mobile device.
    Pag {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        handle: Handle,
    } + payload
}

command! {
    /// `IPG length` and a notification (see [`crate::payload::notification`]): a page has come in.
    Ipg {} + payload
}

command! {
    /// `NOT length` and a notification: an alert from a service.
    Not {} + payload
}
