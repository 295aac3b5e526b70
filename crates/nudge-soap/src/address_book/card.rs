//! What is on a contact's card besides what the service itself knows: names, mail addresses, telephones, places.
//!
//! A card is a list of texts, each with a name that says where it stands: `firstName`, `email:ContactEmailPersonal:email`,
//! `phone:ContactPhoneMobile:number`, `location:ContactLocationPersonal:city`. So whoever keeps it need not know what it means.

use std::collections::BTreeMap;

use super::read::{filled, list};
use crate::writer::Writer;
use crate::xml::Element;

/// The fields of a card, by name.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Card(BTreeMap<String, String>);

/// What is to be different about a card.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CardChange {
    /// That field says that.
    Set(String, String),
    /// There is no such field.
    Clear(String),
    /// There are no fields whose name begins so.
    ClearAll(String),
}

/// Fields that stand alone, with the property that they are changed by.
const ALONE: [(&str, &str); 12] = [
    ("quickName", "ContactQuickName"),
    ("firstName", "ContactFirstName"),
    ("MiddleName", "MiddleName"),
    ("lastName", "ContactLastName"),
    ("Suffix", "Suffix"),
    ("NameTitle", "NameTitle"),
    ("comment", "Comment"),
    ("Anniversary", "Anniversary"),
    ("birthdate", "ContactBirthDate"),
    ("primaryEmailType", "ContactPrimaryEmailType"),
    ("hasSpace", "HasSpace"),
    ("isFavorite", "IsFavorite"),
];

/// Fields that there are several of, each of another type.
struct Several {
    /// The list.
    list: &'static str,
    /// One of it.
    item: &'static str,
    /// What tells one from another.
    kind: &'static str,
    /// What is in it.
    parts: &'static [&'static str],
    /// What the names of the fields begin with.
    prefix: &'static str,
    /// The property that they are changed by.
    property: &'static str,
    /// What is written after the parts.
    end: &'static str,
}

const SEVERAL: [Several; 4] = [
    Several {
        list: "emails",
        item: "ContactEmail",
        kind: "contactEmailType",
        parts: &["email", "isMessengerEnabled", "Capability", "MessengerEnabledExternally"],
        prefix: "email",
        property: "ContactEmail",
        end: "propertiesChanged",
    },
    Several {
        list: "phones",
        item: "ContactPhone",
        kind: "contactPhoneType",
        parts: &["number", "isMessengerEnabled"],
        prefix: "phone",
        property: "ContactPhone",
        end: "propertiesChanged",
    },
    Several {
        list: "locations",
        item: "ContactLocation",
        kind: "contactLocationType",
        parts: &["name", "street", "city", "state", "country", "postalCode"],
        prefix: "location",
        property: "ContactLocation",
        end: "Changes",
    },
    Several {
        list: "webSites",
        item: "ContactWebSite",
        kind: "contactWebSiteType",
        parts: &["webURL"],
        prefix: "webSite",
        property: "ContactWebSite",
        end: "",
    },
];

impl Card {
    /// What a new contact's `contactInfo` says.
    pub(super) fn read(info: &Element) -> Vec<CardChange> {
        let alone = ALONE.iter().filter_map(|(name, _)| {
            Some(CardChange::Set((*name).to_owned(), filled(info, name)?.to_owned()))
        });
        let several = SEVERAL.iter().flat_map(|several| several.read(info));
        alone.chain(several.filter(|change| matches!(change, CardChange::Set(..)))).collect()
    }

    /// What `contactInfo` says of those properties. One without an element is cleared (reference 11 §6).
    pub(super) fn read_changes(info: &Element, properties: &[&str]) -> Vec<CardChange> {
        let is_named = |property: &str| properties.iter().any(|named| named.eq_ignore_ascii_case(property));
        let alone = ALONE.iter().filter(|(_, property)| is_named(property)).map(|(name, _)| {
            let name = (*name).to_owned();
            match filled(info, &name) {
                Some(text) => CardChange::Set(name, text.to_owned()),
                None => CardChange::Clear(name),
            }
        });
        let several = SEVERAL.iter().filter(|several| is_named(several.property));
        let several = several.flat_map(|several| {
            if info.child(several.list).is_some_and(|list| !list.children().is_empty()) {
                several.read(info)
            } else {
                vec![CardChange::ClearAll(format!("{}:", several.prefix))]
            }
        });
        alone.chain(several).collect()
    }

