//! What programs send to programs of others, beside conversations.

use std::sync::Arc;

use bytes::Bytes;

use super::{Endpoint, Session};
use crate::notice::{Data, Note};
use crate::{Encodings, Handle, MachineGuid, Notice, Refusal};

impl Session {
    /// Sends data to a program of somebody, of a kind that the domain does not know: if `machine` is named, only to the one
    /// there.
    ///
    /// Whoever has no such program, or is not to be seen or called, is [`Refusal::NotOnline`]. Before the first presence, it is
    /// [`Refusal::Hidden`].
    pub fn send_data(
        &self,
        to: &Handle,
        machine: Option<&MachineGuid>,
        kind: u32,
        payload: Bytes,
    ) -> Result<(), Refusal> {
        let data = Notice::Data(Arc::new(Data {
            from: self.me.handle.clone(),
            machine: self.me.endpoint.machine.clone(),
            to: machine.cloned(),
            kind,
            payload,
            encodings: Encodings::default(),
        }));
        // To have no other program oneself is no mistake.
        if *to == self.me.handle && machine.is_none() {
            return Ok(());
        }
        let is_there = |there: &Endpoint| machine.is_none() || there.machine.as_ref() == machine;
        self.send_to_program(to, data, |there| there.receives_data && is_there(there))
    }

    /// Says something to somebody outside of a conversation. Who is not there, not to be called or has a program that cannot
    /// show it, is [`Refusal::NotOnline`]. Before the first presence, it is [`Refusal::Hidden`].
    pub fn send_note(&self, to: &Handle, kind: u32, payload: Bytes) -> Result<(), Refusal> {
        let note = Notice::Noted(Arc::new(Note { from: self.me.handle.clone(), kind, payload }));
        self.send_to_program(to, note, |there| there.receives_notes)
    }

    fn send_to_program(
        &self,
        to: &Handle,
        notice: Notice,
        can_read: impl FnOnce(&Endpoint) -> bool,
    ) -> Result<(), Refusal> {
        if self.status().is_none() {
            return Err(Refusal::Hidden);
        }
        let other = self.core.directory().find_by_handle(to).ok_or(Refusal::NotOnline)?;
        let is_oneself = other.account == self.me.account;
        if !(is_oneself || other.takes_calls_from(self.me.account)) || !can_read(&other.endpoint) {
            return Err(Refusal::NotOnline);
        }
        self.core.bus().send(other.account, notice);
        Ok(())
    }
}
