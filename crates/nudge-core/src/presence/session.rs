//! A principal's session: what the principal does, and what becomes of it.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use smol_str::SmolStr;

use super::Principal;
use crate::conversation::Purpose;
use crate::notice::{Alert, Call, Changed};
use crate::{
    Account, AccountId, Capabilities, Contact, Core, Edit, Edited, Error, Form, Handle, Invitation, Limit,
    MachineGuid, MemberQuery, Notice, Page, PersonalMessage, Picture, Refusal, Roster, Serial, Status,
    TicketCode,
};

/// What the front end says about a connection. The domain carries it and does not look inside.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// Which encoding it reads.
    pub form: Form,
    /// What else the front end wants to know of it later, as which dialect it speaks.
    pub tag: u16,
    /// Whether it can show a page that comes in.
    pub receives_pages: bool,
    /// Whether it takes data from other programs.
    pub receives_data: bool,
    /// Whether it can show a message that comes in outside of a conversation.
    pub receives_notes: bool,
    /// What tells it apart from other programs of the same account.
    pub machine: Option<MachineGuid>,
    /// What program it is, for the list of sign-ins.
    pub client: SmolStr,
    /// Which protocol it speaks, for the list of sign-ins.
    pub protocol: SmolStr,
    /// Where it comes from.
    pub address: IpAddr,
}

/// A principal's session. Dropping it is signing out.
#[derive(Debug)]
pub struct Session {
    pub(super) core: Arc<Core>,
    pub(super) me: Arc<Principal>,
    account: Box<Account>,
}

