//! From the domain's entries to those of answers.

use nudge_core::address_book::{
    Entry, Gone, Membership, MembershipRole, NoteKind, NoteSubject, Notes, Tombstone,
};
use nudge_core::circle::CircleId;
use nudge_core::{Account, AddressBook, Group, Outsider, Privacy, ReversePrompt, Serial, Timestamp};
use nudge_soap::address_book::{
    AbInfo, Card, ContactKind, ContactRow, GroupRow, MemberKind, MemberRow, Role, Stamp,
};

/// An address book with its owner, to be written.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) book: &'a AddressBook,
    pub(super) owner: &'a Account,
}

/// A moment of the domain, as answers say it.
pub(super) fn stamp(at: Timestamp) -> Stamp {
    Stamp(at.millis())
}

/// Annotations of the owner that are something else here, and no notes.
pub(super) const MOBILE: &str = "MSN.IM.MBEA";
pub(super) const PROMPT: &str = "MSN.IM.GTC";
pub(super) const PRIVACY: &str = "MSN.IM.BLP";
pub(super) const PLACES: &str = "MSN.IM.MPOP";

/// The annotation of the owner that clients want to find, and what it says as long as no client has said anything else: that name
/// and picture roam.
const EXPECTED: [(&str, &str); 1] = [("MSN.IM.RoamLiveProperties", "1")];

/// The field that says whether a group is that of the favourites.
pub(super) const FAVORITE: &str = "IsFavorite";

/// The field with the name of a contact without an account.
pub(super) const DISPLAY_NAME: &str = "displayName";

