//! What belongs to what: a picture to a profile.

use super::ResourceId;
use super::operation::MOST;
use crate::xml::Element;

/// That one thing is to belong to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Relationship {
    /// The profile; `None` if it is none that we have given out.
    pub source: Option<ResourceId>,
    /// The picture; `None` likewise.
    pub target: Option<ResourceId>,
}

impl Relationship {
    pub(super) fn read_all(operation: &Element) -> Vec<Self> {
        let all = operation.child("relationships").map_or(&[][..], Element::children);
        let id = |relationship: &Element, name| ResourceId::parse(relationship.child(name)?.text());
        all.iter()
            .take(MOST)
            .map(|one| Self { source: id(one, "SourceID"), target: id(one, "TargetID") })
            .collect()
    }
}
