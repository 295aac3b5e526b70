//! The contact list: who is in it, in which groups, and what they are doing.

use std::collections::BTreeMap;

use msnp::value::{GroupId, Handle, List, Status};
use msnp_client::Lists;

use crate::chat::clean;
use crate::chat::network::Person;

/// The group of those who are in no group, as clients called it.
const OTHER: &str = "Other Contacts";

/// More contacts than this are not kept; servers allow fewer.
const MAX_PEOPLE: usize = 5000;

/// Everybody that the lists name.
#[derive(Debug, Default)]
pub(in crate::chat) struct Book {
    /// Whether the dialect has groups.
    grouped: bool,
    /// The groups, in their order.
    groups: Vec<(GroupId, String)>,
    /// By address in lower case.
    people: BTreeMap<String, Contact>,
}

/// Somebody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) struct Contact {
    pub(in crate::chat) handle: String,
    pub(in crate::chat) name: String,
    pub(in crate::chat) status: Status,
    pub(in crate::chat) blocked: bool,
    /// What the contact says of themselves, or listens to; empty for nothing.
    pub(in crate::chat) says: String,
    /// Whether the principal has this contact, or it is only on one of the other lists.
    listed: bool,
    groups: Vec<GroupId>,
}

/// A line of the contact list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Row<'a> {
    /// A group's name, how many of it are online, and how many there are.
    Group(&'a str, usize, usize),
    Contact(&'a Contact),
}

impl Book {
    /// The lists as they came, and who of the reverse list is new to the principal.
    pub(in crate::chat) fn new(lists: &Lists, grouped: bool) -> (Self, Vec<Person>) {
        let groups = lists.groups.iter().map(|group| (group.id, clean::name(&group.name))).collect();
        let mut book = Self { grouped, groups, ..Self::default() };
        for row in &lists.forward {
            book.add(row.handle.as_str(), &row.name);
            if let Some(contact) = book.find_mut(row.handle.as_str()) {
                contact.groups.clone_from(&row.groups);
            }
        }
        for row in &lists.block {
            book.set_blocked(row.handle.as_str(), true);
        }
        let new = lists.pending.iter().filter(|row| !lists.has(List::Forward, row.handle.as_str()));
        let new = new.map(|row| Person::new(row.handle.as_str(), &row.name)).collect();
        (book, new)
    }

    /// Makes somebody a contact.
    pub(in crate::chat) fn add(&mut self, handle: &str, name: &str) {
        if let Some(contact) = self.entry(handle) {
            contact.name = clean::name(name);
            contact.listed = true;
            contact.groups.clear();
        }
    }

    /// The opposite.
    pub(in crate::chat) fn remove(&mut self, handle: &str) {
        if let Some(contact) = self.find_mut(handle) {
            contact.listed = false;
            contact.status = Status::Offline;
        }
    }

    /// Notes that somebody is blocked, or no longer.
    pub(in crate::chat) fn set_blocked(&mut self, handle: &str, blocked: bool) {
        if let Some(contact) = self.entry(handle) {
            contact.blocked = blocked;
        }
    }

    /// Notes what a contact is doing and called; tells whether that is news.
    pub(in crate::chat) fn set_presence(&mut self, who: &Person, status: Status) -> bool {
        let Some(contact) = self.entry(&who.handle) else { return false };
        let news = contact.status != status || contact.name != who.name;
        contact.status = status;
        contact.name.clone_from(&who.name);
        news
    }

    /// Notes what a contact says of themselves; tells whether that is news.
    pub(in crate::chat) fn set_says(&mut self, handle: &str, says: &str) -> bool {
        self.find_mut(handle).is_some_and(|contact| {
            let news = contact.says != says;
            says.clone_into(&mut contact.says);
            news
        })
    }

    /// Notes that a contact is offline; tells whether that is news.
    pub(in crate::chat) fn set_offline(&mut self, handle: &str) -> bool {
        self.find_mut(handle)
            .is_some_and(|contact| std::mem::replace(&mut contact.status, Status::Offline) != Status::Offline)
    }

    /// Somebody, by their address.
    pub(in crate::chat) fn find(&self, handle: &str) -> Option<&Contact> {
        self.people.get(&handle.to_lowercase())
    }

    /// The name of somebody, or the address where there is none.
    pub(in crate::chat) fn name_of<'a>(&'a self, handle: &'a str) -> &'a str {
        self.find(handle)
            .map(|contact| contact.name.as_str())
            .filter(|name| !name.is_empty())
            .unwrap_or(handle)
    }

    /// The addresses of all contacts whom one can turn to.
    pub(in crate::chat) fn addresses(&self) -> impl Iterator<Item = &str> {
        let reachable = |contact: &&Contact| contact.listed && !contact.is_telephone();
        self.people.values().filter(reachable).map(|contact| contact.handle.as_str())
    }

    /// The contact list, group by group, in each who is online first. Where there are no groups, those who are online
    /// are one and those who are not another, as clients without groups had it.
    pub(in crate::chat) fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let listed = || self.people.values().filter(|contact| contact.listed);
        if !self.grouped {
            push(&mut rows, "Online", listed().filter(|contact| contact.is_online()).collect());
            push(&mut rows, "Not online", listed().filter(|contact| !contact.is_online()).collect());
        }
        for (id, name) in &self.groups {
            push(&mut rows, name, listed().filter(|contact| contact.groups.contains(id)).collect());
        }
        let alone: Vec<_> = listed().filter(|contact| contact.groups.is_empty()).collect();
        if self.grouped && (self.groups.is_empty() || !alone.is_empty()) {
            push(&mut rows, OTHER, alone);
        }
        rows
    }

    fn find_mut(&mut self, handle: &str) -> Option<&mut Contact> {
        self.people.get_mut(&handle.to_lowercase())
    }

    fn entry(&mut self, handle: &str) -> Option<&mut Contact> {
        let key = handle.to_lowercase();
        if self.people.len() >= MAX_PEOPLE && !self.people.contains_key(&key) {
            return None;
        }
        Some(self.people.entry(key).or_insert_with(|| Contact {
            handle: clean::name(handle),
            name: String::new(),
            status: Status::Offline,
            blocked: false,
            says: String::new(),
            listed: false,
            groups: Vec::new(),
        }))
    }
}

