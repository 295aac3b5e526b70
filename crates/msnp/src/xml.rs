//! XML in and out.
//!
//! In: a whole document as a tree, by local names, because clients disagree about prefixes (retro-prpl writes default
//! namespaces where others write prefixes). A document that declares a type, refers to anything but the five
//! predefined entities and characters, or exceeds a limit is refused.

use std::borrow::Cow;
use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zeroize::Zeroizing;

/// Bytes of a document.
pub const MAX_BYTES: usize = 64 * 1024;

/// How deep elements are nested.
pub const MAX_DEPTH: usize = 32;

/// Elements of a document, and attributes of all of them together.
pub const MAX_NODES: usize = 4096;

/// An element with all that is in it. Its text is wiped when it is dropped, and `Debug` does not show it: some of it is
/// passwords.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: Zeroizing<String>,
}

/// Why a document was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRead {
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Not well-formed.
    #[error("not well-formed XML")]
    Malformed,
    /// Larger or deeper than anything that a client sends.
    #[error("beyond a limit")]
    TooMuch,
    /// A document type, a processing instruction, or an entity of the document's own.
    #[error("a document type, an entity or an instruction")]
    Forbidden,
}

impl Element {
    /// Reads a document of at most [`MAX_BYTES`].
    pub fn parse(document: &[u8]) -> Result<Self, NotRead> {
        Self::parse_within(document, MAX_BYTES)
    }

    /// Reads a document of at most so many bytes: where there is a picture in it, for example.
    pub fn parse_within(document: &[u8], most: usize) -> Result<Self, NotRead> {
        if document.len() > most {
            return Err(NotRead::TooMuch);
        }
        let text = std::str::from_utf8(document).map_err(|_| NotRead::Encoding)?;
        // Some clients of Windows put a byte order mark before it.
        Growing::default().read(text.trim_start_matches('\u{feff}'))
    }

    /// The name without its prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text between the tags, without that of the children.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value of the attribute with that local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly in it.
    pub fn children(&self) -> &[Self] {
        &self.children
    }

    /// The elements directly in it, without it.
    pub fn into_children(self) -> Vec<Self> {
        self.children
    }

    /// The first child with that local name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first child of the first child, and so on.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name)?;
        f.debug_list().entries(&self.children).finish()
    }
}

/// A tree while it is read.
#[derive(Default)]
struct Growing {
    /// The elements that are open, the root first.
    open: Vec<Element>,
    root: Option<Element>,
    nodes: usize,
}

impl Growing {
    fn read(mut self, document: &str) -> Result<Element, NotRead> {
        let mut reader = Reader::from_str(document);
        loop {
            match reader.read_event().map_err(|_| NotRead::Malformed)? {
                Event::Start(tag) => self.begin(&tag)?,
                Event::Empty(tag) => {
                    self.begin(&tag)?;
                    self.end()?;
                }
                // The reader has checked that it is the end of the one that is open.
                Event::End(_) => self.end()?,
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.reference(&reference)?,
                Event::Decl(_) if self.is_before_root() => {}
                Event::Comment(_) => {}
                Event::DocType(_) | Event::PI(_) | Event::Decl(_) => return Err(NotRead::Forbidden),
                Event::Eof if self.open.is_empty() => return self.root.ok_or(NotRead::Malformed),
                Event::Eof => return Err(NotRead::Malformed),
            }
        }
    }

    fn is_before_root(&self) -> bool {
        self.open.is_empty() && self.root.is_none()
    }

    fn count(&mut self) -> Result<(), NotRead> {
        self.nodes += 1;
        if self.nodes > MAX_NODES { Err(NotRead::TooMuch) } else { Ok(()) }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) -> Result<(), NotRead> {
        self.count()?;
        if self.open.len() >= MAX_DEPTH {
            return Err(NotRead::TooMuch);
        }
        if self.root.is_some() {
            return Err(NotRead::Malformed);
        }
        let mut element = Element { name: tag.local_name().as_ref().to_owned(), ..Element::default() };
        for attribute in tag.attributes() {
            self.count()?;
            let attribute = attribute.map_err(|_| NotRead::Malformed)?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|_| NotRead::Forbidden)?;
            element.attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), NotRead> {
        let element = self.open.pop().ok_or(NotRead::Malformed)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), NotRead> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(NotRead::Malformed),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), NotRead> {
        if let Some(c) = reference.resolve_char_ref().map_err(|_| NotRead::Malformed)? {
            return self.text(c.encode_utf8(&mut [0; 4]));
        }
        self.text(resolve_xml_entity(reference).ok_or(NotRead::Forbidden)?)
    }
}

