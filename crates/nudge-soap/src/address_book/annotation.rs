//! Annotations: named texts that clients keep with a contact, a group or a member (reference 11 §2).

use super::read::{filled, list, text};
use crate::writer::Writer;
use crate::xml::Element;

/// `<Annotation><Name>…</Name><Value>…</Value></Annotation>`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Annotation {
    /// The name.
    pub name: String,
    /// The value, without white space around it.
    pub value: String,
}

impl Annotation {
    /// All that are in the list at that place, those without a name left out.
    pub(super) fn all(of: &Element, path: &[&str]) -> Vec<Self> {
        let one = |annotation: &Element| {
            let name = filled(annotation, "Name")?.to_owned();
            Some(Self { name, value: text(annotation, "Value").unwrap_or_default().to_owned() })
        };
        list(of, path, "Annotation").filter_map(one).collect()
    }
}

/// A list of them, or nothing if it is empty.
pub(super) fn write<'a>(w: &mut Writer, list: &str, all: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let mut all = all.into_iter().peekable();
    if all.peek().is_none() {
        return;
    }
    w.element(list, |w| {
        for (name, value) in all {
            w.element("Annotation", |w| {
                w.text("Name", name);
                w.text("Value", value);
            });
        }
    });
}
