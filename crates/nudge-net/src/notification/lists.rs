//! `ADD`, `REM`, `REA`, `GTC` and `BLP`: who is on which list, and what they are called.

use msnp::Cap;
use msnp::command::{Add, AddReply, Answer, Blp, BlpReply, Gtc, GtcReply, Rea, ReaReply, Rem, RemReply};
use msnp::percent;
use msnp::value::{self as wire, ContactId, ErrorCode, Friendly, Trid};
use nudge_core::{
    ContactKey, DisplayName, Edit, Edited, Error, Handle, List, Outcome, Privacy, Refusal, ReversePrompt, Who,
};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// A name's longest form on the wire, in bytes (reference 01 §2.4).
const LONGEST_NAME: usize = 387;

pub(super) const ONLY_OURS: Goodbye = Goodbye::Rules("a list that only the server writes");

impl Online {
    /// Makes an edit. A refusal is answered with its number and gives `None`.
    pub(super) async fn edit(
        &mut self,
        trid: Trid,
        edit: Edit,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Edited>, Goodbye> {
        match self.session.edit(edit, trid.0).await {
            Ok(edited) => Ok(Some(edited)),
            Err(error) => self.fail(trid, error, cx).map(|()| None),
        }
    }

    /// Answers an error of the domain. That there is no such account has a number of its own since MSNP10 (reference 04 §3).
    pub(super) fn fail(&self, trid: Trid, error: Error, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if matches!(error, Error::Refusal(Refusal::UnknownAccount)) && self.dialect.has(Cap::AddressBook) {
            cx.out.refuse(trid, ErrorCode::InvalidUserName);
            return Ok(());
        }
        cx.fail(trid, error)
    }

    pub(super) async fn add(&mut self, add: Add, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let list = names::writable(add.list).ok_or(ONLY_OURS)?;
        let Ok(handle) = Handle::new(add.handle.as_str()) else {
            return cx.refuse(add.trid, Refusal::InvalidAddress);
        };
        let group = add.group.filter(|_| list == List::Forward);
        let edit = Edit::Add {
            list,
            contact: handle.into(),
            // A name that we would not store is no reason to refuse the contact.
            stored_name: acceptable(&add.name),
            group: group.map(|number| names::group_id(number).into()),
        };
        let Some(edited) = self.edit(add.trid, edit, cx).await? else { return Ok(()) };
        // In a dialect with groups, a contact that was added to none is in group 0, and the client is told.
        let told = (list == List::Forward).then(|| group.unwrap_or_default());
        let serial = edited.serial.get();
        cx.say(
            self.dialect,
            AddReply {
                trid: add.trid,
                list: add.list,
                serial,
                handle: add.handle,
                name: add.name,
                group: told,
            },
        );
        self.say_new_contact(&edited, cx).await;
        Ok(())
    }

    /// After the answer: what there is to know of somebody who is newly on the forward list.
    pub(super) async fn say_new_contact(&self, edited: &Edited, cx: &mut Cx<'_>) {
        if let Outcome::Added(change) = &edited.outcome
            && change.list == List::Forward
            && let Who::Account { handle, .. } = &change.who
            && self.dialect.has(Cap::ContactProperties)
        {
            // The contact has been added and that has been said; without its properties, it goes on.
            if let Ok(Some(contact)) = self.session.contact(handle).await {
                self.say_properties(Some(edited.serial.get()), &contact, cx);
            }
        }
    }

    pub(super) async fn rem(&mut self, rem: Rem, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let contact = match &rem.contact {
            ContactId::Handle(address) => match names::contact_key(address, self.dialect) {
                Ok(contact) => contact,
                Err(_) => return cx.refuse(rem.trid, Refusal::NotThere),
            },
            ContactId::Guid(guid) => ContactKey::Guid(names::domain_guid(*guid)),
        };
        let group = rem.group.filter(|_| rem.list == wire::List::Forward);
        let edit = match names::writable(rem.list) {
            Some(list) => Edit::Remove { list, contact, group: group.map(names::group_key) },
            // Off the pending list is on with being on the reverse list.
            None if rem.list == wire::List::Pending => Edit::Acknowledge(contact),
            None => return Err(ONLY_OURS),
        };
        let serial = match self.session.edit(edit, rem.trid.0).await {
            Ok(edited) => edited.serial,
            // It has been taken off already, when it was put on the opposite list.
            Err(Error::Refusal(Refusal::NotThere)) if self.quirks.removes_after_adding => {
                self.session.serial()
            }
            Err(error) => return self.fail(rem.trid, error, cx),
        };
        let (serial, contact) = (serial.get(), rem.contact);
        cx.say(self.dialect, RemReply { trid: rem.trid, list: rem.list, serial, contact, group });
        Ok(())
    }

    pub(super) async fn rea(&mut self, rea: Rea, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let Some(name) = acceptable(&rea.name) else { return cx.refuse(rea.trid, Refusal::InvalidName) };
        let Ok(handle) = Handle::new(rea.handle.as_str()) else {
            return cx.refuse(rea.trid, Refusal::NotThere);
        };
        let edit = if handle != *self.session.handle() {
            Edit::RenameContact { contact: handle.into(), name }
        } else if self.session.is_verified() {
            Edit::RenameSelf(name)
        } else {
            return cx.refuse(rea.trid, Refusal::InvalidName);
        };
        let Some(edited) = self.edit(rea.trid, edit, cx).await? else { return Ok(()) };
        let serial = edited.serial.get();
        cx.say(self.dialect, ReaReply { trid: rea.trid, serial, handle: rea.handle, name: rea.name });
        Ok(())
    }

    pub(super) async fn gtc(&mut self, gtc: &Gtc, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let prompt = match gtc.prompt {
            wire::ReversePrompt::Ask => ReversePrompt::Ask,
            wire::ReversePrompt::Silent => ReversePrompt::Silent,
        };
        if let Some(edited) = self.edit(gtc.trid, Edit::SetPrompt(prompt), cx).await? {
            let answer = Some(Answer::to(gtc.trid, edited.serial.get()));
            cx.say(self.dialect, GtcReply { answer, prompt: gtc.prompt });
        }
        Ok(())
    }

    pub(super) async fn blp(&mut self, blp: &Blp, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let privacy = match blp.privacy {
            wire::Privacy::AllowByDefault => Privacy::AllowByDefault,
            wire::Privacy::BlockByDefault => Privacy::BlockByDefault,
        };
        let serial = match self.session.edit(Edit::SetPrivacy(privacy), blp.trid.0).await {
            Ok(edited) => edited.serial,
            // Clients that have the setting from the address book repeat it here.
            Err(Error::Refusal(Refusal::Unchanged)) if self.dialect.has(Cap::MembershipLists) => {
                self.session.serial()
            }
            Err(error) => return self.fail(blp.trid, error, cx),
        };
        let answer = Some(Answer::to(blp.trid, serial.get()));
        cx.say(self.dialect, BlpReply { answer, privacy: blp.privacy });
        Ok(())
    }
}

/// A name that may be shown to others: as this server writes it, it must not be too long for them.
pub(super) fn acceptable(name: &Friendly) -> Option<DisplayName> {
    let name = name.decode();
    (percent::encode(&name).len() <= LONGEST_NAME).then(|| DisplayName::new(&name).ok())?
}
