//! `ABGroupContactAdd` and `ABGroupContactDelete`: contacts into groups and out of them (reference 11 §6). Pidgin adds contacts
//! with the first.

use super::book::BookId;
use super::contact_add::NewContact;
use super::header::{ServiceHeader, answer};
use super::read::{filled, flag, list, texts};
use crate::xml::Element;

/// What is asked. The answer to `ABGroupContactDelete` is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupContact {
    /// In which book.
    pub book: BookId,
    /// The GUIDs of the groups.
    pub groups: Vec<String>,
    /// The GUIDs of the contacts.
    pub contacts: Vec<String>,
    /// Contacts that may not be in the book yet.
    pub new: Vec<NewContact>,
    /// Whether those may see the owner, too.
    pub allow: bool,
}

impl GroupContact {
    /// From either operation.
    pub(super) fn read(operation: &Element) -> Self {
        let contacts = || list(operation, &["contacts"], "Contact");
        let unknown = contacts().filter(|contact| filled(contact, "contactId").is_none());
        let options = operation.child("groupContactAddOptions");
        Self {
            book: BookId::read(operation.child("abId")),
            groups: texts(operation, &["groupFilter", "groupIds"], "guid"),
            contacts: contacts()
                .filter_map(|contact| filled(contact, "contactId"))
                .map(str::to_owned)
                .collect(),
            new: unknown.filter_map(|contact| contact.child("contactInfo")).map(NewContact::read).collect(),
            allow: options.is_some_and(|options| flag(options, "EnableAllowListManagement")),
        }
    }
}

/// The answer to `ABGroupContactAdd`: the number of the contact.
pub fn grouped(header: &ServiceHeader<'_>, guid: &str) -> String {
    answer(header, "ABGroupContactAdd", |w| w.element("ABGroupContactAddResult", |w| w.text("guid", guid)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    const BOB: &str = "7f0e3d11-1111-4222-8333-444455556666";

    #[test]
    fn questions_and_answer_are_the_samples() {
        for (sample, allow) in [
            (include_bytes!("../../tests/samples/ABGroupContactAdd.request.xml").as_slice(), true),
            (include_bytes!("../../tests/samples/ABGroupContactDelete.request.xml"), false),
        ] {
            let asked = GroupContact::read(Call::parse(sample).unwrap().operation());
            let expected = GroupContact {
                book: BookId::Own,
                groups: vec!["9c2b1f04-5a2d-4f0e-8a11-000000000001".to_owned()],
                contacts: vec![BOB.to_owned()],
                new: Vec::new(),
                allow,
            };
            assert_eq!(asked, expected);
        }
        let sample = include_str!("../../tests/samples/ABGroupContactAdd.response.xml");
        assert_eq!(grouped(&SAMPLE, BOB), in_one_line(sample));
    }
}
