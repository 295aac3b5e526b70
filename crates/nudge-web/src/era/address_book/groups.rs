//! Writing groups, and who is in them.

use nudge_core::address_book::{Entry, NoteKey};
use nudge_core::{AddressBook, ContactKey, Edit, Error, GroupKey, GroupName, Guid, Outcome, Refusal};
use nudge_soap::address_book::{
    Annotation, GroupAdd, GroupContact, GroupDelete, GroupUpdate, NewContact, RenamedGroup, Trouble,
    group_added, grouped,
};

use super::Visit;
use super::contacts::find;
use super::reply::{Faulted, Replied};
use super::rows::FAVORITE;

/// The longest name of a group, in bytes. Old clients may have given longer ones (reference 11 §9).
const LONGEST: usize = 61;

/// How many names are tried for a group that may get another one.
const ATTEMPTS: usize = 9;

impl Visit<'_> {
    pub(super) async fn group_add(&self, asked: GroupAdd) -> Replied {
        self.only_own(&asked.book)?;
        let guid = self.new_group(&asked).await?;
        let mut notes = self.annotations(&kept(&asked.annotations))?;
        if asked.is_favorite {
            notes.push(self.field(FAVORITE, Some("true"))?);
        }
        self.annotate(NoteKey::Group(guid.into()), notes).await?;
        Ok(group_added(&self.header(), &guid.to_string()))
    }

    async fn new_group(&self, asked: &GroupAdd) -> Result<Guid, Faulted> {
        let attempts = if asked.may_rename { ATTEMPTS } else { 1 };
        for attempt in 1..=attempts {
            let name = if attempt == 1 { asked.name.clone() } else { format!("{} ({attempt})", asked.name) };
            let edit =
                Edit::AddGroup { name: self.group_name(&name)?, guid: Guid::draw(self.core.entropy()) };
            match self.core.edit_book(self.owner, edit).await {
                Ok(edited) => {
                    if let Outcome::GroupAdded(group) = edited.outcome {
                        return Ok(group.guid);
                    }
                }
                Err(Error::Refusal(Refusal::GroupExists)) => {}
                Err(error) => return Err(self.trouble(&error)),
            }
        }
        Err(self.group_exists(&asked.name).await?)
    }

    async fn group_exists(&self, name: &str) -> Result<Faulted, Faulted> {
        let book = self.book().await?;
        let there = book.roster.groups.iter().find(|group| group.name.as_str() == name);
        let id = there.map(|group| group.guid.to_string());
        Ok(self.fault(Trouble::GroupAlreadyExists(id.as_deref())))
    }

    fn group_name(&self, name: &str) -> Result<GroupName, Faulted> {
        let checked = Some(name).filter(|name| name.len() <= LONGEST).map(GroupName::new);
        match checked {
            Some(Ok(name)) => Ok(name),
            Some(Err(_)) | None => Err(self.fault(Trouble::BadArgumentLength("GroupName"))),
        }
    }

    pub(super) async fn group_update(&self, asked: GroupUpdate) -> Replied {
        self.only_own(&asked.book)?;
        self.few(asked.groups.len())?;
        let book = self.book().await?;
        for renamed in &asked.groups {
            self.update_group(&book, renamed).await?;
        }
        Ok(self.done())
    }

    async fn update_group(&self, book: &AddressBook, renamed: &RenamedGroup) -> Result<(), Faulted> {
        let guid = self.known_group(book, &renamed.group)?;
        if let Some(name) = &renamed.name {
            let edit = Edit::RenameGroup(guid.into(), self.group_name(name)?);
            match self.core.edit_book(self.owner, edit).await {
                Ok(_) => {}
                Err(Error::Refusal(Refusal::GroupExists)) => return Err(self.group_exists(name).await?),
                Err(error) => return Err(self.trouble(&error)),
            }
        }
        let mut notes = self.annotations(&kept(&renamed.annotations))?;
        if let Some(is_favorite) = renamed.is_favorite {
            notes.push(self.field(FAVORITE, is_favorite.then_some("true"))?);
        }
        self.annotate(NoteKey::Group(guid.into()), notes).await
    }

    pub(super) async fn group_delete(&self, asked: GroupDelete) -> Replied {
        self.only_own(&asked.book)?;
        self.few(asked.groups.len())?;
        let book = self.book().await?;
        for id in &asked.groups {
            self.edit(Edit::RemoveGroup(self.known_group(&book, id)?.into())).await?;
        }
        Ok(self.done())
    }

    fn known_group(&self, book: &AddressBook, id: &str) -> Result<Guid, Faulted> {
        let group = id.parse().ok().and_then(|guid| book.group(guid));
        group.map(|group| group.guid).ok_or_else(|| self.fault(Trouble::GroupDoesNotExist))
    }

    pub(super) async fn group_contact_add(&self, asked: GroupContact) -> Replied {
        self.only_own(&asked.book)?;
        self.few(asked.groups.len().max(asked.contacts.len() + asked.new.len()))?;
        let book = self.book().await?;
        let groups = self.known_groups(&book, &asked)?;
        let mut contacts = self.known_contacts(&book, &asked)?;
        for new in &asked.new {
            contacts.push(self.known_or_added(&book, new, asked.allow).await?);
        }
        for contact in &contacts {
            for group in &groups {
                self.edit(Edit::PutInGroup((*contact).into(), group.clone())).await?;
            }
        }
        let last = contacts.last().ok_or_else(|| self.fault(Trouble::InvalidArgument("contacts")))?;
        Ok(grouped(&self.header(), &last.to_string()))
    }

    /// Somebody whom Pidgin puts into a group who may be a contact already.
    async fn known_or_added(
        &self,
        book: &AddressBook,
        new: &NewContact,
        allow: bool,
    ) -> Result<Guid, Faulted> {
        let there = self.addressed(new).and_then(|contact| find(book, &contact));
        match there.filter(|entry| entry.is_contact()) {
            Some(entry) => Ok(entry.guid()),
            None => self.add(new, allow).await,
        }
    }

    /// How an edit would name a contact that is new, if it names anybody.
    fn addressed(&self, new: &NewContact) -> Option<ContactKey> {
        self.named(new).ok()
    }

    pub(super) async fn group_contact_delete(&self, asked: GroupContact) -> Replied {
        self.only_own(&asked.book)?;
        self.few(asked.groups.len().max(asked.contacts.len() + asked.new.len()))?;
        let book = self.book().await?;
        let groups = self.known_groups(&book, &asked)?;
        let mut contacts = self.known_contacts(&book, &asked)?;
        let named = asked.new.iter().filter_map(|new| find(&book, &self.addressed(new)?));
        contacts.extend(named.filter(|entry| entry.is_in_book()).map(Entry::guid));
        for contact in contacts {
            for group in &groups {
                self.edit(Edit::TakeOutOfGroup(contact.into(), group.clone())).await?;
            }
        }
        Ok(self.done())
    }

    fn known_groups(&self, book: &AddressBook, asked: &GroupContact) -> Result<Vec<GroupKey>, Faulted> {
        asked.groups.iter().map(|id| self.known_group(book, id).map(Into::into)).collect()
    }

    fn known_contacts(&self, book: &AddressBook, asked: &GroupContact) -> Result<Vec<Guid>, Faulted> {
        let known = |id: &String| {
            let entry = id.parse().ok().and_then(|guid| book.find(guid)).filter(|entry| entry.is_in_book());
            entry.map(Entry::guid).ok_or_else(|| self.fault(Trouble::ContactDoesNotExist))
        };
        asked.contacts.iter().map(known).collect()
    }
}

/// What is kept of a group's annotations: that it is shown, every group is.
fn kept(annotations: &[Annotation]) -> Vec<Annotation> {
    let is_kept = |annotation: &&Annotation| annotation.name != "MSN.IM.Display" || annotation.value != "1";
    annotations.iter().filter(is_kept).cloned().collect()
}
