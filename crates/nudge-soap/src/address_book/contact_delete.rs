//! `ABContactDelete`, and `DeleteContact` of 2011 (reference 11 §6): out of the book, and off the forward list.

use super::book::BookId;
use super::read::{filled, list};
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ContactDelete {
    /// Of which book.
    pub book: BookId,
    /// The GUIDs of the contacts.
    pub contacts: Vec<String>,
}

impl ContactDelete {
    /// From either operation.
    pub(super) fn read(operation: &Element) -> Self {
        let several =
            list(operation, &["contacts"], "Contact").filter_map(|contact| filled(contact, "contactId"));
        Self {
            book: BookId::read(operation.child("abId").or_else(|| operation.at(&["abHandle", "ABId"]))),
            contacts: several.chain(filled(operation, "contactId")).map(str::to_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn both_forms_are_the_samples() {
        for sample in [
            include_bytes!("../../tests/samples/ABContactDelete.request.xml").as_slice(),
            include_bytes!("../../tests/samples/DeleteContact.request.xml"),
        ] {
            let asked = ContactDelete::read(Call::parse(sample).unwrap().operation());
            assert_eq!(asked.contacts, ["7f0e3d11-1111-4222-8333-777788889999"]);
            assert_eq!(asked.book, BookId::Own);
        }
    }
}
