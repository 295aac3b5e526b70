//! Random edits against a model that knows nothing of SQL and was written from the rules, not from the code.

use std::collections::{BTreeMap, BTreeSet};

use nudge_core::{
    Contact, ContactKey, DirectDevice, GroupKey, OutsideContact, Outsider, Privacy, ReversePrompt, Serial,
};
use proptest::prelude::*;

use super::*;

const PEOPLE: [&str; 4] = ["ann", "ben", "cid", "dan"];
const TELEPHONES: [&str; 2] = ["tel:1", "tel:22"];
const LIMITS: RosterLimits = RosterLimits { forward: 3, allow: 2, block: 2, reverse: 3 };

#[derive(Clone, Debug, Default)]
struct Entry {
    forward: Option<u32>,
    allow: Option<u32>,
    block: Option<u32>,
    reverse: Option<u32>,
    acknowledged: bool,
    groups: BTreeSet<u8>,
    name: Option<String>,
}

impl Entry {
    fn any(&self) -> bool {
        self.oldest().is_some()
    }

    fn pending(&self) -> bool {
        self.reverse.is_some() && !self.acknowledged && self.allow.is_none() && self.block.is_none()
    }

    fn oldest(&self) -> Option<u32> {
        [self.forward, self.allow, self.block, self.reverse].into_iter().flatten().min()
    }
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "five switches that have nothing to do with each other")]
struct Person {
    serial: u32,
    name: String,
    blocks: bool,
    silent: bool,
    mobile: bool,
    pageable: bool,
    direct: u8,
    space: bool,
    groups: BTreeMap<u8, (u32, String, Guid)>,
    entries: BTreeMap<usize, Entry>,
    outsiders: BTreeMap<String, (Guid, Entry)>,
}

impl Person {
    /// How many entries have that place.
    fn count(&self, place: fn(&Entry) -> Option<u32>) -> usize {
        let outsiders = self.outsiders.values().map(|(_, entry)| entry);
        self.entries.values().chain(outsiders).filter_map(place).count()
    }
}

struct Model(Vec<Person>);

impl Model {
    fn new() -> Self {
        let person = |who: &&str| Person {
            serial: 1,
            name: (*who).to_owned(),
            blocks: false,
            silent: false,
            mobile: false,
            pageable: false,
            direct: 0,
            space: false,
            groups: BTreeMap::new(),
            entries: BTreeMap::new(),
            outsiders: BTreeMap::new(),
        };
        Self(PEOPLE.iter().map(person).collect())
    }

    /// Names the contact and the group of an edit in another way; what is not there keeps its name.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other edits name nobody and no group")]
    fn rephrased(&self, me: usize, mut edit: Edit, by_guid: bool, how: u8) -> Edit {
        let mine = &self.0[me];
        let regroup = |key: &mut GroupKey| {
            let GroupKey::Id(id) = key else { return };
            match (mine.groups.get(&id.get()), how) {
                (Some((_, _, guid)), 1) => *key = (*guid).into(),
                (Some((_, name, _)), 2) => *key = group_name(name).into(),
                _ => {}
            }
        };
        match &mut edit {
            Edit::Add { contact, group, .. } | Edit::Remove { contact, group, .. } => {
                mine.rename(contact, by_guid);
                group.iter_mut().for_each(regroup);
            }
            Edit::Acknowledge(contact) | Edit::RenameContact { contact, .. } => {
                mine.rename(contact, by_guid);
            }
            Edit::RemoveGroup(group) | Edit::RenameGroup(group, _) => regroup(group),
            _ => {}
        }
        edit
    }

    /// The contact with that key: by number, only those on a list.
    fn contact(&self, me: usize, key: &ContactKey) -> Result<usize, Refusal> {
        match key {
            ContactKey::Handle(handle) => who(handle).ok_or(Refusal::UnknownAccount),
            ContactKey::Outsider(_) => Err(Refusal::NotThere),
            ContactKey::Guid(number) => (0..PEOPLE.len())
                .find(|them| guid(PEOPLE[*them]) == *number)
                .filter(|them| self.0[me].entries.get(them).is_some_and(Entry::any))
                .ok_or(Refusal::NotThere),
        }
    }

