//! The card itself.

use super::NAMESPACE;
use crate::envelope::{CLIENT, Fault, answer};
use crate::passport::Moment;
use crate::writer::Writer;

/// What is on it.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// When it was made.
    pub updated: Moment,
    /// Line by line.
    pub elements: &'a [Element<'a>],
}

/// A line with a link.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    /// `SpaceTitle`, `Profile` and the like.
    pub kind: &'a str,
    /// What it says.
    pub title: &'a str,
    /// Where it leads.
    pub url: &'a str,
}

impl Card<'_> {
    /// Writes the answer.
    pub fn to_xml(&self) -> String {
        let mut w = Writer::new();
        w.element_with("GetXmlFeedResponse", &[("xmlns", NAMESPACE)], |w| {
            w.element("GetXmlFeedResult", |w| w.element("contactCard", |w| self.write(w)));
        });
        answer(None, &w)
    }

    fn write(&self, w: &mut Writer) {
        w.empty("storageAuthCache");
        w.text("lastUpdate", self.updated);
        w.element("elements", |w| {
            for element in self.elements {
                w.element_with("element", &[("type", element.kind)], |w| {
                    w.text("title", element.title);
                    w.text("url", element.url);
                    w.text("totalNewItems", 0);
                });
            }
        });
        w.element("liveTheme", |w| {
            w.text("themeName", "default");
            for part in ["head", "body"] {
                let colours = [
                    ("textColor", "000000"),
                    ("linkColor", "0033CC"),
                    ("backgroundColor", "FFFFFF"),
                    ("backgroundImage", ""),
                ];
                w.element_with(part, &colours, |_| {});
            }
        });
    }
}

/// The answer to whoever may not see that card, or asks for none. Clients then show an empty one.
pub fn not_shown(text: &str) -> String {
    Fault { code: CLIENT, text, actor: None, detail: None }.to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn a_card_is_the_sample() {
        let elements = [Element { kind: "SpaceTitle", title: "Bob", url: "http://spaces.example.net/bob" }];
        let card = Card { updated: Moment(1_767_323_045), elements: &elements };
        let sample = include_str!("../../tests/samples/GetXmlFeed.response.xml");
        assert_eq!(card.to_xml(), in_one_line(sample));
        assert!(not_shown("No.").contains("<faultstring>No.</faultstring>"));
    }
}
