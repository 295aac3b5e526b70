//! What a signed-in program does to its owner's address book, in the steps that it is made of, each of which is an edit.
//! Clients say the same things twice, and in an order of their own: whatever is so already is no error, unless the caller has
//! to know.

use crate::{
    AccountId, AddressBook, ContactKey, Core, DisplayName, Edit, Edited, Error, Greeting, Guid, List,
    Outcome, Refusal,
};

use super::{NoteKey, NoteName, NoteText};

/// Somebody who is new in an address book.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addition {
    /// Who.
    pub contact: ContactKey,
    /// Whether it is a contact of the messenger, on the forward list, or is only kept.
    pub messenger: bool,
    /// Whether they may see the owner from now on, unless they are blocked.
    pub allow: bool,
    /// What to say to them, if they have an account.
    pub greeting: Option<Greeting>,
    /// What is shown as their name, if it was said.
    pub stored_name: Option<DisplayName>,
    /// What is kept about them.
    pub notes: Vec<(NoteName, Option<NoteText>)>,
}

/// One of the two lists that say who sees the owner.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Those who do.
    Allow,
    /// Those who do not.
    Block,
}

impl Side {
    const fn list(self) -> List {
        match self {
            Self::Allow => List::Allow,
            Self::Block => List::Block,
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Allow => Self::Block,
            Self::Block => Self::Allow,
        }
    }
}

impl Core {
    /// The address book of an account.
    pub async fn address_book(&self, owner: AccountId) -> Result<AddressBook, Error> {
        self.store().address_book(owner).await
    }

    /// Puts somebody into the address book who is not in it, and gives their number. [`Refusal::AlreadyThere`] is for somebody
    /// who is on the forward list already, or is kept and was to be only that; [`Refusal::UnknownAccount`] for an address that is
    /// nobody's.
    pub async fn add_to_book(&self, owner: AccountId, addition: Addition) -> Result<Guid, Error> {
        let Addition { contact, messenger, allow, greeting, stored_name, notes } = addition;
        let edit = if messenger {
            match (greeting, &contact) {
                (Some(greeting), ContactKey::Handle(_) | ContactKey::Guid(_)) => {
                    Edit::AddGreeting { contact: contact.clone(), greeting }
                }
                (Some(_), ContactKey::Outsider(_)) | (None, _) => {
                    self.enlisting(List::Forward, contact.clone(), stored_name)
                }
            }
        } else {
            Edit::Keep { contact: contact.clone(), guid: Guid::draw(self.entropy()), stored_name }
        };
        let outcome = self.edit_book(owner, edit).await?.outcome;
        let (Outcome::Added(change) | Outcome::Kept(change)) = outcome else {
            // Such an edit has no other outcome.
            return Err(Refusal::NotThere.into());
        };
        let guid = change.guid;
        if allow {
            let allowed = self.edit_book(owner, self.enlisting(List::Allow, contact, None)).await;
            unless(allowed, |refusal| matches!(refusal, Refusal::AlreadyThere | Refusal::OnOppositeList))?;
        }
        if !notes.is_empty() {
            let about = NoteKey::Contact(guid.into());
            self.edit_book(owner, Edit::Annotate { about, notes }).await?;
        }
        Ok(guid)
    }

    /// Puts somebody on one of the two lists, and takes them off the other one.
    pub async fn take_side(&self, owner: AccountId, contact: ContactKey, side: Side) -> Result<(), Error> {
        let entry = self.enlisting(side.list(), contact.clone(), None);
        match self.edit_book(owner, entry.clone()).await {
            Err(Error::Refusal(Refusal::OnOppositeList)) => {
                self.leave_side(owner, contact, side.opposite()).await?;
                self.edit_book(owner, entry).await.map(drop)
            }
            taken => unless(taken, |refusal| refusal == Refusal::AlreadyThere),
        }
    }

    /// Takes somebody off one of the two lists.
    pub async fn leave_side(&self, owner: AccountId, contact: ContactKey, side: Side) -> Result<(), Error> {
        let edit = Edit::Remove { list: side.list(), contact, group: None };
        unless(self.edit_book(owner, edit).await, is_nobody)
    }

    /// Says that the owner has dealt with somebody's being on the reverse list.
    pub async fn settle_pending(&self, owner: AccountId, contact: ContactKey) -> Result<(), Error> {
        unless(self.edit_book(owner, Edit::Acknowledge(contact)).await, is_nobody)
    }

    /// Makes a change that may be made already.
    pub async fn set_in_book(&self, owner: AccountId, edit: Edit) -> Result<(), Error> {
        unless(self.edit_book(owner, edit).await, |refusal| refusal == Refusal::Unchanged)
    }

    /// The edit that puts somebody on a list, whoever it is.
    fn enlisting(&self, list: List, contact: ContactKey, stored_name: Option<DisplayName>) -> Edit {
        match contact {
            ContactKey::Outsider(outsider) => {
                let guid = Guid::draw(self.entropy());
                Edit::AddOutsider { list, outsider, guid, stored_name }
            }
            contact @ (ContactKey::Handle(_) | ContactKey::Guid(_)) => {
                Edit::Add { list, contact, stored_name, group: None }
            }
        }
    }

    /// Makes one edit for a program that is signed in as the owner. Like [`Core::edit_roster`], but the program knows what it
    /// has done.
    pub async fn edit_book(&self, owner: AccountId, edit: Edit) -> Result<Edited, Error> {
        self.edit_past(owner, edit, crate::presence::Author::Program).await
    }
}

/// Whether there was nobody whom the edit could have been about.
fn is_nobody(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::NotThere | Refusal::UnknownAccount)
}

/// What was refused because it is so already has been done.
fn unless<T>(done: Result<T, Error>, is_so: impl FnOnce(Refusal) -> bool) -> Result<(), Error> {
    match done {
        Err(Error::Refusal(refusal)) if is_so(refusal) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}
