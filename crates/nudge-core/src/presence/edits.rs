//! Changing lists: durable first, and then everybody sees it, whether a client or the owner's browser asked for it.

use std::sync::Arc;

use super::principal::{ReverseUpdate, set_listed};
use super::{Principal, Program};
use crate::notice::{Property, PropertyChange};
use crate::roster::edit::Change;
use crate::{
    AccountId, Core, DisplayName, Edit, Edited, Error, Limit, List, Lists, Notice, Outcome, Phone, Refusal,
    Relations,
};

/// Who changes lists past a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Author {
    /// The owner, with a browser.
    Browser,
    /// A program that is signed in, with its ticket: one of the account's sessions, and nothing says which.
    Program,
}

impl Core {
    /// Changes lists, groups or settings of an account past its client, if it has one. It is durable when this returns, and
    /// whoever it concerns has been told. The owner's client hears that there was a change; those of MSNP12 and earlier do not
    /// know how to. It is kept from taking its copy of the lists for current, so that it fetches them when it signs in the next time.
    pub async fn edit_roster(&self, account: AccountId, edit: Edit) -> Result<Edited, Error> {
        self.edit_past(account, edit, Author::Browser).await
    }

    /// The same, whoever is the author.
    pub(crate) async fn edit_past(
        &self,
        account: AccountId,
        edit: Edit,
        author: Author,
    ) -> Result<Edited, Error> {
        let _turn = self.turns().take(account).await;
        let online = self.directory().find(account).filter(|principal| principal.is_loaded());
        let known = online.as_ref().map(|me| me.state().relations.serial);
        let edited = self.edit_in_turn(account, online.as_deref(), edit, None).await?;
        if let (Some(me), Some(known), true) = (online, known, edited.changed) {
            me.state().passed_by(known, edited.serial, None);
            // The only program that is signed in knows what it did; of several, nothing says which did it.
            let is_news = author == Author::Browser || me.state().programs.len() > 1;
            if is_news {
                self.bus().send(account, Notice::ListsChanged);
            }
        }
        Ok(edited)
    }

    /// The same for whoever has the account's turn. `online` is who is signed in to it, if somebody is. If one of their
    /// programs asks, a contact newly on the forward list who is there already is introduced to all of them.
    pub(super) async fn edit_in_turn(
        &self,
        account: AccountId,
        online: Option<&Principal>,
        edit: Edit,
        asker: Option<Asker<'_>>,
    ) -> Result<Edited, Error> {
        // A client has limits of its own for what is only about its user.
        let counts = asker.is_none() || is_of_contacts(&edit);
        let (pace, now) = (self.policy().contact_changes, self.clock().now());
        if counts && !Limit::ContactChanges.unless(self.contact_changes().take(account, pace, now)) {
            return Err(Refusal::TooFast.into());
        }
        let said = Said::of(&edit);
        let edited = Limit::noted(self.store().edit(account, edit, self.policy().roster).await)?;
        if edited.changed {
            match online {
                Some(me) => self.show(me, &edited, said, asker),
                None => self.show_to_the_other(account, &edited).await?,
            }
        }
        Ok(edited)
    }

    /// Lets everybody see an edit of somebody who is signed in.
    fn show(&self, me: &Principal, edited: &Edited, said: Said, asker: Option<Asker<'_>>) {
        me.state().raise_serial(edited.serial);
        match &edited.outcome {
            Outcome::Added(change) => self.listed(me, change, true, edited, asker),
            Outcome::Removed(change) => self.listed(me, change, false, edited, None),
            Outcome::Renamed => self.renamed(me, said.name),
            Outcome::PrivacySet(privacy) => {
                let mut state = me.state();
                let everybody: Vec<AccountId> = state.relations.iter().map(|(id, _)| id).collect();
                let change = |relations: &mut Relations| relations.privacy = *privacy;
                state.change_privacy(me, self.bus(), &everybody, change);
            }
            Outcome::PhoneSet(kind) => self.property_changed(me, Property::Phone(*kind, said.phone)),
            Outcome::Pageable(pageable) => self.property_changed(me, Property::Pageable(*pageable)),
            Outcome::MobileEnabled(false) => self.property_changed(me, Property::Pageable(false)),
            Outcome::DirectDeviceSet(device) => self.property_changed(me, Property::Direct(*device)),
            Outcome::SpaceSet(has) => self.property_changed(me, Property::Space(*has)),
            Outcome::SeveralPlacesSet(several) => me.state().several_places = *several,
            Outcome::MobileEnabled(true)
            | Outcome::Grouped(_)
            | Outcome::Ungrouped(_)
            | Outcome::Kept(_)
            | Outcome::Forgotten(_)
            | Outcome::Annotated
            | Outcome::Acknowledged(_)
            | Outcome::ContactRenamed(_)
            | Outcome::GroupAdded(_)
            | Outcome::GroupRemoved(_)
            | Outcome::GroupRenamed(_)
            | Outcome::PromptSet(_) => {}
        }
    }

