//! Writing contacts, in the ways of all generations, and what the owner says about themselves.

use nudge_core::address_book::{
    Addition, Entry, NoteKey, NoteKind, NoteName, NoteSubject, NoteText, Notes, Side,
};
use nudge_core::{
    AddressBook, ContactKey, DisplayName, Edit, Error, ForeignNetwork, Greeting, Guid, Handle, List,
    Outsider, Privacy, Refusal, ReversePrompt,
};
use nudge_soap::address_book::{
    Action, Annotation, BookId, BreakConnection, CardChange, ContactAdd, ContactDelete, ContactKind,
    ContactRow, ContactUpdate, CreateContact, ManageWlConnection, NewContact, Relationship, Trouble, Updated,
    contact_added, created, managed,
};

use super::Visit;
use super::circles::meant_circle;
use super::reply::{Faulted, Replied};
use super::rows::{DISPLAY_NAME, MOBILE, PLACES, PRIVACY, PROMPT, Shown};

/// What is to be different about notes.
pub(super) type NoteChanges = Vec<(NoteName, Option<NoteText>)>;

impl Visit<'_> {
    pub(super) async fn contact_add(&self, asked: ContactAdd) -> Replied {
        self.only_own(&asked.book)?;
        self.few(asked.contacts.len())?;
        let mut added = None;
        for contact in &asked.contacts {
            added = Some(self.add(contact, asked.allow).await?);
        }
        let guid = added.ok_or_else(|| self.fault(Trouble::InvalidArgument("contacts")))?;
        Ok(contact_added(&self.header(), &guid.to_string()))
    }

    /// Adds somebody, who may not be there yet.
    pub(super) async fn add(&self, new: &NewContact, allow: bool) -> Result<Guid, Faulted> {
        let addition = self.addition(new, allow)?;
        let contact = addition.contact.clone();
        match self.core.add_to_book(self.owner, addition.clone()).await {
            // Whoever is only kept need not have an account: the address is one all the same.
            Err(Error::Refusal(Refusal::UnknownAccount)) if !addition.messenger => {
                let ContactKey::Handle(address) = &contact else {
                    return Err(self.trouble(&Refusal::UnknownAccount.into()));
                };
                let contact =
                    Outsider::mail(address).map_err(|refusal| self.trouble(&refusal.into()))?.into();
                let kept = self.core.add_to_book(self.owner, Addition { contact, ..addition }).await;
                kept.map_err(|error| self.trouble(&error))
            }
            Err(Error::Refusal(Refusal::UnknownAccount)) => {
                let address = new.passport_name.as_deref().unwrap_or_default();
                Err(self.fault(Trouble::InvalidPassportUser(address)))
            }
            Err(Error::Refusal(Refusal::AlreadyThere)) => Err(self.there_already(&contact).await?),
            added => added.map_err(|error| self.trouble(&error)),
        }
    }

    async fn there_already(&self, contact: &ContactKey) -> Result<Faulted, Faulted> {
        let book = self.book().await?;
        let id = find(&book, contact).map(|entry| entry.guid().to_string());
        Ok(self.fault(Trouble::ContactAlreadyExists(id.as_deref())))
    }

    /// What a new contact is in the words of the domain.
    fn addition(&self, new: &NewContact, allow: bool) -> Result<Addition, Faulted> {
        let contact = self.named(new)?;
        let can_be = !matches!(&contact, ContactKey::Outsider(outsider) if !outsider.has_messenger());
        let greeting = new.greeting.as_deref().map(Greeting::new).transpose();
        let greeting = greeting.map_err(|_| self.fault(Trouble::BadArgumentLength("InviteMessage")))?;
        let mut notes = self.annotations(&new.annotations)?;
        notes.extend(self.fields(&new.card, None)?);
        let mut stored_name = self.display_name(new.display_name.as_deref())?;
        if let (ContactKey::Outsider(_), Some(name)) = (&contact, &stored_name) {
            notes.push(self.field(DISPLAY_NAME, Some(name.as_str()))?);
            stored_name = None;
        }
        Ok(Addition {
            contact,
            messenger: new.is_messenger_user && can_be,
            allow,
            greeting,
            stored_name,
            notes,
        })
    }

    /// Who a new contact is: somebody with an account, of another network, with a mail address, or a telephone.
    pub(super) fn named(&self, new: &NewContact) -> Result<ContactKey, Faulted> {
        let address = |text: &str| Handle::new(text).map_err(|_| self.fault(Trouble::BadEmailArgument));
        let outsider = |outsider: Result<Outsider, Refusal>| {
            outsider.map(ContactKey::from).map_err(|refusal| self.trouble(&refusal.into()))
        };
        if let Some(name) = &new.passport_name {
            return address(name).map(Into::into);
        }
        match &new.email {
            Some((email, Some(network))) if *network != OURS => outsider(foreign(*network, &address(email)?)),
            Some((email, Some(_))) => address(email).map(Into::into),
            Some((email, None)) => outsider(Outsider::mail(&address(email)?)),
            None => outsider(telephone(new.mobile().unwrap_or_default())),
        }
    }

    fn display_name(&self, name: Option<&str>) -> Result<Option<DisplayName>, Faulted> {
        name.map(DisplayName::new).transpose().map_err(|refusal| self.trouble(&refusal.into()))
    }

    /// Annotations as notes. One without a value is taken away.
    pub(super) fn annotations(&self, all: &[Annotation]) -> Result<NoteChanges, Faulted> {
        let one = |annotation: &Annotation| {
            let text = Some(annotation.value.as_str()).filter(|text| !text.is_empty());
            self.note(NoteName::annotation(&annotation.name), text)
        };
        all.iter().map(one).collect()
    }

    pub(super) fn field(
        &self,
        name: &str,
        text: Option<&str>,
    ) -> Result<(NoteName, Option<NoteText>), Faulted> {
        self.note(NoteName::field(name), text)
    }

    fn note(
        &self,
        name: Result<NoteName, Refusal>,
        text: Option<&str>,
    ) -> Result<(NoteName, Option<NoteText>), Faulted> {
        let note = name.and_then(|name| Ok((name, text.map(NoteText::new).transpose()?)));
        note.map_err(|refusal| self.trouble(&refusal.into()))
    }

    /// Changes of a card as notes, of which there are these.
    fn fields(&self, changes: &[CardChange], known: Option<&Notes>) -> Result<NoteChanges, Faulted> {
        let mut notes = Vec::new();
        for change in changes {
            match change {
                CardChange::Set(name, text) => notes.push(self.field(name, Some(text))?),
                CardChange::Clear(name) => notes.push(self.field(name, None)?),
                CardChange::ClearAll(prefix) => {
                    let named = known.into_iter().flat_map(Notes::iter).map(|(name, _)| name);
                    let named = named.filter(|name| {
                        name.kind() == NoteKind::Field && name.name().starts_with(prefix.as_str())
                    });
                    notes.extend(named.map(|name| (name.clone(), None)));
                }
            }
        }
        Ok(notes)
    }

    pub(super) async fn contact_update(&self, asked: ContactUpdate) -> Replied {
        if let BookId::Other(id) = &asked.book {
            return self.update_circle(id, &asked).await;
        }
        self.few(asked.contacts.len())?;
        let own = self.account().await?.guid.to_string();
        for updated in &asked.contacts {
            let is_me = updated.contact.as_ref().map_or(updated.is_me, |id| id.eq_ignore_ascii_case(&own));
            if is_me {
                self.update_me(updated).await?;
            } else {
                self.update(updated).await?;
            }
        }
        Ok(self.done())
    }

    /// What the owner says about themselves: name, settings, and what is only kept.
    async fn update_me(&self, updated: &Updated) -> Result<(), Faulted> {
        let book = self.book().await?;
        if let Some(name) = self.display_name(updated.display_name.as_deref())?
            && name != book.roster.name
        {
            self.edit(Edit::RenameSelf(name)).await?;
        }
        let mut notes = Vec::new();
        for annotation in &updated.annotations {
            let is_two = annotation.value == "2";
            let edit = match annotation.name.as_str() {
                PRIVACY if is_two => Edit::SetPrivacy(Privacy::BlockByDefault),
                PRIVACY => Edit::SetPrivacy(Privacy::AllowByDefault),
                PROMPT if is_two => Edit::SetPrompt(ReversePrompt::Silent),
                PROMPT => Edit::SetPrompt(ReversePrompt::Ask),
                MOBILE => {
                    let enabled = annotation.value == "1";
                    if enabled == book.roster.properties.mobile_enabled {
                        continue;
                    }
                    Edit::SetMobileEnabled(enabled)
                }
                PLACES => {
                    let several = annotation.value != "0";
                    if several == self.account().await?.several_places {
                        continue;
                    }
                    Edit::SetSeveralPlaces(several)
                }
                _ => {
                    notes.extend(self.annotations(std::slice::from_ref(annotation))?);
                    continue;
                }
            };
            self.edit(edit).await?;
        }
        notes.extend(self.fields(&updated.card, Some(book.notes_about(NoteSubject::Own)))?);
        self.annotate(NoteKey::Own, notes).await
    }

    async fn update(&self, updated: &Updated) -> Result<(), Faulted> {
        let book = self.book().await?;
        let guid = updated.contact.as_deref().and_then(|id| id.parse().ok());
        let entry = guid.and_then(|guid| book.find(guid)).filter(|entry| entry.is_in_book());
        let Some(entry) = entry else {
            // Off the forward list is off the book already, for clients that say it here and on the notification server.
            return match updated.is_messenger_user {
                Some(false) => Ok(()),
                Some(true) | None => Err(self.fault(Trouble::ContactDoesNotExist)),
            };
        };
        let contact = key(entry);
        let can_be = entry.outsider().is_none_or(Outsider::has_messenger);
        match updated.is_messenger_user {
            Some(true) if !entry.is_contact() && can_be => self.enlist(&contact).await?,
            Some(false) if entry.is_contact() => self.unlist(&contact).await?,
            Some(_) | None => {}
        }
        let mut notes = self.annotations(&updated.annotations)?;
        notes.extend(self.fields(&updated.card, Some(book.notes_about(NoteSubject::Contact(entry.guid()))))?);
        if let Some(name) = self.display_name(updated.display_name.as_deref())? {
            match entry {
                Entry::Account(known) if known.stored_name.as_ref() == Some(&name) => {}
                Entry::Account(_) => {
                    self.edit(Edit::RenameContact { contact: contact.clone(), name }).await?;
                }
                Entry::Outsider(_) => notes.push(self.field(DISPLAY_NAME, Some(name.as_str()))?),
            }
        }
        self.annotate(NoteKey::Contact(contact), notes).await
    }

    pub(super) async fn annotate(&self, about: NoteKey, notes: NoteChanges) -> Result<(), Faulted> {
        if notes.is_empty() { Ok(()) } else { self.edit(Edit::Annotate { about, notes }).await }
    }

    /// Makes a change that may be made already.
    pub(super) async fn edit(&self, edit: Edit) -> Result<(), Faulted> {
        self.core.set_in_book(self.owner, edit).await.map_err(|error| self.trouble(&error))
    }

    /// Onto the forward list, with what is kept about them.
    async fn enlist(&self, contact: &ContactKey) -> Result<(), Faulted> {
        let (list, stored_name) = (List::Forward, None);
        self.edit(match contact.clone() {
            ContactKey::Outsider(outsider) => {
                let guid = Guid::draw(self.core.entropy());
                Edit::AddOutsider { list, outsider, guid, stored_name }
            }
            contact @ (ContactKey::Handle(_) | ContactKey::Guid(_)) => {
                Edit::Add { list, contact, stored_name, group: None }
            }
        })
        .await
    }

    /// Off the forward list, and still in the book.
    async fn unlist(&self, contact: &ContactKey) -> Result<(), Faulted> {
        self.edit(Edit::Unlist(contact.clone())).await
    }

    /// Out of the book. Whoever is not in it has been deleted already, by a client that says it twice.
    pub(super) async fn contact_delete(&self, asked: ContactDelete) -> Replied {
        if let BookId::Other(id) = &asked.book {
            return self.delete_circle_contacts(id, &asked).await;
        }
        self.few(asked.contacts.len())?;
        for guid in asked.contacts.iter().filter_map(|id| id.parse::<Guid>().ok()) {
            self.forget(guid).await?;
        }
        Ok(self.done())
    }

    async fn forget(&self, guid: Guid) -> Result<(), Faulted> {
        match self.core.edit_book(self.owner, Edit::Forget(guid.into())).await {
            Ok(_) | Err(Error::Refusal(Refusal::NotThere)) => Ok(()),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    pub(super) async fn create_contact(&self, asked: CreateContact) -> Replied {
        if let BookId::Other(id) = &asked.book {
            return self.create_circle_contact(id, &asked).await;
        }
        let address = asked.email.ok_or_else(|| self.fault(Trouble::BadEmailArgument))?;
        let handle = Handle::new(&address).map_err(|_| self.fault(Trouble::BadEmailArgument))?;
        // Of somebody without an account nothing could be done with the contact; the client says so.
        if self.core.store().account_by_handle(&handle).await.is_err_and(|error| error.refusal().is_some()) {
            return Err(self.fault(Trouble::InvalidPassportUser(&address)));
        }
        let new = NewContact { passport_name: Some(address), ..NewContact::default() };
        let guid = self.add(&new, false).await?;
        self.with_contact(guid, |contact| created(&self.header(), contact)).await
    }

    pub(super) async fn manage_connection(&self, asked: ManageWlConnection) -> Replied {
        if let Some(id) = meant_circle(&asked.book, &asked.contact) {
            return self.manage_circle(id, &asked).await;
        }
        if asked.relationship != Relationship::Person {
            return Err(self.fault(Trouble::Forbidden(self.operation)));
        }
        let (guid, contact, is_contact) = self.known(&asked.contact).await?;
        match asked.action {
            Action::Make if asked.presence => {
                if !is_contact {
                    self.greet(&contact, asked.greeting()).await?;
                }
                self.settle(&contact).await?;
                self.side(contact, Side::Allow).await?;
            }
            Action::Break => {
                self.settle(&contact).await?;
                if is_contact {
                    self.unlist(&contact).await?;
                }
            }
            Action::Make | Action::Other => {}
        }
        self.with_contact(guid, |contact| managed(&self.header(), contact)).await
    }

    /// Onto the forward list, with what is said to them, if anything is.
    async fn greet(&self, contact: &ContactKey, greeting: Option<&str>) -> Result<(), Faulted> {
        let (Some(text), ContactKey::Handle(_)) = (greeting, contact) else {
            return self.enlist(contact).await;
        };
        let greeting =
            Greeting::new(text).map_err(|_| self.fault(Trouble::BadArgumentLength("InviteMessage")))?;
        self.edit(Edit::AddGreeting { contact: contact.clone(), greeting }).await
    }

    pub(super) async fn break_connection(&self, asked: BreakConnection) -> Replied {
        if let Some(id) = meant_circle(&asked.book, &asked.contact) {
            return self.break_circle(id, &asked).await;
        }
        let (guid, contact, is_contact) = self.known(&asked.contact).await?;
        if asked.block {
            self.side(contact.clone(), Side::Block).await?;
        }
        if asked.delete {
            self.forget(guid).await?;
        } else if is_contact {
            self.unlist(&contact).await?;
        }
        Ok(self.done())
    }

    /// Somebody who is in the book or on a list, by number, and whether they are on the forward list.
    async fn known(&self, id: &str) -> Result<(Guid, ContactKey, bool), Faulted> {
        let book = self.book().await?;
        let entry = id.parse().ok().and_then(|guid| book.find(guid));
        let entry = entry.ok_or_else(|| self.fault(Trouble::ContactDoesNotExist))?;
        Ok((entry.guid(), key(entry), entry.is_contact()))
    }

    pub(super) async fn settle(&self, contact: &ContactKey) -> Result<(), Faulted> {
        let settled = self.core.settle_pending(self.owner, contact.clone()).await;
        settled.map_err(|error| self.trouble(&error))
    }

    pub(super) async fn side(&self, contact: ContactKey, side: Side) -> Result<(), Faulted> {
        self.core.take_side(self.owner, contact, side).await.map_err(|error| self.trouble(&error))
    }

    /// An answer with a contact as clients of 2009 and later read it.
    async fn with_contact(&self, guid: Guid, written: impl FnOnce(&ContactRow<'_>) -> String) -> Replied {
        let (book, owner) = (self.book().await?, self.account().await?);
        let entry = book.find(guid).ok_or_else(|| self.fault(Trouble::ContactDoesNotExist))?;
        let row = Shown { book: &book, owner: &owner }.contact(entry);
        let kind = if entry.is_contact() { ContactKind::Regular } else { ContactKind::LivePending };
        Ok(written(&ContactRow { kind, is_extended: true, ..row }))
    }
}

/// The number of our own network.
const OURS: u32 = 1;

/// Somebody of another network.
pub(super) fn foreign(network: u32, address: &Handle) -> Result<Outsider, Refusal> {
    let number = u8::try_from(network).map_err(|_| Refusal::InvalidAddress)?;
    Outsider::foreign(ForeignNetwork::new(number)?, address)
}

/// A telephone, whose number may be written with spaces, dashes and brackets.
pub(super) fn telephone(number: &str) -> Result<Outsider, Refusal> {
    let number = number.strip_prefix("tel:").unwrap_or(number);
    let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    Outsider::new(&format!("tel:{digits}"))
}

/// How edits name somebody who is known.
pub(super) fn key(entry: Entry<'_>) -> ContactKey {
    match entry {
        Entry::Account(contact) => contact.handle.clone().into(),
        Entry::Outsider(contact) => contact.outsider.clone().into(),
    }
}

/// Whoever an edit names so.
pub(super) fn find<'b>(book: &'b AddressBook, contact: &ContactKey) -> Option<Entry<'b>> {
    book.everybody().find(|entry| match contact {
        ContactKey::Handle(handle) => matches!(entry, Entry::Account(known) if known.handle == *handle),
        ContactKey::Outsider(outsider) => entry.outsider() == Some(outsider),
        ContactKey::Guid(guid) => entry.guid() == *guid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_dialled_however_it_is_written() {
        for number in ["+1 (555) 111-1222", "15551111222", "tel:+15551111222", "1.555/111 1222"] {
            assert_eq!(telephone(number), Outsider::new("tel:15551111222"), "{number}");
        }
        for number in ["", "+", "none", "tel:"] {
            assert_eq!(telephone(number), Err(Refusal::InvalidAddress), "{number}");
        }
    }

    #[test]
    fn our_own_network_is_no_other_one() {
        let address = Handle::new("a@b.c").unwrap();
        assert!(foreign(32, &address).is_ok());
        for network in [0, 1, 4, 256, u32::MAX] {
            assert_eq!(foreign(network, &address), Err(Refusal::InvalidAddress));
        }
    }
}
