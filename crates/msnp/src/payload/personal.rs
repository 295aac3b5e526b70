//! Personal messages: the XML of `UUX` and `UBX` (reference 02 §7).
//!
//! `<Data><PSM>text</PSM><CurrentMedia>media</CurrentMedia></Data>`. In `UUX` an element that is missing leaves what was
//! there, and an empty one clears it; other elements are left out.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml_text::XmlText;

/// Deeper elements than this are nobody's personal message.
const MAX_DEPTH: usize = 16;

/// What a principal says of themselves, as far as a payload says it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PersonalMessage {
    /// The personal message; `None` if the payload has none.
    pub text: Option<XmlText>,
    /// What music plays, or which game is on, in fields separated by a literal `\0`; `None` if the payload does not say.
    pub media: Option<XmlText>,
}

/// The payload is no XML.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not well-formed XML")]
pub struct NotXml;

impl PersonalMessage {
    /// Neither a message nor media.
    pub const EMPTY: Self = Self { text: Some(XmlText::EMPTY), media: Some(XmlText::EMPTY) };

    /// Reads a payload. An empty one says that there is neither message nor media; so does a document of another kind
    /// (reference 02, clarifications). Elements inside the two are left out with all that is in them.
    ///
    /// What XML 1.0 forbids in a text is left out, because a receiver would refuse the whole document for it; a payload
    /// that is no UTF-8 is read with the bad bytes replaced.
    pub fn parse(payload: &[u8]) -> Result<Self, NotXml> {
        if payload.is_empty() {
            return Ok(Self::EMPTY);
        }
        let payload = String::from_utf8_lossy(payload);
        let mut reader = Reader::from_str(&payload);
        reader.config_mut().enable_all_checks(true);
        let mut read = Reading::default();
        loop {
            match reader.read_event().map_err(|_| NotXml)? {
                Event::Start(element) => read.opens(&element)?,
                Event::Empty(element) => {
                    read.opens(&element)?;
                    read.closes();
                }
                Event::End(_) => read.closes(),
                Event::Text(text) if read.depth == 0 && text.trim_ascii().is_empty() => {}
                // Only blanks may stand outside of the root.
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if read.depth == 0 => {
                    return Err(NotXml);
                }
                Event::Text(text) => read.field().push_escaped(&text),
                Event::CData(text) => read.field().push_plain(&text),
                Event::GeneralRef(reference) => {
                    read.field().push_reference(&reference).map_err(|_| NotXml)?;
                }
                Event::Decl(_) if read.roots == 0 => {}
                Event::Comment(_) | Event::PI(_) => {}
                // What a document type would declare, no receiver knows.
                Event::Decl(_) | Event::DocType(_) => return Err(NotXml),
                Event::Eof => return read.done(),
            }
        }
    }

    /// Writes the payload: an element for each that is there, as received.
    pub fn to_bytes(&self) -> Vec<u8> {
        let element = |name: &str, text: Option<&XmlText>| {
            text.map_or_else(String::new, |text| format!("<{name}>{text}</{name}>"))
        };
        let (text, media) = (self.text.as_ref(), self.media.as_ref());
        format!("<Data>{}{}</Data>", element(TEXT, text), element(MEDIA, media)).into_bytes()
    }
}

const ROOT: &str = "Data";
const TEXT: &str = "PSM";
const MEDIA: &str = "CurrentMedia";

/// A document that is being read.
#[derive(Default)]
struct Reading {
    message: PersonalMessage,
    /// How many elements are open.
    depth: usize,
    /// How many there have been that are in no other.
    roots: usize,
    /// The document is a personal message.
    is_ours: bool,
    /// The element just below the root, if it is one that matters.
    within: Option<Within>,
    /// Text that belongs to nothing.
    elsewhere: XmlText,
}

#[derive(Clone, Copy)]
enum Within {
    Text,
    Media,
}

impl Reading {
    fn opens(&mut self, element: &BytesStart<'_>) -> Result<(), NotXml> {
        if element.attributes().any(|attribute| attribute.is_err()) || self.depth == MAX_DEPTH {
            return Err(NotXml);
        }
        let name = element.name();
        if self.depth == 0 {
            self.roots += 1;
            if self.roots > 1 {
                return Err(NotXml);
            }
            self.is_ours = name.as_ref() == ROOT;
        } else if self.depth == 1 && self.is_ours {
            self.within = match name.as_ref() {
                TEXT => Some(Within::Text),
                MEDIA => Some(Within::Media),
                _ => None,
            };
            if let Some(within) = self.within {
                *self.place(within) = Some(XmlText::EMPTY);
            }
        }
        self.depth += 1;
        Ok(())
    }

    fn closes(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth <= 1 {
            self.within = None;
        }
    }

    /// Where text goes that comes now.
    fn field(&mut self) -> &mut XmlText {
        let within = self.within.filter(|_| self.depth == 2);
        let Some(within) = within else { return &mut self.elsewhere };
        self.place(within).get_or_insert_default()
    }

    fn place(&mut self, within: Within) -> &mut Option<XmlText> {
        match within {
            Within::Text => &mut self.message.text,
            Within::Media => &mut self.message.media,
        }
    }

