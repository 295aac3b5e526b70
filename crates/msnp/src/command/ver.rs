//! `VER`: agree on a dialect.

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `VER trid dialect…`: the dialects that the client speaks, in the order of its preference, with `CVR0` last.
    Ver {
        /// Transaction id.
        trid: Trid,
        /// The names, as sent: unknown ones are for the server to ignore.
        dialects: Vec<Text>,
    }
}

command! {
    /// `VER trid dialect`: the one agreed upon; or `CVR0`; or `0` for nothing in common.
    VerReply {
        /// Transaction id.
        trid: Trid,
        /// The name of the dialect, `CVR0` or `0`.
        dialect: Text,
    }
}
