//! Circles: made, joined and left in the way of the address book, and each with a book of its own (reference 11 §7).

use data_encoding::BASE64;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{Circle, CircleId, CircleMember, CircleName, CircleRole, MemberState};
use nudge_core::{Error, Guid, Handle, Refusal, Timestamp};
use nudge_soap::address_book::{
    AbInfo, Action, BookId, BreakConnection, Card, CircleRow, CircleStanding, CircleTicket, ContactDelete,
    ContactKind, ContactRow, ContactUpdate, CreateCircle, CreateContact, ManageWlConnection, NetworkInfo,
    Relationship, Since, Trouble, circle_created, created, managed,
};
use nudge_soap::writer::Writer;

use super::Visit;
use super::reply::{Faulted, Replied};
use super::rows::stamp;

/// `RelationshipType` of all that has to do with circles.
const CIRCLE: u8 = 5;

/// The roles and states of reference 11 §7.
const ASKED: u8 = 4;
const WAITS: u8 = 1;
const ACCEPTED: u8 = 3;

impl Visit<'_> {
    pub(super) async fn create_circle(&self, asked: &CreateCircle) -> Replied {
        let name = self.circle_name(&asked.name)?;
        let made = self.core.make_circle(self.owner, name).await.map_err(|error| self.trouble(&error))?;
        Ok(circle_created(&self.header(), &made.id.to_string()))
    }

    fn circle_name(&self, name: &str) -> Result<CircleName, Faulted> {
        CircleName::new(name).map_err(|refusal| self.trouble(&refusal.into()))
    }

    /// The circles that the owner belongs to or is invited to.
    pub(super) async fn own_circles(&self) -> Result<Vec<Circle>, Faulted> {
        self.core.store().circles_of(self.owner).await.map_err(|error| self.trouble(&error))
    }

    /// What is told of them beside the contacts, with the ticket for those that the owner belongs to.
    pub(super) fn circle_result(&self, circles: &[Circle]) -> Writer {
        let rows: Vec<_> = self.standings(circles).map(|(circle, me)| row(circle, me)).collect();
        let joined = self.standings(circles).filter(|(_, me)| me.has_joined());
        let ids: Vec<String> = joined.map(|(circle, _)| circle.id.to_string()).collect();
        let until = self.core.clock().now().plus_millis(self.core.policy().passport_millis);
        let document = CircleTicket { cid: self.owner.get(), circles: &ids, until: stamp(until) }.document();
        let signature = BASE64.encode(&self.core.sign_circles(document.as_bytes()));
        CircleTicket::result(&rows, &BASE64.encode(document.as_bytes()), &signature)
    }

    /// Each of them as a contact that is not shown.
    pub(super) fn circle_contacts<'c>(
        &self,
        circles: &'c [Circle],
        addresses: &'c [String],
    ) -> Vec<ContactRow<'c>> {
        let standings = self.standings(circles).zip(addresses);
        standings.map(|((circle, me), address)| hidden_contact(circle, me, address)).collect()
    }

    fn standings<'c>(&self, circles: &'c [Circle]) -> impl Iterator<Item = (&'c Circle, &'c CircleMember)> {
        circles.iter().filter_map(|circle| Some((circle, circle.member(self.owner)?)))
    }

    /// The circle whose book is meant, if the owner has to do with it.
    pub(super) async fn circle_of(&self, book: &str) -> Result<Circle, Faulted> {
        let id: CircleId = book.parse().map_err(|_| self.fault(Trouble::AbDoesNotExist))?;
        self.core.circle(self.owner, id).await.map_err(|error| self.trouble(&error))
    }

    /// What is to be told of the book of a circle to somebody who wants it since then, and whether that is anything. What has gone
    /// from it is not remembered, so whoever has an older copy is to ask for all of it.
    pub(super) fn circle_changes(&self, circle: &Circle, since: Since) -> Result<bool, Faulted> {
        match since {
            Since::Ever => Ok(true),
            Since::Stamp(known) if known == stamp(circle.changed) => Ok(false),
            Since::Stamp(_) | Since::Unknown => Err(self.fault(Trouble::FullSyncRequired)),
        }
    }

    /// Somebody is looked up who is to be asked; they are asked with `ManageWLConnection`.
    pub(super) async fn create_circle_contact(&self, book: &str, asked: &CreateContact) -> Replied {
        let circle = self.circle_of(book).await?;
        let address = asked.email.as_deref().ok_or_else(|| self.fault(Trouble::BadEmailArgument))?;
        let handle = Handle::new(address).map_err(|_| self.fault(Trouble::BadEmailArgument))?;
        let account = match self.core.store().account_by_handle(&handle).await {
            Ok(account) => account,
            Err(Error::Refusal(_)) => return Err(self.fault(Trouble::InvalidPassportUser(address))),
            Err(error) => return Err(self.trouble(&error)),
        };
        let shown = circle.member(account.id);
        // Their name is for those whom they let see it; in the circle that is everybody, once they belong to it.
        let name = shown.map_or(account.handle.as_str(), shown_name);
        let row = ContactRow {
            kind: ContactKind::LivePending,
            networks: shown.map(network).into_iter().collect(),
            ..somebody(account.guid, account.handle.as_str(), name, account.id.get(), circle.changed)
        };
        Ok(created(&self.header(), &row))
    }

    /// An invitation and the answer to it, and roles. The owner is meant by their own number, or that of the circle.
    pub(super) async fn manage_circle(&self, id: &str, asked: &ManageWlConnection) -> Replied {
        if asked.relationship != Relationship::Circle {
            return Err(self.fault(Trouble::Forbidden(self.operation)));
        }
        let circle = self.circle_of(id).await?;
        let member = self.meant(&circle, &asked.contact)?;
        let is_me = member.is_none_or(|member| member.account == self.owner) && self.means_me(&circle, asked);
        let edit = match (asked.action, is_me) {
            (Action::Make, true) if asked.role == 0 => Some(CircleEdit::Accept),
            (Action::Break, true) => Some(match circle.member(self.owner) {
                Some(me) if me.has_joined() => CircleEdit::Leave,
                Some(_) | None => CircleEdit::Decline,
            }),
            (Action::Make, _) => match member.filter(|member| member.has_joined()) {
                Some(member) => Some(CircleEdit::SetRole(member.account, self.circle_role(asked.role)?)),
                None if asked.role == u32::from(CircleRole::Member.number()) => {
                    let whom = self.address_of(&asked.contact).await?;
                    let message = asked.greeting().unwrap_or_default().to_owned();
                    Some(CircleEdit::Invite { whom, message })
                }
                None => return Err(self.fault(Trouble::InvalidArgument("relationshipRole"))),
            },
            (Action::Break, false) => {
                let member = member.ok_or_else(|| self.fault(Trouble::ContactDoesNotExist))?;
                Some(CircleEdit::Remove(member.account))
            }
            (Action::Other, _) => None,
        };
        let circle = match edit {
            Some(edit) => self.edit_circle(circle, edit).await?,
            None => circle,
        };
        self.with_member(&circle, is_me, &asked.contact)
    }

    /// Whether the contact is the owner, or the circle as the owner has it among contacts.
    fn means_me(&self, circle: &Circle, asked: &ManageWlConnection) -> bool {
        let own = circle.member(self.owner).map(|member| member.guid);
        let is_own = asked.contact.parse::<Guid>().ok().is_some_and(|guid| Some(guid) == own);
        is_own || asked.contact.parse() == Ok(circle.id)
    }

    /// The member or invited that a number names; nobody for that of the circle, and of others.
    fn meant<'c>(&self, circle: &'c Circle, contact: &str) -> Result<Option<&'c CircleMember>, Faulted> {
        let guid: Guid = contact.parse().map_err(|_| self.fault(Trouble::ContactDoesNotExist))?;
        Ok(circle.members.iter().find(|member| member.guid == guid))
    }

    fn circle_role(&self, number: u32) -> Result<CircleRole, Faulted> {
        let known = CircleRole::ALL.into_iter().find(|role| u32::from(role.number()) == number);
        known.ok_or_else(|| self.fault(Trouble::InvalidArgument("relationshipRole")))
    }

    async fn address_of(&self, contact: &str) -> Result<Handle, Faulted> {
        let nobody = || self.fault(Trouble::ContactDoesNotExist);
        let guid: Guid = contact.parse().map_err(|_| nobody())?;
        match self.core.store().account_by_guid(guid).await {
            Ok(account) => Ok(account.handle),
            Err(Error::Refusal(_)) => Err(nobody()),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    /// Makes a change that may be made already. Says how the circle is then; as it was, if it is no more.
    async fn edit_circle(&self, circle: Circle, edit: CircleEdit) -> Result<Circle, Faulted> {
        match self.core.edit_circle(self.owner, circle.id, edit).await {
            Ok(edited) => Ok(edited.after.unwrap_or(edited.before)),
            Err(Error::Refusal(Refusal::Unchanged)) => Ok(circle),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    /// An answer with whom it was about.
    fn with_member(&self, circle: &Circle, is_me: bool, contact: &str) -> Replied {
        let header = self.header();
        let me = circle.member(self.owner);
        if let Some(me) = me.filter(|_| is_me) {
            return Ok(managed(&header, &hidden_contact(circle, me, &circle_address(circle, "hotmail.com"))));
        }
        match self.meant(circle, contact)? {
            Some(member) => Ok(managed(&header, &member_row(member, circle.changed))),
            // They are gone from it, which is what was asked.
            None => Ok(self.done()),
        }
    }

    /// Leaving a circle, or taking somebody out of it.
    pub(super) async fn break_circle(&self, id: &str, asked: &BreakConnection) -> Replied {
        self.go_from_circle(id, &asked.contact).await?;
        Ok(self.done())
    }

    pub(super) async fn delete_circle_contacts(&self, id: &str, asked: &ContactDelete) -> Replied {
        self.few(asked.contacts.len())?;
        for contact in &asked.contacts {
            self.go_from_circle(id, contact).await?;
        }
        Ok(self.done())
    }

    async fn go_from_circle(&self, id: &str, contact: &str) -> Result<(), Faulted> {
        let circle = self.circle_of(id).await?;
        let member = self.meant(&circle, contact)?;
        let edit = match member {
            Some(member) if member.account != self.owner => CircleEdit::Remove(member.account),
            None if contact.parse() != Ok(circle.id) => return Err(self.fault(Trouble::ContactDoesNotExist)),
            Some(_) | None => CircleEdit::Leave,
        };
        self.edit_circle(circle, edit).await.map(drop)
    }

    /// What can be different about a circle: its name.
    pub(super) async fn update_circle(&self, id: &str, asked: &ContactUpdate) -> Replied {
        self.few(asked.contacts.len())?;
        let mut circle = self.circle_of(id).await?;
        for updated in &asked.contacts {
            let names = updated.contact.as_deref().is_some_and(|contact| contact.parse() == Ok(circle.id));
            if let Some(name) = updated.display_name.as_deref().filter(|_| updated.is_me || names) {
                let name = self.circle_name(name)?;
                circle = self.edit_circle(circle, CircleEdit::Rename(name)).await?;
            }
        }
        Ok(self.done())
    }
}

/// The circle that a call is about: the one whose book it names, or one that it names as a contact of the owner's own book.
pub(super) fn meant_circle<'a>(book: &'a BookId, contact: &'a str) -> Option<&'a str> {
    match book {
        BookId::Other(id) => Some(id),
        BookId::Own => contact.parse::<CircleId>().is_ok().then_some(contact),
    }
}

/// The circle as an address: `00000000-0000-0000-0009-0123456789AB@hotmail.com` among contacts, with `live.com` elsewhere.
pub(super) fn circle_address(circle: &Circle, domain: &str) -> String {
    address_of_circle(circle.id, domain)
}

/// The same, of one of which no more than the number is known.
pub(super) fn address_of_circle(id: CircleId, domain: &str) -> String {
    format!("{}@{domain}", id.to_string().to_ascii_uppercase())
}

/// What the book of a circle is.
pub(super) fn circle_ab<'c>(circle: &'c Circle, id: &'c str) -> AbInfo<'c> {
    // It is said to be the one's who would inherit it.
    let owner = circle.joined().min_by_key(|member| (member.role.number(), member.since, member.account));
    AbInfo {
        owner_cid: owner.map_or(0, |owner| owner.account.get()),
        owner: owner.map_or("", |owner| owner.handle.as_str()),
        changed: stamp(circle.changed),
        created: stamp(circle.made),
        circle: Some(id),
    }
}

/// Who is in the book of a circle: its members, those who are invited, and as the owner the circle itself.
pub(super) fn circle_book<'c>(circle: &'c Circle, address: &'c str, whole: bool) -> Vec<ContactRow<'c>> {
    let members = circle.members.iter().filter(|_| whole);
    let me = ContactRow {
        id: circle.id.to_string(),
        kind: ContactKind::Me,
        ..somebody(Guid::from_bytes([0; 16]), address, circle.name.as_str(), cid(circle), circle.changed)
    };
    members.map(|member| member_row(member, circle.changed)).chain([me]).collect()
}

fn row<'c>(circle: &'c Circle, me: &CircleMember) -> CircleRow<'c> {
    let standing = match (&me.state, me.role) {
        (MemberState::Invited { .. }, _) => CircleStanding::Invited,
        (MemberState::Joined, CircleRole::Administrator) => CircleStanding::Administrator,
        (MemberState::Joined, CircleRole::Assistant) => CircleStanding::Assistant,
        (MemberState::Joined, CircleRole::Member) => CircleStanding::Member,
    };
    CircleRow {
        id: circle.id.to_string(),
        name: circle.name.as_str(),
        standing,
        changed: stamp(circle.changed),
    }
}

/// A circle among somebody's contacts.
fn hidden_contact<'c>(circle: &'c Circle, me: &'c CircleMember, address: &'c str) -> ContactRow<'c> {
    let invitation = match &me.state {
        MemberState::Invited { message, .. } if !message.is_empty() => {
            vec![("MSN.IM.InviteMessage", message.as_str())]
        }
        MemberState::Invited { .. } | MemberState::Joined => Vec::new(),
    };
    ContactRow {
        id: circle.id.to_string(),
        kind: ContactKind::Circle,
        annotations: invitation,
        is_hidden: true,
        networks: vec![network(me)],
        ..somebody(Guid::from_bytes([0; 16]), address, circle.name.as_str(), cid(circle), circle.changed)
    }
}

