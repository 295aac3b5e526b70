//! `GTC` and `BLP`: privacy settings.

use crate::line::command;
use crate::value::{Privacy, ReversePrompt, Trid};

command! {
    /// `GTC trid A|N`: ask about people who add me, or allow them silently.
    Gtc {
        /// Transaction id.
        trid: Trid,
        /// The setting.
        prompt: ReversePrompt,
    }
}

command! {
    /// `GTC trid serial A|N`.
    GtcReply {
        /// Transaction id of the `GTC` or `SYN`.
        trid: Trid,
        /// List version.
        serial: u32,
        /// The setting.
        prompt: ReversePrompt,
    }
}

command! {
    /// `BLP trid AL|BL`: how to treat people who are on neither list.
    Blp {
        /// Transaction id.
        trid: Trid,
        /// The setting.
        privacy: Privacy,
    }
}

command! {
    /// `BLP trid serial AL|BL`.
    BlpReply {
        /// Transaction id of the `BLP` or `SYN`.
        trid: Trid,
        /// List version.
        serial: u32,
        /// The setting.
        privacy: Privacy,
    }
}
