//! Lists.

use msnp::Cap;
use msnp::command::{
    Adc, AdcEntry, Add, Adg, Adl, ListVersion, Lsg, LsgRow, Lst, LstRow, Rea, Reg, Rem, Rmg, RmgTarget, Rml,
    Sbp, Syn,
};
use msnp::notification::FromServer;
use msnp::payload::membership::{Entry as MembershipEntry, Membership};
use msnp::value::{ContactId, Friendly, GroupId, Guid, Handle, List, Network, PropertyKey, Text, Zero};

use super::ask;
use crate::client::unexpected;
use crate::dump::{Dump, Taken};
use crate::lists::{Contact, Entry, Group, Lists, Row, is_other};
use crate::{Client, Error};

/// Reading them.
impl Client {
    /// The lists, whole (until MSNP12: later, they are in an address book elsewhere).
    pub async fn sync(&mut self) -> Result<Lists, Error> {
        self.require(Cap::SyncedLists, "SYN")?;
        let none = if self.dialect().has(Cap::ListSerials) {
            ListVersion::Serial(0)
        } else {
            let none = Text::new("0")?;
            ListVersion::Stamps { lists: none.clone(), settings: none }
        };
        // An account of version 0 is empty, and the server sends no more than its version.
        Ok(self.sync_since(&none).await?.unwrap_or_default())
    }

    /// The lists, or `None` if the copy of this version is still current.
    pub async fn sync_since(&mut self, known: &ListVersion) -> Result<Option<Lists>, Error> {
        let reply = ask!(self, SynReply, |trid| Syn { trid, known: known.clone() });
        if reply.version == *known {
            return Ok(None);
        }
        let mut dump = Dump::new(reply, self.dialect());
        if self.dialect().has(Cap::BareDump) {
            self.read_counted(&mut dump).await?;
        } else {
            self.read_lists(&mut dump).await?;
        }
        let (lists, name) = dump.done()?;
        self.address_book().read(&lists);
        if let Some(name) = name {
            self.set_name(&name);
        }
        Ok(Some(lists))
    }

    /// Until MSNP7, the last row of the last list ends the dump.
    async fn read_lists(&mut self, dump: &mut Dump) -> Result<(), Error> {
        let deadline = self.deadline();
        loop {
            match dump.take(self.recv_by(deadline).await?)? {
                Taken::One => {}
                Taken::Last => return Ok(()),
                Taken::Not(event) => self.put_by(*event).await?,
            }
        }
    }

    /// From MSNP8 on the rows are counted, but not the properties after the last one, nor the settings before the first.
    /// The answer to a ping ends them all.
    async fn read_counted(&mut self, dump: &mut Dump) -> Result<(), Error> {
        let ping = self.begin_ping().await?;
        let deadline = self.deadline();
        loop {
            match dump.take(self.recv_by(deadline).await?)? {
                Taken::One | Taken::Last => {}
                Taken::Not(event) => {
                    if self.ends(ping, &event) {
                        return Ok(());
                    }
                    self.put_by(*event).await?;
                }
            }
        }
    }

    /// One list. Where the dialect cannot ask for one, it asks for all.
    pub async fn list(&mut self, list: List) -> Result<Vec<Contact>, Error> {
        if !self.dialect().has(Cap::ListRequests) || list == List::Pending {
            return Ok(self.sync().await?.list(list).to_vec());
        }
        let mut contacts = Vec::new();
        let mut reply = ask!(self, LstRow, |trid| Lst { trid, list });
        loop {
            let LstRow::OfList(row) = reply else { return Err(unexpected(&reply)) };
            let (trid, last) = (row.trid, row.is_last());
            contacts.extend(row.entry.map(Contact::from));
            if last {
                return Ok(contacts);
            }
            let next = self.answer_to(trid).await?;
            let FromServer::LstRow(next) = next else { return Err(unexpected(&next)) };
            reply = next;
        }
    }