/// Text as it stands between tags or in an attribute. Characters that XML cannot carry become U+FFFD.
pub fn escape(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| is_carried(c) && !matches!(c, '<' | '>' | '&' | '"' | '\'');
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c if is_carried(c) => escaped.push(c),
            _ => escaped.push('\u{fffd}'),
        }
    }
    Cow::Owned(escaped)
}

/// Whether XML 1.0 can carry it as it is (§2.2). A carriage return would come out as a line feed.
fn is_carried(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(document: &str) -> Result<Element, NotRead> {
        Element::parse(document.as_bytes())
    }

    #[test]
    fn prefixes_make_no_difference() {
        for document in [
            "<a:x xmlns:a='u'><a:y Id='1'> t&amp;&#x26;<![CDATA[<&]]></a:y><z/></a:x>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- c --><x xmlns='u'><y Id=\"1\"> t&amp;&#38;&lt;&amp;</y><z></z></x>\n",
        ] {
            let x = parse(document).unwrap();
            assert_eq!(x.name(), "x");
            assert_eq!(x.at(&["y"]).unwrap().text(), " t&&<&");
            assert_eq!(x.at(&["y"]).unwrap().attribute("Id"), Some("1"));
            assert_eq!(x.children().len(), 2);
            assert!(x.at(&["y", "z"]).is_none());
        }
    }

    #[test]
    fn what_could_grow_or_reach_out_is_refused() {
        for document in [
            "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
            "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
            "<x>&a;</x>",
            "<x y='&a;'/>",
            "<?xml-stylesheet href='a'?><x/>",
            "<x/><?xml version='1.0'?>",
        ] {
            assert_eq!(parse(document), Err(NotRead::Forbidden), "{document}");
        }
    }

    #[test]
    fn limits_hold() {
        let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)), Err(NotRead::TooMuch));
        let wide = |width| format!("<a>{}</a>", "<b/>".repeat(width));
        assert!(parse(&wide(MAX_NODES - 1)).is_ok());
        assert_eq!(parse(&wide(MAX_NODES)), Err(NotRead::TooMuch));
        let long = |length: usize| format!("<a>{}</a>", "x".repeat(length - 7));
        assert!(parse(&long(MAX_BYTES)).is_ok());
        assert_eq!(parse(&long(MAX_BYTES + 1)), Err(NotRead::TooMuch));
    }

    #[test]
    fn half_a_document_is_none() {
        for document in [
            "",
            " ",
            "x",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "<a",
            "<a b>",
            "<a b='1' b='2'/>",
            "<a>&#0;</a>",
        ] {
            assert_eq!(parse(document), Err(NotRead::Malformed), "{document}");
        }
        assert_eq!(Element::parse(b"<a>\xff</a>"), Err(NotRead::Encoding));
    }

    #[test]
    fn debug_shows_no_text() {
        let shown = format!("{:?}", parse("<a><Password x='y'>hunter2</Password></a>").unwrap());
        assert_eq!(shown, "<a>[<Password>[]]");
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_again(text in "\\PC{0,40}", odd in any::<String>()) {
            let written = format!("<a b=\"{0}\">{0}</a>", escape(&text));
            let read = parse(&written).unwrap();
            prop_assert_eq!(read.text(), &text);
            prop_assert_eq!(read.attribute("b"), Some(text.as_str()));
            let odd = format!("<a b=\"{0}\">{0}</a>", escape(&odd));
            prop_assert!(parse(&odd).is_ok());
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256), text in "[<>/a&;#x0-9'\"=!\\[\\]? -]{0,60}") {
            let _ = Element::parse(&bytes);
            let _ = parse(&text);
        }
    }
}
