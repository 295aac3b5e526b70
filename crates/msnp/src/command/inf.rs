//! `INF`: ask which ways of signing in there are, until MSNP7.

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `INF trid`.
    Inf {
        /// Transaction id.
        trid: Trid,
    }
}

command! {
    /// `INF trid package…`: `MD5`, and `CTP` where clear text is allowed (MSNP2).
    InfReply {
        /// Transaction id.
        trid: Trid,
        /// The packages.
        packages: Vec<Text>,
    }
}
