//! In a conversation: `MSG`, `CAL` and what others do there.

use std::pin::Pin;
use std::time::Duration;

use msnp::command::{Ack, Cal, CalReply, Nak, OutReason, OutReply};
use msnp::switchboard::FromClient;
use msnp::value::{AckKind, ErrorCode, SessionId, Trid};
use msnp::{Cap, Dialect};
use nudge_core::{Handle, Refusal, RoomEvent, Seat};

use super::relay::{Said, encode, is_chat};
use super::{Cx, presence};
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::Net;
use crate::out::Out;

/// In bytes: more than one read becomes once it has names in it, so that all of it is one utterance.
const MUCH: usize = 128 * 1024;

/// A connection that is in a conversation.
#[derive(Debug)]
pub(super) struct Seated {
    seat: Seat,
    dialect: Dialect,
    said: Said,
    /// Whether it matters which messages are chat: for the pace, or for the history.
    minds_chat: bool,
    /// How long a listener who is behind is waited for.
    patience: Duration,
}

/// While it runs, the connection reads nothing: somebody who listens is far behind.
type Hold = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Seated {
    pub(super) fn new(seat: Seat, dialect: Dialect, net: &Net) -> Self {
        let policy = net.core.policy();
        let minds_chat = policy.history || policy.messages.count > 0;
        let said = Said::by(seat.handle(), seat.name());
        let patience = net.config.limits.slow_reader;
        Self { seat, dialect, said, minds_chat, patience }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Takes a message in; it is sent on with all others that came with it.
    pub(super) fn msg(&mut self, trid: Trid, ack: AckKind, body: &[u8], cx: &mut Cx<'_>) {
        let chat = self.minds_chat && is_chat(body);
        if chat && !self.seat.may_speak() {
            if ack != AckKind::Unacknowledged {
                cx.out.refuse(trid, ErrorCode::TooActive);
            }
            return;
        }
        self.said.add(body, chat, trid, ack);
    }

    /// Whether what was said is so much, once it is written for a listener, that it should be sent on before more is read.
    pub(super) fn has_said_much(&self) -> bool {
        self.said.written_len() > MUCH
    }

    /// Sends on what was said, and answers for it. What comes back, if anything, is to be waited for before more is read.
    pub(super) async fn speak(&mut self, cx: &mut Cx<'_>) -> Option<Hold> {
        if self.said.is_empty() {
            return None;
        }
        let utterance = self.said.take(self.seat.handle());
        let heard = self.seat.say(utterance).await;
        for (trid, ack) in self.said.receipts.drain(..) {
            match ack {
                _ if !heard.by_all => cx.out.relay(self.dialect, Nak { trid }),
                AckKind::Always | AckKind::Data => cx.out.relay(self.dialect, Ack { trid }),
                AckKind::Negative | AckKind::Unacknowledged => {}
            }
        }
        // No longer than a listener has to take something: then the listener goes, and not the conversation.
        let patience = self.patience;
        (!heard.behind.is_nobody()).then(|| {
            Box::pin(async move {
                let (Ok(()) | Err(_)) = tokio::time::timeout(patience, heard.behind.caught_up()).await;
            }) as Hold
        })
    }

    /// Any command but `MSG`.
    pub(super) fn on(&mut self, command: FromClient<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match command {
            FromClient::Cal(cal) => self.cal(&cal, cx),
            // Not defined here; some clients send it.
            FromClient::Png(_) => {}
            FromClient::Out(_) => return Err(Goodbye::SignedOut),
            FromClient::Msg(msg) => self.msg(msg.trid, msg.ack, &msg.payload, cx),
            FromClient::Enter(_) | FromClient::Ans(_) => return Err(Goodbye::Rules("a second ticket")),
        }
        Ok(())
    }

    fn cal(&mut self, cal: &Cal, cx: &mut Cx<'_>) {
        let Ok(handle) = Handle::new(cal.handle.as_str()) else {
            return cx.out.refuse(cal.trid, ErrorCode::InvalidUserName);
        };
        // Clients that know of endpoints call themselves first, and wait until they are told that they have come.
        let calls_own = self.dialect.has(Cap::Endpoints) && handle == *self.seat.handle();
        let called = if calls_own { self.seat.call_own() } else { self.seat.call(&handle) };
        match called {
            Ok(room) => {
                cx.out.relay(self.dialect, CalReply { trid: cal.trid, session: SessionId(room.0) });
                if calls_own {
                    presence::joined(&self.seat.participant(), true, self.dialect, cx.out);
                }
            }
            Err(Refusal::TooFast) => cx.out.refuse(cal.trid, ErrorCode::TooActive),
            Err(refusal) => {
                cx.out.refuse(cal.trid, names::code(refusal).unwrap_or(ErrorCode::SwitchboardFailed));
            }
        }
    }

    /// Tells the client what others do. Receipts are the connection's.
    pub(super) fn event(&self, event: RoomEvent, net: &Net, out: &mut Out) -> Result<(), Goodbye> {
        match event {
            RoomEvent::Said { utterance, named, .. } => {
                let written = if named { &utterance.named } else { &utterance.nameless };
                out.share(written.get_or_init(|| encode(&utterance, named)).clone());
            }
            RoomEvent::Joined { who, first } => presence::joined(&who, first, self.dialect, out),
            RoomEvent::Left { handle, machine, last, idle } => {
                presence::left(&handle, machine.as_ref(), last, idle, self.dialect, out);
            }
            RoomEvent::Closed => {
                if net.stopping.is_cancelled() {
                    out.relay(self.dialect, OutReply { reason: Some(OutReason::ServerShutdown) });
                }
                return Err(Goodbye::Done("the conversation was closed"));
            }
        }
        Ok(())
    }
}
