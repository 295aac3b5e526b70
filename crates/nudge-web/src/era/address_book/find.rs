//! Reading the book and the memberships: all of it, or what is new.

use nudge_core::address_book::{Changes, Gone, Tombstone};
use nudge_core::circle::CircleId;
use nudge_core::{Account, AddressBook, Error, Guid, Serial, Timestamp};
use nudge_soap::address_book::{
    BookId, ContactRow, FindByContacts, FindContactsPaged, FindMembership, GroupRow, MembershipAnswer, Since,
    Trouble, found_all, found_by_contacts, found_contacts_paged, found_membership,
};

use super::Visit;
use super::circles::{address_of_circle, circle_ab, circle_address, circle_book};
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
        if let BookId::Other(id) = book {
            let circle = self.circle_of(id).await?;
            let whole = self.circle_changes(&circle, since)?;
            let address = circle_address(&circle, "live.com");
            let contacts = circle_book(&circle, &address, whole);
            return Ok(found_all(&self.header(), &[], &contacts, &circle_ab(&circle, id)));
        }
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let (groups, contacts) = rows(shown, &self.changes(&book, since)?);
        Ok(found_all(&self.header(), &groups, &contacts, &shown.ab()))
    }

    pub(super) async fn find_contacts_paged(&self, asked: &FindContactsPaged) -> Replied {
        let circles = self.own_circles().await?;
        let result = self.circle_result(&circles);
        if let BookId::Other(id) = &asked.book {
            let circle = self.circle_of(id).await?;
            let whole = self.circle_changes(&circle, asked.since)?;
            let address = circle_address(&circle, "live.com");
            let contacts = circle_book(&circle, &address, whole);
            let ab = circle_ab(&circle, id);
            return Ok(found_contacts_paged(&self.header(), &[], &contacts, Some(&result), &ab));
        }
        let (book, owner) = (self.book().await?, self.account().await?);
        let shown = Shown { book: &book, owner: &owner };
        let changes = self.changes(&book, asked.since)?;
        let (groups, mut contacts) = rows(shown, &changes);
        let gone: Vec<_> = changes.gone.iter().filter_map(|tombstone| gone_circle(tombstone)).collect();
        // Few are in many circles: all of them are told every time, and the owner last.
        let addresses: Vec<_> = circles.iter().map(|circle| circle_address(circle, "hotmail.com")).collect();
        let me = contacts.pop();
        contacts.extend(self.circle_contacts(&circles, &addresses));
        contacts.extend(gone.iter().map(|(id, address, at)| shown.gone_circle(*id, address, *at)));
        contacts.extend(me);
        Ok(found_contacts_paged(&self.header(), &groups, &contacts, Some(&result), &shown.ab()))
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
}

/// A circle that is gone, with its address among contacts and the version with which it went.
fn gone_circle(tombstone: &Tombstone) -> Option<(CircleId, String, Serial)> {
    let Gone::Circle(id) = tombstone.gone else { return None };
    Some((id, address_of_circle(id, "hotmail.com"), tombstone.at))
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
