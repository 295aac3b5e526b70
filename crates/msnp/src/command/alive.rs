//! `PNG` and `QNG`: is the connection alive?

use crate::line::command;

command! {
    /// `PNG`.
    Png {}
}

command! {
    /// `QNG`.
    Qng {}
}
