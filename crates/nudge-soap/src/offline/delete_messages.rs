//! `DeleteMessages`: the client has them.

use super::RSI;
use crate::envelope::answer;
use crate::writer::Writer;
use crate::xml::Element;

/// Which ones.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeleteMessages {
    /// Their ids, as they stand there.
    pub ids: Vec<String>,
}

impl DeleteMessages {
    pub(super) fn of(operation: &Element) -> Self {
        let ids = operation.child("messageIds").map(Element::children).unwrap_or_default();
        let ids = ids.iter().filter(|id| id.name() == "messageId").map(|id| id.text().trim().to_owned());
        Self { ids: ids.collect() }
    }
}

/// The answer.
pub fn deleted() -> String {
    let mut result = Writer::new();
    result.element_with("DeleteMessagesResponse", &[("xmlns", RSI)], |_| {});
    answer(None, &result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn the_answer_is_the_sample() {
        let sample = include_str!("../../tests/samples/DeleteMessages.response.xml");
        assert_eq!(deleted(), in_one_line(sample));
    }
}
