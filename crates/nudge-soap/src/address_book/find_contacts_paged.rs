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
    use crate::address_book::book::tests::ALICE;
    use crate::address_book::find_all::tests::{bob, friends, me};
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn the_question_of_the_sample_is_for_all_of_ones_own() {
        let call =
            Call::parse(include_bytes!("../../tests/samples/ABFindContactsPaged.request.xml")).unwrap();
        let asked = FindContactsPaged::read(call.operation());
        assert_eq!(asked, FindContactsPaged { book: BookId::Own, since: Since::Ever });
    }

    #[test]
    fn the_answer_is_the_sample_but_for_circles() {
        let sample = in_one_line(include_str!("../../tests/samples/ABFindContactsPaged.response.xml"));
        let answer = found_contacts_paged(&SAMPLE, &[friends()], &[bob(), me()], None, &ALICE);
        let without = |text: &str, from: &str, until: &str| {
            let (before, rest) = text.split_once(from).unwrap();
            let (_, after) = rest.split_once(until).unwrap();
            format!("{before}{after}")
        };
        let circle = "<Contact><contactId>00000000-0000-0000-0009-";
        let sample = without(&sample, circle, "<CreatedBy>96</CreatedBy></Contact>");
        let sample = without(&sample, "<CircleResult>", "</CircleResult>");
        assert_eq!(answer.replace("<CircleResult/>", ""), sample);
    }
}
