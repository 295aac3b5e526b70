//! `REA`: change one's own name, or the name that one keeps for a contact, until MSNP9.

use crate::line::command;
use crate::value::{Friendly, Handle, Trid};

command! {
    /// `REA trid handle name`.
    Rea {
        /// Transaction id.
        trid: Trid,
        /// Whose name.
        handle: Handle,
        /// The new name.
        name: Friendly,
    }
}

command! {
    /// `REA trid serial handle name`.
    ReaReply {
        /// Transaction id.
        trid: Trid,
        /// List version.
        serial: u32,
        /// Whose name.
        handle: Handle,
        /// The new name.
        name: Friendly,
    }
}