    /// The groups (MSNP7), without the "Other Contacts" of those who are in none. Where the dialect cannot ask for them,
    /// it asks for all lists.
    pub async fn groups(&mut self) -> Result<Vec<Group>, Error> {
        self.require(Cap::Groups, "LSG")?;
        if !self.dialect().has(Cap::ListRequests) {
            return Ok(self.sync().await?.groups);
        }
        let mut groups = Vec::new();
        let mut row = ask!(self, LsgRow, |trid| Lsg { trid });
        loop {
            let LsgRow { place: Some(place), group, name } = row else { return Err(unexpected(&row)) };
            if !is_other(group) {
                groups.push(Group { id: group, name: name.decode() });
            }
            if place.is_last() {
                return Ok(groups);
            }
            let next = self.answer_to(place.trid).await?;
            let FromServer::LsgRow(next) = next else { return Err(unexpected(&next)) };
            row = next;
        }
    }
}

/// Changing them.
impl Client {
    /// Puts somebody on a list; on the forward list, a group may be given in dialects that have groups, and somebody who
    /// is on it already is put into that group as well. Other lists have no groups.
    ///
    /// The name is the one to keep for a contact. The pending list cannot be written; in dialects that have it, adding
    /// somebody to the reverse list confirms who is pending.
    pub async fn add(
        &mut self,
        list: List,
        handle: &str,
        name: &str,
        group: Option<GroupId>,
    ) -> Result<Entry, Error> {
        let (handle, friendly) = (Handle::new(handle)?, Friendly::encode(name)?);
        self.check_group(group)?;
        if let Some(GroupId::Guid(group)) = group
            && list == List::Forward
        {
            self.add_into(list, handle, friendly, group).await
        } else if self.dialect().has(Cap::MembershipLists) {
            self.tell_membership(list, handle, true).await
        } else if self.dialect().has(Cap::AddressBook) {
            self.add_new(list, handle, friendly).await
        } else {
            self.add_numbered(list, handle, friendly, group).await
        }
    }

    /// `ADL` and `RML`.
    async fn tell_membership(&mut self, list: List, handle: Handle, added: bool) -> Result<Entry, Error> {
        let row = MembershipEntry {
            network: Some(Network::MESSENGER),
            lists: Some(list.bit()),
            ..MembershipEntry::new(handle.clone())
        };
        let payload = Membership { mark: None, entries: vec![row] }.to_bytes().into();
        let reply = if added {
            self.ask(|trid| Adl { trid, payload }.into()).await?
        } else {
            self.ask(|trid| Rml { trid, payload }.into()).await?
        };
        match reply {
            FromServer::Adl(_) | FromServer::Rml(_) => {
                Ok(Entry { list, handle, name: None, id: None, group: None, serial: None })
            }
            reply => Err(unexpected(&reply)),
        }
    }

    /// `ADD`.
    async fn add_numbered(
        &mut self,
        list: List,
        handle: Handle,
        name: Friendly,
        group: Option<GroupId>,
    ) -> Result<Entry, Error> {
        let group = match group {
            Some(GroupId::Number(number)) => Some(number),
            Some(GroupId::Guid(_)) | None => None,
        };
        Ok(ask!(self, AddReply, |trid| Add { trid, list, handle, name, group }).into())
    }

    /// `ADC` with an address.
    async fn add_new(&mut self, list: List, handle: Handle, name: Friendly) -> Result<Entry, Error> {
        // Only contacts have a name that is kept.
        let name = (list == List::Forward).then_some(name);
        let entry = AdcEntry::Handle { handle, name, id: None };
        let added = ask!(self, Adc, |trid| Adc { trid, list, entry });
        let added = Entry::added(added).map_err(|reply| unexpected(&reply))?;
        if let Some(id) = added.id.filter(|_| list == List::Forward) {
            self.address_book().insert(&added.handle, id);
        }
        Ok(added)
    }

    /// `ADC` with a group, which only a contact can be put into: a new one is added first.
    async fn add_into(
        &mut self,
        list: List,
        handle: Handle,
        name: Friendly,
        group: Guid,
    ) -> Result<Entry, Error> {
        let (id, name) = if let Some(id) = self.contact_id(&handle).await? {
            (id, None)
        } else {
            let added = self.add_new(list, handle.clone(), name).await?;
            (added.id.ok_or_else(|| Error::NotAContact(handle.clone()))?, added.name)
        };
        ask!(self, Adc, |trid| Adc { trid, list, entry: AdcEntry::Group { id, group } });
        Ok(Entry { list, handle, name, id: Some(id), group: Some(GroupId::Guid(group)), serial: None })
    }

