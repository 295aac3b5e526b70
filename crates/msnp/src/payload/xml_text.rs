//! Text inside an XML element, kept as somebody wrote it.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// The text of an XML element, with its references as they were written: `&amp;` stays `&amp;`, and `&#38;` stays that.
///
/// It can be put between two tags as it is: it has no markup, no reference but to one of the five characters of XML or to
/// a number, and no character that XML forbids.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct XmlText(String);

/// Markup, or a reference to nothing, where text must be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("markup, or a reference to nothing that XML knows, where text must be")]
pub struct NotText;

impl XmlText {
    /// No text.
    pub const EMPTY: Self = Self(String::new());

    /// Escapes a text.
    pub fn of(text: &str) -> Self {
        let mut escaped = Self::default();
        escaped.push_plain(text);
        escaped
    }

    /// Takes text that is escaped already. Characters that XML forbids are left out.
    pub fn from_escaped(raw: &str) -> Result<Self, NotText> {
        let mut text = Self::default();
        // The reader would take a first one for the mark of an encoding.
        let rest = raw.trim_start_matches(BYTE_ORDER_MARK);
        text.push_escaped(raw.strip_suffix(rest).unwrap_or_default());
        let mut reader = Reader::from_str(rest);
        loop {
            match reader.read_event().map_err(|_| NotText)? {
                Event::Text(piece) => text.push_escaped(&piece),
                Event::GeneralRef(reference) => text.push_reference(&reference)?,
                Event::Eof => return Ok(text),
                Event::Start(_)
                | Event::End(_)
                | Event::Empty(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => return Err(NotText),
            }
        }
    }

    /// The text as it stands between the tags.
    pub fn as_escaped(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn text(&self) -> String {
        // There is nothing in it that cannot be resolved.
        quick_xml::escape::unescape(&self.0).unwrap_or_default().into_owned()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds text without references, as it was written.
    pub(super) fn push_escaped(&mut self, raw: &str) {
        for c in raw.chars().filter(|c| is_allowed(*c)) {
            // The end of a CDATA section is the one thing that text must not have, and does not need.
            if c == '>' && self.0.ends_with("]]") {
                self.0.push_str("&gt;");
            } else {
                self.0.push(c);
            }
        }
    }

    /// Adds a reference, as it was written.
    pub(super) fn push_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), NotText> {
        let known = match reference.resolve_char_ref().map_err(|_| NotText)? {
            Some(c) => is_allowed(c),
            None => quick_xml::escape::resolve_xml_entity(reference).map(|_| true).ok_or(NotText)?,
        };
        if known {
            self.0.push('&');
            self.0.push_str(reference);
            self.0.push(';');
        }
        Ok(())
    }

    /// Adds text that is not escaped.
    pub(super) fn push_plain(&mut self, text: &str) {
        self.push_escaped(&quick_xml::escape::escape(text));
    }
}

impl fmt::Display for XmlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What XML 1.0 calls a character. The readers of other clients refuse a document with any other.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_stay_as_they_were_written() {
        let text = XmlText::from_escaped("a &amp; b &#38; c &#x26; \"d\"").unwrap();
        assert_eq!(text.as_escaped(), "a &amp; b &#38; c &#x26; \"d\"");
        assert_eq!(text.text(), "a & b & c & \"d\"");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bad in ["<b>", "</b>", "a & b", "&nbsp;", "&", "&#xD800;", "<!--x-->", "<![CDATA[x]]>", "&a;b;"] {
            assert_eq!(XmlText::from_escaped(bad), Err(NotText), "{bad}");
        }
    }

    #[test]
    fn what_xml_forbids_is_left_out() {
        assert_eq!(XmlText::from_escaped("a\u{3}b&#1;c\u{fffe}").unwrap().as_escaped(), "abc");
        assert_eq!(XmlText::from_escaped("]]>]\u{1}]>").unwrap().as_escaped(), "]]&gt;]]&gt;");
    }

    proptest! {
        #[test]
        fn escaping_is_undone(text in "[^\0-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,40}") {
            let escaped = XmlText::of(&text);
            prop_assert_eq!(escaped.text(), text);
            prop_assert_eq!(XmlText::from_escaped(escaped.as_escaped()), Ok(escaped));
        }

        #[test]
        fn what_is_taken_is_taken_again(raw in "[a&#;<>\\]x0-9\u{1}gtlamp]{0,24}") {
            if let Ok(text) = XmlText::from_escaped(&raw) {
                prop_assert_eq!(XmlText::from_escaped(text.as_escaped()), Ok(text));
            }
        }
    }
}
