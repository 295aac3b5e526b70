//! A principal's session with one program: what the principal does there, and what becomes of it.

use std::sync::{Arc, MutexGuard};

use bytes::Bytes;
use smol_str::SmolStr;

use super::Program;
use super::edits::Asker;
use super::principal::State;
use super::program::Said;
use crate::conversation::Purpose;
use crate::notice::{Alert, Call};
use crate::{
    Account, AccountId, Capabilities, Contact, Core, Edit, Edited, Error, Form, Handle, Invitation, Limit,
    MailNotice, MemberQuery, Notice, Page, PersonalMessage, Picture, Refusal, Roster, Serial, Status,
    TicketCode,
};

/// A principal's session with one program. Dropping it is signing out there.
#[derive(Debug)]
pub struct Session {
    pub(super) core: Arc<Core>,
    pub(super) me: Arc<Program>,
    is_verified: bool,
    mail: MailNotice,
}

impl Session {
    /// Of the account it keeps what is asked for later: sessions are many, and idle.
    pub(crate) fn new(core: Arc<Core>, me: Arc<Program>, account: &Account) -> Self {
        Self { core, me, is_verified: account.state.verified, mail: account.mail }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    pub(crate) fn program(&self) -> &Arc<Program> {
        &self.me
    }

    /// Whether the address was known at sign-in to be the owner's.
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// The mailbox elsewhere, as it was at sign-in.
    pub fn mail(&self) -> MailNotice {
        self.mail
    }

    /// The principal's number.
    pub fn id(&self) -> AccountId {
        self.me.account()
    }

    /// The principal's address, in the spelling of the registration.
    pub fn handle(&self) -> &Handle {
        &self.me.principal.handle
    }

    /// Which encoding the principal's client reads.
    pub fn form(&self) -> Form {
        self.me.endpoint.form
    }

    /// The version of the principal's lists that the client is [told](Self::told).
    pub fn serial(&self) -> Serial {
        let serial = self.state().relations.serial;
        self.told(serial)
    }

    /// Takes down what the client is, for the list of sign-ins and for who is online.
    pub fn note_client(&self, client: SmolStr) {
        if let Some(said) = self.state().of_mut(self.me.session) {
            said.client = client.clone();
        }
        self.core.store().note_client(self.me.session, client);
    }

    /// All lists, groups and settings.
    pub async fn roster(&self) -> Result<Roster, Error> {
        self.core.store().roster(self.me.account()).await
    }

    /// Somebody on any of the lists, as they are in [`Session::roster`]; `None` for whoever is on none.
    pub async fn contact(&self, handle: &Handle) -> Result<Option<Contact>, Error> {
        self.core.store().contact(self.me.account(), handle).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.me.principal.state()
    }

    /// What the principal is doing here; `None` before the first presence, and once another program has taken the place.
    pub fn status(&self) -> Option<Status> {
        self.state().of(self.me.session)?.status
    }

    /// Changes what the principal is doing here, what this client can do, and the display picture. Contacts hear of it if it
    /// makes a difference to them; with the first, the program hears, marked with `tag`, of the contacts who are there
    /// already.
    pub fn set_presence(
        &self,
        status: Status,
        capabilities: Capabilities,
        picture: Option<Picture>,
        tag: u32,
    ) {
        let first = self.me.principal.change(self.core.bus(), |state| {
            let choice = state.choices.saturating_add(1);
            let Some(said) = state.of_mut(self.me.session) else { return false };
            (said.capabilities, said.picture, said.choice) = (capabilities, picture, choice);
            let was = said.status.replace(status);
            let personal = said.extra.as_mut().and_then(|extra| extra.personal.take());
            state.choices = choice;
            if let Some(personal) = personal {
                state.personal = personal;
            }
            was.is_none()
        });
        if first {
            let contacts: Vec<AccountId> = self.state().relations.forward().collect();
            for contact in contacts.into_iter().filter_map(|id| self.core.directory().find(id)) {
                contact.introduce_to(&self.me, Some(tag));
            }
            self.introduce_circles();
            self.core.greet(&self.me);
        }
    }

    /// What the principal shows below the name, as far as this program knows.
    pub fn personal_message(&self) -> PersonalMessage {
        self.state().personal_at(self.me.session).clone()
    }

    /// Changes what the principal shows below the name, which it may before its first presence: `None` leaves a part as it
    /// is, an empty text clears it; the details are the whole of them. Those who see the principal hear of it, if it is a
    /// change; what a second program says before its first presence, they hear with that. It lasts as long as the sessions;
    /// [`Session::keep_personal_message`] has it last longer.
    pub fn set_personal_message(
        &self,
        text: Option<&str>,
        media: Option<&str>,
        details: Option<&str>,
    ) -> Result<(), Refusal> {
        self.me.principal.change(self.core.bus(), |state| {
            let was = state.personal_at(self.me.session);
            let (text, media) = (text.unwrap_or_else(|| was.text()), media.unwrap_or_else(|| was.media()));
            let personal =
                PersonalMessage::new(text, media)?.with_details(details.unwrap_or_else(|| was.details()))?;
            let is_first = state.programs.len() == 1;
            let Some(said) = state.of_mut(self.me.session) else { return Ok(()) };
            if said.status.is_some() || is_first {
                state.personal = personal;
            } else {
                said.extra.get_or_insert_default().personal = Some(personal);
            }
            Ok(())
        })
    }

    /// Has the message hold also after the session, as [`Core::keep_personal_message`] says.
    pub async fn keep_personal_message(&self) -> Result<(), Error> {
        let message = self.personal_message();
        self.core.keep_personal_message(self.me.account(), &message).await
    }

    /// Changes lists, groups or settings. It is durable when this returns, and whoever it concerns has been told. A contact
    /// newly on the forward list who is there already is introduced, marked with `tag`. The version is the one to
    /// [tell](Self::told) the client.
    pub async fn edit(&self, edit: Edit, tag: u32) -> Result<Edited, Error> {
        let now = self.core.clock().now();
        if matches!(edit, Edit::RenameSelf(_))
            && !Limit::Renames.unless(self.state().renames.take(self.core.policy().renames, now))
        {
            return Err(Refusal::TooFast.into());
        }
        let _turn = self.core.turns().take(self.me.account()).await;
        let known = {
            let state = self.state();
            if state.of(self.me.session).is_none() {
                return Err(Refusal::Hidden.into());
            }
            state.relations.serial
        };
        let (me, asker) = (&self.me.principal, Asker { program: &self.me, tag });
        let mut edited = self.core.edit_in_turn(me.account, Some(me), edit, Some(asker)).await?;
        if edited.changed {
            self.state().passed_by(known, edited.serial, Some(self.me.session));
            for other in me.programs_that(|said| said.program.session != self.me.session) {
                self.core.bus().send_to(me.account, other.session, Notice::ListsChanged);
            }
        }
        edited.serial = self.told(edited.serial);
        Ok(edited)
    }

    /// The version of the lists to tell the client, where they have that one. Once they were changed past the client, it is
    /// the last one that the client knows, however many there are since: else it would take its copy for current, and never
    /// ask for what it has missed.
    pub fn told(&self, serial: Serial) -> Serial {
        let state = self.state();
        state.of(self.me.session).and_then(|said| said.missed).map_or(serial, |missed| missed.known)
    }

    /// The client has got those lists, and has missed nothing that is in them.
    pub fn synchronised(&self, roster: &Roster) {
        if let Some(said) = self.state().of_mut(self.me.session) {
            said.missed = said.missed.filter(|missed| roster.serial < missed.changed);
        }
    }

    /// Switches instant messages off and on: while off, calls do not come through.
    pub fn set_messaging(&self, on: bool) {
        if let Some(said) = self.state().of_mut(self.me.session) {
            said.messaging = on;
        }
    }

    /// A ticket with which to open a conversation. Who is hidden gets one only if `while_hidden`.
    pub fn open_room(&self, while_hidden: bool) -> Result<TicketCode, Refusal> {
        {
            let mut state = self.state();
            if self.me.is_revoked() {
                return Err(Refusal::Disabled);
            }
            let can_open = |said: &Said| said.takes_calls() && (while_hidden || said.is_shown());
            if !state.of(self.me.session).is_some_and(can_open) {
                return Err(Refusal::Hidden);
            }
            if !Limit::Rooms.unless(self.me.room_count() < self.core.policy().rooms_per_principal) {
                return Err(Refusal::TooManyRooms);
            }
            let allowed = state.openings.take(self.core.policy().openings, self.core.clock().now());
            if !Limit::Openings.unless(allowed) {
                return Err(Refusal::TooFast);
            }
        }
        self.core.tickets().issue(&self.core, &self.me, Purpose::Open)
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
        let allowed = self.state().searches.take(self.core.policy().searches, self.core.clock().now());
        if !Limit::Searches.unless(allowed) {
            return Err(Refusal::TooFast.into());
        }
        self.core.store().find_members(query).await
    }

    /// Takes down an invitation by mail. [`Refusal::TooFast`] after too many, or while too many wait for the operator.
    pub async fn invite(&self, address: &Handle, text: String) -> Result<(), Error> {
        if !self.core.policy().invitations {
            return Err(Refusal::SwitchedOff.into());
        }
        let at = self.core.clock().now();
        if !Limit::Invites.unless(self.state().invites.take(self.core.policy().invites, at)) {
            return Err(Refusal::TooFast.into());
        }
        let invitation =
            Invitation { from: self.me.account(), address: address.as_str().to_owned(), text, at };
        Limit::collected(self.core.store().record_invitation(invitation).await)
    }

    /// Pages a contact. Their "mobile device" is whatever session of theirs can show a page.
    pub async fn page(&self, to: &Handle, text: String) -> Result<(), Error> {
        if !self.core.policy().paging {
            return Err(Refusal::SwitchedOff.into());
        }
        let allowed = self.state().pages.take(self.core.policy().pages, self.core.clock().now());
        if !Limit::Pages.unless(allowed) {
            return Err(Refusal::TooFast.into());
        }
        let account = self.core.store().account_by_handle(to).await?;
        // As for a call, who is hidden is not there.
        let reachable = account.properties.mobile_enabled && account.properties.pageable;
        let principal = self.core.directory().find(account.id).filter(|other| {
            let rings = other.rings_for(self.me.account());
            reachable && rings.iter().any(|program| program.endpoint.receives_pages)
        });
        let principal = principal.ok_or(Refusal::NotPageable)?;
        let page = Notice::Paged(Arc::new(Page { from: self.me.principal.handle.clone(), text }));
        self.core.bus().send(principal.account, page);
        Ok(())
    }
}

impl Core {
    /// Shows somebody who has just come the message of the day.
    fn greet(&self, who: &Program) {
        if let Some(text) = self.motd_now().load() {
            let alert = Alert { text: text.as_str().to_owned(), url: String::new() };
            self.bus().send_to(who.account(), who.session, Notice::Alerted(Arc::new(alert)));
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
        self.core.signed_out(&self.me);
    }
}