    /// Takes somebody off a list; with a group, out of that group only.
    pub async fn remove(&mut self, list: List, handle: &str, group: Option<GroupId>) -> Result<Entry, Error> {
        let handle = Handle::new(handle)?;
        self.check_group(group)?;
        if list == List::Pending {
            self.require(Cap::PendingList, "PL")?;
        }
        if self.dialect().has(Cap::MembershipLists) {
            return self.tell_membership(list, handle, false).await;
        }
        let by_id = list == List::Forward && self.dialect().has(Cap::AddressBook);
        let contact = if by_id {
            let id = self.contact_id(&handle).await?;
            ContactId::Guid(id.ok_or_else(|| Error::NotAContact(handle.clone()))?)
        } else {
            ContactId::Handle(handle.clone())
        };
        let reply = ask!(self, RemReply, |trid| Rem { trid, list, contact, group });
        if by_id && group.is_none() {
            self.address_book().remove(&handle);
        }
        let serial = self.dialect().has(Cap::ListSerials).then_some(reply.serial);
        Ok(Entry { list, handle, name: None, id: None, group: reply.group, serial })
    }

    /// Changes the name that is kept for a contact.
    pub async fn rename_contact(&mut self, handle: &str, name: &str) -> Result<(), Error> {
        let (handle, name) = (Handle::new(handle)?, Friendly::encode(name)?);
        if self.dialect().has(Cap::AddressBook) {
            let id = self.contact_id(&handle).await?.ok_or(Error::NotAContact(handle))?;
            let key = PropertyKey::FriendlyName;
            ask!(self, Sbp, |trid| Sbp { trid, id, key, value: Some(name), flag: None });
        } else {
            ask!(self, ReaReply, |trid| Rea { trid, handle, name });
        }
        Ok(())
    }

    /// Makes a group (MSNP7).
    pub async fn add_group(&mut self, name: &str) -> Result<Group, Error> {
        self.require(Cap::Groups, "ADG")?;
        let name = Friendly::encode(name)?;
        let made = ask!(self, AdgReply, |trid| Adg { trid, name, zero: Zero });
        Ok(Group { id: made.group, name: made.name.decode() })
    }

    /// Removes a group (MSNP7). Its contacts stay on the forward list.
    pub async fn remove_group(&mut self, group: GroupId) -> Result<(), Error> {
        self.require(Cap::Groups, "RMG")?;
        self.check_group(Some(group))?;
        let group = RmgTarget::Id(group);
        ask!(self, RmgReply, |trid| Rmg { trid, group });
        Ok(())
    }

    /// Renames a group (MSNP7).
    pub async fn rename_group(&mut self, group: GroupId, name: &str) -> Result<(), Error> {
        self.require(Cap::Groups, "REG")?;
        self.check_group(Some(group))?;
        let name = Friendly::encode(name)?;
        ask!(self, RegReply, |trid| Reg { trid, group, name, zero: Zero });
        Ok(())
    }

    /// What the address book calls a contact; `None` for somebody who is none. Where the lists have not been read yet,
    /// they are.
    async fn contact_id(&mut self, handle: &Handle) -> Result<Option<Guid>, Error> {
        if self.address_book().id(handle).is_none() && !self.address_book().is_read {
            self.sync().await?;
        }
        Ok(self.address_book().id(handle))
    }

    /// A group is called by what the dialect calls groups by.
    fn check_group(&self, group: Option<GroupId>) -> Result<(), Error> {
        match group {
            None => Ok(()),
            Some(GroupId::Number(_)) => self.require(Cap::GroupNumbers, "groups by number"),
            Some(GroupId::Guid(_)) => self.require(Cap::AddressBook, "groups by GUID"),
        }
    }
}
