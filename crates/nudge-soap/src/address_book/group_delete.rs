//! `ABGroupDelete`: groups that are no more; their members stay (reference 11 §6).

use super::book::BookId;
use super::read::texts;
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupDelete {
    /// In which book.
    pub book: BookId,
    /// The GUIDs of the groups.
    pub groups: Vec<String>,
}

impl GroupDelete {
    pub(super) fn read(operation: &Element) -> Self {
        let groups = texts(operation, &["groupFilter", "groupIds"], "guid");
        Self { book: BookId::read(operation.child("abId")), groups }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn the_question_is_the_sample() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABGroupDelete.request.xml")).unwrap();
        let groups = vec!["9c2b1f04-5a2d-4f0e-8a11-000000000001".to_owned()];
        assert_eq!(GroupDelete::read(call.operation()), GroupDelete { book: BookId::Own, groups });
    }
}
