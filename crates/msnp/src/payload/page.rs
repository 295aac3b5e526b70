//! The page in a `PAG`: text for a contact's mobile device (reference 41 §1.1).
//!
//! `<TEXT xml:space="preserve" enc="utf-8">…</TEXT>`, in older clients after
//! `<PHONE pri="1"><LOC>…</LOC><NUM>…</NUM></PHONE>`, which says which of the contact's phones is meant.

use quick_xml::Reader;
use quick_xml::events::Event;

/// What is to be paged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page {
    /// The text, unescaped.
    pub text: String,
}

/// The payload is no page.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a page: expected a <TEXT> element")]
pub struct NotAPage;

impl Page {
    /// Reads the payload of a `PAG`.
    pub fn parse(payload: &[u8]) -> Result<Self, NotAPage> {
        let payload = String::from_utf8_lossy(payload);
        let mut reader = Reader::from_str(&payload);
        let mut text = None::<String>;
        loop {
            match reader.read_event().map_err(|_| NotAPage)? {
                Event::Start(element) if element.name().as_ref().eq_ignore_ascii_case("TEXT") => {
                    text = Some(String::new());
                }
                Event::End(element) if element.name().as_ref().eq_ignore_ascii_case("TEXT") => {
                    return text.map(|text| Self { text }).ok_or(NotAPage);
                }
                Event::Text(piece) => {
                    if let Some(text) = &mut text {
                        text.push_str(&piece);
                    }
                }
                Event::GeneralRef(reference) => {
                    if let Some(text) = &mut text {
                        match reference.resolve_char_ref().map_err(|_| NotAPage)? {
                            Some(c) => text.push(c),
                            None => text
                                .push_str(quick_xml::escape::resolve_xml_entity(&reference).ok_or(NotAPage)?),
                        }
                    }
                }
                Event::Eof => return Err(NotAPage),
                Event::Start(_)
                | Event::End(_)
                | Event::Empty(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
        }
    }

    /// Writes the payload, as clients of MSNP5 do.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = quick_xml::escape::escape(self.text.as_str());
        format!("<TEXT xml:space=\"preserve\" enc=\"utf-8\">{text}</TEXT>").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_forms_are_read() {
        let sample = b"<TEXT xml:space=\"preserve\" enc=\"utf-8\">Call me</TEXT>";
        assert_eq!(sample.len(), 53);
        assert_eq!(Page::parse(sample).unwrap().text, "Call me");
        let old = b"<PHONE pri=\"1\"><LOC>HOME</LOC><NUM>1</NUM></PHONE><TEXT xml:space=\"preserve\">a &#x26; b</TEXT>";
        assert_eq!(Page::parse(old).unwrap().text, "a & b");
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for bad in ["", "hello", "<TEXT>", "<TEXT>a</PHONE>", "<PHONE/>", "<TEXT>&bomb;</TEXT>"] {
            assert_eq!(Page::parse(bad.as_bytes()), Err(NotAPage), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(text in "[^\0-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}]{0,60}") {
            let page = Page { text };
            prop_assert_eq!(Page::parse(&page.to_bytes()).unwrap(), page);
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Page::parse(&bytes);
        }
    }
}
