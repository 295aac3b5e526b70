//! `SYN`, `LST` and `LSG`: the lists as a client caches them (reference 02 §1).

use msnp::Cap;
use msnp::command::{
    Answer, BlpReply, Bpr, BprContact, GtcReply, ListRow, ListVersion, Lsg, LsgPlace, LsgRow, Lst, LstEntry,
    LstRow, PrpReply, Syn, SynReply,
};
use msnp::value::{Friendly, GroupId, GroupNumber, List, PropertyKey, Trid};
use nudge_core::{Contact, Lists, Properties, Roster};

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
        let serial = roster.serial.get();
        self.synced = Some(roster.serial);
        let version = ListVersion::Serial(serial);
        let current = version == syn.known;
        cx.say(self.dialect, SynReply { trid: syn.trid, version, rows: None });
        if current {
            return Ok(());
        }
        let answer = Answer::in_dump(self.dialect, syn.trid, serial);
        cx.say(self.dialect, GtcReply { answer, prompt: names::prompt(roster.prompt) });
        cx.say(self.dialect, BlpReply { answer, privacy: names::privacy(roster.privacy) });
        if self.dialect.has(Cap::Properties) {
            for (key, value) in own_properties(&roster.properties) {
                cx.say(self.dialect, PrpReply { answer, key, value });
            }
        }
        if self.dialect.has(Cap::Groups) {
            self.say_groups(syn.trid, &roster, cx);
        }
        for list in [List::Forward, List::Allow, List::Block, List::Reverse] {
            self.say_list(syn.trid, list, &roster, true, cx);
        }
        Ok(())
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

    fn say_groups(&self, trid: Trid, roster: &Roster, cx: &mut Cx<'_>) {
        let other = (GroupNumber::OTHER, OTHER_CONTACTS);
        let groups = roster.groups.iter().map(|group| (names::group(group.id), group.name.as_str()));
        let groups: Vec<_> = std::iter::once(other).chain(groups).collect();
        let (serial, total) = (roster.serial.get(), count(groups.len()));
        for (index, (group, name)) in (1..).zip(groups) {
            let place = Some(LsgPlace { trid, serial, index, total });
            let (group, name) = (GroupId::Number(group), names::friendly(name));
            cx.say(self.dialect, LsgRow { place, group, name });
        }
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
            if details && list == List::Forward && self.dialect.has(Cap::Properties) {
                self.say_properties(serial, contact, cx);
            }
        }
    }

    /// All properties of a contact, unset ones without a value; of a contact who hides them, all are unset.
    pub(super) fn say_properties(&self, serial: u32, contact: &Contact, cx: &mut Cx<'_>) {
        let hidden = Properties::default();
        for (key, value) in shown_properties(contact.properties.as_ref().unwrap_or(&hidden)) {
            let contact = Some(BprContact { serial, handle: names::handle(&contact.handle) });
            cx.say(self.dialect, Bpr { contact, key, value });
        }
    }
}

/// What contacts see, in the order of the clients.
fn shown_properties(properties: &Properties) -> [(PropertyKey, Option<Friendly>); 4] {
    let phone =
        |number: &Option<nudge_core::Phone>| names::optional(number.as_ref().map(nudge_core::Phone::as_str));
    [
        (PropertyKey::HomePhone, phone(&properties.home)),
        (PropertyKey::WorkPhone, phone(&properties.work)),
        (PropertyKey::MobilePhone, phone(&properties.mobile)),
        (PropertyKey::Pageable, switch(properties.pageable)),
    ]
}

/// What the principal sees of their own: one more.
fn own_properties(properties: &Properties) -> impl Iterator<Item = (PropertyKey, Option<Friendly>)> {
    let enabled = (PropertyKey::MobileEnabled, switch(properties.mobile_enabled));
    shown_properties(properties).into_iter().chain(std::iter::once(enabled))
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