impl Session {
    pub(crate) fn new(core: Arc<Core>, me: Arc<Principal>, account: Account) -> Self {
        Self { core, me, account: Box::new(account) }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    pub(crate) fn principal(&self) -> &Arc<Principal> {
        &self.me
    }

    /// The account as it was at sign-in.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The principal's number.
    pub fn id(&self) -> AccountId {
        self.me.account
    }

    /// The principal's address, in the spelling of the registration.
    pub fn handle(&self) -> &Handle {
        &self.me.handle
    }

    /// Which encoding the principal's client reads.
    pub fn form(&self) -> Form {
        self.me.endpoint.form
    }

    /// The version of the principal's lists that the client is [told](Self::told).
    pub fn serial(&self) -> Serial {
        let serial = self.me.state().relations.serial;
        self.told(serial)
    }

    /// Takes down what the client is, for the list of sign-ins and for who is online.
    pub fn note_client(&self, client: SmolStr) {
        self.me.state().client = client.clone();
        self.core.store().note_client(self.me.session, client);
    }

    /// All lists, groups and settings.
    pub async fn roster(&self) -> Result<Roster, Error> {
        self.core.store().roster(self.me.account).await
    }

    /// Somebody on any of the lists, as they are in [`Session::roster`]; `None` for whoever is on none.
    pub async fn contact(&self, handle: &Handle) -> Result<Option<Contact>, Error> {
        self.core.store().contact(self.me.account, handle).await
    }

    /// What the principal is doing; `None` before the first presence.
    pub fn status(&self) -> Option<Status> {
        self.me.state().status
    }

    /// Changes what the principal is doing, what its client can do, and its display picture. Contacts hear of it if it
    /// makes a difference to them; with the first, the principal hears, marked with `tag`, of the contacts who are there
    /// already.
    pub fn set_presence(
        &self,
        status: Status,
        capabilities: Capabilities,
        picture: Option<Picture>,
        tag: u32,
    ) {
        let first = {
            let mut state = self.me.state();
            if state.evicted {
                return;
            }
            let was = state.status.replace(status);
            let changed = Changed {
                status: was != Some(status),
                name: false,
                capabilities: state.capabilities != capabilities,
                picture: state.picture != picture,
            };
            (state.capabilities, state.picture) = (capabilities, picture);
            match (was.is_some_and(Status::is_shown), status.is_shown()) {
                (false, true) => state.announce_appearance(&self.me.handle, self.core.bus()),
                (true, true) if changed.is_something() => {
                    state.announce(&self.me.handle, changed, self.core.bus());
                }
                (true, false) => state.announce_absence(&self.me.handle, self.core.bus()),
                (true, true) | (false, false) => {}
            }
            was.is_none()
        };
        if first {
            let contacts: Vec<AccountId> = self.me.state().relations.forward().collect();
            for contact in contacts.into_iter().filter_map(|id| self.core.directory().find(id)) {
                contact.introduce_to(&self.me, tag);
            }
            self.core.greet(&self.me);
        }
    }

    /// What the principal shows below the name.
    pub fn personal_message(&self) -> PersonalMessage {
        self.me.state().personal.clone()
    }

    /// Changes what the principal shows below the name, which it may before its first presence: `None` leaves a part as it
    /// is, an empty text clears it; the details are the whole of them. Those who see the principal hear of it, if it is a
    /// change. It lasts as long as the session; [`Session::keep_personal_message`] has it last longer.
    pub fn set_personal_message(
        &self,
        text: Option<&str>,
        media: Option<&str>,
        details: Option<&str>,
    ) -> Result<(), Refusal> {
        let mut state = self.me.state();
        let was = &state.personal;
        let personal =
            PersonalMessage::new(text.unwrap_or_else(|| was.text()), media.unwrap_or_else(|| was.media()))?
                .with_details(details.unwrap_or_else(|| was.details()))?;
        if personal != *was && !state.evicted {
            state.personal = personal;
            state.announce_personal(&self.me.handle, self.core.bus());
        }
        Ok(())
    }

    /// Has the message hold also after the session, as [`Core::keep_personal_message`] says.
    pub async fn keep_personal_message(&self) -> Result<(), Error> {
        let message = self.personal_message();
        self.core.keep_personal_message(self.me.account, &message).await
    }

    /// Changes lists, groups or settings. It is durable when this returns, and whoever it concerns has been told. A contact
    /// newly on the forward list who is there already is introduced, marked with `tag`. The version is the one to
    /// [tell](Self::told) the client.
    pub async fn edit(&self, edit: Edit, tag: u32) -> Result<Edited, Error> {
        let now = self.core.clock().now();
        if matches!(edit, Edit::RenameSelf(_))
            && !Limit::Renames.unless(self.me.state().renames.take(self.core.policy().renames, now))
        {
            return Err(Refusal::TooFast.into());
        }
        let _turn = self.core.turns().take(self.me.account).await;
        if self.me.state().evicted {
            return Err(Refusal::Hidden.into());
        }
        let mut edited = self.core.edit_in_turn(self.me.account, Some(&self.me), edit, Some(tag)).await?;
        edited.serial = self.told(edited.serial);
        Ok(edited)
    }

    /// The version of the lists to tell the client, where they have that one. Once they were changed past the client, it is
    /// the last one that the client knows, however many there are since: else it would take its copy for current, and never
    /// ask for what it has missed.
    pub fn told(&self, serial: Serial) -> Serial {
        self.me.state().missed.map_or(serial, |missed| missed.known)
    }

    /// The client has got those lists, and has missed nothing that is in them.
    pub fn synchronised(&self, roster: &Roster) {
        let mut state = self.me.state();
        state.missed = state.missed.filter(|missed| roster.serial < missed.changed);
    }

    /// Switches instant messages off and on: while off, calls do not come through.
    pub fn set_messaging(&self, on: bool) {
        self.me.state().messaging = on;
    }

    /// A ticket with which to open a conversation. Who is hidden gets one only if `while_hidden`.
    pub fn open_room(&self, while_hidden: bool) -> Result<TicketCode, Refusal> {
        {
            let mut state = self.me.state();
            if self.me.is_revoked() {
                return Err(Refusal::Disabled);
            }
            if !state.messaging || !state.status.is_some_and(|status| while_hidden || status.is_shown()) {
                return Err(Refusal::Hidden);
            }
            if self.me.room_count() >= self.core.policy().rooms_per_principal {
                return Err(Refusal::TooManyRooms);
            }
            let allowed = state.openings.take(self.core.policy().openings, self.core.clock().now());
            if !Limit::Openings.unless(allowed) {
                return Err(Refusal::TooFast);
            }
        }
        Ok(self.core.tickets().issue(&self.core, &self.me, Purpose::Open))
    }

    /// A call from the service itself, which says that message once it is answered: for a client that knows no other way to be
    /// told something.
    pub fn call_from_service(&self, message: Bytes) -> Result<Call, Refusal> {
        self.core.call_from_service(&self.me, message)
    }

    /// Searches the member directory.
    pub async fn find_members(&self, query: MemberQuery) -> Result<Vec<Account>, Error> {
        if !self.core.policy().directory {
            return Err(Refusal::SwitchedOff.into());
        }
        let allowed = self.me.state().searches.take(self.core.policy().searches, self.core.clock().now());
        if !Limit::Searches.unless(allowed) {
            return Err(Refusal::TooFast.into());
        }
        self.core.store().find_members(query).await
    }

    /// Takes down an invitation by mail.
    pub async fn invite(&self, address: &Handle, text: String) -> Result<(), Error> {
        if !self.core.policy().invitations {
            return Err(Refusal::SwitchedOff.into());
        }
        let at = self.core.clock().now();
        if !Limit::Invites.unless(self.me.state().invites.take(self.core.policy().invites, at)) {
            return Err(Refusal::TooFast.into());
        }
        let invitation = Invitation { from: self.me.account, address: address.as_str().to_owned(), text, at };
        self.core.store().record_invitation(invitation).await
    }

    /// Pages a contact. Their "mobile device" is whatever session of theirs can show a page.
    pub async fn page(&self, to: &Handle, text: String) -> Result<(), Error> {
        if !self.core.policy().paging {
            return Err(Refusal::SwitchedOff.into());
        }
        let allowed = self.me.state().pages.take(self.core.policy().pages, self.core.clock().now());
        if !Limit::Pages.unless(allowed) {
            return Err(Refusal::TooFast.into());
        }
        let account = self.core.store().account_by_handle(to).await?;
        // As for a call, who is hidden is not there.
        let reachable = account.properties.mobile_enabled && account.properties.pageable;
        let principal = self.core.directory().find(account.id).filter(|other| {
            reachable && other.endpoint.receives_pages && other.takes_calls_from(self.me.account)
        });
        let principal = principal.ok_or(Refusal::NotPageable)?;
        let page = Notice::Paged(Arc::new(Page { from: self.me.handle.clone(), text }));
        self.core.bus().send(principal.account, page);
        Ok(())
    }
}

impl Core {
    /// Shows somebody who has just come the message of the day.
    fn greet(&self, who: &Principal) {
        if let Some(text) = self.motd_now().load() {
            let alert = Alert { text: text.as_str().to_owned(), url: String::new() };
            self.bus().send(who.account, Notice::Alerted(Arc::new(alert)));
        }
    }

    /// Shows a message of the service to one principal who is signed in, or to all of them. Says to how many.
    pub fn alert(&self, to: Option<&Handle>, alert: Alert) -> usize {
        let notice = Notice::Alerted(Arc::new(alert));
        let receivers = match to {
            Some(handle) => self.directory().find_by_handle(handle).into_iter().collect(),
            None => self.directory().everybody(),
        };
        for receiver in &receivers {
            self.bus().send(receiver.account, notice.clone());
        }
        receivers.len()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let mut state = self.me.state();
        if state.status.is_some_and(Status::is_shown) {
            state.announce_absence(&self.me.handle, self.core.bus());
        }
        state.status = None;
        drop(state);
        self.core.signed_out(&self.me);
    }
}
