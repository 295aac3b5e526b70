//! `SYN`, `LST` and `LSG`: the lists as a client caches them (reference 02 §1).

use std::collections::HashMap;

use msnp::command::{
    Answer, BlpReply, Bpr, BprContact, ContactRow, DumpRows, GtcReply, ListRow, ListVersion, Lsg, LsgPlace,
    LsgRow, Lst, LstEntry, LstRow, PrpReply, Syn, SynReply,
};
use msnp::value::{Friendly, GroupId, GroupNumber, List, ListBits, Network, PropertyKey, Trid};
use msnp::{Cap, Dialect};
use nudge_core::{Contact, GroupSet, Lists, OutsideContact, Outsider, Phone, Properties, Roster, Timestamp};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// The group that always exists.
const OTHER_CONTACTS: &str = "Other Contacts";

impl Online {
    pub(super) async fn syn(&mut self, syn: &Syn, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let roster = match self.session.roster().await {
            Ok(roster) => roster,
            Err(error) => return cx.fail(syn.trid, error),
        };
        self.synced = Some(roster.serial);
        self.session.synchronised(&roster);
        let version = self.list_version(&roster);
        // A client that has two time stamps always gets all: some take a short answer for a broken one.
        let current = version == syn.known && self.dialect.has(Cap::ListSerials);
        let rows = (self.dialect.has(Cap::BareDump) && !current).then(|| DumpRows {
            contacts: count(roster.contacts.len() + self.telephones(&roster).count()),
            groups: count(self.groups(&roster).len()),
        });
        cx.say(self.dialect, SynReply { trid: syn.trid, version, rows });
        if current {
            return Ok(());
        }
        let answer = Answer::in_dump(self.dialect, syn.trid, roster.serial.get());
        cx.say(self.dialect, GtcReply { answer, prompt: names::prompt(roster.prompt) });
        cx.say(self.dialect, BlpReply { answer, privacy: names::privacy(roster.privacy) });
        for (key, value) in own_properties(&roster, self.dialect) {
            cx.say(self.dialect, PrpReply { answer, key, value });
        }
        if self.dialect.has(Cap::BareDump) {
            for (group, name) in self.groups(&roster) {
                cx.say(self.dialect, LsgRow { place: None, group, name });
            }
            self.say_contacts(&roster, cx);
        } else {
            if self.dialect.has(Cap::Groups) {
                self.say_groups(syn.trid, &roster, cx);
            }
            for list in [List::Forward, List::Allow, List::Block, List::Reverse] {
                self.say_list(syn.trid, list, &roster, true, cx);
            }
        }
        Ok(())
    }

    fn list_version(&self, roster: &Roster) -> ListVersion {
        if self.dialect.has(Cap::ListSerials) {
            return ListVersion::Serial(roster.serial.get());
        }
        let stamp = names::text(&stamp(roster));
        ListVersion::Stamps { lists: stamp.clone(), settings: stamp }
    }

    pub(super) async fn lst(&mut self, lst: &Lst, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match self.session.roster().await {
            Ok(roster) => {
                self.say_list(lst.trid, lst.list, &roster, false, cx);
                Ok(())
            }
            Err(error) => cx.fail(lst.trid, error),
        }
    }

    pub(super) async fn lsg(&mut self, lsg: &Lsg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match self.session.roster().await {
            Ok(roster) => {
                self.say_groups(lsg.trid, &roster, cx);
                Ok(())
            }
            Err(error) => cx.fail(lsg.trid, error),
        }
    }

    /// The groups, as the client calls them. Where they have numbers, there always is group 0.
    fn groups(&self, roster: &Roster) -> Vec<(GroupId, Friendly)> {
        let other = self
            .dialect
            .has(Cap::GroupNumbers)
            .then(|| (GroupId::Number(GroupNumber::OTHER), names::friendly(OTHER_CONTACTS)));
        let groups =
            roster.groups.iter().map(|group| (self.group_id(group), names::friendly(group.name.as_str())));
        other.into_iter().chain(groups).collect()
    }

