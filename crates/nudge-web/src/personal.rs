//! Personal messages between two spellings: clients write them to each other with markup escaped, and people as they are.

use std::borrow::Cow;

use nudge_core::PersonalMessage;
use quick_xml::escape::{partial_escape, unescape};

/// As a person reads it. What is not escaped as it should be is shown as it is.
pub(crate) fn plain(message: &PersonalMessage) -> String {
    unescape(message.text()).map_or_else(|_| message.text().to_owned(), Cow::into_owned)
}

/// As clients write what a person typed.
pub(crate) fn written(text: &str) -> Cow<'_, str> {
    partial_escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_leads_to_the_other() {
        for text in ["", "a < b & c > d", "&amp;"] {
            assert_eq!(plain(&PersonalMessage::new(&written(text), "").unwrap()), text);
        }
        assert_eq!(plain(&PersonalMessage::new("a & b", "").unwrap()), "a & b");
    }
}
