//! Every rule of changing a roster, as one pure function.
//!
//! A store reads the [`View`] that an [`Edit`] [needs](Edit::needs), asks [`decide`], and applies the [`Effect`]s, all in
//! one transaction. So each database follows the same rules, and the rules need no database to be tested.

use super::{
    ContactKey, Group, GroupKey, GroupSet, List, Lists, Outsider, Privacy, ReversePrompt, RosterLimits, Who,
};
use crate::address_book::{NoteKey, NoteName, NoteSubject, NoteText, Notes};
use crate::{
    AccountId, DirectDevice, DisplayName, Greeting, GroupId, GroupName, Guid, Phone, PhoneKind, Refusal,
    Serial,
};

mod book;

/// One change that a principal wants to make to their own roster.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Edit {
    /// Puts somebody on a list; on the forward list also into a group. Somebody already on the forward list is only put
    /// into the group; nobody else is put on that list by number, which names contacts.
    Add {
        /// Which list.
        list: List,
        /// Whom.
        contact: ContactKey,
        /// What the client shows as their name, if it said so.
        stored_name: Option<DisplayName>,
        /// Which group; looked at only for the forward list.
        group: Option<GroupKey>,
    },
    /// Puts somebody without an account on a list.
    AddOutsider {
        /// Which list.
        list: List,
        /// Whom.
        outsider: Outsider,
        /// What later clients name them by: a newly drawn one. Whoever is on another list already keeps theirs.
        guid: Guid,
        /// What the client shows as their name, if it said so.
        stored_name: Option<DisplayName>,
    },
    /// Puts somebody with an account on the forward list, with words for them to be asked about it with.
    AddGreeting {
        /// Whom.
        contact: ContactKey,
        /// What to say.
        greeting: Greeting,
    },
    /// Takes somebody into the address book who is not in it, without putting them on the forward list.
    Keep {
        /// Whom.
        contact: ContactKey,
        /// What later clients name somebody without an account by: a newly drawn one. Whoever has one keeps theirs.
        guid: Guid,
        /// What the client shows as their name, if it said so.
        stored_name: Option<DisplayName>,
    },
    /// Takes somebody off the forward list who stays in the address book, with groups and notes.
    Unlist(ContactKey),
    /// Takes somebody out of the address book: off the forward list, if they are on it. Other lists stay as they are.
    Forget(ContactKey),
    /// Puts somebody in the address book into a group, too, if they are not in it.
    PutInGroup(ContactKey, GroupKey),
    /// Takes somebody in the address book out of a group, if they are in it.
    TakeOutOfGroup(ContactKey, GroupKey),
    /// Sets notes about somebody in the address book, a group or the owner, or takes them away.
    Annotate {
        /// What they are about.
        about: NoteKey,
        /// What is to be different.
        notes: Vec<(NoteName, Option<NoteText>)>,
    },
    /// Takes somebody off a list, or only out of one group of the forward list.
    Remove {
        /// Which list.
        list: List,
        /// Whom.
        contact: ContactKey,
        /// Only out of this group; looked at only for the forward list.
        group: Option<GroupKey>,
    },
    /// Says that the owner has dealt with somebody's being on the reverse list.
    Acknowledge(ContactKey),
    /// Stores another name for somebody on any list.
    RenameContact {
        /// Whom.
        contact: ContactKey,
        /// The name to store.
        name: DisplayName,
    },
    /// Changes the owner's own name.
    RenameSelf(DisplayName),
    /// Makes a group, numbered with the lowest free number.
    AddGroup {
        /// What it is called.
        name: GroupName,
        /// What later clients name it by: a newly drawn one.
        guid: Guid,
    },
    /// Removes a group. Its members stay on the forward list.
    RemoveGroup(GroupKey),
    /// Renames a group.
    RenameGroup(GroupKey, GroupName),
    /// Changes what holds for those on neither the allow nor the block list.
    SetPrivacy(Privacy),
    /// Changes what the client does about new entries on the reverse list.
    SetPrompt(ReversePrompt),
    /// Sets or clears a telephone number.
    SetPhone(PhoneKind, Option<Phone>),
    /// Says whether a mobile device is set up. Without one, nobody may page it.
    SetMobileEnabled(bool),
    /// Says whether others may page the mobile device.
    SetPageable(bool),
    /// Says which MSN Direct device there is.
    SetDirectDevice(DirectDevice),
    /// Says whether there is a web diary.
    SetSpace(bool),
    /// Says whether clients that know of each other may be signed in beside each other, from the next sign-in on.
    SetSeveralPlaces(bool),
}

