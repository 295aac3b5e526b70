//! `ABGroupUpdate`: what is different about groups (reference 11 §6).

use super::annotation::Annotation;
use super::book::BookId;
use super::read::{filled, flag, list, text};
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupUpdate {
    /// In which book.
    pub book: BookId,
    /// What is different.
    pub groups: Vec<RenamedGroup>,
}

/// What is different about a group.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RenamedGroup {
    /// Its GUID.
    pub group: String,
    /// What it is called, if that is different.
    pub name: Option<String>,
    /// Whether it is the one for favourites, if that is different.
    pub is_favorite: Option<bool>,
    /// Annotations that are set. An empty one is taken away.
    pub annotations: Vec<Annotation>,
}

impl RenamedGroup {
    fn read(group: &Element) -> Self {
        let nothing = Element::default();
        let info = group.child("groupInfo").unwrap_or(&nothing);
        let properties = filled(group, "propertiesChanged").unwrap_or_default();
        let is_named =
            |property: &str| properties.split_whitespace().any(|named| named.eq_ignore_ascii_case(property));
        Self {
            group: text(group, "groupId").unwrap_or_default().to_owned(),
            name: text(info, "name").filter(|_| is_named("GroupName")).map(str::to_owned),
            is_favorite: is_named("IsFavorite").then(|| flag(info, "IsFavorite")),
            annotations: if is_named("Annotation") {
                Annotation::all(info, &["annotations"])
            } else {
                Vec::new()
            },
        }
    }
}

impl GroupUpdate {
    pub(super) fn read(operation: &Element) -> Self {
        Self {
            book: BookId::read(operation.child("abId")),
            groups: list(operation, &["groups"], "Group").map(RenamedGroup::read).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn the_question_is_the_sample() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABGroupUpdate.request.xml")).unwrap();
        let renamed = RenamedGroup {
            group: "9c2b1f04-5a2d-4f0e-8a11-000000000001".to_owned(),
            name: Some("Old friends".to_owned()),
            ..RenamedGroup::default()
        };
        assert_eq!(
            GroupUpdate::read(call.operation()),
            GroupUpdate { book: BookId::Own, groups: vec![renamed] }
        );
    }
}
