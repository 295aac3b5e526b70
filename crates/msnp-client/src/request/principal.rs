//! The principal.

use msnp::Cap;
use msnp::command::{Blp, Chg, Gtc, Ims, Prp, Rea, Uux};
use msnp::notification::FromServer;
use msnp::payload::XmlText;
use msnp::payload::personal::PersonalMessage;
use msnp::value::{ClientCaps, Friendly, MsnObject, OnOff, Privacy, PropertyKey, ReversePrompt, Status};

use super::ask;
use crate::client::{Appearance, unexpected};
use crate::{Client, Error};

/// The principal.
impl Client {
    /// Changes the state. The first change brings the principal online; the states of contacts follow as events.
    ///
    /// What [`Self::set_presence`] told stays as it is; without it, the client is one that can do nothing.
    pub async fn set_status(&mut self, status: Status) -> Result<(), Error> {
        let (caps, object) = (self.appearance().caps, self.appearance().object.clone());
        ask!(self, Chg, |trid| Chg { trid, status, caps, object });
        Ok(())
    }

    /// Changes the state, and tells what the client can do (MSNP8) and which picture it has (MSNP9). What the dialect
    /// does not have is not sent.
    pub async fn set_presence(
        &mut self,
        status: Status,
        caps: Option<ClientCaps>,
        object: Option<MsnObject>,
    ) -> Result<(), Error> {
        *self.appearance() = Appearance { caps, object };
        self.set_status(status).await
    }

    /// Tells contacts something of the principal, and what music plays or which game is on (MSNP11). Empty texts take back
    /// what was told before.
    ///
    /// The media are fields with a literal `\0` between them, as `\0Music\01\0{0} - {1}\0Title\0Artist\0\0`.
    pub async fn set_personal_message(&mut self, text: &str, media: &str) -> Result<(), Error> {
        self.require(Cap::PersonalMessages, "UUX")?;
        let (text, media) = (Some(XmlText::of(text)), Some(XmlText::of(media)));
        let message = PersonalMessage { text, media, ..PersonalMessage::default() };
        ask!(self, UuxReply, |trid| Uux { trid, payload: message.to_bytes().into() });
        Ok(())
    }

    /// Changes the principal's own name.
    pub async fn rename_self(&mut self, name: &str) -> Result<(), Error> {
        if self.dialect().has(Cap::NameProperty) {
            self.set_property(PropertyKey::FriendlyName, Some(name)).await?;
        } else {
            let (handle, friendly) = (self.handle().clone(), Friendly::encode(name)?);
            ask!(self, ReaReply, |trid| Rea { trid, handle, name: friendly });
        }
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