impl Edit {
    /// What [`decide`] must see of the store. Parts not needed may be left at their defaults.
    pub fn needs(&self) -> Needs {
        match self {
            Self::Add { list, contact, .. } => Needs {
                target: Some(contact.clone()),
                entries_on: Some(*list),
                groups: *list == List::Forward,
                ..Needs::default()
            },
            Self::AddOutsider { list, outsider, .. } => {
                let target = Some(outsider.clone().into());
                Needs { target, entries_on: Some(*list), ..Needs::default() }
            }
            Self::AddGreeting { contact, .. } => {
                let target = Some(contact.clone());
                Needs { target, entries_on: Some(List::Forward), ..Needs::default() }
            }
            Self::Keep { contact, .. } | Self::Unlist(contact) => {
                Needs { target: Some(contact.clone()), kept_entries: true, ..Needs::default() }
            }
            Self::PutInGroup(contact, _) | Self::TakeOutOfGroup(contact, _) => {
                Needs { target: Some(contact.clone()), groups: true, ..Needs::default() }
            }
            Self::Annotate { about, .. } => Needs {
                target: if let NoteKey::Contact(contact) = about { Some(contact.clone()) } else { None },
                groups: matches!(about, NoteKey::Group(_)),
                notes: Some(about.clone()),
                ..Needs::default()
            },
            Self::Remove { list, contact, .. } => {
                Needs { target: Some(contact.clone()), groups: *list == List::Forward, ..Needs::default() }
            }
            Self::RenameContact { contact, .. } | Self::Acknowledge(contact) | Self::Forget(contact) => {
                Needs { target: Some(contact.clone()), ..Needs::default() }
            }
            Self::AddGroup { .. } | Self::RemoveGroup(_) | Self::RenameGroup(..) => {
                Needs { groups: true, ..Needs::default() }
            }
            Self::RenameSelf(_)
            | Self::SetPrivacy(_)
            | Self::SetPrompt(_)
            | Self::SetPhone(..)
            | Self::SetMobileEnabled(_)
            | Self::SetPageable(_)
            | Self::SetDirectDevice(_)
            | Self::SetSpace(_)
            | Self::SetSeveralPlaces(_) => Needs::default(),
        }
    }
}

/// Which parts of a [`View`] an edit needs beyond the owner's settings.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Needs {
    /// [`View::target`], looked up by this.
    pub target: Option<ContactKey>,
    /// [`View::entries`], counted on this list; for the forward list also [`Target::reverse_entries`].
    pub entries_on: Option<List>,
    /// [`View::groups`].
    pub groups: bool,
    /// [`View::kept_entries`].
    pub kept_entries: bool,
    /// [`View::notes`] about this, and [`View::note_bytes`].
    pub notes: Option<NoteKey>,
}

/// What the store holds before the edit.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The owner's setting.
    pub privacy: Privacy,
    /// The owner's setting.
    pub prompt: ReversePrompt,
    /// Whether a mobile device is set up.
    pub mobile_enabled: bool,
    /// Whom the edit names, if there is such an account, or outsider on a list.
    pub target: Option<Target>,
    /// How many entries the list has that the edit names, outsiders included.
    pub entries: usize,
    /// The owner's groups.
    pub groups: Vec<Group>,
    /// How many are kept in the address book without being on the forward list.
    pub kept_entries: usize,
    /// What is noted about the [subject](View::subject) that the edit names.
    pub notes: Notes,
    /// How many bytes the owner's notes have, of all subjects.
    pub note_bytes: usize,
}

