//! `SBP`: a property of a contact, kept in the principal's address book.

use crate::line::command;
use crate::value::{Flag, Friendly, Guid, PropertyKey, Trid};

command! {
    /// `SBP trid guid key [value [1]]`: keep this of a contact, as the name that I have for it; the answer is the same
    /// line. Clients write the 1 after a telephone number.
    Sbp {
        /// Transaction id.
        trid: Trid,
        /// Which contact.
        id: Guid,
        /// What.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
        /// Only after a value.
        flag: Option<Flag>,
    }
}
