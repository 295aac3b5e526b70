//! `ADD`: put somebody on a list, until MSNP9.

use crate::line::command;
use crate::value::{Friendly, GroupNumber, Handle, List, Trid};

command! {
    /// `ADD trid list handle name [group]`: the group only for the forward list, where the dialect has groups.
    Add {
        /// Transaction id.
        trid: Trid,
        /// Which list.
        list: List,
        /// Who.
        handle: Handle,
        /// The name to keep for the contact.
        name: Friendly,
        /// Into which group.
        group: Option<GroupNumber> where Groups,
    }
}

command! {
    /// `ADD trid list serial handle name [group]`: done; with transaction id 0 and `RL`: somebody added the principal.
    AddReply {
        /// Transaction id, or 0.
        trid: Trid,
        /// Which list.
        list: List,
        /// List version.
        serial: u32,
        /// Who.
        handle: Handle,
        /// The contact's name.
        name: Friendly,
        /// The group, for the forward list.
        group: Option<GroupNumber> where Groups,
    }
}
