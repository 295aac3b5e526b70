//! `CHL` and `QRY`: is the client a known product?

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `CHL trid`: challenge me.
    ChlRequest {
        /// Transaction id.
        trid: Trid,
    }
}

command! {
    /// `CHL 0 challenge`: answer this within about 50 seconds.
    Chl {
        /// 0, or the id of the client's own `CHL`.
        trid: Trid,
        /// Twenty decimal digits.
        challenge: Text,
    }
}

command! {
    /// `QRY trid product 32` and the 32 hexadecimal digits of [`crate::auth::challenge_answer`].
    Qry {
        /// Transaction id.
        trid: Trid,
        /// The product, as `msmsgs@msnmsgr.com`.
        product: Text,
    } + payload
}

command! {
    /// `QRY trid`: right.
    QryReply {
        /// Transaction id.
        trid: Trid,
    }
}
