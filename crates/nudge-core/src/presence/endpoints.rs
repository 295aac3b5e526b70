//! What programs of one account have to do with each other, and with single programs of others.

use std::sync::Arc;

use bytes::Bytes;

use super::program::Extra;
use super::{PrivateData, Program, Session};
use crate::notice::{Data, Note};
use crate::{Capabilities, Encodings, Ending, Handle, Limit, MachineGuid, Notice, Refusal};

impl Session {
    /// Which machine the program is on, if it says so.
    pub fn machine(&self) -> Option<&MachineGuid> {
        self.me.endpoint.machine.as_ref()
    }

    /// Says what others can do with this endpoint. Those who see it hear of it, if it is a change.
    pub fn set_endpoint_capabilities(&self, capabilities: Capabilities) {
        self.change_extra(|extra| extra.capabilities = Some(capabilities));
    }

    /// Says what only the account's own programs may know of this endpoint.
    pub fn set_private_data(&self, private: PrivateData) {
        self.change_extra(|extra| extra.private = private);
    }

    /// What the account's own programs know of this one.
    pub fn private_data(&self) -> PrivateData {
        let state = self.me.principal.state();
        let extra = state.of(self.me.session).and_then(|said| said.extra.as_ref());
        extra.map(|extra| extra.private.clone()).unwrap_or_default()
    }

    fn change_extra(&self, change: impl FnOnce(&mut Extra)) {
        self.me.principal.change(self.core.bus(), |state| {
            if let Some(said) = state.of_mut(self.me.session) {
                change(said.extra.get_or_insert_default());
            }
        });
    }

    /// Ends the account's program on that machine, after it was told `last_words`; it may be this one. Without one there,
    /// [`Refusal::NotOnline`].
    pub fn sign_out_on(&self, machine: &MachineGuid, last_words: Bytes, kind: u32) -> Result<(), Refusal> {
        let program = self.me.principal.program_on(machine).ok_or(Refusal::NotOnline)?;
        self.end(&program, last_words, kind);
        Ok(())
    }

    /// Ends all other programs of the account, after they were told `last_words`.
    pub fn sign_out_elsewhere(&self, last_words: &Bytes, kind: u32) {
        for program in self.me.principal.programs_that(|said| said.program.session != self.me.session) {
            self.end(&program, last_words.clone(), kind);
        }
    }

    /// Ends all programs of the account, this one too, after they were told `last_words`.
    pub fn sign_out_everywhere(&self, last_words: &Bytes, kind: u32) {
        for program in self.me.principal.programs() {
            self.end(&program, last_words.clone(), kind);
        }
    }

    fn end(&self, program: &Program, last_words: Bytes, kind: u32) {
        let data = self.data(Some(program), kind, last_words);
        self.core.bus().send_to(program.account(), program.session, Notice::Data(data));
        let end = Notice::Ended(Ending::SignedInElsewhere);
        self.core.bus().send_to(program.account(), program.session, end);
    }

    /// Sends data to programs of somebody, of a kind that the domain does not know: to the one on that machine, or to all; of
    /// the own account, to all others.
    ///
    /// Whoever has no such program, or is not to be seen or called, is [`Refusal::NotOnline`]; except that to have no other
    /// program oneself is no mistake. Before the first presence, it is [`Refusal::Hidden`].
    pub fn send_data(
        &self,
        to: &Handle,
        machine: Option<&MachineGuid>,
        kind: u32,
        payload: Bytes,
    ) -> Result<(), Refusal> {
        let mut receivers = self.reach(to)?;
        receivers.retain(|program| {
            let is_there = match machine {
                Some(wanted) => program.endpoint.machine.as_ref() == Some(wanted),
                None => program.session != self.me.session,
            };
            program.endpoint.receives_data && is_there
        });
        let is_own = *to == self.me.principal.handle;
        if receivers.is_empty() && !(is_own && machine.is_none()) {
            return Err(Refusal::NotOnline);
        }
        let one = if machine.is_some() { receivers.first() } else { None };
        self.send_each(&receivers, &Notice::Data(self.data(one.map(|one| &**one), kind, payload)));
        Ok(())
    }

    /// Says something to somebody outside of a conversation, at every program that can show it. Who is not there, not to be called
    /// or has none, is [`Refusal::NotOnline`]. Before the first presence, it is [`Refusal::Hidden`].
    pub fn send_note(&self, to: &Handle, kind: u32, payload: Bytes) -> Result<(), Refusal> {
        let mut receivers = self.reach(to)?;
        receivers.retain(|program| program.endpoint.receives_notes);
        if receivers.is_empty() {
            return Err(Refusal::NotOnline);
        }
        let note = Note { from: self.me.principal.handle.clone(), kind, payload };
        self.send_each(&receivers, &Notice::Noted(Arc::new(note)));
        Ok(())
    }

    /// The programs of somebody that this one may send something to, now.
    fn reach(&self, to: &Handle) -> Result<Vec<Arc<Program>>, Refusal> {
        let core = &self.core;
        if self.status().is_none() {
            return Err(Refusal::Hidden);
        }
        let (pace, now) = (core.policy().data, core.clock().now());
        if !Limit::Data.unless(self.me.principal.state().data.take(pace, now)) {
            return Err(Refusal::TooFast);
        }
        if *to == self.me.principal.handle {
            return Ok(self.me.principal.programs());
        }
        let other = core.directory().find_by_handle(to).ok_or(Refusal::NotOnline)?;
        Ok(other.rings_for(self.me.account()))
    }

    fn send_each(&self, receivers: &[Arc<Program>], notice: &Notice) {
        for program in receivers {
            self.core.bus().send_to(program.account(), program.session, notice.clone());
        }
    }

    fn data(&self, to: Option<&Program>, kind: u32, payload: Bytes) -> Arc<Data> {
        Arc::new(Data {
            from: self.me.principal.handle.clone(),
            machine: self.me.endpoint.machine.clone(),
            to: to.and_then(|program| program.endpoint.machine.clone()),
            kind,
            payload,
            encodings: Encodings::default(),
        })
    }
}
