//! `ADC` and `SBP`: lists by GUID, since MSNP10 (reference 02 §4.3). `REM` is with the other lists.

use msnp::command::{Adc, AdcEntry, Sbp};
use msnp::value::{self as wire, ErrorCode, Friendly, Guid, PropertyKey, Trid};
use nudge_core::{ContactKey, Edit, Edited, Error, Handle, List, Outcome, Refusal};

use super::Cx;
use super::lists::{ONLY_OURS, acceptable};
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

impl Online {
    pub(super) async fn adc(&mut self, adc: Adc, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match adc.entry {
            AdcEntry::Group { id, group } => self.put_in_group(adc.trid, id, group, cx).await,
            AdcEntry::Handle { handle, name, .. } => match names::writable(adc.list) {
                Some(list) => self.put_on_list(adc.trid, list, handle, name, cx).await,
                None if adc.list == wire::List::Reverse => self.confirm(adc.trid, handle, cx).await,
                None => Err(ONLY_OURS),
            },
        }
    }

    /// A contact that is there already goes into a group.
    async fn put_in_group(
        &mut self,
        trid: Trid,
        id: Guid,
        group: Guid,
        cx: &mut Cx<'_>,
    ) -> Result<(), Goodbye> {
        let edit = Edit::Add {
            list: List::Forward,
            contact: names::domain_guid(id).into(),
            stored_name: None,
            group: Some(names::domain_guid(group).into()),
        };
        if self.edit(trid, edit, cx).await?.is_some() {
            let entry = AdcEntry::Group { id, group };
            cx.say(self.dialect, Adc { trid, list: wire::List::Forward, entry });
        }
        Ok(())
    }

    async fn put_on_list(
        &mut self,
        trid: Trid,
        list: List,
        address: wire::Handle,
        name: Option<Friendly>,
        cx: &mut Cx<'_>,
    ) -> Result<(), Goodbye> {
        let contact = match names::contact_key(&address, self.dialect) {
            Ok(contact) => contact,
            Err(refusal) => return cx.refuse(trid, refusal),
        };
        // A name that we would not store is no reason to refuse the contact.
        let stored_name = name.as_ref().and_then(acceptable);
        let edit = if let ContactKey::Outsider(outsider) = contact.clone() {
            let guid = nudge_core::Guid::draw(cx.net.core.entropy());
            Edit::AddOutsider { list, outsider, guid, stored_name }
        } else {
            Edit::Add { list, contact: contact.clone(), stored_name, group: None }
        };
        let edited = match self.add_or_move(list, contact, edit, trid).await {
            Ok(edited) => edited,
            Err(error) => return self.fail(trid, error, cx),
        };
        let (mut told, mut id) = (None, None);
        if let Outcome::Added(change) = &edited.outcome
            && list == List::Forward
        {
            told = name.or_else(|| Some(names::friendly(change.who.address())));
            id = Some(names::guid(change.guid));
        }
        let entry = AdcEntry::Handle { handle: address, name: told, id };
        cx.say(self.dialect, Adc { trid, list: names::list(list), entry });
        self.say_new_contact(&edited, cx).await;
        Ok(())
    }

    /// Puts somebody on a list; for clients that take them off the opposite one only afterwards, off that one first.
    async fn add_or_move(
        &self,
        list: List,
        contact: ContactKey,
        edit: Edit,
        trid: Trid,
    ) -> Result<Edited, Error> {
        let refused = match self.session.edit(edit.clone(), trid.0).await {
            Err(Error::Refusal(Refusal::OnOppositeList)) if self.quirks.removes_after_adding => {
                Refusal::OnOppositeList
            }
            other => return other,
        };
        let opposite = list.opposite().ok_or(refused)?;
        self.session.edit(Edit::Remove { list: opposite, contact, group: None }, trid.0).await?;
        self.session.edit(edit, trid.0).await
    }

    /// Somebody who was pending is known now. Official clients say so for whoever they have just allowed or blocked, who
    /// then is not pending any more; it is a mistake only for those who have not added the principal at all.
    async fn confirm(&mut self, trid: Trid, address: wire::Handle, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        const NOBODY: Goodbye = Goodbye::Rules("the confirmation of somebody who is not on the reverse list");
        let handle = Handle::new(address.as_str()).map_err(|_| NOBODY)?;
        match self.session.edit(Edit::Acknowledge(handle.into()), trid.0).await {
            Ok(_) => {
                let entry = AdcEntry::Handle { handle: address, name: None, id: None };
                cx.say(self.dialect, Adc { trid, list: wire::List::Reverse, entry });
                Ok(())
            }
            Err(Error::Refusal(Refusal::NotThere | Refusal::UnknownAccount)) => Err(NOBODY),
            Err(error) => self.fail(trid, error, cx),
        }
    }

    /// The name is stored. What else a client keeps of a contact is the contact's to say, and comes from there at the next
    /// `SYN`.
    pub(super) async fn sbp(&mut self, sbp: Sbp, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let told_by_contact =
            matches!(sbp.key, PropertyKey::MobilePhone | PropertyKey::Pageable | PropertyKey::Direct)
                || (sbp.key == PropertyKey::HasBlog && sbp.key.is_in(self.dialect));
        if sbp.key == PropertyKey::FriendlyName {
            let Some(name) = sbp.value.as_ref().and_then(acceptable) else {
                return cx.refuse(sbp.trid, Refusal::InvalidName);
            };
            let contact = names::domain_guid(sbp.id).into();
            if self.edit(sbp.trid, Edit::RenameContact { contact, name }, cx).await?.is_none() {
                return Ok(());
            }
        } else if !told_by_contact {
            cx.out.refuse(sbp.trid, ErrorCode::NotExpected);
            return Ok(());
        }
        cx.say(self.dialect, sbp);
        Ok(())
    }
}
