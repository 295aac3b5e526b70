//! A conversation that the server opens in the name of somebody who is not there: how something is said to a client that knows
//! no other way to be told.
//!
//! The stand-in calls, as anybody would; once it is answered it says its piece and leaves. Whoever writes back is told by
//! their client that nobody is there.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use smol_str::SmolStr;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::room::Member;
use super::{Participant, Purpose, Receipt, Room, RoomEvent, Saying, Utterance};
use crate::notice::Call;
use crate::presence::{Endpoint, Principal, Program};
use crate::{
    AccountId, Capabilities, Core, Delivery, DisplayName, Form, Handle, Mailbox, Notice, Refusal, SessionId,
};

/// The address that the service calls from, which is [reserved](Handle::is_reserved).
const ADDRESS: &str = "service@nudge.invalid";

/// What the service is called.
const NAME: &str = "Nudge";

/// Nobody's number: accounts begin with 1.
const NOBODY: AccountId = AccountId::new(0);

/// A conversation that is waiting to be answered. Dropping it is hanging up.
pub(crate) struct StandIn {
    core: Arc<Core>,
    room: Arc<Room>,
    member: Arc<Member>,
    informed: Option<oneshot::Receiver<()>>,
    utterance: Arc<Utterance>,
}

impl Core {
    /// Calls somebody into a conversation with the service, which says that message there. Needs a tokio runtime.
    pub(crate) fn call_from_service(
        self: &Arc<Self>,
        callee: &Arc<Program>,
        message: Bytes,
    ) -> Result<Call, Refusal> {
        let (handle, name) = (Handle::new(ADDRESS)?, DisplayName::new(NAME)?);
        let (call, stand_in) = self.call_for(handle, name, callee, &[message])?;
        tokio::spawn(stand_in.say());
        Ok(call)
    }

    /// Calls somebody in the name of another, to say those messages. [`Refusal::Busy`] where there are too many tickets.
    pub(crate) fn call_for(
        self: &Arc<Self>,
        caller: Handle,
        name: DisplayName,
        callee: &Arc<Program>,
        messages: &[Bytes],
    ) -> Result<(Call, StandIn), Refusal> {
        let (inform, informed) = oneshot::channel();
        let member = Arc::new(Member {
            program: Arc::new(nobody(self, caller.clone())),
            name: name.clone(),
            capabilities: Capabilities::NONE,
            endpoint: None,
            mailbox: Arc::new(Listener(Mutex::new(Some(inform)))),
        });
        let room = self.rooms().open(self.entropy(), self.clock().now());
        room.admit(&member);
        let utterance = Arc::new(utterance(&member, messages));
        let id = room.id;
        // Made before the ticket, for without one it has to leave again.
        let stand_in = StandIn { core: Arc::clone(self), room, member, informed: Some(informed), utterance };
        let ticket = self.tickets().issue(self, callee, Purpose::Answer(id))?;
        Ok((Call { room: id, ticket, caller, name: Some(name) }, stand_in))
    }
}

impl StandIn {
    /// Waits for an answer, says it, and leaves. Says whether it was taken, as far as that can be known.
    pub(crate) async fn say(mut self) -> bool {
        self.answered().await && self.speak().await
    }

    /// Waits for an answer, no longer than a ticket is good for.
    pub(crate) async fn answered(&mut self) -> bool {
        let patience = Duration::from_millis(self.core.policy().ticket_millis.unsigned_abs());
        match self.informed.take() {
            Some(informed) => matches!(timeout(patience, informed).await, Ok(Ok(()))),
            None => false,
        }
    }

    /// Says it and leaves, and then waits until it is known whether it was taken.
    pub(crate) async fn speak(self) -> bool {
        let (receipt, awaited) = Receipt::new();
        for other in self.room.inside().others(&self.member) {
            let (utterance, receipt) = (Arc::clone(&self.utterance), Some(receipt.clone()));
            other.mailbox.deliver(RoomEvent::Said { utterance, named: true, receipt });
        }
        // Only the connection has it now.
        drop(receipt);
        drop(self);
        awaited.taken().await
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        if self.room.dismiss(&self.member) {
            self.core.rooms().forget(&self.room);
        }
    }
}

/// What waits for somebody to come in, and hears nothing else.
struct Listener(Mutex<Option<oneshot::Sender<()>>>);

impl Mailbox<RoomEvent> for Listener {
    fn deliver(&self, event: RoomEvent) -> Delivery {
        if matches!(event, RoomEvent::Joined { .. })
            && let Some(inform) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            // If nobody waits any more, it was too late.
            let _late = inform.send(());
        }
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(ready(()))
    }
}

/// What is put into a mailbox that nobody reads.
struct Nothing;

impl Mailbox<Notice> for Nothing {
    fn deliver(&self, _notice: Notice) -> Delivery {
        Delivery::Gone
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(ready(()))
    }
}

/// Somebody for a member of a conversation to be, who is in no directory.
fn nobody(core: &Core, handle: Handle) -> Program {
    let endpoint = Endpoint {
        form: Form::default(),
        tag: 0,
        receives_pages: false,
        receives_data: false,
        receives_notes: false,
        machine: None,
        client: SmolStr::default(),
        protocol: SmolStr::default(),
        address: std::net::Ipv4Addr::UNSPECIFIED.into(),
    };
    let (session, now) = (SessionId::draw(core.entropy()), core.clock().now());
    let principal = Principal::loading(NOBODY, handle);
    // It has no lists that could be read, and hides from nobody.
    principal.state().loading = None;
    Program::new(Arc::new(principal), session, None, endpoint, now, Arc::new(Nothing))
}

fn utterance(member: &Member, messages: &[Bytes]) -> Utterance {
    let sayings = messages.iter().scan(0, |end, message| {
        let start = *end;
        *end += message.len();
        Some(Saying { start, end: *end, chat: true })
    });
    Utterance {
        speaker: Participant {
            handle: member.handle().clone(),
            name: Some(member.name.clone()),
            capabilities: member.capabilities,
            endpoint: None,
        },
        sayings: sayings.collect(),
        bodies: messages.concat().into(),
        named: OnceLock::new(),
        nameless: OnceLock::new(),
    }
}
