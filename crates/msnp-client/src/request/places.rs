//! The principal's other programs, and what programs tell each other.

use msnp::Cap;
use msnp::command::{Uum, Uun, Uux};
use msnp::notification::FromServer;
use msnp::payload::mime;
use msnp::payload::personal::{EndpointData, PrivateEndpointData, Told};
use msnp::value::{ClientCaps, EndpointId, Handle, HandleAtEndpoint, MessageKind, Network, NoticeKind};

use super::ask;
use crate::client::unexpected;
use crate::{Client, Error};

/// Said to a program that is to sign out (reference 21 §5).
const GO_AWAY: &str = "goawyplzthxbye";

/// Said to all of them.
const GET_OUT: &str = "gtfo";

/// Several places. What they tell is in [`Event::Places`](crate::Event::Places).
impl Client {
    /// Tells what this program can do, beside what [`Self::set_presence`] says of the principal (MSNP16).
    pub async fn set_place_caps(&mut self, caps: ClientCaps) -> Result<(), Error> {
        self.tell_place(&Told::Endpoint(EndpointData { caps: Some(caps) })).await
    }

    /// Tells what the principal's other programs show of this one, as the name of its machine (MSNP16). What is `None` stays.
    pub async fn set_place(&mut self, shown: PrivateEndpointData) -> Result<(), Error> {
        self.tell_place(&Told::Private(shown)).await
    }

    async fn tell_place(&mut self, told: &Told) -> Result<(), Error> {
        self.require(Cap::Endpoints, "UUX of a place")?;
        ask!(self, UuxReply, |trid| Uux { trid, payload: told.to_bytes().into() });
        Ok(())
    }

    /// Signs out the principal's program on that machine (MSNP16).
    pub async fn sign_out_place(&mut self, machine: &EndpointId) -> Result<(), Error> {
        let program = HandleAtEndpoint { handle: self.handle().clone(), endpoint: Some(machine.clone()) };
        self.sign_out_by(program, GO_AWAY).await
    }

    /// Signs out all of the principal's programs but this one (MSNP16).
    pub async fn sign_out_elsewhere(&mut self) -> Result<(), Error> {
        let others = self.handle().clone().into();
        self.sign_out_by(others, GO_AWAY).await
    }

    /// Signs out all of the principal's programs, this one too (MSNP16).
    pub async fn sign_out_everywhere(&mut self) -> Result<(), Error> {
        let all = self.handle().clone().into();
        self.sign_out_by(all, GET_OUT).await
    }

    async fn sign_out_by(&mut self, to: HandleAtEndpoint, words: &str) -> Result<(), Error> {
        self.require(Cap::Endpoints, "UUN to one's own programs")?;
        self.send_data(to, NoticeKind::SIGN_OUT, words.as_bytes()).await
    }
}

/// Outside of conversations.
impl Client {
    /// Sends something to a contact's programs, or to one of them (MSNP13); to the own address, to the principal's others
    /// (MSNP16). It comes out as [`Event::Data`](crate::Event::Data).
    pub async fn send_data(
        &mut self,
        to: HandleAtEndpoint,
        kind: NoticeKind,
        payload: &[u8],
    ) -> Result<(), Error> {
        self.require(Cap::UnifiedNotices, "UUN")?;
        let payload = payload.to_vec().into();
        ask!(self, Uun, |trid| Uun { trid, to, kind, payload });
        Ok(())
    }

    /// Leaves a text for somebody who is not there (MSNP18). Clients of older dialects leave theirs with a service of its own,
    /// over HTTP.
    pub async fn leave_message(&mut self, handle: &str, text: &str) -> Result<(), Error> {
        self.require(Cap::ConfirmedMessages, "UUM for later")?;
        let (to, network) = (Handle::new(handle)?, Network::MESSENGER);
        let payload = mime::Message::text(text).with("Dest-Agent", "client").to_bytes().into();
        ask!(self, Uum, |trid| Uum { trid, to, network, kind: MessageKind::TEXT, payload });
        Ok(())
    }
}
