//! `GCF`: a file of the client's configuration.

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `GCF trid file`: send me this file.
    Gcf {
        /// Transaction id.
        trid: Trid,
        /// Its name, as `Shields.xml`.
        file: Text,
    }
}

command! {
    /// `GCF trid file length` and the file, as [`crate::payload::config::SHIELDS`]. From MSNP13 on, unasked and without a name,
    /// `GCF 0 length` and [`crate::payload::config::POLICIES`].
    GcfReply {
        /// Transaction id, or 0.
        trid: Trid,
        /// Its name, where one was asked for.
        file: Option<Text> where ConfigRequests,
    } + payload
}