fn push<'a>(rows: &mut Vec<Row<'a>>, name: &'a str, mut contacts: Vec<&'a Contact>) {
    contacts.sort_by_cached_key(|contact| (!contact.is_online(), contact.shown_name().to_lowercase()));
    let online = contacts.iter().filter(|contact| contact.is_online()).count();
    rows.push(Row::Group(name, online, contacts.len()));
    rows.extend(contacts.into_iter().map(Row::Contact));
}

impl Contact {
    pub(in crate::chat) fn is_online(&self) -> bool {
        self.status != Status::Offline
    }

    /// Whether this is a telephone, which nobody can be called at from here.
    pub(in crate::chat) fn is_telephone(&self) -> bool {
        Handle::new(&self.handle).is_ok_and(|handle| handle.telephone().is_some())
    }

    pub(in crate::chat) fn shown_name(&self) -> &str {
        if self.name.is_empty() { &self.handle } else { &self.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(book: &Book) -> Vec<String> {
        let line = |row: &Row<'_>| match row {
            Row::Group(name, online, all) => format!("{name} {online}/{all}"),
            Row::Contact(contact) => format!(" {}", contact.shown_name()),
        };
        book.rows().iter().map(line).collect()
    }

    fn person(handle: &str, name: &str) -> Person {
        Person::new(handle, name)
    }

    #[test]
    fn without_groups_the_online_are_one_and_the_others_another() {
        let mut book = Book::default();
        book.add("bob@example.com", "Bob");
        book.add("ann@example.com", "Ann");
        assert!(book.set_presence(&person("BOB@example.com", "Bobby"), Status::Busy));
        assert!(!book.set_presence(&person("bob@example.com", "Bobby"), Status::Busy), "nothing has changed");
        assert_eq!(shown(&book), ["Online 1/1", " Bobby", "Not online 0/1", " Ann"]);
        assert!(book.set_offline("bob@example.com") && !book.set_offline("bob@example.com"));
    }

    #[test]
    fn in_a_group_who_is_online_comes_first() {
        let groups = vec![(GroupId::Guid(msnp::value::Guid(1)), "Empty".to_owned())];
        let mut book = Book { grouped: true, groups, ..Book::default() };
        for who in ["ann", "bob", "carol"] {
            book.add(&format!("{who}@example.com"), who);
        }
        book.set_presence(&person("carol@example.com", "Carol"), Status::Online);
        book.remove("bob@example.com");
        assert_eq!(shown(&book), ["Empty 0/0", "Other Contacts 1/2", " Carol", " ann"]);
    }

    #[test]
    fn a_telephone_is_shown_and_nobody_to_turn_to() {
        let mut book = Book::default();
        book.add("tel:15551111222", "John");
        book.add("tel:1@example.com", "Ann");
        assert_eq!(shown(&book), ["Online 0/0", "Not online 0/2", " Ann", " John"]);
        assert_eq!(book.addresses().collect::<Vec<_>>(), ["tel:1@example.com"]);
    }

    #[test]
    fn who_is_only_blocked_is_no_contact() {
        let mut book = Book::default();
        book.set_blocked("mallory@example.com", true);
        assert_eq!(book.addresses().count(), 0);
        assert!(book.find("Mallory@example.com").unwrap().blocked);
    }
}
