//! `IMS`: a `WebTV` box switches instant messages off and on.

use crate::line::command;
use crate::value::{OnOff, Trid};

command! {
    /// `IMS trid ON|OFF`.
    Ims {
        /// Transaction id.
        trid: Trid,
        /// The switch.
        switch: OnOff,
    }
}

command! {
    /// `IMS trid 0 ON|OFF`.
    ImsReply {
        /// Transaction id.
        trid: Trid,
        /// Always 0.
        zero: u32,
        /// The switch.
        switch: OnOff,
    }
}
