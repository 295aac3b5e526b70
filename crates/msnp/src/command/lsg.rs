//! `LSG`: the contact groups.

use crate::line::command;
use crate::value::{Friendly, GroupNumber, Trid, Zero};

command! {
    /// `LSG trid`: list my groups.
    Lsg {
        /// Transaction id.
        trid: Trid,
    }
}

command! {
    /// `LSG trid serial index total number name 0`: one group.
    LsgRow {
        /// Transaction id of the `SYN` or `LSG`.
        trid: Trid,
        /// List version.
        serial: u32,
        /// From 1.
        index: u32,
        /// How many rows there are.
        total: u32,
        /// The group.
        group: GroupNumber,
        /// Its name.
        name: Friendly,
        /// Always there, never used.
        zero: Zero,
    }
}
