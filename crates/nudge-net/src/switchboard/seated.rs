//! In a conversation: `MSG`, `CAL` and what others do there.

use std::pin::Pin;
use std::time::Duration;

use msnp::Dialect;
use msnp::command::{Ack, Bye, Cal, CalReply, Joi, Msg, Nak, OutReason, OutReply};
use msnp::switchboard::FromClient;
use msnp::value::{AckKind, ErrorCode, Flag, SessionId};
use nudge_core::{Form, Handle, Refusal, RoomEvent, Seat};

use super::Cx;
use super::relay::{Said, encode, is_chat};
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::Net;
use crate::out::Out;

/// In bytes.
const MUCH: usize = 64 * 1024;

/// A connection that is in a conversation.
#[derive(Debug)]
pub(super) struct Seated {
    seat: Seat,
    dialect: Dialect,
    form: Form,
    said: Said,
    /// Whether it matters which messages are chat: for the pace, or for the history.
    minds_chat: bool,
    /// How long what stands before each message is.
    head: usize,
    /// How long a listener who is behind is waited for.
    patience: Duration,
}

/// While it runs, the connection reads nothing: somebody who listens is far behind.
type Hold = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Seated {
    pub(super) fn new(seat: Seat, dialect: Dialect, net: &Net) -> Self {
        let policy = net.core.policy();
        let minds_chat = policy.history || policy.messages.count > 0;
        let form = seat.endpoint().form;
        let head = seat.handle().as_str().len() + seat.name().as_str().len() * 3 + 16;
        let patience = net.config.limits.slow_reader;
        Self { seat, dialect, form, said: Said::default(), minds_chat, head, patience }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Takes a message in; it is sent on with all others that came with it.
    pub(super) fn msg(&mut self, msg: &Msg<'_>, cx: &mut Cx<'_>) {
        let chat = self.minds_chat && is_chat(&msg.payload);
        if chat && !self.seat.may_speak() {
            if msg.ack != AckKind::Unacknowledged {
                cx.out.refuse(msg.trid, ErrorCode::TooActive);
            }
            return;
        }
        self.said.add(&msg.payload, chat, msg.trid, msg.ack);
    }

    /// Whether what was said is so much, once it is written for a listener, that it should be sent on before more is read.
    pub(super) fn has_said_much(&self) -> bool {
        self.said.written_len(self.head) > MUCH
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
            FromClient::Msg(msg) => self.msg(&msg, cx),
            FromClient::Enter(_) | FromClient::Ans(_) => return Err(Goodbye::Rules("a second ticket")),
        }
        Ok(())
    }

    fn cal(&mut self, cal: &Cal, cx: &mut Cx<'_>) {
        let Ok(handle) = Handle::new(cal.handle.as_str()) else {
            return cx.out.refuse(cal.trid, ErrorCode::InvalidUserName);
        };
        match self.seat.call(&handle) {
            Ok(room) => cx.out.relay(self.dialect, CalReply { trid: cal.trid, session: SessionId(room.0) }),
            Err(Refusal::TooFast) => cx.out.refuse(cal.trid, ErrorCode::TooActive),
            Err(refusal) => {
                cx.out.refuse(cal.trid, names::code(refusal).unwrap_or(ErrorCode::SwitchboardFailed));
            }
        }
    }

    /// Tells the client what others do.
    pub(super) fn event(&self, event: RoomEvent, net: &Net, out: &mut Out) -> Result<(), Goodbye> {
        match event {
            RoomEvent::Said { utterance, named } => {
                let encodings = if named { &utterance.named } else { &utterance.nameless };
                out.share(encodings.of(self.form, || encode(&utterance, named)));
            }
            // To those who see people, whoever is in with another program has been there already.
            RoomEvent::Joined { first: false, .. } | RoomEvent::Left { last: false, .. } => {}
            RoomEvent::Joined { who, .. } => {
                let name = names::friendly_or_handle(who.name.as_ref(), &who.handle);
                let (handle, caps) = (names::handle(&who.handle), Some(names::caps(who.capabilities)));
                out.relay(self.dialect, Joi { handle, name, caps });
            }
            RoomEvent::Left { handle, idle, .. } => {
                let idle = idle.then_some(Flag(true));
                out.relay(self.dialect, Bye { handle: names::handle(&handle), idle });
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
