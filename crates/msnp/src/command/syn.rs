//! `SYN`: get the lists, unless the client's copy is current.

use crate::line::command;
use crate::value::Trid;

command! {
    /// `SYN trid serial`: the version of the client's copy; 0 if it has none.
    Syn {
        /// Transaction id.
        trid: Trid,
        /// The list version that the client holds.
        serial: u32,
    }
}

command! {
    /// `SYN trid serial`: the version in force. If it is another than the client's, all lists follow at once.
    SynReply {
        /// Transaction id.
        trid: Trid,
        /// The list version in force.
        serial: u32,
    }
}
