//! `PRP` and `BPR`: properties of oneself and of contacts.

use crate::line::command;
use crate::value::{Friendly, Handle, PropertyKey, Trid};

command! {
    /// `PRP trid key [value]`: set one of my properties; without a value, clear it.
    Prp {
        /// Transaction id.
        trid: Trid,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}

command! {
    /// `PRP trid serial key [value]`.
    PrpReply {
        /// Transaction id of the `PRP` or `SYN`.
        trid: Trid,
        /// List version.
        serial: u32,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}

command! {
    /// `BPR serial handle key [value]`: a property of a contact.
    Bpr {
        /// List version of the receiver.
        serial: u32,
        /// Whose.
        handle: Handle,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}
