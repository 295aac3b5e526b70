//! A group, as answers write it (reference 11 §2).

use super::Stamp;
use super::annotation;
use crate::writer::Writer;

/// A group of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupRow<'a> {
    /// Its GUID.
    pub id: String,
    /// Its name; empty for one that is gone.
    pub name: &'a str,
    /// What clients keep with it, besides that it is shown.
    pub annotations: Vec<(&'a str, &'a str)>,
    /// Whether it is the one for favourites.
    pub is_favorite: bool,
    /// Whether it is gone.
    pub deleted: bool,
    /// When it changed last.
    pub changed: Stamp,
}

/// What kind of group it is: one that people made. There is no other.
const KIND: &str = "c8529ce2-6ead-434d-881f-341e17db3ff8";

/// The annotation that says that a group is shown.
const SHOWN: &str = "MSN.IM.Display";

impl GroupRow<'_> {
    pub(super) fn write(&self, w: &mut Writer) {
        let shown = self.annotations.iter().all(|(name, _)| *name != SHOWN).then_some((SHOWN, "1"));
        w.element("Group", |w| {
            w.text("groupId", &self.id);
            w.element("groupInfo", |w| {
                annotation::write(
                    w,
                    "annotations",
                    shown.into_iter().chain(self.annotations.iter().copied()),
                );
                w.text("groupType", KIND);
                w.text("name", self.name);
                w.text("IsNotMobileVisible", false);
                w.text("IsPrivate", false);
                w.text("IsFavorite", self.is_favorite);
            });
            w.empty("propertiesChanged");
            w.text("fDeleted", self.deleted);
            w.text("lastChange", self.changed);
        });
    }
}
