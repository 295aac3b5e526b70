//! Reading the book and the memberships: all of it, or what is new.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use nudge_core::address_book::Changes;
use nudge_core::{Account, AddressBook, Error, Guid, Timestamp};
use nudge_soap::address_book::{
    BookId, CircleTicket, ContactRow, FindByContacts, FindContactsPaged, FindMembership, GroupRow,
    MembershipAnswer, Since, Trouble, found_all, found_by_contacts, found_contacts_paged, found_membership,
};
use nudge_soap::writer::Writer;
use sha2::Sha256;

use super::Visit;
use super::reply::{Faulted, Replied};
use super::rows::{Shown, role, stamp};

impl Visit<'_> {
    /// The owner's book.
    pub(super) async fn book(&self) -> Result<AddressBook, Faulted> {
        self.core.address_book(self.owner).await.map_err(|error| self.trouble(&error))
    }

    pub(super) async fn account(&self) -> Result<Account, Faulted> {
        let account = self.core.store().account(self.owner).await;
        account.map_err(|error: Error| self.trouble(&error))
    }

    /// What is to be told of a book to somebody who wants it since then.
    fn changes<'b>(&self, book: &'b AddressBook, since: Since) -> Result<Changes<'b>, Faulted> {
        let changes = match since {
            Since::Ever => Some(book.whole()),
            Since::Stamp(stamp) => book.since(Timestamp::from_millis(stamp.0)),
            Since::Unknown => None,
        };
        changes.ok_or_else(|| self.fault(Trouble::FullSyncRequired))
    }

    pub(super) async fn find_all(&self, book: &BookId, since: Since) -> Replied {
        self.only_own(book)?;
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let (groups, contacts) = rows(shown, &self.changes(&book, since)?);
        Ok(found_all(&self.header(), &groups, &contacts, &shown.ab()))
    }

    pub(super) async fn find_contacts_paged(&self, asked: &FindContactsPaged) -> Replied {
        self.only_own(&asked.book)?;
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let (groups, contacts) = rows(shown, &self.changes(&book, asked.since)?);
        let circles = self.circles();
        Ok(found_contacts_paged(&self.header(), &groups, &contacts, Some(&circles), &shown.ab()))
    }

    pub(super) async fn find_by_contacts(&self, asked: &FindByContacts) -> Replied {
        self.only_own(&asked.book)?;
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let mut contacts = Vec::new();
        for guid in asked.contacts.iter().filter_map(|guid| guid.parse::<Guid>().ok()) {
            let known = book.find(guid).filter(|entry| entry.is_in_book());
            contacts.extend(known.map(|entry| shown.contact(entry)));
            contacts.extend((guid == owner.guid).then(|| shown.me()));
        }
        Ok(found_by_contacts(&self.header(), &contacts, &shown.ab()))
    }

    pub(super) async fn find_membership(&self, asked: &FindMembership) -> Replied {
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let changes = self.changes(&book, asked.since)?;
        let wanted = changes.memberships.iter().filter(|of| asked.roles.contains(&role(of.role)));
        let mut members: Vec<_> = wanted.map(|membership| shown.member(membership)).collect();
        members.extend(changes.gone.iter().filter_map(|tombstone| shown.gone_member(tombstone)));
        let found = MembershipAnswer {
            owner_cid: owner.id.get(),
            owner: owner.handle.as_str(),
            changed: stamp(book.stamp()),
            created: stamp(owner.created),
            roles: &asked.roles,
            members,
        };
        Ok(found_membership(&self.header(), self.operation, &found))
    }

    /// What is told of circles: that there are none, signed.
    fn circles(&self) -> Writer {
        let document = CircleTicket { cid: self.owner.get(), circles: &[] }.document();
        let mut block = [0; 64];
        let (key, _) = block.split_at_mut(32);
        key.copy_from_slice(&self.core.derive_key("circle tickets"));
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(document.as_bytes());
        let signature = BASE64.encode(&mac.finalize().into_bytes());
        CircleTicket::result(&BASE64.encode(document.as_bytes()), &signature)
    }
}

/// Groups and contacts, what is gone of them, and the owner, whom clients want to see every time.
fn rows<'a>(shown: Shown<'a>, changes: &Changes<'a>) -> (Vec<GroupRow<'a>>, Vec<ContactRow<'a>>) {
    let groups = changes.groups.iter().map(|group| shown.group(group));
    let gone = changes.gone.iter().filter_map(|tombstone| shown.gone_group(tombstone));
    let groups = groups.chain(gone).collect();
    let contacts = changes.contacts.iter().map(|entry| shown.contact(*entry));
    let gone = changes.gone.iter().filter_map(|tombstone| shown.gone_contact(tombstone));
    (groups, contacts.chain(gone).chain([shown.me()]).collect())
}