    /// The number of the group with that key; 0 is none.
    fn group(&self, me: usize, key: &GroupKey) -> Result<u8, Refusal> {
        let found = self.0[me].groups.iter().find(|(number, (_, name, guid))| match key {
            GroupKey::Id(id) => id.get() == **number,
            GroupKey::Guid(wanted) => wanted == guid,
            GroupKey::Name(wanted) => wanted.as_str() == name,
        });
        found.map(|(number, _)| *number).ok_or(Refusal::NoSuchGroup)
    }

    /// The group of the forward list with that key, number 0 included.
    fn any_group(&self, me: usize, key: Option<&GroupKey>) -> Result<Option<u8>, Refusal> {
        match key {
            None => Ok(None),
            Some(GroupKey::Id(GroupId::OTHER)) => Ok(Some(0)),
            Some(key) => self.group(me, key).map(Some),
        }
    }

    /// The address of the outsider that an edit names.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other edits name nobody")]
    fn outsider(&self, me: usize, edit: &Edit) -> Option<String> {
        let key = match edit {
            Edit::AddOutsider { outsider, .. } => return Some(outsider.to_string()),
            Edit::Add { contact, .. }
            | Edit::Remove { contact, .. }
            | Edit::Acknowledge(contact)
            | Edit::RenameContact { contact, .. } => contact,
            _ => return None,
        };
        match key {
            ContactKey::Handle(_) => None,
            ContactKey::Outsider(outsider) => Some(outsider.to_string()),
            ContactKey::Guid(wanted) => {
                let mut all = self.0[me].outsiders.iter();
                all.find(|(_, (guid, _))| guid == wanted).map(|(address, _)| address.clone())
            }
        }
    }

    /// Makes an edit that names an outsider.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other edits name nobody")]
    fn edit_outsider(&mut self, me: usize, address: String, edit: &Edit) -> Result<(), Refusal> {
        let known = self.0[me].outsiders.get(&address).map(|(_, entry)| entry.clone());
        let number = match edit {
            Edit::Add { list: List::Forward, group, .. }
            | Edit::Remove { list: List::Forward, group, .. } => self.any_group(me, group.as_ref()),
            _ => Ok(None),
        };
        let mine = &mut self.0[me];
        let at = mine.serial + 1;
        match edit {
            Edit::Add { list, stored_name, .. } | Edit::AddOutsider { list, stored_name, .. } => {
                let is_new = matches!(edit, Edit::AddOutsider { .. });
                let by_guid = matches!(edit, Edit::Add { contact: ContactKey::Guid(_), .. });
                let mut entry = match known {
                    Some(entry) => entry,
                    None if is_new => Entry::default(),
                    None => return Err(Refusal::NotThere),
                };
                if by_guid && *list == List::Forward && entry.forward.is_none() {
                    return Err(Refusal::NotThere);
                }
                let number = number?;
                if *list == List::Forward && entry.forward.is_some() {
                    let joins = match number {
                        None => false,
                        Some(0) => !entry.groups.is_empty(),
                        Some(number) => entry.groups.insert(number),
                    };
                    if !joins {
                        return Err(Refusal::AlreadyThere);
                    }
                } else {
                    let count = match list {
                        List::Forward => mine.count(|entry| entry.forward) >= LIMITS.forward,
                        List::Allow => mine.count(|entry| entry.allow) >= LIMITS.allow,
                        List::Block => mine.count(|entry| entry.block) >= LIMITS.block,
                    };
                    let (this, opposite) = match list {
                        List::Forward => (&mut entry.forward, None),
                        List::Allow => (&mut entry.allow, entry.block),
                        List::Block => (&mut entry.block, entry.allow),
                    };
                    if opposite.is_some() {
                        return Err(Refusal::OnOppositeList);
                    }
                    if this.is_some() {
                        return Err(Refusal::AlreadyThere);
                    }
                    if count {
                        return Err(Refusal::ListFull);
                    }
                    *this = Some(at);
                    entry.groups.extend(number.filter(|number| *number != 0));
                    if let Some(name) = stored_name {
                        entry.name = Some(name.to_string());
                    }
                }
                let drawn = if let Edit::AddOutsider { guid, .. } = edit { *guid } else { guid("unused") };
                mine.outsiders.entry(address).or_insert((drawn, Entry::default())).1 = entry;
            }
            Edit::Remove { list, .. } => {
                let (_, entry) = mine.outsiders.get_mut(&address).ok_or(Refusal::NotThere)?;
                let this = match list {
                    List::Forward => &mut entry.forward,
                    List::Allow => &mut entry.allow,
                    List::Block => &mut entry.block,
                };
                if this.is_none() {
                    return Err(Refusal::NotThere);
                }
                match number?.filter(|number| *number != 0 || !entry.groups.is_empty()) {
                    Some(0) => {}
                    Some(number) if entry.groups.remove(&number) => {}
                    Some(_) => return Err(Refusal::NotInGroup),
                    None => {
                        *this = None;
                        if *list == List::Forward {
                            entry.groups.clear();
                        }
                    }
                }
            }
            Edit::RenameContact { .. } if known.is_some() => return Err(Refusal::NotRenamable),
            _ => return Err(Refusal::NotThere),
        }
        mine.serial = at;
        mine.outsiders.retain(|_, (_, entry)| entry.any());
        Ok(())
    }