impl View {
    /// What notes are about that are named so, if there is such a contact or group; [`View::target`] or [`View::groups`] has
    /// to be there. A contact has to be in the address book.
    pub fn subject(&self, about: &NoteKey) -> Result<NoteSubject, Refusal> {
        match about {
            NoteKey::Own => Ok(NoteSubject::Own),
            NoteKey::Contact(_) => book::in_book(self).map(|target| NoteSubject::Contact(target.guid)),
            NoteKey::Group(key) => changeable(key, self).map(|group| NoteSubject::Group(group.guid)),
        }
    }
}

/// Whom an edit names.
#[derive(Clone, Debug)]
pub struct Target {
    /// Who that is.
    pub who: Who,
    /// What later clients name them by.
    pub guid: Guid,
    /// The owner's lists they are on, the reverse list included.
    pub lists: Lists,
    /// The owner has dealt with their being on the reverse list.
    pub acknowledged: bool,
    /// They are kept in the address book without being on the forward list.
    pub kept: bool,
    /// The owner's groups they are in.
    pub groups: GroupSet,
    /// How many entries their own reverse list has.
    pub reverse_entries: usize,
}

impl Target {
    /// Somebody on none of the owner's lists, of whom the store knows nothing.
    fn stranger(outsider: &Outsider, guid: Guid) -> Self {
        Self {
            who: Who::Outsider(outsider.clone()),
            guid,
            lists: Lists::NONE,
            acknowledged: false,
            kept: false,
            groups: GroupSet::NONE,
            reverse_entries: 0,
        }
    }
}

/// What an edit comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decision {
    /// What the store must do, in this order, besides raising the owner's serial by one. If this is nothing, nothing is
    /// changed, and the serial stays as it is.
    pub effects: Vec<Effect>,
    /// What the owner is told.
    pub outcome: Outcome,
    /// The account whose reverse list changes, if one does. The store raises its serial by one too (but only once, should
    /// it be the owner).
    pub other: Option<AccountId>,
}

/// One thing for the store to do. The owner is meant wherever no account is named.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Effect {
    /// Take note of somebody without an account, who is put on a list next.
    CreateOutsider(Outsider, Guid),
    /// Put the contact at the end of that list; for the forward list, the owner at the end of the contact's reverse list,
    /// if the contact has one. Whoever is on the forward list is not [kept](Effect::Keep) any more.
    Enlist(Who, List),
    /// Take the contact off that list; for the forward list, the owner off the contact's reverse list. A contact on none
    /// of the owner's lists is forgotten with its stored name, unless it is [kept](Effect::Keep). Off the forward list, and not
    /// kept, it is out of the address book, and the notes about it are forgotten, and so is the greeting to it.
    Delist(Who, List),
    /// Keep the contact in the address book, also without the forward list.
    Keep(Who),
    /// Keep the contact no longer: it is out of the address book, with what is noted about it and its groups.
    Unkeep(Who),
    /// Keep those words for the contact, who is on the forward list, until it has dealt with being there or leaves it.
    Greet(AccountId, Greeting),
    /// Set or take away those notes.
    Annotate(NoteSubject, Vec<(NoteName, Option<NoteText>)>),
    /// Note that the owner has dealt with the contact's being on the reverse list. It is forgotten when the contact leaves
    /// that list.
    Acknowledge(AccountId),
    /// The contact is now in exactly these groups.
    SetGroups(Who, GroupSet),
    /// Store that name for the contact.
    StoreName(Who, DisplayName),
    /// Set the owner's own name.
    SetName(DisplayName),
    /// Add that group after all others.
    CreateGroup(Group),
    /// Remove that group, and every contact from it.
    DropGroup(GroupId),
    /// Rename that group.
    NameGroup(GroupId, GroupName),
    /// Set the privacy default.
    SetPrivacy(Privacy),
    /// Set what the client does about new entries on the reverse list.
    SetPrompt(ReversePrompt),
    /// Set or clear a telephone number.
    SetPhone(PhoneKind, Option<Phone>),
    /// Set whether a mobile device is set up.
    SetMobileEnabled(bool),
    /// Set whether others may page it.
    SetPageable(bool),
    /// Set which MSN Direct device there is.
    SetDirectDevice(DirectDevice),
    /// Set whether there is a web diary.
    SetSpace(bool),
    /// Set whether clients may be signed in beside each other.
    SetSeveralPlaces(bool),
}

