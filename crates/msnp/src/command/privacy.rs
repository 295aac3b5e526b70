//! `GTC` and `BLP`: privacy settings.

use super::Answer;
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
    /// `GTC trid [serial] A|N`; in a dump from MSNP8 on, `GTC A|N`.
    GtcReply {
        /// What it answers; `None` in a dump without that.
        answer: Option<Answer>,
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
    /// `BLP trid [serial] AL|BL`; in a dump from MSNP8 on, `BLP AL|BL`.
    BlpReply {
        /// What it answers; `None` in a dump without that.
        answer: Option<Answer>,
        /// The setting.
        privacy: Privacy,
    }
}