    /// Makes the edit; says whether it changed anything.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other edits name nobody and no group")]
    fn edit(&mut self, me: usize, edit: &Edit) -> Result<bool, Refusal> {
        if let Some(address) = self.outsider(me, edit) {
            return self.edit_outsider(me, address, edit).map(|()| true);
        }
        let (contact, group) = match edit {
            Edit::Add { list, contact, group, .. } | Edit::Remove { list, contact, group, .. } => (
                Some(self.contact(me, contact)),
                (*list == List::Forward).then(|| self.any_group(me, group.as_ref())),
            ),
            Edit::Acknowledge(contact) | Edit::RenameContact { contact, .. } => {
                (Some(self.contact(me, contact)), None)
            }
            Edit::RemoveGroup(GroupKey::Id(GroupId::OTHER))
            | Edit::RenameGroup(GroupKey::Id(GroupId::OTHER), _) => {
                return Err(Refusal::GroupZero);
            }
            Edit::RemoveGroup(key) | Edit::RenameGroup(key, _) => (None, Some(self.group(me, key).map(Some))),
            _ => (None, None),
        };
        let mine = &mut self.0[me];
        let at = mine.serial + 1;
        match edit {
            Edit::Add { list: List::Forward, stored_name, contact: key, .. } => {
                let them = contact.unwrap()?;
                let entry = mine.entries.entry(them).or_default();
                if matches!(key, ContactKey::Guid(_)) && entry.forward.is_none() {
                    return Err(Refusal::NotThere);
                }
                let number = group.unwrap()?;
                if entry.forward.is_some() {
                    match number {
                        None => return Err(Refusal::AlreadyThere),
                        Some(0) if entry.groups.is_empty() => return Err(Refusal::AlreadyThere),
                        Some(0) => {}
                        Some(number) => {
                            if !entry.groups.insert(number) {
                                return Err(Refusal::AlreadyThere);
                            }
                        }
                    }
                } else {
                    let forward = mine.count(|entry| entry.forward);
                    let reverse =
                        self.0[them].entries.values().filter(|entry| entry.reverse.is_some()).count();
                    if forward >= LIMITS.forward || reverse >= LIMITS.reverse {
                        return Err(Refusal::ListFull);
                    }
                    let reverse_at = if them == me { at } else { self.0[them].serial + 1 };
                    let entry = self.0[me].entries.get_mut(&them).unwrap();
                    entry.forward = Some(at);
                    entry.groups = number.filter(|number| *number != 0).into_iter().collect();
                    if let Some(name) = stored_name {
                        entry.name = Some(name.to_string());
                    }
                    let back = self.0[them].entries.entry(me).or_default();
                    (back.reverse, back.acknowledged) = (Some(reverse_at), them == me);
                    if them != me {
                        self.0[them].serial += 1;
                    }
                }
            }
            Edit::Add { list, stored_name, .. } => {
                let them = contact.unwrap()?;
                let full = match list {
                    List::Allow => mine.count(|entry| entry.allow),
                    List::Forward | List::Block => mine.count(|entry| entry.block),
                } >= LIMITS.allow;
                let entry = mine.entries.entry(them).or_default();
                let (this, opposite) = match list {
                    List::Allow => (&mut entry.allow, &entry.block),
                    List::Forward | List::Block => (&mut entry.block, &entry.allow),
                };
                if opposite.is_some() {
                    return Err(Refusal::OnOppositeList);
                }
                if this.is_some() {
                    return Err(Refusal::AlreadyThere);
                }
                if full {
                    return Err(Refusal::ListFull);
                }
                *this = Some(at);
                entry.acknowledged |= entry.reverse.is_some();
                if let Some(name) = stored_name {
                    entry.name = Some(name.to_string());
                }
            }
            Edit::AddOutsider { .. } => unreachable!("made above"),
            Edit::Remove { list, .. } => {
                let them = contact.unwrap().map_err(|_| Refusal::NotThere)?;
                let entry = mine.entries.entry(them).or_default();
                let this = match list {
                    List::Forward => &mut entry.forward,
                    List::Allow => &mut entry.allow,
                    List::Block => &mut entry.block,
                };
                if this.is_none() {
                    return Err(Refusal::NotThere);
                }
                // Out of number 0, who is in no other group leaves the list.
                let group =
                    group.transpose()?.flatten().filter(|number| *number != 0 || !entry.groups.is_empty());
                match (list, group) {
                    (List::Forward, Some(number)) => {
                        if number != 0 && !entry.groups.remove(&number) {
                            return Err(Refusal::NotInGroup);
                        }
                    }
                    (List::Forward, None) => {
                        *this = None;
                        entry.groups.clear();
                        let back = self.0[them].entries.get_mut(&me).unwrap();
                        (back.reverse, back.acknowledged) = (None, false);
                        if them != me {
                            self.0[them].serial += 1;
                        }
                    }
                    _ => {
                        *this = None;
                        entry.acknowledged |= entry.reverse.is_some();
                    }
                }
            }
            Edit::Acknowledge(_) => {
                let them = contact.unwrap().map_err(|_| Refusal::NotThere)?;
                let entry = mine.entries.get_mut(&them).filter(|entry| entry.reverse.is_some());
                let entry = entry.ok_or(Refusal::NotThere)?;
                if std::mem::replace(&mut entry.acknowledged, true) {
                    return Ok(false);
                }
            }
            Edit::RenameContact { name, .. } => {
                let them = contact.unwrap().map_err(|_| Refusal::NotThere)?;
                let entry = mine.entries.get_mut(&them).filter(|entry| entry.any());
                entry.ok_or(Refusal::NotThere)?.name = Some(name.to_string());
            }
            Edit::RenameSelf(name) => mine.name = name.to_string(),
            Edit::AddGroup { name, guid } => {
                if mine.groups.values().any(|(_, taken, _)| taken == name.as_str()) {
                    return Err(Refusal::GroupExists);
                }
                let free = (1..30).find(|number| !mine.groups.contains_key(number)).unwrap();
                mine.groups.insert(free, (at, name.to_string(), *guid));
            }
            Edit::RemoveGroup(_) => {
                let number = group.unwrap()?.unwrap();
                mine.groups.remove(&number);
                let outsiders = mine.outsiders.values_mut().map(|(_, entry)| entry);
                for entry in mine.entries.values_mut().chain(outsiders) {
                    entry.groups.remove(&number);
                }
            }
            Edit::RenameGroup(_, name) => {
                let number = group.unwrap()?.unwrap();
                let taken = |(other, (_, taken, _)): (&u8, &(u32, String, Guid))| {
                    *other != number && taken == name.as_str()
                };
                if mine.groups.iter().any(taken) {
                    return Err(Refusal::GroupExists);
                }
                mine.groups.get_mut(&number).unwrap().1 = name.to_string();
            }
            Edit::SetPrivacy(privacy) => set(&mut mine.blocks, *privacy == Privacy::BlockByDefault)?,
            Edit::SetPrompt(prompt) => set(&mut mine.silent, *prompt == ReversePrompt::Silent)?,
            // Not in a roster.
            Edit::SetPhone(..) | Edit::SetSeveralPlaces(_) => {}
            Edit::SetMobileEnabled(enabled) => {
                mine.mobile = *enabled;
                mine.pageable &= *enabled;
            }
            Edit::SetPageable(_) if !mine.mobile => return Ok(false),
            Edit::SetPageable(pageable) => mine.pageable = *pageable,
            Edit::SetDirectDevice(device) => mine.direct = device.get(),
            Edit::SetSpace(has) => mine.space = *has,
            // Not drawn here: see the tests of the book.
            Edit::AddGreeting { .. }
            | Edit::Keep { .. }
            | Edit::Unlist(_)
            | Edit::Forget(_)
            | Edit::PutInGroup(..)
            | Edit::TakeOutOfGroup(..)
            | Edit::Annotate { .. } => return Err(Refusal::SwitchedOff),
        }
        self.0[me].serial += 1;
        for person in &mut self.0 {
            person.entries.retain(|_, entry| entry.any());
        }
        Ok(true)
    }

