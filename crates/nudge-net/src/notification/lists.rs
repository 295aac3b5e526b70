//! `ADD`, `REM`, `REA`, `GTC` and `BLP`: who is on which list, and what they are called.

use msnp::Cap;
use msnp::command::{Add, AddReply, Answer, Blp, BlpReply, Gtc, GtcReply, Rea, ReaReply, Rem, RemReply};
use msnp::percent;
use msnp::value::{ContactId, Friendly, GroupId, Trid};
use nudge_core::{DisplayName, Edit, Edited, Handle, List, Outcome, Privacy, Refusal, ReversePrompt};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// A name's longest form on the wire, in bytes (reference 01 §2.4).
const LONGEST_NAME: usize = 387;

const ONLY_OURS: Goodbye = Goodbye::Rules("a list that only the server writes");

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
            Err(error) => cx.fail(trid, error).map(|()| None),
        }
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
        if let Outcome::Added(change) = &edited.outcome
            && list == List::Forward
            && self.dialect.has(Cap::Properties)
        {
            // The contact has been added and that has been said; without its properties, it goes on.
            if let Ok(Some(contact)) = self.session.contact(&change.handle).await {
                self.say_properties(serial, &contact, cx);
            }
        }
        Ok(())
    }

    pub(super) async fn rem(&mut self, rem: Rem, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let list = names::writable(rem.list).ok_or(ONLY_OURS)?;
        let (ContactId::Handle(address), None | Some(GroupId::Number(_))) = (&rem.contact, rem.group) else {
            return Err(Goodbye::Rules("a contact or a group that has a GUID"));
        };
        let Ok(handle) = Handle::new(address.as_str()) else {
            return cx.refuse(rem.trid, Refusal::NotThere);
        };
        let group = rem.group.filter(|_| list == List::Forward);
        let number =
            if let Some(GroupId::Number(number)) = group { Some(names::group_id(number)) } else { None };
        let edit = Edit::Remove { list, handle, group: number };
        let Some(edited) = self.edit(rem.trid, edit, cx).await? else { return Ok(()) };
        let serial = edited.serial.get();
        let reply = RemReply { trid: rem.trid, list: rem.list, serial, contact: rem.contact, group };
        cx.say(self.dialect, reply);
        Ok(())
    }

    pub(super) async fn rea(&mut self, rea: Rea, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let Some(name) = acceptable(&rea.name) else { return cx.refuse(rea.trid, Refusal::InvalidName) };
        let Ok(handle) = Handle::new(rea.handle.as_str()) else {
            return cx.refuse(rea.trid, Refusal::NotThere);
        };
        let edit = if handle != *self.session.handle() {
            Edit::RenameContact { contact: handle.into(), name }
        } else if self.session.account().state.verified {
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
            msnp::value::ReversePrompt::Ask => ReversePrompt::Ask,
            msnp::value::ReversePrompt::Silent => ReversePrompt::Silent,
        };
        if let Some(edited) = self.edit(gtc.trid, Edit::SetPrompt(prompt), cx).await? {
            let answer = Some(Answer::to(gtc.trid, edited.serial.get()));
            cx.say(self.dialect, GtcReply { answer, prompt: gtc.prompt });
        }
        Ok(())
    }

    pub(super) async fn blp(&mut self, blp: &Blp, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let privacy = match blp.privacy {
            msnp::value::Privacy::AllowByDefault => Privacy::AllowByDefault,
            msnp::value::Privacy::BlockByDefault => Privacy::BlockByDefault,
        };
        if let Some(edited) = self.edit(blp.trid, Edit::SetPrivacy(privacy), cx).await? {
            let answer = Some(Answer::to(blp.trid, edited.serial.get()));
            cx.say(self.dialect, BlpReply { answer, privacy: blp.privacy });
        }
        Ok(())
    }
}

/// A name that may be shown to others: as this server writes it, it must not be too long for them.
fn acceptable(name: &Friendly) -> Option<DisplayName> {
    let name = name.decode();
    (percent::encode(&name).len() <= LONGEST_NAME).then(|| DisplayName::new(&name).ok())?
}
