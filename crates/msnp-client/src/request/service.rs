//! The service.

use msnp::Cap;
use msnp::command::{
    ChlRequest, ClientVersionReply, Fnd, FndRow, Pag, Referral, Sdc, Snd, Url, UrlReply, Xfr, XfrReply,
};
use msnp::notification::{FromClient, FromServer};
use msnp::payload::page::Page;
use msnp::value::{Address, Cookie, Friendly, Handle, Text};

use super::ask;
use crate::client::unexpected;
use crate::sign_in::version;
use crate::{Client, Error};

/// The service.
impl Client {
    /// Says what the client is, and hears which version it should be.
    pub async fn announce_version(&mut self) -> Result<ClientVersionReply, Error> {
        let handle = self.handle().as_str();
        let handle = self.dialect().has(Cap::VersionFirst).then(|| Text::new(handle)).transpose()?;
        let trid = self.next_trid();
        let request = version(&self.config().program, trid, handle)?;
        self.connection().send(FromClient::Cvr(request)).await?;
        let reply = self.answer_to(trid).await?;
        let FromServer::Cvr(reply) = reply else { return Err(unexpected(&reply)) };
        Ok(reply)
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
            XfrReply { to: Referral::Switchboard { address, cookie, reach: _ }, .. } => Ok((address, cookie)),
            reply @ XfrReply { to: Referral::Notification { .. }, .. } => Err(unexpected(&reply)),
        }
    }
}
