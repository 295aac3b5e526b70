//! A circle in the answer to `ABFindContactsPaged`: `CircleInverseInfo` (reference 11 §7).

use super::moment::{NEVER, Stamp};
use crate::writer::Writer;

/// What somebody is to a circle.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CircleStanding {
    /// A member who may do everything.
    Administrator,
    /// A member who may invite.
    Assistant,
    /// A member.
    Member,
    /// Asked, and has not answered.
    Invited,
}

impl CircleStanding {
    /// The role and the state as words.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Administrator => ("Admin", "Accepted"),
            Self::Assistant => ("AssistantAdmin", "Accepted"),
            Self::Member => ("Member", "Accepted"),
            Self::Invited => ("StatePendingOutbound", "WaitingResponse"),
        }
    }
}

/// A circle that somebody belongs to, or is invited to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleRow<'a> {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: &'a str,
    /// What the asker is to it.
    pub standing: CircleStanding,
    /// When it changed last.
    pub changed: Stamp,
}

impl CircleRow<'_> {
    /// What stands in `Circles` for each.
    pub(super) fn write(&self, w: &mut Writer) {
        let (role, state) = self.standing.words();
        w.element("CircleInverseInfo", |w| {
            w.element("Content", |w| {
                w.element("Handle", |w| w.text("Id", &self.id));
                w.element("Info", |w| {
                    w.text("Domain", 1);
                    w.text("HostedDomain", "live.com");
                    w.text("Type", 2);
                    w.text("MembershipAccess", 0);
                    w.text("IsPresenceEnabled", true);
                    w.text("RequestMembershipOption", 2);
                    w.text("DisplayName", self.name);
                    w.text("ProfileLastUpdated", NEVER);
                    w.empty("Changes");
                    w.text("CreateDate", NEVER);
                    w.text("LastChanged", self.changed);
                });
            });
            w.element("PersonalInfo", |w| {
                w.element("MembershipInfo", |w| {
                    w.element("CirclePersonalMembership", |w| {
                        w.text("Role", role);
                        w.text("State", state);
                    });
                });
                w.text("Name", self.name);
                w.text("IsNotMobileVisible", false);
                w.text("IsFavorite", false);
                w.text("IsFamily", false);
                w.empty("Changes");
            });
            w.text("Deleted", false);
        });
    }
}
