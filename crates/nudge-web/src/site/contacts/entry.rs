//! Somebody on a page of contacts.

use nudge_core::{AccountId, Contact, GroupSet, Lists, OutsideContact, Roster};

use super::super::components::{Avatar, Presence};
use super::super::profile;
use super::super::signed_in::SignedIn;
use super::super::trouble::Trouble;

/// Somebody, as a row shows them.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a list, on which they are or are not")]
pub(super) struct Entry {
    /// What their page is called.
    pub(super) guid: String,
    pub(super) name: String,
    pub(super) address: String,
    /// `None` for somebody without an account, who never is anywhere.
    pub(super) presence: Option<Presence>,
    pub(super) is_contact: bool,
    pub(super) is_blocked: bool,
    pub(super) is_allowed: bool,
    /// Whether they have the owner as a contact.
    pub(super) has_owner: bool,
    pub(super) groups: GroupSet,
    /// Whose account it is, if they let the owner see them.
    shows_itself: Option<AccountId>,
    /// Where their picture is.
    picture: Option<String>,
}

impl Entry {
    pub(super) fn avatar(&self) -> Avatar<'_> {
        let avatar = Avatar::new(&self.name, &self.address);
        match &self.picture {
            Some(path) => avatar.picture(path),
            None => avatar,
        }
    }

    pub(super) fn of(cx: &SignedIn, contact: &Contact) -> Self {
        let status = cx.core().status_seen_by(cx.visitor.account, contact.account);
        Self {
            guid: contact.guid.to_string(),
            name: contact.shown_name().to_owned(),
            address: contact.handle.to_string(),
            presence: Some(status.into()),
            shows_itself: contact.own_name.as_ref().map(|_| contact.account),
            groups: contact.groups,
            ..Self::on(contact.lists())
        }
    }

    pub(super) fn of_outsider(contact: &OutsideContact) -> Self {
        Self {
            guid: contact.guid.to_string(),
            name: contact.shown_name().to_owned(),
            address: contact.outsider.to_string(),
            groups: contact.groups,
            ..Self::on(contact.lists())
        }
    }

    /// Nobody in particular on those lists.
    fn on(lists: Lists) -> Self {
        Self {
            guid: String::new(),
            name: String::new(),
            address: String::new(),
            presence: None,
            is_contact: lists.contains(Lists::FORWARD),
            is_blocked: lists.contains(Lists::BLOCK),
            is_allowed: lists.contains(Lists::ALLOW),
            has_owner: lists.contains(Lists::REVERSE),
            groups: GroupSet::NONE,
            shows_itself: None,
            picture: None,
        }
    }

    fn is_there(&self) -> bool {
        self.presence.is_some_and(|presence| presence != Presence::Offline)
    }
}

/// A group with those in it.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// `None` for "Other Contacts", which is what those are in who are in no group.
    pub(super) name: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// Looks up the pictures of those who are shown.
pub(super) async fn illustrate<'a>(
    cx: &SignedIn,
    people: impl Iterator<Item = &'a mut Entry>,
) -> Result<(), Trouble> {
    let mut people: Vec<_> = people.collect();
    let seen = people.iter().filter_map(|person| Some((person.shows_itself?, person.guid.parse().ok()?)));
    let pictures = profile::pictures(cx, seen).await?;
    for person in &mut people {
        let own = pictures.iter().find(|(account, _)| Some(*account) == person.shows_itself);
        person.picture = own.map(|(_, path)| path.clone());
    }
    Ok(())
}

/// Everybody on any list, contact or not.
pub(super) fn everybody(cx: &SignedIn, roster: &Roster) -> Vec<Entry> {
    let known = roster.contacts.iter().map(|contact| Entry::of(cx, contact));
    known.chain(roster.outsiders.iter().map(Entry::of_outsider)).collect()
}

/// The contacts by group, as clients show them: who is there first, then by name. Whoever is in two groups is there twice.
pub(super) fn sections(cx: &SignedIn, roster: &Roster) -> Vec<Section> {
    let mut people = everybody(cx, roster);
    people.retain(|person| person.is_contact);
    people.sort_by_cached_key(|person| (!person.is_there(), person.name.to_lowercase()));
    let within = |set: &dyn Fn(GroupSet) -> bool| -> Vec<Entry> {
        people.iter().filter(|person| set(person.groups)).cloned().collect()
    };
    let named = roster.groups.iter().map(|group| Section {
        name: Some(group.name.to_string()),
        entries: within(&|set| set.contains(group.id)),
    });
    let others = Section { name: None, entries: within(&GroupSet::is_empty) };
    let all = named.chain(std::iter::once(others));
    all.filter(|section| !section.entries.is_empty()).collect()
}

/// So many people from the one with that number on, counted through all sections.
pub(super) fn part(all: Vec<Section>, from: usize, count: usize) -> Vec<Section> {
    let mut skip = from;
    let mut left = count;
    let mut shown = Vec::new();
    for section in all {
        let entries: Vec<Entry> = section.entries.iter().skip(skip).take(left).cloned().collect();
        skip = skip.saturating_sub(section.entries.len());
        left -= entries.len();
        if !entries.is_empty() {
            shown.push(Section { name: section.name, entries });
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &str, people: &[&str]) -> Section {
        let entry = |name: &&str| Entry { name: (*name).to_owned(), ..Entry::on(Lists::FORWARD) };
        Section { name: Some(name.to_owned()), entries: people.iter().map(entry).collect() }
    }

    fn seen(all: &[Section], from: usize, count: usize) -> Vec<String> {
        let shown = part(all.to_vec(), from, count);
        let lines = shown.iter().map(|section| {
            let people: Vec<_> = section.entries.iter().map(|entry| entry.name.as_str()).collect();
            format!("{}: {}", section.name.as_deref().unwrap_or_default(), people.join(" "))
        });
        lines.collect()
    }

    #[test]
    fn a_page_goes_on_where_the_one_before_ended() {
        let all = [section("one", &["a", "b", "c"]), section("two", &["d"]), section("three", &["e", "f"])];
        assert_eq!(seen(&all, 0, 2), ["one: a b"]);
        assert_eq!(seen(&all, 2, 2), ["one: c", "two: d"]);
        assert_eq!(seen(&all, 4, 2), ["three: e f"]);
        assert_eq!(seen(&all, 6, 2), [""; 0]);
    }
}
