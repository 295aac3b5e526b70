//! A small document of XML, read whole: for payloads in which elements matter that nobody has named yet.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml_text::XmlText;

/// Deeper elements than this are in nobody's document.
const MAX_DEPTH: usize = 16;

/// The longest name of an element that is passed on, in bytes.
const LONGEST_NAME: usize = 64;

/// The payload is no XML.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not well-formed XML")]
pub struct NotXml;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// The attribute `id`; there is no other that matters.
    pub(super) id: Option<String>,
    /// The text that is directly in it.
    pub(super) text: XmlText,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The one element of a document.
    pub(super) fn parse(payload: &[u8]) -> Result<Self, NotXml> {
        let payload = String::from_utf8_lossy(payload);
        let mut reader = Reader::from_str(&payload);
        reader.config_mut().enable_all_checks(true);
        let (mut open, mut root): (Vec<Self>, Option<Self>) = (Vec::new(), None);
        loop {
            let event = reader.read_event().map_err(|_| NotXml)?;
            match (event, open.last_mut()) {
                (Event::Start(_) | Event::Empty(_), None) if root.is_some() => return Err(NotXml),
                (Event::Start(element), _) => {
                    if open.len() == MAX_DEPTH {
                        return Err(NotXml);
                    }
                    open.push(Self::opened(&element)?);
                }
                (Event::Empty(element), _) => {
                    if open.len() == MAX_DEPTH {
                        return Err(NotXml);
                    }
                    Self::opened(&element)?.close(&mut open, &mut root);
                }
                (Event::End(_), _) => open.pop().ok_or(NotXml)?.close(&mut open, &mut root),
                // Only blanks may stand outside of the root.
                (Event::Text(text), None) if text.trim_ascii().is_empty() => {}
                (Event::Text(text), Some(element)) => element.text.push_escaped(&text),
                (Event::CData(text), Some(element)) => element.text.push_plain(&text),
                (Event::GeneralRef(reference), Some(element)) => {
                    element.text.push_reference(&reference).map_err(|_| NotXml)?;
                }
                (Event::Decl(_), None) if root.is_none() => {}
                (Event::Comment(_) | Event::PI(_), _) => {}
                (Event::Eof, None) => return root.ok_or(NotXml),
                // What a document type would declare, no receiver knows.
                (Event::Decl(_) | Event::DocType(_) | Event::Eof, _)
                | (Event::Text(_) | Event::CData(_) | Event::GeneralRef(_), None) => return Err(NotXml),
            }
        }
    }

    /// The last element of this name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().rfind(|child| child.name == name)
    }

    fn opened(element: &BytesStart<'_>) -> Result<Self, NotXml> {
        let mut id = None;
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| NotXml)?;
            if attribute.key.as_ref() == "id" {
                let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| NotXml)?;
                id = Some(value.into_owned());
            }
        }
        Ok(Self { name: element.name().as_ref().to_owned(), id, ..Self::default() })
    }

    fn close(self, open: &mut [Self], root: &mut Option<Self>) {
        match open.last_mut() {
            Some(parent) => parent.children.push(self),
            None => *root = Some(self),
        }
    }
}

/// Whether an element may be called that, for the strictest of readers.
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}
