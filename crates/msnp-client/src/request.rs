//! What a principal can ask of a notification server, one method per request.

use msnp::Cap;
use msnp::command::{
    Add, AddReply, Adg, Blp, Chg, ChlRequest, ClientVersion, ClientVersionReply, Fnd, FndRow, Gtc, Ims,
    ListVersion, Lsg, LsgRow, Lst, LstRow, Pag, Prp, Rea, Referral, Reg, Rem, RemReply, Rmg, RmgTarget, Sdc,
    Snd, Syn, Url, UrlReply, Xfr, XfrReply,
};
use msnp::notification::{FromClient, FromServer};
use msnp::payload::page::Page;
use msnp::value::{
    Address, ContactId, Cookie, Friendly, GroupId, GroupNumber, Handle, List, OnOff, Privacy, PropertyKey,
    ReversePrompt, Status, Text, Zero,
};

use crate::client::unexpected;
use crate::lists::{Contact, Group, Lists, Row, Taken};
use crate::{Client, Error};

/// Sends a request and takes the answer apart, or fails with what came instead.
macro_rules! ask {
    ($client:expr, $answer:ident, |$trid:ident| $request:expr) => {{
        let reply = $client.ask(|$trid| $request.into()).await?;
        let FromServer::$answer(reply) = reply else { return Err(unexpected(&reply)) };
        reply
    }};
}

/// Lists.
impl Client {
    /// The lists, whole.
    pub async fn sync(&mut self) -> Result<Lists, Error> {
        // An account of version 0 is empty, and the server sends no more than its version.
        Ok(self.sync_since(0).await?.unwrap_or_default())
    }

    /// The lists, or `None` if the copy of this version is still current.
    pub async fn sync_since(&mut self, serial: u32) -> Result<Option<Lists>, Error> {
        let reply = ask!(self, SynReply, |trid| Syn { trid, known: ListVersion::Serial(serial) });
        let ListVersion::Serial(in_force) = reply.version else { return Err(unexpected(&reply)) };
        if in_force == serial {
            return Ok(None);
        }
        let mut lists = Lists { serial: in_force, ..Lists::default() };
        let deadline = self.deadline();
        loop {
            match lists.take(self.recv_by(deadline).await?) {
                Taken::One => {}
                Taken::Last => return Ok(Some(lists)),
                Taken::Not(event) => self.put_by(event).await?,
            }
        }
    }