/// What an edit did, as its owner is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// Somebody is on a list now.
    Added(Change),
    /// Somebody who was on the forward list is in one more group now.
    Grouped(Change),
    /// Somebody is off a list now.
    Removed(Change),
    /// Somebody is out of a group now, and still on the forward list.
    Ungrouped(Change),
    /// Somebody is in the address book now who was not, and is not on the forward list.
    Kept(Change),
    /// Somebody is out of the address book now who was in it without being on the forward list.
    Forgotten(Change),
    /// The notes are as they were to be.
    Annotated,
    /// That contact's being on the reverse list has been dealt with.
    Acknowledged(AccountId),
    /// Another name is stored for that contact.
    ContactRenamed(AccountId),
    /// The owner's own name is another.
    Renamed,
    /// The group exists now.
    GroupAdded(Group),
    /// The group is gone.
    GroupRemoved(Group),
    /// The group has another name now.
    GroupRenamed(Group),
    /// The privacy default is another.
    PrivacySet(Privacy),
    /// The other setting is another.
    PromptSet(ReversePrompt),
    /// The telephone number is set or cleared.
    PhoneSet(PhoneKind),
    /// Whether a mobile device is set up. If not, nobody may page it any more.
    MobileEnabled(bool),
    /// Whether others may page the mobile device: the value in force, which without a device stays `false`.
    Pageable(bool),
    /// Which MSN Direct device there is.
    DirectDeviceSet(DirectDevice),
    /// Whether there is a web diary.
    SpaceSet(bool),
    /// Whether clients may be signed in beside each other.
    SeveralPlacesSet(bool),
}

/// A contact's new place on the owner's lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// Which list was edited.
    pub list: List,
    /// Who it is about.
    pub who: Who,
    /// What later clients name them by.
    pub guid: Guid,
    /// All of the owner's lists they are on now.
    pub lists: Lists,
    /// The group that was named.
    pub group: Option<GroupId>,
}

/// An edit that has been made and is durable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Edited {
    /// The owner's version after it.
    pub serial: Serial,
    /// Whether anything is different now. If not, the version is what it was.
    pub changed: bool,
    /// What it did.
    pub outcome: Outcome,
    /// The other side, if the owner is newly on, or off, its reverse list. That may be the owner's own account.
    pub other: Option<OtherSide>,
}

/// The side whose reverse list an edit changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OtherSide {
    /// Whose reverse list.
    pub account: AccountId,
    /// Its version after the edit.
    pub serial: Serial,
}

