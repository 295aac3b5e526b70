//! `LKP`: look a telephone number up.

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `LKP trid tel:+number`: is there a mobile device behind it? The answer is the same line.
    Lkp {
        /// Transaction id.
        trid: Trid,
        /// The number, as sent: what is none is answered with 201.
        number: Text,
    }
}
