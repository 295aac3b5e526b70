//! `ABFindByContacts`: some contacts by number (reference 11 §6).

use super::book::{AbInfo, BookId};
use super::contact::ContactRow;
use super::header::{ServiceHeader, answer};
use super::read::texts;
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FindByContacts {
    /// Of which book.
    pub book: BookId,
    /// The GUIDs of the contacts.
    pub contacts: Vec<String>,
}

impl FindByContacts {
    pub(super) fn read(operation: &Element) -> Self {
        Self {
            book: BookId::read(operation.child("abId")),
            contacts: texts(operation, &["contactIds"], "guid"),
        }
    }
}

/// The answer.
pub fn found_by_contacts(header: &ServiceHeader<'_>, contacts: &[ContactRow<'_>], ab: &AbInfo<'_>) -> String {
    answer(header, "ABFindByContacts", |w| {
        w.element("ABFindByContactsResult", |w| {
            w.element("contacts", |w| contacts.iter().for_each(|contact| contact.write("Contact", w)));
            ab.write("ab", w);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::book::tests::ALICE;
    use crate::address_book::find_all::tests::bob;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABFindByContacts.request.xml")).unwrap();
        let asked = FindByContacts::read(call.operation());
        assert_eq!(asked, FindByContacts { book: BookId::Own, contacts: vec![bob().id] });
        let sample = include_str!("../../tests/samples/ABFindByContacts.response.xml");
        assert_eq!(found_by_contacts(&SAMPLE, &[bob()], &ALICE), in_one_line(sample));
    }
}