    fn done(self) -> Result<PersonalMessage, NotXml> {
        if self.depth != 0 || self.roots != 1 {
            return Err(NotXml);
        }
        Ok(if self.is_ours { self.message } else { PersonalMessage::EMPTY })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The two texts, as they are written.
    fn read(payload: &str) -> [Option<String>; 2] {
        let message = PersonalMessage::parse(payload.as_bytes()).unwrap();
        [message.text, message.media].map(|text| text.map(|text| text.as_escaped().to_owned()))
    }

    fn owned(text: Option<&str>) -> Option<String> {
        text.map(str::to_owned)
    }

    #[test]
    fn what_the_transcripts_send_comes_out_as_it_was() {
        for (text, length) in [("at work", 60), ("new &amp; shiny", 68), ("home", 57), ("", 53)] {
            let payload = format!("<Data><PSM>{text}</PSM><CurrentMedia></CurrentMedia></Data>");
            assert_eq!(payload.len(), length);
            assert_eq!(read(&payload), [Some(text), Some("")].map(owned));
            assert_eq!(PersonalMessage::parse(payload.as_bytes()).unwrap().to_bytes(), payload.as_bytes());
        }
    }

    #[test]
    fn missing_is_unchanged_and_empty_is_cleared() {
        assert_eq!(read("<Data><PSM>a</PSM></Data>"), [Some("a"), None].map(owned));
        assert_eq!(read("<Data><PSM/></Data>"), [Some(""), None].map(owned));
        assert_eq!(read("<Data><CurrentMedia/><PSM></PSM></Data>"), [Some(""), Some("")].map(owned));
        assert_eq!(read("<Data/>"), [None, None].map(owned));
        assert_eq!(read("<Data></Data>"), [None, None].map(owned));
        assert_eq!(read(""), [Some(""), Some("")].map(owned));
        assert_eq!(PersonalMessage::EMPTY.to_bytes().len(), 53);
    }

    #[test]
    fn another_document_clears_both() {
        assert_eq!(read("<Date><PSM>a</PSM></Date>"), [Some(""), Some("")].map(owned));
        assert_eq!(read("<data/>"), [Some(""), Some("")].map(owned));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let payload = "\u{feff}<?xml version='1.0'?> <Data a='1'>x<!-- c --><Y>z</Y><PSM>a<b>c<d/></b>e</PSM>&lt;</Data> \n";
        assert_eq!(read(payload), [Some("ae"), None].map(owned));
        assert_eq!(read("<Data><PSM>a<![CDATA[<&]]>b</PSM></Data>"), [Some("a&lt;&amp;b"), None].map(owned));
        assert_eq!(read("<Data><X><PSM>a</PSM></X></Data>"), [None, None].map(owned));
        assert_eq!(read("<Data><PSM>a<PSM>b</PSM>c</PSM></Data>"), [Some("ac"), None].map(owned));
    }

    #[test]
    fn media_keeps_its_separators() {
        let media = r"\0Music\01\0{0} - {1}\0Title &amp; more\0Artist\0\0";
        assert_eq!(
            read(&format!("<Data><CurrentMedia>{media}</CurrentMedia></Data>")),
            [None, Some(media)].map(owned)
        );
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for bad in [
            " ",
            "hello",
            "<Data>",
            "<Data><PSM></Data></PSM>",
            "</Data>",
            "<Data/><Data/>",
            "<Data/>x",
            "<Data/>&lt;",
            "<Data><![CDATA[x]]>",
            "<![CDATA[x]]><Data/>",
            "<Data><PSM>a & b</PSM></Data>",
            "<Data><PSM>&bomb;</PSM></Data>",
            "<Data>&bomb;</Data>",
            "<Data><PSM>a < b</PSM></Data>",
            "<Data a='1' a='2'/>",
            "<!DOCTYPE Data [<!ENTITY bomb 'x'>]><Data/>",
            "<Data/><?xml version='1.0'?>",
            "<Data",
        ] {
            assert_eq!(PersonalMessage::parse(bad.as_bytes()), Err(NotXml), "{bad}");
        }
        let deep = format!("{}{}", "<Data>".repeat(17), "</Data>".repeat(17));
        assert_eq!(PersonalMessage::parse(deep.as_bytes()), Err(NotXml));
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(text in proptest::option::of(".{0,40}"), media in proptest::option::of(".{0,40}")) {
            let message = PersonalMessage {
                text: text.as_deref().map(XmlText::of),
                media: media.as_deref().map(XmlText::of),
            };
            prop_assert_eq!(PersonalMessage::parse(&message.to_bytes()), Ok(message));
        }

        #[test]
        fn what_is_read_can_be_read_again(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("<Data>"), Just("</Data>"), Just("<PSM>"), Just("</PSM>"), Just("<PSM/>"), Just("<CurrentMedia>"),
                    Just("</CurrentMedia>"), Just("&amp;"), Just("&#1;"), Just("]]>"), Just("<![CDATA["), Just("a\u{1}"),
                    Just("<!--"), Just("-->"), Just("&"), Just("<b>"), Just("</b>"),
                ],
                0..12,
            ),
        ) {
            if let Ok(message) = PersonalMessage::parse(pieces.concat().as_bytes()) {
                prop_assert_eq!(PersonalMessage::parse(&message.to_bytes()), Ok(message));
            }
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = PersonalMessage::parse(&bytes);
        }
    }
}