    fn permits(&self, whose: usize, whom: usize) -> bool {
        let entry = self.0[whose].entries.get(&whom).cloned().unwrap_or_default();
        entry.allow.is_some() || (entry.block.is_none() && !self.0[whose].blocks)
    }

    /// Everything a roster says, line by line: the first difference is easy to see.
    fn render(&self, me: usize) -> Vec<String> {
        let mine = &self.0[me];
        let mut groups: Vec<_> =
            mine.groups.iter().map(|(number, (at, name, guid))| (at, number, name, guid)).collect();
        groups.sort();
        let mut entries: Vec<_> = mine.entries.iter().filter(|(_, entry)| entry.any()).collect();
        entries.sort_by_key(|(them, entry)| (entry.oldest(), **them));
        let mut lines = vec![format!(
            "{} {} {} {} {} {} {} {}",
            mine.serial,
            mine.name,
            mine.blocks,
            mine.silent,
            mine.mobile,
            mine.pageable,
            mine.direct,
            mine.space
        )];
        for (_, number, name, guid) in groups {
            lines.push(format!("group {number} {name} {guid}"));
        }
        for (them, entry) in entries {
            let visible = self.permits(*them, me);
            let own_name = visible.then(|| self.0[*them].name.clone());
            lines.push(format!(
                "{} {} F{:?} A{:?} B{:?} R{:?} {} {:?} {:?} {:?} {}",
                PEOPLE[*them],
                guid(PEOPLE[*them]),
                entry.forward,
                entry.allow,
                entry.block,
                entry.reverse,
                entry.pending(),
                entry.groups.iter().collect::<Vec<_>>(),
                entry.name,
                own_name,
                visible && entry.forward.is_some(),
            ));
        }
        let mut outsiders: Vec<_> = mine.outsiders.iter().collect();
        outsiders.sort_by_key(|(_, (_, entry))| entry.oldest());
        for (address, (guid, entry)) in outsiders {
            lines.push(format!(
                "{address} {guid} F{:?} A{:?} B{:?} {:?} {:?}",
                entry.forward,
                entry.allow,
                entry.block,
                entry.groups.iter().collect::<Vec<_>>(),
                entry.name,
            ));
        }
        lines
    }
}

