//! `ADG`, `RMG` and `REG`: make, remove and rename groups.

use crate::line::command;
use crate::value::{Friendly, GroupNumber, Trid, Zero};

command! {
    /// `ADG trid name 0`: make a group.
    Adg {
        /// Transaction id.
        trid: Trid,
        /// Its name.
        name: Friendly,
        /// Always there, never used.
        zero: Zero,
    }
}

command! {
    /// `ADG trid serial name number 0`: made.
    AdgReply {
        /// Transaction id.
        trid: Trid,
        /// List version.
        serial: u32,
        /// Its name.
        name: Friendly,
        /// Its number.
        group: GroupNumber,
        /// Always there, never used.
        zero: Zero,
    }
}

command! {
    /// `RMG trid number`: remove a group. Its contacts stay.
    Rmg {
        /// Transaction id.
        trid: Trid,
        /// Which.
        group: GroupNumber,
    }
}

command! {
    /// `RMG trid serial number`: removed.
    RmgReply {
        /// Transaction id.
        trid: Trid,
        /// List version.
        serial: u32,
        /// Which.
        group: GroupNumber,
    }
}

command! {
    /// `REG trid number name 0`: rename a group.
    Reg {
        /// Transaction id.
        trid: Trid,
        /// Which.
        group: GroupNumber,
        /// Its new name.
        name: Friendly,
        /// Always there, never used.
        zero: Zero,
    }
}

command! {
    /// `REG trid serial number name 0`: renamed.
    RegReply {
        /// Transaction id.
        trid: Trid,
        /// List version.
        serial: u32,
        /// Which.
        group: GroupNumber,
        /// Its new name.
        name: Friendly,
        /// Always there, never used.
        zero: Zero,
    }
}
