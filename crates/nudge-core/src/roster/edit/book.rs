//! The rules of the address book: keeping people without being their contact, groups by number, notes, greetings.

use super::{Change, Decision, Effect, Outcome, Target, View, change, changeable, enter, own};
use crate::address_book::{NoteKey, NoteName, NoteText, Notes};
use crate::{
    AccountId, ContactKey, DisplayName, Greeting, GroupKey, Guid, List, Lists, Refusal, RosterLimits,
};

/// Somebody with an account onto the forward list, with words for them.
pub(super) fn add_greeting(
    contact: &ContactKey,
    greeting: &Greeting,
    me: AccountId,
    view: &View,
    limits: &RosterLimits,
) -> Result<Decision, Refusal> {
    let target = named(contact, view)?;
    let account = target.who.account().ok_or(Refusal::UnknownAccount)?;
    let mut decision = enter(List::Forward, target, None, None, me, view, limits)?;
    decision.effects.push(Effect::Greet(account, greeting.clone()));
    Ok(decision)
}

pub(super) fn keep(
    contact: &ContactKey,
    guid: Guid,
    stored_name: Option<&DisplayName>,
    view: &View,
    limits: &RosterLimits,
) -> Result<Decision, Refusal> {
    let stranger = match (&view.target, contact) {
        (None, ContactKey::Outsider(outsider)) => Some(Target::stranger(outsider, guid)),
        (Some(_), _) | (None, ContactKey::Handle(_) | ContactKey::Guid(_)) => None,
    };
    let target = match &stranger {
        Some(stranger) => stranger,
        None => named(contact, view)?,
    };
    if target.kept || target.lists.contains(Lists::FORWARD) {
        return Err(Refusal::AlreadyThere);
    }
    if view.kept_entries >= limits.forward {
        return Err(Refusal::ListFull);
    }
    let mut effects = Vec::new();
    if let (Some(stranger), ContactKey::Outsider(outsider)) = (&stranger, contact) {
        effects.push(Effect::CreateOutsider(outsider.clone(), stranger.guid));
    }
    effects.push(Effect::Keep(target.who.clone()));
    if let Some(name) = stored_name {
        effects.push(Effect::StoreName(target.who.clone(), name.clone()));
    }
    let outcome = Outcome::Kept(change(target, List::Forward, target.lists, None));
    Ok(Decision { effects, outcome, other: None })
}

pub(super) fn unlist(me: AccountId, view: &View, limits: &RosterLimits) -> Result<Decision, Refusal> {
    let target = in_book(view)?;
    if target.kept {
        return Err(Refusal::NotThere);
    }
    if view.kept_entries >= limits.forward {
        return Err(Refusal::ListFull);
    }
    Ok(off_forward(vec![Effect::Keep(target.who.clone())], target, me))
}

pub(super) fn forget(me: AccountId, view: &View) -> Result<Decision, Refusal> {
    let target = in_book(view)?;
    if target.lists.contains(Lists::FORWARD) {
        let ungroup = Effect::SetGroups(target.who.clone(), crate::GroupSet::NONE);
        return Ok(off_forward(vec![ungroup], target, me));
    }
    let outcome = Outcome::Forgotten(change(target, List::Forward, target.lists, None));
    Ok(own(Effect::Unkeep(target.who.clone()), outcome))
}

/// The end of being on the forward list, after what comes before it.
fn off_forward(mut effects: Vec<Effect>, target: &Target, me: AccountId) -> Decision {
    effects.push(Effect::Delist(target.who.clone(), List::Forward));
    let mut lists = target.lists.without(Lists::FORWARD);
    if target.who.account() == Some(me) {
        lists = lists.without(Lists::REVERSE);
    }
    let outcome = Outcome::Removed(change(target, List::Forward, lists, None));
    Decision { effects, outcome, other: target.who.account() }
}

pub(super) fn regroup(key: &GroupKey, into: bool, view: &View) -> Result<Decision, Refusal> {
    let target = in_book(view)?;
    let group = changeable(key, view)?.id;
    let groups = if into { target.groups.with(group) } else { target.groups.without(group) };
    let change = Change { group: Some(group), ..change(target, List::Forward, target.lists, None) };
    let outcome = if into { Outcome::Grouped(change) } else { Outcome::Ungrouped(change) };
    // Programs say things twice.
    let effects = (groups != target.groups).then(|| Effect::SetGroups(target.who.clone(), groups));
    Ok(Decision { effects: effects.into_iter().collect(), outcome, other: None })
}

pub(super) fn annotate(
    about: &NoteKey,
    changes: &[(NoteName, Option<NoteText>)],
    view: &View,
) -> Result<Decision, Refusal> {
    let subject = view.subject(about)?;
    let mut notes = view.notes.clone();
    for (name, text) in changes {
        notes.set(name.clone(), text.clone());
    }
    let effects = if notes == view.notes {
        Vec::new()
    } else {
        let total = (view.note_bytes + notes.bytes()).saturating_sub(view.notes.bytes());
        // What is too much already may always become less.
        let grows = notes.bytes() > view.notes.bytes() || notes.len() > view.notes.len();
        let is_too_much = notes.len() > Notes::MAX_COUNT
            || notes.bytes() > Notes::MAX_BYTES
            || total > Notes::MAX_BYTES_OF_OWNER;
        if grows && is_too_much {
            return Err(Refusal::ListFull);
        }
        vec![Effect::Annotate(subject, changes.to_vec())]
    };
    Ok(Decision { effects, outcome: Outcome::Annotated, other: None })
}

/// Whom an edit of the address book names: by number only those who are in it or on a list.
fn named<'a>(contact: &ContactKey, view: &'a View) -> Result<&'a Target, Refusal> {
    let known = |target: &&Target| target.kept || !target.lists.is_empty();
    match contact {
        ContactKey::Handle(_) => view.target.as_ref().ok_or(Refusal::UnknownAccount),
        ContactKey::Outsider(_) | ContactKey::Guid(_) => {
            view.target.as_ref().filter(known).ok_or(Refusal::NotThere)
        }
    }
}

/// Whom an edit names, who has to be in the address book.
pub(super) fn in_book(view: &View) -> Result<&Target, Refusal> {
    let is_in = |target: &&Target| target.kept || target.lists.contains(Lists::FORWARD);
    view.target.as_ref().filter(is_in).ok_or(Refusal::NotThere)
}

#[cfg(test)]
mod tests;