fn set(setting: &mut bool, wanted: bool) -> Result<(), Refusal> {
    let changed = *setting != wanted;
    *setting = wanted;
    if changed { Ok(()) } else { Err(Refusal::Unchanged) }
}

impl Person {
    /// Names a contact in another way; who is not there keeps the name.
    fn rename(&self, contact: &mut ContactKey, by_guid: bool) {
        let number = match contact {
            ContactKey::Handle(handle) => Some(guid(handle.local())),
            ContactKey::Outsider(outsider) => self.outsiders.get(outsider.address()).map(|(guid, _)| *guid),
            ContactKey::Guid(_) => None,
        };
        if let Some(number) = number.filter(|_| by_guid) {
            *contact = number.into();
        }
    }
}

fn who(handle: &Handle) -> Option<usize> {
    PEOPLE.iter().position(|who| *who == handle.local())
}

fn render(roster: &Roster) -> Vec<String> {
    let mut lines = vec![format!(
        "{} {} {} {} {} {} {} {}",
        roster.serial,
        roster.name,
        roster.privacy == Privacy::BlockByDefault,
        roster.prompt == ReversePrompt::Silent,
        roster.properties.mobile_enabled,
        roster.properties.pageable,
        roster.properties.direct.get(),
        roster.properties.has_space
    )];
    for group in &roster.groups {
        lines.push(format!("group {} {} {}", group.id.get(), group.name, group.guid));
    }
    for contact in &roster.contacts {
        lines.push(render_contact(contact));
    }
    lines.extend(roster.outsiders.iter().map(render_outsider));
    lines
}

