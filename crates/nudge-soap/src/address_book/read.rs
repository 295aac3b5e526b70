//! Reading what requests have in common.

use super::Stamp;
use crate::xml::Element;

/// The text of a child, without the white space around it: papyon indents texts. `None` if there is no such child.
pub(super) fn text<'a>(of: &'a Element, name: &str) -> Option<&'a str> {
    of.child(name).map(|child| child.text().trim())
}

/// The text of a child that has one.
pub(super) fn filled<'a>(of: &'a Element, name: &str) -> Option<&'a str> {
    text(of, name).filter(|text| !text.is_empty())
}

/// Whether a child says `true`. What does not is `false`, and so is `False`.
pub(super) fn flag(of: &Element, name: &str) -> bool {
    text(of, name).is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1")
}

/// The children of a child: `<groupIds><guid/>…</groupIds>`.
pub(super) fn list<'a>(
    of: &'a Element,
    path: &[&str],
    item: &'static str,
) -> impl Iterator<Item = &'a Element> {
    let all = of.at(path).map(Element::children).unwrap_or_default();
    all.iter().filter(move |child| child.name() == item)
}

/// The texts of those.
pub(super) fn texts(of: &Element, path: &[&str], item: &'static str) -> Vec<String> {
    list(of, path, item).map(|child| child.text().trim().to_owned()).collect()
}

/// Since when a client wants to be told of changes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Since {
    /// From the beginning: it wants everything.
    Ever,
    /// Since it was told that stamp.
    Stamp(Stamp),
    /// Since something that is no stamp of ours.
    Unknown,
}

impl Since {
    /// From a flag that says whether only changes are wanted, and a stamp. Pidgin writes both small where others write them
    /// large.
    pub(super) fn read(of: Option<&Element>) -> Self {
        let Some(of) = of else { return Self::Ever };
        if !flag(of, "deltasOnly") && !flag(of, "DeltasOnly") {
            return Self::Ever;
        }
        let stamp = ["lastChange", "LastChanged", "lastChanged"].iter().find_map(|name| filled(of, name));
        stamp.and_then(|stamp| stamp.parse().ok()).map_or(Self::Unknown, Self::Stamp)
    }
}
