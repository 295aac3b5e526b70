//! `ManageWLConnection`: what somebody in a book has to do with its owner, for clients of 2009 and later (reference 11 §7).

use super::annotation::Annotation;
use super::book::BookId;
use super::contact::ContactRow;
use super::header::{ServiceHeader, answer};
use super::read::{filled, flag};
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManageWlConnection {
    /// Of which book.
    pub book: BookId,
    /// The contact's GUID.
    pub contact: String,
    /// Whether the contact is to be written to.
    pub presence: bool,
    /// What is to be done.
    pub action: Action,
    /// In what.
    pub relationship: Relationship,
    /// The number of what they are to each other: 3 a member who is asked to join.
    pub role: u32,
    /// What the client keeps with it.
    pub annotations: Vec<Annotation>,
}

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
    /// It is made, or accepted.
    Make,
    /// It is declined, or ended.
    Break,
    /// Something else.
    Other,
}

/// What a connection is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relationship {
    /// Of two people.
    Person,
    /// Of a circle.
    Circle,
    /// Something else.
    Other,
}

impl ManageWlConnection {
    pub(super) fn read(operation: &Element) -> Self {
        let number = |name: &str| filled(operation, name).and_then(|number| number.parse::<u32>().ok());
        Self {
            book: BookId::read(operation.at(&["abHandle", "ABId"])),
            contact: filled(operation, "contactId").unwrap_or_default().to_owned(),
            presence: flag(operation, "presence"),
            action: match number("action") {
                Some(1) => Action::Make,
                Some(2) => Action::Break,
                Some(_) | None => Action::Other,
            },
            relationship: match number("relationshipType") {
                Some(3) => Relationship::Person,
                Some(5) => Relationship::Circle,
                Some(_) | None => Relationship::Other,
            },
            role: number("relationshipRole").unwrap_or(0),
            annotations: Annotation::all(operation, &["annotations"]),
        }
    }

    /// What is said to whoever it is.
    pub fn greeting(&self) -> Option<&str> {
        let named = self.annotations.iter().find(|annotation| annotation.name == "MSN.IM.InviteMessage");
        named.map(|annotation| annotation.value.as_str()).filter(|text| !text.is_empty())
    }
}

/// The answer: the whole contact.
pub fn managed(header: &ServiceHeader<'_>, contact: &ContactRow<'_>) -> String {
    answer(header, "ManageWLConnection", |w| contact.write("ManageWLConnectionResult", w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::NetworkInfo;
    use crate::address_book::book::tests::AT;
    use crate::address_book::create_contact::tests::new_bob;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/ManageWLConnection.request.xml")).unwrap();
        let asked = ManageWlConnection::read(call.operation());
        assert_eq!(asked.greeting(), Some("Join us"));
        assert_eq!((asked.action, asked.relationship, asked.role), (Action::Make, Relationship::Circle, 3));
        assert_eq!((asked.contact.as_str(), asked.presence), ("7f0e3d11-1111-4222-8333-444455556666", false));
        let networks = vec![NetworkInfo { relationship: 5, state: 2, role: 3, since: AT }];
        let sample = include_str!("../../tests/samples/ManageWLConnection.response.xml");
        assert_eq!(managed(&SAMPLE, &ContactRow { networks, ..new_bob() }), in_one_line(sample));
    }
}
