//! `UUM` and `UUN`: what is told outside of conversations (reference 20 §9 and §10).

use std::borrow::Cow;

use bytes::Bytes;
use msnp::Cap;
use msnp::command::{Done, Ubm, Ubn, Uum, Uun};
use msnp::notification::FromServer;
use msnp::value::{ErrorCode, MessageKind, Network, NoticeKind, Trid};
use nudge_core::notice::{Data, Note};
use nudge_core::{Form, Handle, Refusal};

use super::online::Online;
use super::{Cx, offline};
use crate::goodbye::Goodbye;
use crate::names;
use crate::out::Out;

impl Online {
    /// To somebody of this network who is there and whose client knows how to show it, or left for whoever is not there. Other networks are reached by nothing
    /// here.
    pub(super) async fn uum(&mut self, uum: &Uum<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let is_known = matches!(
            uum.kind,
            MessageKind::TEXT | MessageKind::TYPING | MessageKind::NUDGE | MessageKind::OTHER
        );
        if !is_known {
            cx.out.refuse(uum.trid, ErrorCode::InvalidParameter);
            return Ok(());
        }
        let to = Handle::new(uum.to.as_str()).ok().filter(|_| uum.network == Network::MESSENGER);
        if let Some(to) = to.as_ref().filter(|_| offline::is_left(uum)) {
            return self.leave(uum, to, cx).await;
        }
        let payload = Bytes::copy_from_slice(&uum.payload);
        let sent =
            to.ok_or(Refusal::NotOnline).and_then(|to| self.session.send_note(&to, uum.kind.0, payload));
        match sent {
            Ok(()) => {
                self.confirm_message(uum.trid, cx);
                Ok(())
            }
            Err(refusal) => cx.refuse(uum.trid, refusal),
        }
    }

    /// A `UUM` was taken. Before MSNP18, no news is good news.
    pub(super) fn confirm_message(&self, trid: Trid, cx: &mut Cx<'_>) {
        if self.dialect.has(Cap::ConfirmedMessages) {
            cx.say(self.dialect, FromServer::Uum(Done { trid }));
        }
    }

    pub(super) async fn uun(&self, uun: &Uun<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if self.dialect.has(Cap::Endpoints)
            && let Some(done) = self.signs_out(uun).await
        {
            return match done {
                Ok(()) => {
                    cx.say(self.dialect, FromServer::Uun(Done { trid: uun.trid }));
                    Ok(())
                }
                Err(error) => cx.fail(uun.trid, error),
            };
        }
        let machine = uun.to.endpoint.as_ref().and_then(names::machine);
        let payload = Bytes::copy_from_slice(&uun.payload);
        let to = Handle::new(uun.to.handle.as_str()).map_err(|_| Refusal::NotOnline);
        match to.and_then(|to| self.session.send_data(&to, machine.as_ref(), uun.kind.0, payload)) {
            Ok(()) => {
                cx.say(self.dialect, FromServer::Uun(Done { trid: uun.trid }));
                Ok(())
            }
            Err(refusal) => cx.refuse(uun.trid, refusal),
        }
    }

    pub(super) fn noted(&self, note: &Note, out: &mut Out) {
        let ubm = Ubm {
            from: names::handle(&note.from),
            from_network: Network::MESSENGER,
            to: names::handle(self.session.handle()),
            to_network: Network::MESSENGER,
            kind: MessageKind(note.kind),
            payload: Cow::Borrowed(&note.payload),
        };
        out.notify(self.dialect, ubm);
    }

    /// All dialects that have it write it alike.
    pub(super) fn data(&self, data: &Data, out: &mut Out) {
        out.share(data.encodings.of(Form::default(), || {
            let from = names::at_endpoint(&data.from, data.machine.as_ref());
            let payload = Cow::Borrowed(&data.payload[..]);
            super::notices::encoded(self.dialect, Ubn { from, kind: NoticeKind(data.kind), payload })
        }));
    }
}
