//! `OUT`: the end of a session.

use crate::line::command;
use crate::value::words;

command! {
    /// `OUT`: I sign out, or leave the conversation.
    Out {}
}

words! {
    /// Why the server ends a session.
    OutReason {
        /// The principal has signed in elsewhere. Clients do not come back by themselves.
        SignedInElsewhere = "OTH",
        /// The server is going down. Clients come back.
        ServerShutdown = "SSD",
    }
}

command! {
    /// `OUT [reason]`: the server ends the session.
    OutReply {
        /// Why.
        reason: Option<OutReason>,
    }
}
