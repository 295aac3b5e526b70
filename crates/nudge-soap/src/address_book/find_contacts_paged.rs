//! `ABFindContactsPaged`: the same for clients of 2009 and later, and Pidgin; all on one page (reference 11 §5).

use super::Since;
use super::book::{AbInfo, BookId};
use super::contact::ContactRow;
use super::group::GroupRow;
use super::header::{ServiceHeader, answer};
use crate::writer::Writer;
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FindContactsPaged {
    /// Of which book.
    pub book: BookId,
    /// Since when.
    pub since: Since,
}

impl FindContactsPaged {
    pub(super) fn read(operation: &Element) -> Self {
        Self {
            book: BookId::read(operation.at(&["abHandle", "ABId"])),
            since: Since::read(operation.child("filterOptions")),
        }
    }
}

/// The answer. `circles` is what stands in `CircleResult`.
pub fn found_contacts_paged(
    header: &ServiceHeader<'_>,
    groups: &[GroupRow<'_>],
    contacts: &[ContactRow<'_>],
    circles: Option<&Writer>,
    ab: &AbInfo<'_>,
) -> String {
    answer(header, "ABFindContactsPaged", |w| {
        w.element("ABFindContactsPagedResult", |w| {
            w.element("Groups", |w| groups.iter().for_each(|group| group.write(w)));
            w.element("Contacts", |w| contacts.iter().for_each(|contact| contact.write("Contact", w)));
            w.element("CircleResult", |w| circles.into_iter().for_each(|circles| w.part(circles)));
            ab.write("Ab", w);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::book::tests::{ALICE, AT};
    use crate::address_book::find_all::tests::{bob, friends, me};
    use crate::address_book::header::tests::SAMPLE;
    use crate::address_book::{CircleRow, CircleStanding, CircleTicket, ContactKind, NetworkInfo};
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn the_question_of_the_sample_is_for_all_of_ones_own() {
        let call =
            Call::parse(include_bytes!("../../tests/samples/ABFindContactsPaged.request.xml")).unwrap();
        let asked = FindContactsPaged::read(call.operation());
        assert_eq!(asked, FindContactsPaged { book: BookId::Own, since: Since::Ever });
    }

    /// The circle of the sample, as a contact.
    fn book_club() -> ContactRow<'static> {
        ContactRow {
            id: ID.to_owned(),
            kind: ContactKind::Circle,
            annotations: Vec::new(),
            groups: Vec::new(),
            passport_name: Some("00000000-0000-0000-0009-0123456789AB@hotmail.com"),
            display_name: "Book club",
            cid: 1_311_768_467_463_790_399,
            is_messenger_user: false,
            is_hidden: true,
            networks: vec![NetworkInfo { relationship: 5, state: 3, role: 0, since: AT }],
            is_extended: true,
            ..bob()
        }
    }

    const ID: &str = "00000000-0000-0000-0009-0123456789ab";

    #[test]
    fn the_answer_is_the_sample() {
        let sample = in_one_line(include_str!("../../tests/samples/ABFindContactsPaged.response.xml"));
        let standing = CircleStanding::Administrator;
        let circle = CircleRow { id: ID.to_owned(), name: "Book club", standing, changed: AT };
        let circles = CircleTicket::result(&[circle], "RVhBTVBMRQ==", "RVhBTVBMRQ==");
        let contacts = [bob(), book_club(), me()];
        assert_eq!(found_contacts_paged(&SAMPLE, &[friends()], &contacts, Some(&circles), &ALICE), sample);
    }
}
