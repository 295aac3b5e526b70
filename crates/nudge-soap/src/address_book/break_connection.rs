//! `BreakConnection`: the end of having to do with somebody, for clients of 2011, or of being in a circle (reference 11 §7).

use super::book::BookId;
use super::read::{filled, flag};
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BreakConnection {
    /// Of which book.
    pub book: BookId,
    /// The contact's GUID.
    pub contact: String,
    /// Whether the contact leaves the book.
    pub delete: bool,
    /// Whether the contact is blocked from then on.
    pub block: bool,
}

impl BreakConnection {
    pub(super) fn read(operation: &Element) -> Self {
        Self {
            book: BookId::read(operation.at(&["abHandle", "ABId"])),
            contact: filled(operation, "contactId").unwrap_or_default().to_owned(),
            delete: flag(operation, "deleteContact"),
            block: flag(operation, "blockContact"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn the_question_is_the_sample() {
        let call = Call::parse(include_bytes!("../../tests/samples/BreakConnection.request.xml")).unwrap();
        let expected = BreakConnection {
            book: BookId::Other("00000000-0000-0000-0009-0123456789ab".to_owned()),
            contact: "7f0e3d11-0000-4000-8000-000000000001".to_owned(),
            delete: true,
            block: false,
        };
        assert_eq!(BreakConnection::read(call.operation()), expected);
    }
}
