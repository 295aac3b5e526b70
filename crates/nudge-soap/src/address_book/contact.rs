//! A contact, as answers write it (reference 11 §5).

use super::Card;
use super::annotation;
use super::moment::{NEVER, Stamp};
use crate::writer::Writer;

/// `contactType`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ContactKind {
    /// Anybody.
    Regular,
    /// The owner.
    Me,
    /// Somebody whom a client of 2009 or later has just added.
    LivePending,
    /// A member of a circle, in its book.
    Live,
    /// A circle.
    Circle,
}

impl ContactKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Regular => "Regular",
            Self::Me => "Me",
            Self::LivePending => "LivePending",
            Self::Live => "Live",
            Self::Circle => "Circle",
        }
    }
}

/// A contact of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an element of its own")]
pub struct ContactRow<'a> {
    /// Its GUID.
    pub id: String,
    /// What it is.
    pub kind: ContactKind,
    /// What clients keep with it.
    pub annotations: Vec<(&'a str, &'a str)>,
    /// The GUIDs of the groups that it is in.
    pub groups: Vec<String>,
    /// The address of an account.
    pub passport_name: Option<&'a str>,
    /// The name to show.
    pub display_name: &'a str,
    /// The number of the account; 0 for who has none.
    pub cid: i64,
    /// Whether it is on the forward list.
    pub is_messenger_user: bool,
    /// Whether it is a telephone that takes short messages.
    pub is_mobile_enabled: bool,
    /// What else is on its card.
    pub card: Card,
    /// Whether it is only there for what is in [`ContactRow::networks`].
    pub is_hidden: bool,
    /// What it has to do with the owner, as clients of 2009 and later see it.
    pub networks: Vec<NetworkInfo>,
    /// Whether what only clients of 2009 and later read is written, too.
    pub is_extended: bool,
    /// Whether it is gone.
    pub deleted: bool,
    /// When it changed last.
    pub changed: Stamp,
}

/// `NetworkInfo`: what a contact has to do with the owner.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NetworkInfo {
    /// 3 for a person, 5 for a circle.
    pub relationship: u8,
    /// 0 none, 1 waits for an answer, 2 left, 3 accepted, 4 rejected.
    pub state: u8,
    /// 0 none, 1 administrator, 2 assistant, 3 member, 4 asked to join.
    pub role: u8,
    /// Since when.
    pub since: Stamp,
}

impl ContactRow<'_> {
    /// Writes it, under whichever name.
    pub(super) fn write(&self, element: &str, w: &mut Writer) {
        w.element(element, |w| {
            w.text("contactId", &self.id);
            w.element("contactInfo", |w| self.write_info(w));
            w.empty("propertiesChanged");
            w.text("fDeleted", self.deleted);
            w.text("lastChange", self.changed);
            if self.is_extended {
                w.text("CreateDate", self.changed);
                w.text("CreatedBy", 96);
            }
        });
    }

    fn write_info(&self, w: &mut Writer) {
        let card = &self.card;
        let said = |name: &str, otherwise: &'static str| card.get(name).unwrap_or(otherwise).to_owned();
        card.write_lists(w);
        annotation::write(w, "annotations", self.annotations.iter().copied());
        // Pidgin looks whether the list is there, and shows whoever has an empty one in no group at all.
        if !self.groups.is_empty() {
            w.element("groupIds", |w| self.groups.iter().for_each(|group| w.text("guid", group)));
        }
        w.text("contactType", self.kind.word());
        w.text("quickName", card.get("quickName").unwrap_or(self.display_name));
        card.write_names(w);
        // The address of a circle has capitals, all others are written small.
        let address = self.passport_name.map(|address| match self.kind {
            ContactKind::Circle => address.to_owned(),
            ContactKind::Regular | ContactKind::Me | ContactKind::LivePending | ContactKind::Live => {
                address.to_ascii_lowercase()
            }
        });
        w.optional("passportName", address);
        w.text("IsPassportNameHidden", false);
        w.text("displayName", self.display_name);
        w.text("puid", 0);
        w.text("CID", self.cid);
        w.text("IsNotMobileVisible", false);
        w.text("isMobileIMEnabled", self.is_mobile_enabled);
        w.text("isMessengerUser", self.is_messenger_user);
        w.text("isFavorite", said("isFavorite", "false"));
        w.text("isSmtp", false);
        w.text("hasSpace", said("hasSpace", "false"));
        w.text("spotWatchState", "NoDevice");
        w.text("birthdate", said("birthdate", NEVER));
        w.text("primaryEmailType", said("primaryEmailType", "ContactEmailPersonal"));
        w.text("PrimaryLocation", "ContactLocationPersonal");
        w.text("PrimaryPhone", "ContactPhonePersonal");
        w.text("IsPrivate", false);
        w.text("Gender", "Unspecified");
        w.text("TimeZone", "None");
        if self.is_extended {
            w.text("IsHidden", self.is_hidden);
            self.write_networks(w);
            w.text("IsAutoUpdateDisabled", false);
            w.text("IsShellContact", false);
            w.text("TrustLevel", 0);
            w.empty("PropertiesChanged");
            if !self.networks.is_empty() && self.kind != ContactKind::Circle {
                w.empty("clientErrorData");
            }
        }
    }

    fn write_networks(&self, w: &mut Writer) {
        if self.networks.is_empty() {
            return;
        }
        w.element("NetworkInfoList", |w| {
            for network in &self.networks {
                w.element("NetworkInfo", |w| network.write(w));
            }
        });
    }
}

impl NetworkInfo {
    fn write(self, w: &mut Writer) {
        w.text("DomainId", 1);
        w.text("SourceId", "WL");
        w.text("RelationshipType", self.relationship);
        w.text("RelationshipState", self.state);
        w.text("RelationshipStateDate", self.since);
        w.text("RelationshipRole", self.role);
        w.text("NDRCount", 0);
        w.text("InviterCID", 0);
        w.text("CreateDate", self.since);
        w.text("LastChanged", self.since);
        w.empty("PropertiesChanged");
    }
}