fn render_outsider(contact: &OutsideContact) -> String {
    let at = contact.positions;
    format!(
        "{} {} F{:?} A{:?} B{:?} {:?} {:?}",
        contact.outsider,
        contact.guid,
        at.forward.map(Serial::get),
        at.allow.map(Serial::get),
        at.block.map(Serial::get),
        contact.groups.iter().map(GroupId::get).collect::<Vec<_>>(),
        contact.stored_name.as_ref().map(ToString::to_string),
    )
}

fn render_contact(contact: &Contact) -> String {
    let at = contact.positions;
    format!(
        "{} {} F{:?} A{:?} B{:?} R{:?} {} {:?} {:?} {:?} {}",
        contact.handle.local(),
        contact.guid,
        at.forward.map(Serial::get),
        at.allow.map(Serial::get),
        at.block.map(Serial::get),
        at.reverse.map(Serial::get),
        contact.is_pending(),
        contact.groups.iter().map(GroupId::get).collect::<Vec<_>>(),
        contact.stored_name.as_ref().map(ToString::to_string),
        contact.own_name.as_ref().map(ToString::to_string),
        contact.properties.is_some(),
    )
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let list = prop_oneof![3 => Just(List::Forward), 1 => Just(List::Allow), 1 => Just(List::Block)];
    let handle = prop_oneof![20 => prop::sample::select(&PEOPLE[..]), 1 => Just("nobody")].prop_map(handle);
    let outsider = prop::sample::select(&TELEPHONES[..]).prop_map(|number| Outsider::new(number).unwrap());
    let person = prop_oneof![
        2 => handle.prop_map(ContactKey::from),
        1 => outsider.clone().prop_map(ContactKey::from),
    ];
    let number = (0u8..5).prop_map(group);
    let label = prop::sample::select(vec!["one", "two", "three", "four"]);
    let named = label.clone().prop_map(name);
    let group_named = label.prop_map(group_name);
    prop_oneof![
        8 => (list.clone(), person.clone(), prop::option::of(named.clone()), prop::option::of(number.clone()))
            .prop_map(|(list, contact, stored_name, group)| {
                Edit::Add { list, contact, stored_name, group: group.map(Into::into) }
            }),
        4 => (list.clone(), outsider, any::<u128>(), prop::option::of(named.clone()))
            .prop_map(|(list, outsider, bits, stored_name)| {
                Edit::AddOutsider { list, outsider, guid: Guid::version_4(bits), stored_name }
            }),
        5 => (list, person.clone(), prop::option::of(number.clone()))
            .prop_map(|(list, contact, group)| {
                Edit::Remove { list, contact, group: group.map(Into::into) }
            }),
        2 => person.clone().prop_map(Edit::Acknowledge),
        1 => (person, named.clone()).prop_map(|(contact, name)| Edit::RenameContact { contact, name }),
        1 => named.prop_map(Edit::RenameSelf),
        3 => (group_named.clone(), any::<u128>())
            .prop_map(|(name, bits)| Edit::AddGroup { name, guid: Guid::version_4(bits) }),
        1 => number.clone().prop_map(|id| Edit::RemoveGroup(id.into())),
        1 => (number, group_named).prop_map(|(id, name)| Edit::RenameGroup(id.into(), name)),
        1 => any::<bool>().prop_map(|block| {
            Edit::SetPrivacy(if block { Privacy::BlockByDefault } else { Privacy::AllowByDefault })
        }),
        1 => any::<bool>().prop_map(|silent| {
            Edit::SetPrompt(if silent { ReversePrompt::Silent } else { ReversePrompt::Ask })
        }),
        1 => any::<bool>().prop_map(Edit::SetMobileEnabled),
        1 => any::<bool>().prop_map(Edit::SetPageable),
        1 => (0u8..3).prop_map(|number| Edit::SetDirectDevice(DirectDevice::new(number).unwrap())),
        1 => any::<bool>().prop_map(Edit::SetSpace),
        1 => any::<bool>().prop_map(Edit::SetSeveralPlaces),
    ]
}