/// Decides on an edit by `me`. Nothing is done if it is refused.
pub fn decide(edit: &Edit, me: AccountId, view: &View, limits: &RosterLimits) -> Result<Decision, Refusal> {
    match edit {
        Edit::Add { list, contact, stored_name, group } => {
            add(*list, contact, stored_name.as_ref(), group.as_ref(), me, view, limits)
        }
        Edit::AddOutsider { list: List::Forward, outsider, .. } if !outsider.has_messenger() => {
            Err(Refusal::InvalidAddress)
        }
        Edit::AddOutsider { list, outsider, guid, stored_name } => {
            if let Some(known) = &view.target {
                return enter(*list, known, stored_name.as_ref(), None, me, view, limits);
            }
            let stranger = Target::stranger(outsider, *guid);
            let mut decision = enter(*list, &stranger, stored_name.as_ref(), None, me, view, limits)?;
            decision.effects.insert(0, Effect::CreateOutsider(outsider.clone(), *guid));
            Ok(decision)
        }
        Edit::AddGreeting { contact, greeting } => book::add_greeting(contact, greeting, me, view, limits),
        Edit::Keep { contact, guid, stored_name } => {
            book::keep(contact, *guid, stored_name.as_ref(), view, limits)
        }
        Edit::Unlist(_) => book::unlist(me, view, limits),
        Edit::Forget(_) => book::forget(me, view),
        Edit::PutInGroup(_, group) => book::regroup(group, true, view),
        Edit::TakeOutOfGroup(_, group) => book::regroup(group, false, view),
        Edit::Annotate { about, notes } => book::annotate(about, notes, view),
        Edit::Remove { list, contact: _, group } => remove(*list, group.as_ref(), me, view),
        Edit::Acknowledge(_) => acknowledge(view),
        Edit::RenameContact { contact: _, name } => {
            let target = listed(view).ok_or(Refusal::NotThere)?;
            let account = target.who.account().ok_or(Refusal::NotRenamable)?;
            let effect = Effect::StoreName(target.who.clone(), name.clone());
            Ok(own(effect, Outcome::ContactRenamed(account)))
        }
        Edit::RenameSelf(name) => Ok(own(Effect::SetName(name.clone()), Outcome::Renamed)),
        Edit::AddGroup { name, guid } => add_group(name, *guid, view),
        Edit::RemoveGroup(key) => {
            let group = changeable(key, view)?;
            Ok(own(Effect::DropGroup(group.id), Outcome::GroupRemoved(group.clone())))
        }
        Edit::RenameGroup(key, name) => {
            let group = changeable(key, view)?;
            if view.groups.iter().any(|other| other.name == *name && other.id != group.id) {
                return Err(Refusal::GroupExists);
            }
            let renamed = Group { name: name.clone(), ..*group };
            Ok(own(Effect::NameGroup(group.id, name.clone()), Outcome::GroupRenamed(renamed)))
        }
        Edit::SetPrivacy(privacy) if *privacy == view.privacy => Err(Refusal::Unchanged),
        Edit::SetPrivacy(privacy) => Ok(own(Effect::SetPrivacy(*privacy), Outcome::PrivacySet(*privacy))),
        Edit::SetPrompt(prompt) if *prompt == view.prompt => Err(Refusal::Unchanged),
        Edit::SetPrompt(prompt) => Ok(own(Effect::SetPrompt(*prompt), Outcome::PromptSet(*prompt))),
        Edit::SetPhone(kind, phone) => {
            Ok(own(Effect::SetPhone(*kind, phone.clone()), Outcome::PhoneSet(*kind)))
        }
        Edit::SetMobileEnabled(enabled) => {
            let mut effects = vec![Effect::SetMobileEnabled(*enabled)];
            if !enabled {
                effects.push(Effect::SetPageable(false));
            }
            Ok(Decision { effects, outcome: Outcome::MobileEnabled(*enabled), other: None })
        }
        Edit::SetPageable(wanted) => {
            // Without a device it is off already, and stays so.
            let effects = if view.mobile_enabled { vec![Effect::SetPageable(*wanted)] } else { Vec::new() };
            let pageable = *wanted && view.mobile_enabled;
            Ok(Decision { effects, outcome: Outcome::Pageable(pageable), other: None })
        }
        Edit::SetDirectDevice(device) => {
            Ok(own(Effect::SetDirectDevice(*device), Outcome::DirectDeviceSet(*device)))
        }
        Edit::SetSpace(has) => Ok(own(Effect::SetSpace(*has), Outcome::SpaceSet(*has))),
        Edit::SetSeveralPlaces(several) => {
            Ok(own(Effect::SetSeveralPlaces(*several), Outcome::SeveralPlacesSet(*several)))
        }
    }
}

