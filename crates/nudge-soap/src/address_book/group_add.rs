//! `ABGroupAdd`: a new group (reference 11 §6).

use super::annotation::Annotation;
use super::book::BookId;
use super::header::{ServiceHeader, answer};
use super::read::{flag, text};
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupAdd {
    /// In which book.
    pub book: BookId,
    /// What it is called.
    pub name: String,
    /// Whether it may get another name, if there is one of that name.
    pub may_rename: bool,
    /// Whether it is the one for favourites.
    pub is_favorite: bool,
    /// What the client keeps with it.
    pub annotations: Vec<Annotation>,
}

impl GroupAdd {
    /// `None` if no group is described.
    pub(super) fn read(operation: &Element) -> Option<Self> {
        let info = operation.at(&["groupInfo", "GroupInfo"])?;
        let options = operation.child("groupAddOptions");
        Some(Self {
            book: BookId::read(operation.child("abId")),
            name: text(info, "name").unwrap_or_default().to_owned(),
            may_rename: options.is_some_and(|options| flag(options, "fRenameOnMsgrConflict")),
            is_favorite: flag(info, "IsFavorite"),
            annotations: Annotation::all(info, &["annotations"]),
        })
    }
}

/// The answer: the number of the group.
pub fn group_added(header: &ServiceHeader<'_>, guid: &str) -> String {
    answer(header, "ABGroupAdd", |w| w.element("ABGroupAddResult", |w| w.text("guid", guid)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABGroupAdd.request.xml")).unwrap();
        let expected = GroupAdd {
            book: BookId::Own,
            name: "Work".to_owned(),
            may_rename: false,
            is_favorite: false,
            annotations: vec![Annotation { name: "MSN.IM.Display".to_owned(), value: "1".to_owned() }],
        };
        assert_eq!(GroupAdd::read(call.operation()), Some(expected));
        let sample = include_str!("../../tests/samples/ABGroupAdd.response.xml");
        assert_eq!(group_added(&SAMPLE, "9c2b1f04-5a2d-4f0e-8a11-000000000002"), in_one_line(sample));
    }
}
