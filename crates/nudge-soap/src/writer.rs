//! XML out: elements one after the other, every text escaped, nothing between the tags that was not said.

use std::fmt::{self, Write as _};

use crate::xml::escape;

/// A document, or a part of one, while it is written. There is never white space between two elements: some clients die on it
/// (reference 50, sign-in 2).
///
/// Names are written as given, prefix and all; they are the program's own. Texts and the values of attributes are escaped.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Writer(String);

impl Writer {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `<name>…</name>`, or `<name/>` if nothing is written inside.
    pub fn element(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.element_with(name, &[], inside);
    }

    /// The same with attributes.
    pub fn element_with(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.begin(name, attributes);
        let empty = self.0.len();
        inside(self);
        if self.0.len() == empty {
            self.0.truncate(empty - 1);
            self.0.push_str("/>");
        } else {
            self.raw(format_args!("</{name}>"));
        }
    }

    /// `<name>text</name>`; an empty text is `<name/>`.
    pub fn text(&mut self, name: &str, text: impl fmt::Display) {
        self.text_with(name, &[], text);
    }

    /// The same with attributes.
    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: impl fmt::Display) {
        self.element_with(name, attributes, |w| w.content(text));
    }

    /// `<name>text</name>`, or nothing at all.
    pub fn optional(&mut self, name: &str, text: Option<impl fmt::Display>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// `<name/>`.
    pub fn empty(&mut self, name: &str) {
        self.element(name, |_| {});
    }

    /// Text between the tags of the element that is open. Quotes stand for themselves there, as the original wrote them.
    pub fn content(&mut self, text: impl fmt::Display) {
        let text = text.to_string();
        // What was escaped before has its ampersand escaped, so these are only those that were quotes.
        self.0.push_str(&escape(&text).replace("&apos;", "'").replace("&quot;", "\""));
    }

    /// Another part, as it is.
    pub fn part(&mut self, part: &Self) {
        self.0.push_str(&part.0);
    }

    /// XML that is written already.
    pub fn written(&mut self, xml: &str) {
        self.0.push_str(xml);
    }

    /// What has been written.
    pub fn finish(self) -> String {
        self.0
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.raw(format_args!("<{name}"));
        for (name, value) in attributes {
            self.raw(format_args!(" {name}=\"{}\"", escape(value)));
        }
        self.0.push('>');
    }

    fn raw(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(text);
    }
}

/// Without what was written: some of it is tickets.
impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stand_side_by_side_and_empty_ones_are_closed_at_once() {
        let mut w = Writer::new();
        w.element_with("a", &[("xmlns", "u&v")], |w| {
            w.text("b", "1 < 2 \"&apos;'");
            w.text("c", "");
            w.optional("d", None::<&str>);
            w.optional("e", Some(7));
            w.empty("f");
            w.element("g", |_| {});
        });
        assert_eq!(w.finish(), "<a xmlns=\"u&amp;v\"><b>1 &lt; 2 \"&amp;apos;'</b><c/><e>7</e><f/><g/></a>");
    }

    #[test]
    fn debug_shows_no_text() {
        let mut w = Writer::new();
        w.text("TicketToken", "hunter2");
        assert!(!format!("{w:?}").contains("hunter2"));
    }
}
