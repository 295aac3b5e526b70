//! A conversation with the service itself: how something is said to a client that knows no other way to be told.
//!
//! The service calls, as anybody would; once it is answered it says its piece and leaves. Whoever writes back is told by their
//! client that nobody is there.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use smol_str::SmolStr;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::room::Member;
use super::{Participant, Purpose, Room, RoomEvent, Saying, Utterance};
use crate::notice::Call;
use crate::presence::{Endpoint, Principal, Program};
use crate::{
    AccountId, Capabilities, Core, Delivery, DisplayName, Encodings, Form, Handle, Mailbox, Notice, Refusal,
    SessionId,
};

/// The address that the service calls from, which is [reserved](Handle::is_reserved).
const ADDRESS: &str = "service@nudge.invalid";

/// What the service is called.
const NAME: &str = "Nudge";

/// Nobody's number: accounts begin with 1.
const NOBODY: AccountId = AccountId::new(0);

impl Core {
    /// Calls somebody into a conversation with the service, which says that message there. Needs a tokio runtime.
    pub(crate) fn call_from_service(
        self: &Arc<Self>,
        callee: &Arc<Program>,
        message: Bytes,
    ) -> Result<Call, Refusal> {
        let (handle, name) = (Handle::new(ADDRESS)?, DisplayName::new(NAME)?);
        let (inform, informed) = oneshot::channel();
        let member = Arc::new(Member {
            program: Arc::new(nobody(self, handle.clone())),
            name: name.clone(),
            capabilities: Capabilities::NONE,
            endpoint: None,
            mailbox: Arc::new(Listener(Mutex::new(Some(inform)))),
        });
        let room = self.rooms().open(self.entropy(), self.clock().now());
        room.admit(&member);
        let ticket = self.tickets().issue(self, callee, Purpose::Answer(room.id));
        let call = Call { room: room.id, ticket, caller: handle, name: Some(name) };
        let patience = Duration::from_millis(self.policy().ticket_millis.unsigned_abs());
        let (core, utterance) = (Arc::clone(self), utterance(&member, message));
        tokio::spawn(async move {
            if let Ok(Ok(())) = timeout(patience, informed).await {
                say(&room, &member, &Arc::new(utterance));
            }
            if room.dismiss(&member) {
                core.rooms().forget(&room);
            }
        });
        Ok(call)
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

fn utterance(member: &Member, message: Bytes) -> Utterance {
    Utterance {
        speaker: Participant {
            handle: member.handle().clone(),
            name: Some(member.name.clone()),
            capabilities: member.capabilities,
            endpoint: None,
        },
        sayings: vec![Saying { end: message.len(), chat: true }],
        bodies: message,
        named: Encodings::default(),
        nameless: Encodings::default(),
    }
}

fn say(room: &Room, member: &Arc<Member>, utterance: &Arc<Utterance>) {
    for other in room.inside().others(member) {
        other.mailbox.deliver(RoomEvent::Said { utterance: Arc::clone(utterance), named: true });
    }
}