    fn say_groups(&self, trid: Trid, roster: &Roster, cx: &mut Cx<'_>) {
        let groups = self.groups(roster);
        let (serial, total) = (roster.serial.get(), count(groups.len()));
        for (index, (group, name)) in (1..).zip(groups) {
            let place = Some(LsgPlace { trid, serial, index, total });
            cx.say(self.dialect, LsgRow { place, group, name });
        }
    }

    /// The contacts without an account that a client knows: telephones, if any. Those of other networks are in address books only.
    fn telephones<'r>(&self, roster: &'r Roster) -> impl Iterator<Item = &'r OutsideContact> {
        let knows = self.dialect.has(Cap::TelephoneContacts);
        let is_telephone = |contact: &OutsideContact| matches!(contact.outsider, Outsider::Telephone(_));
        roster.outsiders.iter().filter(move |contact| knows && is_telephone(contact))
    }

    /// Everybody once, with all lists as bits; of those with an account and those without, the older entry first.
    fn say_contacts(&self, roster: &Roster, cx: &mut Cx<'_>) {
        let ids: GroupIds = roster.groups.iter().map(|group| (group.id, self.group_id(group))).collect();
        let mut telephones = self.telephones(roster).peekable();
        for contact in &roster.contacts {
            let age = contact.positions.oldest();
            while let Some(older) = telephones.next_if(|telephone| telephone.positions.oldest() < age) {
                self.say_telephone(older, &ids, cx);
            }
            self.say_contact(contact, &ids, cx);
        }
        for telephone in telephones {
            self.say_telephone(telephone, &ids, cx);
        }
    }

    fn say_contact(&self, contact: &Contact, ids: &GroupIds, cx: &mut Cx<'_>) {
        let is_contact = contact.lists().contains(Lists::FORWARD);
        // Who waits for a decision is on the pending list instead of the reverse list, where there is one.
        let pending = contact.is_pending() && self.dialect.has(Cap::PendingList);
        let row = ContactRow {
            handle: names::handle(&contact.handle),
            name: names::friendly(contact.shown_name()),
            id: is_contact.then(|| names::guid(contact.guid)),
            lists: list_bits(contact.lists(), if pending { ListBits::PENDING } else { ListBits::REVERSE }),
            network: Network::MESSENGER,
            groups: in_groups(contact.groups, ids),
        };
        cx.say(self.dialect, LstRow::OfContact(row));
        if is_contact {
            self.say_properties(None, contact, cx);
        }
    }

    fn say_telephone(&self, contact: &OutsideContact, ids: &GroupIds, cx: &mut Cx<'_>) {
        let is_contact = contact.lists().contains(Lists::FORWARD);
        let row = ContactRow {
            handle: names::outsider(&contact.outsider),
            name: names::friendly(contact.shown_name()),
            id: is_contact.then(|| names::guid(contact.guid)),
            lists: list_bits(contact.lists(), ListBits::REVERSE),
            network: Network::TELEPHONE,
            groups: in_groups(contact.groups, ids),
        };
        cx.say(self.dialect, LstRow::OfContact(row));
    }

    fn say_list(&self, trid: Trid, list: List, roster: &Roster, details: bool, cx: &mut Cx<'_>) {
        let serial = roster.serial.get();
        let members = roster.on(lists(list));
        if members.is_empty() {
            cx.say(self.dialect, LstRow::OfList(ListRow { trid, list, serial, entry: None }));
        }
        let total = count(members.len());
        for (index, contact) in (1..).zip(members) {
            let entry = LstEntry {
                index,
                total,
                handle: names::handle(&contact.handle),
                name: names::friendly(contact.shown_name()),
                groups: contact.groups.iter().map(names::group).collect(),
            };
            cx.say(self.dialect, LstRow::OfList(ListRow { trid, list, serial, entry: Some(entry) }));
            if details && list == List::Forward && self.dialect.has(Cap::ContactProperties) {
                self.say_properties(Some(serial), contact, cx);
            }
        }
    }

    /// The properties of a contact; of one who hides them, as if none were set. In a dump they follow the contact's row and
    /// name nobody; elsewhere, `serial` is the version of the lists.
    pub(super) fn say_properties(&self, serial: Option<u32>, contact: &Contact, cx: &mut Cx<'_>) {
        let hidden = Properties::default();
        let properties = contact.properties.as_ref().unwrap_or(&hidden);
        let whose = serial.map(|serial| BprContact { serial, handle: names::handle(&contact.handle) });
        for (key, value) in properties_in(shown_properties(properties), self.dialect) {
            cx.say(self.dialect, Bpr { contact: whose.clone(), key, value });
        }
    }
}