    /// One list.
    pub async fn list(&mut self, list: List) -> Result<Vec<Contact>, Error> {
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

    /// The groups (MSNP7).
    pub async fn groups(&mut self) -> Result<Vec<Group>, Error> {
        self.require(Cap::Groups, "LSG")?;
        let mut groups = Vec::new();
        let mut row = ask!(self, LsgRow, |trid| Lsg { trid });
        loop {
            let LsgRow { place: Some(place), group: GroupId::Number(number), name } = row else {
                return Err(unexpected(&row));
            };
            groups.push(Group { number, name: name.decode() });
            if place.is_last() {
                return Ok(groups);
            }
            let next = self.answer_to(place.trid).await?;
            let FromServer::LsgRow(next) = next else { return Err(unexpected(&next)) };
            row = next;
        }
    }

    /// Puts somebody on a list, into a group if it is the forward list and the dialect has groups.
    pub async fn add(
        &mut self,
        list: List,
        handle: &str,
        name: &str,
        group: Option<GroupNumber>,
    ) -> Result<AddReply, Error> {
        let (handle, name) = (Handle::new(handle)?, Friendly::encode(name)?);
        Ok(ask!(self, AddReply, |trid| Add { trid, list, handle, name, group }))
    }

    /// Takes somebody off a list; with a group, out of that group only.
    pub async fn remove(
        &mut self,
        list: List,
        handle: &str,
        group: Option<GroupNumber>,
    ) -> Result<RemReply, Error> {
        let (contact, group) = (ContactId::Handle(Handle::new(handle)?), group.map(GroupId::Number));
        Ok(ask!(self, RemReply, |trid| Rem { trid, list, contact, group }))
    }

    /// Makes a group (MSNP7).
    pub async fn add_group(&mut self, name: &str) -> Result<Group, Error> {
        self.require(Cap::Groups, "ADG")?;
        let name = Friendly::encode(name)?;
        let made = ask!(self, AdgReply, |trid| Adg { trid, name, zero: Zero });
        let GroupId::Number(number) = made.group else { return Err(unexpected(&made)) };
        Ok(Group { number, name: made.name.decode() })
    }

    /// Removes a group (MSNP7). Its contacts stay on the forward list.
    pub async fn remove_group(&mut self, group: GroupNumber) -> Result<(), Error> {
        self.require(Cap::Groups, "RMG")?;
        let group = RmgTarget::Id(GroupId::Number(group));
        ask!(self, RmgReply, |trid| Rmg { trid, group });
        Ok(())
    }

    /// Renames a group (MSNP7).
    pub async fn rename_group(&mut self, group: GroupNumber, name: &str) -> Result<(), Error> {
        self.require(Cap::Groups, "REG")?;
        let (group, name) = (GroupId::Number(group), Friendly::encode(name)?);
        ask!(self, RegReply, |trid| Reg { trid, group, name, zero: Zero });
        Ok(())
    }

    /// Changes the name that is kept for a contact.
    pub async fn rename_contact(&mut self, handle: &str, name: &str) -> Result<(), Error> {
        let (handle, name) = (Handle::new(handle)?, Friendly::encode(name)?);
        ask!(self, ReaReply, |trid| Rea { trid, handle, name });
        Ok(())
    }
}

/// The principal.
impl Client {
    /// Changes the state. The first change brings the principal online; the states of contacts follow as events.
    pub async fn set_status(&mut self, status: Status) -> Result<(), Error> {
        ask!(self, Chg, |trid| Chg { trid, status, caps: None, object: None });
        Ok(())
    }

    /// Changes the principal's own name.
    pub async fn rename_self(&mut self, name: &str) -> Result<(), Error> {
        let handle = self.handle().as_str().to_owned();
        self.rename_contact(&handle, name).await?;
        self.set_name(name);
        Ok(())
    }

    /// How people on neither the allow list nor the block list are treated.
    pub async fn set_privacy(&mut self, privacy: Privacy) -> Result<(), Error> {
        ask!(self, BlpReply, |trid| Blp { trid, privacy });
        Ok(())
    }

    /// What the client does about people who add the principal: kept by the server, acted upon by the client.
    pub async fn set_prompt(&mut self, prompt: ReversePrompt) -> Result<(), Error> {
        ask!(self, GtcReply, |trid| Gtc { trid, prompt });
        Ok(())
    }

    /// Sets one of the principal's properties, or clears it; the value in force comes back (MSNP5).
    pub async fn set_property(
        &mut self,
        key: PropertyKey,
        value: Option<&str>,
    ) -> Result<Option<String>, Error> {
        self.require(Cap::Properties, "PRP")?;
        let value = value.map(Friendly::encode).transpose()?;
        let set = ask!(self, PrpReply, |trid| Prp { trid, key, value });
        Ok(set.value.map(|value| value.decode()))
    }

    /// Switches instant messages on or off (MSNP3).
    pub async fn set_messaging(&mut self, switch: OnOff) -> Result<(), Error> {
        self.require(Cap::MessagingSwitch, "IMS")?;
        ask!(self, ImsReply, |trid| Ims { trid, switch });
        Ok(())
    }
}

/// The service.
impl Client {
    /// Says what the client is, and hears which version it should be.
    pub async fn announce_version(&mut self) -> Result<ClientVersionReply, Error> {
        let program = &self.config().program;
        let (locale, os) = (Text::new(&program.locale)?, Text::new(&program.os)?);
        let (os_version, cpu) = (Text::new(&program.os_version)?, Text::new(&program.cpu)?);
        let (library, version) = (Text::new(&program.library)?, Text::new(&program.version)?);
        let code_base = program.code_base.as_deref().map(Text::new).transpose()?;
        let request = |trid| {
            FromClient::Cvr(ClientVersion {
                trid,
                locale,
                os,
                os_version,
                cpu,
                library,
                version,
                code_base,
                handle: None,
            })
        };
        Ok(ask!(self, Cvr, |trid| request(trid)))
    }

