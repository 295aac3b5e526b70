//! `REM`: take somebody off a list.

use crate::line::command;
use crate::value::{GroupNumber, Handle, List, Trid};

command! {
    /// `REM trid list handle [group]`: with a group, out of that group only.
    Rem {
        /// Transaction id.
        trid: Trid,
        /// Which list.
        list: List,
        /// Who.
        handle: Handle,
        /// Out of which group.
        group: Option<GroupNumber> where Groups,
    }
}

command! {
    /// `REM trid list serial handle [group]`: done; with transaction id 0 and `RL`: somebody removed the principal.
    RemReply {
        /// Transaction id, or 0.
        trid: Trid,
        /// Which list.
        list: List,
        /// List version.
        serial: u32,
        /// Who.
        handle: Handle,
        /// Out of which group.
        group: Option<GroupNumber> where Groups,
    }
}
