//! `PNG` and `QNG`: is the connection alive?

use crate::line::command;

command! {
    /// `PNG`.
    Png {}
}

command! {
    /// `QNG [seconds]`: until when to send the next `PNG`. Clients take 5 and less for a broken connection.
    Qng {
        /// In so many seconds, where the dialect tells it.
        seconds: Option<u32> where PingInterval,
    }
}