    /// Searches the directory. A field is `name=value`, as `fname=Alice`; `*` stands for anything. The fields of each
    /// member found come back in the same form.
    pub async fn find_members(&mut self, fields: &[&str]) -> Result<Vec<Vec<String>>, Error> {
        let fields = fields.iter().map(|field| Text::new(field)).collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::new();
        let mut row: FndRow = ask!(self, FndRow, |trid| Fnd { trid, fields });
        loop {
            let (trid, last) = (row.trid, row.index >= row.total);
            if row.index > 0 {
                found.push(row.fields.iter().map(|field| field.as_str().to_owned()).collect());
            }
            if last {
                return Ok(found);
            }
            let next = self.answer_to(trid).await?;
            let FromServer::FndRow(next) = next else { return Err(unexpected(&next)) };
            row = next;
        }
    }

    /// Sends a page to a contact's mobile device (MSNP5).
    pub async fn page(&mut self, handle: &str, text: &str) -> Result<(), Error> {
        self.require(Cap::Paging, "PAG")?;
        let (handle, page) = (Handle::new(handle)?, Page { text: text.into() });
        self.tell(|trid| Pag { trid, handle, payload: page.to_bytes().into() }.into()).await
    }

    /// Invites somebody by mail.
    pub async fn invite(&mut self, address: &str) -> Result<(), Error> {
        let program = &self.config().program;
        let (language, library) = (Text::new(&program.locale)?, Text::new(&program.library)?);
        let code_base = program.code_base.as_deref().map(Text::new).transpose()?;
        let address = Handle::new(address)?;
        ask!(self, Snd, |trid| Snd {
            trid,
            address,
            language: Some(language),
            library: Some(library),
            code_base
        });
        Ok(())
    }

    /// Invites somebody by mail, with a message (MSNP5).
    pub async fn invite_with(&mut self, address: &str, message: &str) -> Result<(), Error> {
        self.require(Cap::InviteWithMessage, "SDC")?;
        let program = &self.config().program;
        let (language, library) = (Text::new(&program.locale)?, Text::new(&program.library)?);
        let code_base = Text::new(program.code_base.as_ref().unwrap_or(&program.library))?;
        let (address, name, x) = (Handle::new(address)?, Friendly::encode(self.name())?, Text::new("X")?);
        let payload = message.as_bytes().to_vec().into();
        ask!(self, Sdc, |trid| Sdc {
            trid,
            address,
            language,
            library,
            code_base,
            x1: x.clone(),
            x2: x,
            name,
            payload
        });
        Ok(())
    }

    /// Where one of the service's pages is, as `INBOX`.
    pub async fn url(&mut self, service: &str, parameter: Option<&str>) -> Result<UrlReply, Error> {
        let (service, parameter) = (Text::new(service)?, parameter.map(Text::new).transpose()?);
        Ok(ask!(self, UrlReply, |trid| Url { trid, service, parameter }))
    }

    /// Asks to be challenged (MSNP6). The challenge comes back and is left to the caller.
    pub async fn challenge_me(&mut self) -> Result<Text, Error> {
        self.require(Cap::Challenges, "CHL")?;
        let trid = self.next_trid();
        self.connection().send(ChlRequest { trid }).await?;
        let deadline = self.deadline();
        loop {
            match self.recv_by(deadline).await? {
                FromServer::Chl(chl) if chl.trid == trid => return Ok(chl.challenge),
                FromServer::Refused(refused) if refused.trid == Some(trid) => {
                    return Err(Error::Refused(refused.code));
                }
                event => self.put_by(event).await?,
            }
        }
    }

    /// Asks for a switchboard: where it is, and the ticket to it, good for one use.
    pub async fn switchboard(&mut self) -> Result<(Address, Cookie), Error> {
        let server = Text::new("SB")?;
        match ask!(self, XfrReply, |trid| Xfr { trid, server }) {
            XfrReply { to: Referral::Switchboard { address, cookie }, .. } => Ok((address, cookie)),
            reply @ XfrReply { to: Referral::Notification { .. }, .. } => Err(unexpected(&reply)),
        }
    }
}