/// The number of a circle among those of accounts, which are far below.
fn cid(circle: &Circle) -> i64 {
    circle.id.get().cast_signed()
}

fn member_row(member: &CircleMember, changed: Timestamp) -> ContactRow<'_> {
    let (name, cid) = (shown_name(member), member.account.get());
    ContactRow {
        kind: if member.has_joined() { ContactKind::Live } else { ContactKind::LivePending },
        networks: vec![network(member)],
        ..somebody(member.guid, member.handle.as_str(), name, cid, changed)
    }
}

/// Who belongs to a circle shows their name there; who was only asked does not.
fn shown_name(member: &CircleMember) -> &str {
    if member.has_joined() { member.name.as_str() } else { member.handle.as_str() }
}

fn network(member: &CircleMember) -> NetworkInfo {
    let (state, role) = if member.has_joined() { (ACCEPTED, member.role.number()) } else { (WAITS, ASKED) };
    NetworkInfo { relationship: CIRCLE, state, role, since: stamp(member.since) }
}

fn somebody<'c>(guid: Guid, address: &'c str, name: &'c str, cid: i64, changed: Timestamp) -> ContactRow<'c> {
    ContactRow {
        id: guid.to_string(),
        kind: ContactKind::Live,
        annotations: Vec::new(),
        groups: Vec::new(),
        passport_name: Some(address),
        display_name: name,
        cid,
        is_messenger_user: false,
        is_mobile_enabled: false,
        card: Card::default(),
        is_hidden: false,
        networks: Vec::new(),
        is_extended: true,
        deleted: false,
        changed: stamp(changed),
    }
}