    /// What that field says.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The lists of fields of which there are several, which stand before all others.
    pub(super) fn write_lists(&self, w: &mut Writer) {
        for several in &SEVERAL {
            several.write(self, w);
        }
    }

    /// The names after the first one, and what is said about the contact.
    pub(super) fn write_names(&self, w: &mut Writer) {
        for name in ["firstName", "MiddleName", "lastName", "Suffix", "NameTitle", "comment", "Anniversary"] {
            w.optional(name, self.get(name));
        }
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Card {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }
}

impl Several {
    fn read(&self, info: &Element) -> Vec<CardChange> {
        let mut changes = Vec::new();
        for item in list(info, &[self.list], self.item) {
            // One of no type is none that could be found again.
            let Some(kind) = filled(item, self.kind) else { continue };
            let name = |part: &str| format!("{}:{kind}:{part}", self.prefix);
            for part in self.parts.iter().filter(|part| item.child(part).is_some()) {
                changes.push(match filled(item, part) {
                    Some(text) => CardChange::Set(name(part), text.to_owned()),
                    None => CardChange::Clear(name(part)),
                });
            }
        }
        changes
    }

    fn write(&self, card: &Card, w: &mut Writer) {
        let prefix = format!("{}:", self.prefix);
        let fields = card.0.iter().filter_map(|(name, text)| {
            let (kind, part) = name.strip_prefix(&prefix)?.rsplit_once(':')?;
            Some((kind, part, text))
        });
        let mut kinds: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (kind, part, text) in fields {
            kinds.entry(kind).or_default().insert(part, text);
        }
        if kinds.is_empty() {
            return;
        }
        w.element(self.list, |w| {
            for (kind, parts) in kinds {
                w.element(self.item, |w| {
                    w.text(self.kind, kind);
                    for part in self.parts {
                        w.optional(part, parts.get(part));
                    }
                    if !self.end.is_empty() {
                        w.empty(self.end);
                    }
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = "<contactInfo><emails><ContactEmail><contactEmailType>ContactEmailPersonal</contactEmailType>\
        <email>ann@example.org</email><isMessengerEnabled>false</isMessengerEnabled></ContactEmail></emails>\
        <phones><ContactPhone><contactPhoneType>ContactPhoneMobile</contactPhoneType><number/></ContactPhone></phones>\
        <firstName> Ann </firstName><lastName/></contactInfo>";

    fn info() -> Element {
        Element::parse(INFO.as_bytes()).unwrap()
    }

    fn set(name: &str, text: &str) -> CardChange {
        CardChange::Set(name.to_owned(), text.to_owned())
    }

    #[test]
    fn a_new_card_has_what_is_said() {
        assert_eq!(
            Card::read(&info()),
            [
                set("firstName", "Ann"),
                set("email:ContactEmailPersonal:email", "ann@example.org"),
                set("email:ContactEmailPersonal:isMessengerEnabled", "false"),
            ]
        );
    }

    #[test]
    fn of_what_is_named_what_is_not_there_is_cleared() {
        let named = ["ContactLastName", "contactfirstname", "ContactPhone", "ContactLocation", "Other"];
        assert_eq!(
            Card::read_changes(&info(), &named),
            [
                set("firstName", "Ann"),
                CardChange::Clear("lastName".to_owned()),
                CardChange::Clear("phone:ContactPhoneMobile:number".to_owned()),
                CardChange::ClearAll("location:".to_owned()),
            ]
        );
    }

    #[test]
    fn a_card_is_written_as_it_was_read() {
        let card: Card = Card::read(&info())
            .into_iter()
            .filter_map(|change| match change {
                CardChange::Set(name, text) => Some((name, text)),
                CardChange::Clear(_) | CardChange::ClearAll(_) => None,
            })
            .collect();
        let mut w = Writer::new();
        w.element("contactInfo", |w| {
            card.write_lists(w);
            card.write_names(w);
        });
        let written = Element::parse(w.finish().as_bytes()).unwrap();
        assert_eq!(Card::read(&written), Card::read(&info()));
    }
}
