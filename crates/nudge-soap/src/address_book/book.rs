//! An address book itself.

use super::header::{ServiceHeader, answer};
use super::moment::{NEVER, Stamp};
use crate::writer::Writer;
use crate::xml::Element;

/// Which address book.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BookId {
    /// One's own: zeros, or nothing.
    Own,
    /// That of a circle, or one that there is none of.
    Other(String),
}

/// The GUID of everybody's own book.
pub(super) const OWN: &str = "00000000-0000-0000-0000-000000000000";

impl BookId {
    /// From the element that says it, which may be missing.
    pub(super) fn read(element: Option<&Element>) -> Self {
        match element.map(|element| element.text().trim()) {
            None | Some("" | OWN) => Self::Own,
            Some(other) => Self::Other(other.to_ascii_lowercase()),
        }
    }
}

/// `ab`: whose book it is, and since when.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AbInfo<'a> {
    /// The owner's number.
    pub owner_cid: i64,
    /// The owner's address.
    pub owner: &'a str,
    /// The version of the book.
    pub changed: Stamp,
    /// When it was made.
    pub created: Stamp,
    /// The number of the circle whose book it is; `None` for somebody's own.
    pub circle: Option<&'a str>,
}

impl AbInfo<'_> {
    /// Writes it, as `ab` or as `Ab`.
    pub(super) fn write(&self, element: &str, w: &mut Writer) {
        w.element(element, |w| {
            w.text("abId", self.circle.unwrap_or(OWN));
            w.element("abInfo", |w| {
                w.text("MigratedTo", 0);
                w.text("ownerPuid", 0);
                w.text("OwnerCID", self.owner_cid);
                w.text("ownerEmail", self.owner);
                w.text("fDefault", self.circle.is_none());
                w.text("joinedNamespace", false);
                w.text("IsBot", false);
                w.text("IsParentManaged", false);
                w.text("AccountTierLastChanged", NEVER);
                w.text("ProfileVersion", 0);
                w.text("SubscribeExternalPartner", false);
                w.text("NotifyExternalPartner", false);
                w.text("AddressBookType", if self.circle.is_some() { "Group" } else { "Individual" });
            });
            w.text("lastChange", self.changed);
            w.text("DynamicItemLastChanged", NEVER);
            w.text("RecentActivityItemLastChanged", NEVER);
            w.text("createDate", self.created);
            w.empty("propertiesChanged");
        });
    }
}

/// The answer to `ABAdd`, where there was none: which book it is.
pub fn ab_added(header: &ServiceHeader<'_>) -> String {
    answer(header, "ABAdd", |w| w.text("ABAddResult", OWN))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::samples::in_one_line;

    /// When everything in the samples was changed.
    pub(crate) const AT: Stamp = Stamp(1_767_351_845_000);

    /// The book of the samples.
    pub(crate) const ALICE: AbInfo<'static> = AbInfo {
        owner_cid: 1_311_768_467_463_790_320,
        owner: "alice@example.com",
        changed: AT,
        created: AT,
        circle: None,
    };

    #[test]
    fn the_book_of_a_circle_says_so() {
        let id = "00000000-0000-0000-0009-0123456789ab";
        let mut w = Writer::new();
        AbInfo { circle: Some(id), ..ALICE }.write("Ab", &mut w);
        let text = w.finish();
        for part in ["<AddressBookType>Group<", "<fDefault>false<", &format!("<abId>{id}<")] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn the_answer_is_the_sample() {
        let sample = include_str!("../../tests/samples/ABAdd.response.xml");
        assert_eq!(ab_added(&SAMPLE), in_one_line(sample));
    }
}