fn add(
    list: List,
    contact: &ContactKey,
    stored_name: Option<&DisplayName>,
    group: Option<&GroupKey>,
    me: AccountId,
    view: &View,
    limits: &RosterLimits,
) -> Result<Decision, Refusal> {
    let target = match contact {
        ContactKey::Handle(_) => view.target.as_ref().ok_or(Refusal::UnknownAccount)?,
        // Whoever is on no list has no number yet, and needs one.
        ContactKey::Outsider(_) => listed(view).ok_or(Refusal::NotThere)?,
        // Whoever has come by the number of a stranger learns nothing with it.
        ContactKey::Guid(_) => listed(view)
            .filter(|target| list != List::Forward || target.lists.contains(Lists::FORWARD))
            .ok_or(Refusal::NotThere)?,
    };
    enter(list, target, stored_name, named(group, list, view)?, me, view, limits)
}

/// Puts somebody on a list who may be put there.
fn enter(
    list: List,
    target: &Target,
    stored_name: Option<&DisplayName>,
    group: Option<GroupId>,
    me: AccountId,
    view: &View,
    limits: &RosterLimits,
) -> Result<Decision, Refusal> {
    if list.opposite().is_some_and(|opposite| target.lists.contains(opposite.bit())) {
        return Err(Refusal::OnOppositeList);
    }

    if target.lists.contains(list.bit()) {
        let group = group.filter(|id| !target.groups.contains(*id)).ok_or(Refusal::AlreadyThere)?;
        let effect = Effect::SetGroups(target.who.clone(), target.groups.with(group));
        return Ok(own(effect, Outcome::Grouped(change(target, list, target.lists, Some(group)))));
    }

    let reverse_full = list == List::Forward && target.reverse_entries >= limits.reverse;
    if view.entries >= limits.of(list) || reverse_full {
        return Err(Refusal::ListFull);
    }
    let mut effects = vec![Effect::Enlist(target.who.clone(), list)];
    effects.extend(dealt_with(target, list));
    effects.extend(stored_name.map(|name| Effect::StoreName(target.who.clone(), name.clone())));
    // Whoever was kept in the address book without being on the list may be in groups already.
    let groups = group.map_or(target.groups, |id| target.groups.with(id));
    if list == List::Forward && groups != target.groups {
        effects.push(Effect::SetGroups(target.who.clone(), groups));
    }
    let mut lists = target.lists | list.bit();
    if list == List::Forward && target.who.account() == Some(me) {
        lists |= Lists::REVERSE;
        // Nobody has to decide about oneself.
        effects.push(Effect::Acknowledge(me));
    }
    let other = target.who.account().filter(|_| list == List::Forward);
    Ok(Decision { effects, outcome: Outcome::Added(change(target, list, lists, group)), other })
}

fn remove(list: List, group: Option<&GroupKey>, me: AccountId, view: &View) -> Result<Decision, Refusal> {
    let target =
        view.target.as_ref().filter(|target| target.lists.contains(list.bit())).ok_or(Refusal::NotThere)?;

    // Out of "Other Contacts" is two things. A client that moves a contact first adds it to the new group and then removes
    // it from number 0, where we no longer have it: the second half of a move. Of a contact that is in no other group, it
    // is the end: some clients have no other way to say so.
    let group = named(group, list, view)?;
    if let Some(group) = group.filter(|group| *group != GroupId::OTHER || !target.groups.is_empty()) {
        if group != GroupId::OTHER && !target.groups.contains(group) {
            return Err(Refusal::NotInGroup);
        }
        let effect = Effect::SetGroups(target.who.clone(), target.groups.without(group));
        return Ok(own(effect, Outcome::Ungrouped(change(target, list, target.lists, Some(group)))));
    }

    let mut effects = vec![Effect::Delist(target.who.clone(), list)];
    effects.extend(dealt_with(target, list));
    if list == List::Forward {
        effects.insert(0, Effect::SetGroups(target.who.clone(), GroupSet::NONE));
    }
    let mut lists = target.lists.without(list.bit());
    if list == List::Forward && target.who.account() == Some(me) {
        lists = lists.without(Lists::REVERSE);
    }
    let other = target.who.account().filter(|_| list == List::Forward);
    Ok(Decision { effects, outcome: Outcome::Removed(change(target, list, lists, None)), other })
}