    fn listed(
        &self,
        me: &Principal,
        change: &Change,
        listed: bool,
        edited: &Edited,
        asker: Option<Asker<'_>>,
    ) {
        // Whoever has no account sees nobody and is seen by nobody.
        let Some(contact) = change.who.account() else { return };
        match change.list {
            List::Allow | List::Block => {
                let mut state = me.state();
                state.change_privacy(me, self.bus(), &[contact], |relations| {
                    set_listed(relations, contact, change.list.bit(), listed);
                });
            }
            List::Forward => {
                me.state().set_listed(contact, Lists::FORWARD, listed);
                let Some(other) = edited.other else { return };
                let Some(contact) = self.directory().find(other.account) else { return };
                let update = ReverseUpdate { by: me.account, listed, serial: other.serial };
                let name = me.name_for(other.account);
                contact.reverse_changed(update, me.handle.clone(), name);
                if let Some(asker) = asker {
                    for watcher in me.programs_that(|said| said.status.is_some()) {
                        contact.introduce_to(&watcher, asker.tag_for(&watcher));
                    }
                }
            }
        }
    }

    fn renamed(&self, me: &Principal, name: Option<DisplayName>) {
        if let Some(name) = name {
            me.change(self.bus(), |state| state.name = name);
        }
    }

    fn property_changed(&self, me: &Principal, property: Property) {
        let change = Arc::new(PropertyChange { handle: me.handle.clone(), property });
        // Contacts who are not to know that the principal is there find it in their lists, the next time they ask for them.
        me.state().tell_audience(self.bus(), || Notice::PropertyChanged(change));
    }

    /// Of somebody who is not signed in, nobody sees anything but whom they have as a contact.
    async fn show_to_the_other(&self, account: AccountId, edited: &Edited) -> Result<(), Error> {
        let Some(other) = edited.other else { return Ok(()) };
        let Some(contact) = self.directory().find(other.account) else { return Ok(()) };
        let listed = matches!(edited.outcome, Outcome::Added(_));
        let me = self.store().standing(account).await?;
        let name = me.relations.permits(other.account).then_some(me.account.name);
        let update = ReverseUpdate { by: account, listed, serial: other.serial };
        contact.reverse_changed(update, me.account.handle, name);
        Ok(())
    }
}

/// The program that asks for an edit, and what it marked its request with.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) program: &'a Program,
    pub(super) tag: u32,
}

impl Asker<'_> {
    /// Only who has asked knows the tag.
    fn tag_for(self, program: &Program) -> Option<u32> {
        (self.program.session == program.session).then_some(self.tag)
    }
}

/// What an edit says that its outcome does not repeat.
struct Said {
    name: Option<DisplayName>,
    phone: Option<Phone>,
}

impl Said {
    fn of(edit: &Edit) -> Self {
        Self {
            name: if let Edit::RenameSelf(name) = edit { Some(name.clone()) } else { None },
            phone: if let Edit::SetPhone(_, phone) = edit { phone.clone() } else { None },
        }
    }
}

/// Whether it changes whom the owner has to do with, and not only what is said about the owner.
fn is_of_contacts(edit: &Edit) -> bool {
    match edit {
        Edit::Add { .. }
        | Edit::AddOutsider { .. }
        | Edit::AddGreeting { .. }
        | Edit::Keep { .. }
        | Edit::Unlist(_)
        | Edit::Forget(_)
        | Edit::PutInGroup(..)
        | Edit::TakeOutOfGroup(..)
        | Edit::Annotate { .. }
        | Edit::Remove { .. }
        | Edit::Acknowledge(_)
        | Edit::RenameContact { .. }
        | Edit::AddGroup { .. }
        | Edit::RemoveGroup(_)
        | Edit::RenameGroup(..)
        | Edit::SetPrivacy(_)
        | Edit::SetPrompt(_) => true,
        Edit::RenameSelf(_)
        | Edit::SetPhone(..)
        | Edit::SetMobileEnabled(_)
        | Edit::SetPageable(_)
        | Edit::SetDirectDevice(_)
        | Edit::SetSpace(_)
        | Edit::SetSeveralPlaces(_) => false,
    }
}
