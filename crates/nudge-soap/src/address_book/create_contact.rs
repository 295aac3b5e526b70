//! `CreateContact`: somebody into one's own book, for clients of 2011, or into that of a circle (reference 11 §7).

use super::book::BookId;
use super::contact::ContactRow;
use super::header::{ServiceHeader, answer};
use super::read::filled;
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreateContact {
    /// Into which book.
    pub book: BookId,
    /// The address.
    pub email: Option<String>,
}

impl CreateContact {
    pub(super) fn read(operation: &Element) -> Self {
        let handle = operation.child("contactHandle");
        Self {
            book: BookId::read(operation.at(&["abHandle", "ABId"])),
            email: handle.and_then(|handle| filled(handle, "Email")).map(str::to_owned),
        }
    }
}

/// The answer: the whole contact.
pub fn created(header: &ServiceHeader<'_>, contact: &ContactRow<'_>) -> String {
    answer(header, "CreateContact", |w| contact.write("CreateContactResult", w))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::address_book::ContactKind;
    use crate::address_book::find_all::tests::bob;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    /// Bob, whom nobody has heard of yet.
    pub(crate) fn new_bob() -> ContactRow<'static> {
        ContactRow {
            kind: ContactKind::LivePending,
            annotations: Vec::new(),
            groups: Vec::new(),
            display_name: "bob@example.com",
            is_messenger_user: false,
            is_extended: true,
            ..bob()
        }
    }

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/CreateContact.request.xml")).unwrap();
        let book = BookId::Other("00000000-0000-0000-0009-0123456789ab".to_owned());
        let email = Some("bob@example.com".to_owned());
        assert_eq!(CreateContact::read(call.operation()), CreateContact { book, email });
        let sample = include_str!("../../tests/samples/CreateContact.response.xml");
        assert_eq!(created(&SAMPLE, &new_bob()), in_one_line(sample));
    }
}
