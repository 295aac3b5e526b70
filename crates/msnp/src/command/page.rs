//! `PAG`, `PGD`, `IPG` and `NOT`: pages and alerts.

use crate::line::command;
use crate::value::{Handle, PageDevice, Trid};

command! {
    /// `PAG trid handle length` and a page (see [`crate::payload::page`]): to a contact's mobile device. From MSNP9 on it is
    /// read only to be answered with 715.
    Pag {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        handle: Handle,
    } + payload
}

command! {
    /// `PGD trid handle device length` and a page: the same, to a device of choice (MSNP9 and later).
    Pgd {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        handle: Handle,
        /// Which device.
        device: PageDevice,
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
