//! `CHG`, `ILN`, `NLN` and `FLN`: presence.

use crate::line::command;
use crate::value::{Friendly, Handle, Status, Trid};

command! {
    /// `CHG trid status`: what I am doing; the server's answer is the same line.
    Chg {
        /// Transaction id; 0 where the server changes the state on its own account.
        trid: Trid,
        /// The state.
        status: Status,
    }
}

command! {
    /// `ILN trid status handle name`: a contact was online already when I came, or when I added them.
    Iln {
        /// Transaction id of the `CHG` or `ADD`.
        trid: Trid,
        /// The contact's state.
        status: Status,
        /// The contact.
        handle: Handle,
        /// The contact's name.
        name: Friendly,
    }
}

command! {
    /// `NLN status handle name`: a contact came online, or changed state or name.
    Nln {
        /// The contact's state.
        status: Status,
        /// The contact.
        handle: Handle,
        /// The contact's name.
        name: Friendly,
    }
}

command! {
    /// `FLN handle`: a contact went offline, or is no longer to be seen.
    Fln {
        /// The contact.
        handle: Handle,
    }
}