impl<'a> Shown<'a> {
    pub(super) fn ab(self) -> AbInfo<'a> {
        AbInfo {
            owner_cid: self.owner.id.get(),
            owner: self.owner.handle.as_str(),
            changed: stamp(self.book.stamp()),
            created: stamp(self.owner.created),
            circle: None,
        }
    }

    /// A version, as a moment.
    fn at(self, version: Serial) -> Stamp {
        stamp(self.book.roster.created.plus_millis(i64::from(version.get())))
    }

    pub(super) fn group(self, group: &'a Group) -> GroupRow<'a> {
        let notes = self.book.notes_about(NoteSubject::Group(group.guid));
        GroupRow {
            id: group.guid.to_string(),
            name: group.name.as_str(),
            annotations: notes.annotations().collect(),
            is_favorite: notes.field(FAVORITE) == Some("true"),
            deleted: false,
            changed: self.at(self.book.version_of(group)),
        }
    }

    pub(super) fn contact(self, entry: Entry<'a>) -> ContactRow<'a> {
        let notes = self.book.notes_about(NoteSubject::Contact(entry.guid()));
        let groups = self.book.roster.groups.iter().filter(|group| entry.groups().contains(group.id));
        let (passport_name, is_mobile_enabled) = match entry {
            Entry::Account(contact) => {
                let takes_pages = |own: &nudge_core::Properties| own.mobile_enabled && own.pageable;
                (Some(contact.handle.as_str()), contact.properties.as_ref().is_some_and(takes_pages))
            }
            Entry::Outsider(contact) => (None, matches!(contact.outsider, Outsider::Telephone(_))),
        };
        let said = notes.field(DISPLAY_NAME).filter(|_| entry.account().is_none());
        ContactRow {
            id: entry.guid().to_string(),
            kind: ContactKind::Regular,
            annotations: notes.annotations().collect(),
            groups: groups.map(|group| group.guid.to_string()).collect(),
            passport_name,
            display_name: said.unwrap_or(entry.shown_name()),
            cid: entry.account().map_or(0, nudge_core::AccountId::get),
            is_messenger_user: entry.is_contact(),
            is_mobile_enabled,
            card: card(notes, entry.outsider()),
            is_hidden: false,
            networks: Vec::new(),
            is_extended: false,
            deleted: false,
            changed: self.at(entry.changed()),
        }
    }

    /// The owner.
    pub(super) fn me(self) -> ContactRow<'a> {
        let (roster, notes) = (&self.book.roster, self.book.notes_about(NoteSubject::Own));
        let mut annotations = vec![
            (MOBILE, if roster.properties.mobile_enabled { "1" } else { "0" }),
            (PROMPT, if roster.prompt == ReversePrompt::Ask { "1" } else { "2" }),
            (PRIVACY, if roster.privacy == Privacy::AllowByDefault { "1" } else { "2" }),
            (PLACES, if self.owner.several_places { "1" } else { "0" }),
        ];
        annotations
            .extend(EXPECTED.map(|(name, otherwise)| (name, notes.annotation(name).unwrap_or(otherwise))));
        annotations
            .extend(notes.annotations().filter(|(name, _)| EXPECTED.iter().all(|(known, _)| known != name)));
        ContactRow {
            id: self.owner.guid.to_string(),
            kind: ContactKind::Me,
            annotations,
            groups: Vec::new(),
            passport_name: Some(self.owner.handle.as_str()),
            display_name: roster.name.as_str(),
            cid: self.owner.id.get(),
            is_messenger_user: false,
            is_mobile_enabled: false,
            card: card(notes, None),
            is_hidden: false,
            networks: Vec::new(),
            is_extended: false,
            deleted: false,
            changed: stamp(self.book.stamp()),
        }
    }

    pub(super) fn member(self, membership: &Membership<'a>) -> MemberRow<'a> {
        let entry = membership.of;
        let (kind, network) = match entry {
            Entry::Account(contact) => {
                let (address, cid) = (contact.handle.as_str(), contact.account.get());
                (MemberKind::Passport { address, cid }, None)
            }
            Entry::Outsider(contact) => member_kind(&contact.outsider),
        };
        let mut annotations = Vec::new();
        if let (MembershipRole::Pending, Entry::Account(contact)) = (membership.role, entry) {
            annotations.extend(contact.greeting.as_ref().map(|greeting| (GREETING, greeting.as_str())));
            annotations.push((NETWORK, "1"));
        }
        annotations.extend(network.map(|network| (NETWORK, network)));
        MemberRow {
            role: role(membership.role),
            id: membership.id.get(),
            kind,
            display_name: entry.shown_name(),
            annotations,
            deleted: false,
            changed: self.at(membership.since),
        }
    }

    pub(super) fn gone_group(self, tombstone: &Tombstone) -> Option<GroupRow<'a>> {
        let Gone::Group(guid) = &tombstone.gone else { return None };
        Some(GroupRow {
            id: guid.to_string(),
            name: "",
            annotations: Vec::new(),
            is_favorite: false,
            deleted: true,
            changed: self.at(tombstone.at),
        })
    }

    pub(super) fn gone_contact(self, tombstone: &'a Tombstone) -> Option<ContactRow<'a>> {
        let Gone::Contact { guid, key } = &tombstone.gone else { return None };
        let has_account = Outsider::from_key(key).is_err();
        Some(ContactRow {
            id: guid.to_string(),
            kind: ContactKind::Regular,
            annotations: Vec::new(),
            groups: Vec::new(),
            passport_name: has_account.then_some(key.as_str()),
            display_name: key.as_str(),
            cid: 0,
            is_messenger_user: false,
            is_mobile_enabled: false,
            card: Card::default(),
            is_hidden: false,
            networks: Vec::new(),
            is_extended: false,
            deleted: true,
            changed: self.at(tombstone.at),
        })
    }

    /// A circle that went, with its address among contacts.
    pub(super) fn gone_circle(self, id: CircleId, address: &str, at: Serial) -> ContactRow<'_> {
        ContactRow {
            id: id.to_string(),
            kind: ContactKind::Circle,
            annotations: Vec::new(),
            groups: Vec::new(),
            passport_name: Some(address),
            display_name: address,
            cid: 0,
            is_messenger_user: false,
            is_mobile_enabled: false,
            card: Card::default(),
            is_hidden: true,
            networks: Vec::new(),
            is_extended: true,
            deleted: true,
            changed: self.at(at),
        }
    }

    pub(super) fn gone_member(self, tombstone: &'a Tombstone) -> Option<MemberRow<'a>> {
        let Gone::Membership { role: was, id, key } = &tombstone.gone else { return None };
        let address = address_in(key);
        let kind = match Outsider::from_key(key) {
            Ok(Outsider::Telephone(_)) => MemberKind::Phone(address),
            Ok(Outsider::Mail(_) | Outsider::Foreign(..)) => MemberKind::Email(address),
            Err(_) => MemberKind::Passport { address, cid: 0 },
        };
        Some(MemberRow {
            role: role(*was),
            id: id.get(),
            kind,
            display_name: address,
            annotations: Vec::new(),
            deleted: true,
            changed: self.at(tombstone.at),
        })
    }
}

/// The annotations of members.
const GREETING: &str = "MSN.IM.InviteMessage";
const NETWORK: &str = "MSN.IM.BuddyType";

/// The address alone, out of what tells kinds apart; of a telephone the number.
fn address_in(key: &str) -> &str {
    key.rsplit_once(':').map_or(key, |(_, address)| address)
}

pub(super) const fn role(role: MembershipRole) -> Role {
    match role {
        MembershipRole::Allow => Role::Allow,
        MembershipRole::Block => Role::Block,
        MembershipRole::Reverse => Role::Reverse,
        MembershipRole::Pending => Role::Pending,
    }
}

/// Who that is, and of which network. Of networks, clients know one by this way: Yahoo!.
fn member_kind(outsider: &Outsider) -> (MemberKind<'_>, Option<&'static str>) {
    match outsider {
        Outsider::Telephone(telephone) => (MemberKind::Phone(address_in(telephone.as_str())), None),
        Outsider::Mail(address) => (MemberKind::Email(address.as_str()), None),
        Outsider::Foreign(network, address) => {
            let known = NETWORKS.iter().find(|(number, _)| *number == network.get());
            (MemberKind::Email(address.as_str()), known.map(|(_, word)| *word))
        }
    }
}

/// The networks that there were, as annotations say them.
const NETWORKS: [(u8, &str); 4] = [(2, "2"), (8, "8"), (16, "16"), (32, "32")];

/// What is on the card: what was noted, and where somebody without an account can be reached.
fn card(notes: &Notes, outsider: Option<&Outsider>) -> Card {
    let noted = notes.iter().filter(|(name, _)| name.kind() == NoteKind::Field);
    let noted = noted.map(|(name, text)| (name.name().to_owned(), text.to_owned()));
    let reached = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let by = match outsider {
        None => Vec::new(),
        Some(Outsider::Telephone(telephone)) => vec![
            reached("phone:ContactPhoneMobile:number", address_in(telephone.as_str())),
            reached("phone:ContactPhoneMobile:isMessengerEnabled", "true"),
        ],
        Some(Outsider::Mail(address)) => {
            let is_known = notes.iter().any(|(name, text)| {
                name.name().starts_with("email:") && text.eq_ignore_ascii_case(address.as_str())
            });
            if is_known {
                Vec::new()
            } else {
                vec![reached("email:ContactEmailPersonal:email", address.as_str())]
            }
        }
        Some(Outsider::Foreign(network, address)) => vec![
            reached("email:Messenger2:email", address.as_str()),
            reached("email:Messenger2:isMessengerEnabled", "true"),
            reached("email:Messenger2:Capability", &network.to_string()),
        ],
    };
    noted.chain(by).collect()
}
