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
    /// `GCF trid file length` and the file, as [`crate::payload::config::SHIELDS`].
    GcfReply {
        /// Transaction id.
        trid: Trid,
        /// Its name.
        file: Text,
    } + payload
}
