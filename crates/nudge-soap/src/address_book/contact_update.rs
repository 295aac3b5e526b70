//! `ABContactUpdate`: what is different about contacts, or about the owner (reference 11 §6).

use super::annotation::Annotation;
use super::book::BookId;
use super::card::{Card, CardChange};
use super::read::{filled, flag, list};
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ContactUpdate {
    /// Of which book.
    pub book: BookId,
    /// What is different.
    pub contacts: Vec<Updated>,
}

/// What is different about somebody.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Updated {
    /// The contact's GUID; `None` for the owner.
    pub contact: Option<String>,
    /// Whether it is the owner that is meant.
    pub is_me: bool,
    /// The name to show, if that is different.
    pub display_name: Option<String>,
    /// Whether it is on the forward list, if that is different.
    pub is_messenger_user: Option<bool>,
    /// Annotations that are set. An empty one is taken away.
    pub annotations: Vec<Annotation>,
    /// What is different about the card.
    pub card: Vec<CardChange>,
}

impl Updated {
    fn read(contact: &Element) -> Self {
        let nothing = Element::default();
        let info = contact.child("contactInfo").unwrap_or(&nothing);
        let properties: Vec<&str> =
            filled(contact, "propertiesChanged").unwrap_or_default().split_whitespace().collect();
        let is_named = |property: &str| properties.iter().any(|named| named.eq_ignore_ascii_case(property));
        let id = filled(contact, "contactId");
        Self {
            contact: id.map(str::to_owned),
            is_me: filled(info, "contactType") == Some("Me"),
            display_name: filled(info, "displayName").filter(|_| is_named("DisplayName")).map(str::to_owned),
            is_messenger_user: is_named("IsMessengerUser").then(|| flag(info, "isMessengerUser")),
            annotations: if is_named("Annotation") {
                Annotation::all(info, &["annotations"])
            } else {
                Vec::new()
            },
            card: Card::read_changes(info, &properties),
        }
    }
}

impl ContactUpdate {
    pub(super) fn read(operation: &Element) -> Self {
        Self {
            book: BookId::read(operation.child("abId")),
            contacts: list(operation, &["contacts"], "Contact").map(Updated::read).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn the_owner_blocks_all_others() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABContactUpdate.request.xml")).unwrap();
        let annotations = vec![Annotation { name: "MSN.IM.BLP".to_owned(), value: "2".to_owned() }];
        let me = Updated { is_me: true, annotations, ..Updated::default() };
        assert_eq!(
            ContactUpdate::read(call.operation()),
            ContactUpdate { book: BookId::Own, contacts: vec![me] }
        );
    }

    #[test]
    fn only_what_is_named_is_different() {
        let text = "<ABContactUpdate><contacts><Contact><contactId>x</contactId><contactInfo>\
            <displayName>Ann</displayName><isMessengerUser>true</isMessengerUser><firstName>A</firstName></contactInfo>\
            <propertiesChanged>IsMessengerUser ContactLastName </propertiesChanged></Contact></contacts></ABContactUpdate>";
        let asked = ContactUpdate::read(&Element::parse(text.as_bytes()).unwrap());
        let expected = Updated {
            contact: Some("x".to_owned()),
            is_messenger_user: Some(true),
            card: vec![CardChange::Clear("lastName".to_owned())],
            ..Updated::default()
        };
        assert_eq!(asked.contacts, [expected]);
    }
}