/// Holds whatever anybody does.
fn assert_invariants(rosters: &[Roster], ids: &[AccountId]) {
    for (roster, me) in rosters.iter().zip(ids) {
        for contact in &roster.contacts {
            let lists = contact.lists();
            assert!(!lists.contains(Lists::ALLOW | Lists::BLOCK), "{contact:?}");
            let theirs = rosters.iter().zip(ids).find(|(_, id)| **id == contact.account).unwrap().0;
            let me_there =
                theirs.contacts.iter().find(|entry| entry.account == *me).map_or(Lists::NONE, Contact::lists);
            assert_eq!(lists.contains(Lists::FORWARD), me_there.contains(Lists::REVERSE), "{contact:?}");
            assert!(
                contact.groups.iter().all(|id| roster.groups.iter().any(|group| group.id == id)),
                "{contact:?}"
            );
        }
        for contact in &roster.outsiders {
            assert!(!contact.lists().contains(Lists::ALLOW | Lists::BLOCK), "{contact:?}");
            assert!(!contact.lists().contains(Lists::REVERSE) && !contact.lists().is_empty(), "{contact:?}");
            assert!(
                contact.groups.iter().all(|id| roster.groups.iter().any(|group| group.id == id)),
                "{contact:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_file_does_what_the_model_does(
        edits in prop::collection::vec((0usize..4, any_edit(), any::<bool>(), 0u8..3), 1..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (world, mut model) = (World::new(), Model::new());
            let mut ids = Vec::new();
            for who in PEOPLE {
                ids.push(world.person(who).await);
            }
            for (me, edit, by_guid, how) in edits {
                let edit = model.rephrased(me, edit, by_guid, how);
                let done = refusal(world.store.edit(ids[me], edit.clone(), LIMITS).await);
                let expected = model.edit(me, &edit);
                prop_assert_eq!(done.as_ref().map(|edited| edited.changed).map_err(|refusal| *refusal), expected, "{:?}", edit);
                if let Ok(edited) = done {
                    prop_assert_eq!(edited.serial.get(), model.0[me].serial);
                }
            }
            let mut rosters = Vec::new();
            for (at, id) in ids.iter().enumerate() {
                let roster = world.roster(*id).await;
                prop_assert_eq!(render(&roster), model.render(at));
                let relations = world.store.standing(*id).await.unwrap().relations;
                prop_assert_eq!(relations.len(), roster.contacts.len());
                for contact in &roster.contacts {
                    prop_assert_eq!(relations.lists(contact.account), contact.lists());
                    let alone = world.store.contact(*id, &contact.handle).await.unwrap();
                    prop_assert_eq!(alone.as_ref(), Some(contact));
                }
                rosters.push(roster);
            }
            assert_invariants(&rosters, &ids);
            Ok(())
        })?;
    }
}