/// What the client calls groups by.
type GroupIds = HashMap<nudge_core::GroupId, GroupId>;

fn in_groups(groups: GroupSet, ids: &GroupIds) -> Vec<GroupId> {
    groups.iter().filter_map(|group| ids.get(&group).copied()).collect()
}

fn list_bits(lists: Lists, reverse: ListBits) -> ListBits {
    [
        (Lists::FORWARD, ListBits::FORWARD),
        (Lists::ALLOW, ListBits::ALLOW),
        (Lists::BLOCK, ListBits::BLOCK),
        (Lists::REVERSE, reverse),
    ]
    .into_iter()
    .filter(|(list, _)| lists.contains(*list))
    .fold(ListBits::NONE, |bits, (_, bit)| bits.with(bit))
}

/// A property with its value on the wire, and whether it is set.
type Row = (PropertyKey, Option<Friendly>, bool);

/// Until MSNP7 all of them are told, unset ones without a value; later, those that are set (reference 02 §1.2).
fn properties_in(
    rows: impl IntoIterator<Item = Row>,
    dialect: Dialect,
) -> impl Iterator<Item = (PropertyKey, Option<Friendly>)> {
    rows.into_iter()
        .filter(move |(key, _, is_set)| key.is_in(dialect) && (*is_set || !dialect.has(Cap::BareDump)))
        .map(|(key, value, _)| (key, value))
}

/// What contacts see, in the order of the clients.
fn shown_properties(properties: &Properties) -> [Row; 6] {
    let phone = |key, number: &Option<Phone>| {
        (key, names::optional(number.as_ref().map(Phone::as_str)), number.is_some())
    };
    let direct = properties.direct.get();
    [
        phone(PropertyKey::HomePhone, &properties.home),
        phone(PropertyKey::WorkPhone, &properties.work),
        phone(PropertyKey::MobilePhone, &properties.mobile),
        (PropertyKey::Pageable, switch(properties.pageable), properties.pageable),
        (PropertyKey::Direct, digit(direct), direct != 0),
        (PropertyKey::HasBlog, digit(properties.has_space.into()), properties.has_space),
    ]
}

/// What the principal sees of their own: their name, and whether a mobile device is set up.
fn own_properties(
    roster: &Roster,
    dialect: Dialect,
) -> impl Iterator<Item = (PropertyKey, Option<Friendly>)> {
    let properties = &roster.properties;
    let name = (PropertyKey::FriendlyName, names::optional(Some(roster.name.as_str())), true);
    let enabled = (PropertyKey::MobileEnabled, switch(properties.mobile_enabled), properties.mobile_enabled);
    let rows = std::iter::once(name).chain(shown_properties(properties)).chain(std::iter::once(enabled));
    properties_in(rows, dialect)
}

/// The version of the lists as a moment: `2005-04-23T18:57:54.2070000+00:00`. Clients give it back and compare it as text.
fn stamp(roster: &Roster) -> String {
    moment(roster.stamp())
}

/// The same of any moment.
pub(super) fn moment(at: Timestamp) -> String {
    let millis = at.millis();
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000);
    // A year that the format has no digits for is none that a clock of ours shows.
    let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(STAMP).unwrap_or_else(|_| millis.to_string())
}

const STAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]+00:00");

pub(super) fn digit(number: u8) -> Option<Friendly> {
    names::optional(Some(itoa::Buffer::new().format(number)))
}

pub(super) fn switch(on: bool) -> Option<Friendly> {
    names::optional(Some(names::yes_no(on).as_str()))
}

const fn lists(list: List) -> Lists {
    match list {
        List::Forward => Lists::FORWARD,
        List::Allow => Lists::ALLOW,
        List::Block => Lists::BLOCK,
        // Dialects in which a list can be asked for have no pending list; who is on it is on the reverse list.
        List::Reverse | List::Pending => Lists::REVERSE,
    }
}

/// A list has far fewer entries than a number of 32 bits can count.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
