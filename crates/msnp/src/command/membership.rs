//! `ADL`, `RML` and `FQY`: who is on which lists, and on which network (MSNP13 and later).

use crate::line::command;
use crate::value::Trid;

command! {
    /// `ADL trid length` and [`crate::payload::membership`]: these are on these lists.
    Adl {
        /// Transaction id.
        trid: Trid,
    } + payload
}

command! {
    /// `RML trid length` and the same: these are not any more.
    Rml {
        /// Transaction id.
        trid: Trid,
    } + payload
}

command! {
    /// `FQY trid length` and the same: on which networks are these? The answer is the same line, with the networks (MSNP14 and
    /// later).
    Fqy {
        /// Transaction id.
        trid: Trid,
    } + payload
}

command! {
    /// `RFS bits`: tell again what the server has forgotten: 1 for the lists, 2 for the personal message.
    Rfs {
        /// Which of them.
        what: u32,
    }
}