/// Whoever allows or blocks somebody, or takes that back, has dealt with their being on the reverse list.
fn dealt_with(target: &Target, list: List) -> Option<Effect> {
    let pending = target.lists.contains(Lists::REVERSE) && !target.acknowledged;
    target.who.account().filter(|_| list != List::Forward && pending).map(Effect::Acknowledge)
}

fn acknowledge(view: &View) -> Result<Decision, Refusal> {
    let target = view.target.as_ref().filter(|target| target.lists.contains(Lists::REVERSE));
    let (target, account) =
        target.and_then(|target| Some((target, target.who.account()?))).ok_or(Refusal::NotThere)?;
    // Clients say it twice, in two ways.
    let effects = if target.acknowledged { Vec::new() } else { vec![Effect::Acknowledge(account)] };
    Ok(Decision { effects, outcome: Outcome::Acknowledged(account), other: None })
}

fn add_group(name: &GroupName, guid: Guid, view: &View) -> Result<Decision, Refusal> {
    if view.groups.iter().any(|group| group.name == *name) {
        return Err(Refusal::GroupExists);
    }
    let free = GroupId::assignable().find(|id| view.groups.iter().all(|group| group.id != *id));
    let id = free.ok_or(Refusal::TooManyGroups)?;
    let group = Group { id, guid, name: name.clone() };
    Ok(own(Effect::CreateGroup(group.clone()), Outcome::GroupAdded(group)))
}

/// A decision with one effect that concerns nobody else.
fn own(effect: Effect, outcome: Outcome) -> Decision {
    Decision { effects: vec![effect], outcome, other: None }
}

fn change(target: &Target, list: List, lists: Lists, group: Option<GroupId>) -> Change {
    Change { list, who: target.who.clone(), guid: target.guid, lists, group }
}

/// The contact that the edit names, if they are on any of the owner's lists.
fn listed(view: &View) -> Option<&Target> {
    view.target.as_ref().filter(|target| !target.lists.is_empty())
}

/// The group that an edit of the forward list names, if it names one.
fn named(key: Option<&GroupKey>, list: List, view: &View) -> Result<Option<GroupId>, Refusal> {
    match key.filter(|_| list == List::Forward) {
        None => Ok(None),
        Some(GroupKey::Id(GroupId::OTHER)) => Ok(Some(GroupId::OTHER)),
        Some(key) => find(key, view).map(|group| Some(group.id)),
    }
}

/// The group with that key, if it may be changed.
fn changeable<'a>(key: &GroupKey, view: &'a View) -> Result<&'a Group, Refusal> {
    if *key == GroupKey::Id(GroupId::OTHER) { Err(Refusal::GroupZero) } else { find(key, view) }
}

/// The group with that key; "Other Contacts" is none.
fn find<'a>(key: &GroupKey, view: &'a View) -> Result<&'a Group, Refusal> {
    let is_it = |group: &&Group| match key {
        GroupKey::Id(id) => group.id == *id,
        GroupKey::Guid(guid) => group.guid == *guid,
        GroupKey::Name(name) => group.name == *name,
    };
    view.groups.iter().find(is_it).ok_or(Refusal::NoSuchGroup)
}

#[cfg(test)]
mod tests;
