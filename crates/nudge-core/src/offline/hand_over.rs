//! Saying messages that wait to a client that cannot fetch them: in a conversation in the sender's name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::task::JoinSet;

use super::{OfflineMessage, Removal};
use crate::presence::Program;
use crate::{AccountId, Core, DisplayName, Error, Guid, Handle, Notice, Session};

/// What a front end makes of a message for its client: one or more messages of a conversation.
pub type Render = fn(&OfflineMessage) -> Vec<Bytes>;

/// Calls of so many senders at a time.
const SENDERS: usize = 5;

/// About how many bytes are said in one conversation.
const SAID_AT_ONCE: usize = 12 * 1024;

/// The senders whose messages are being said to somebody: to one of them only one conversation at a time, or what was left
/// first might be heard last.
#[derive(Default)]
pub(crate) struct HandOvers(Mutex<HashMap<Key, Option<Asked>>>);

type Key = (AccountId, Handle);

/// Who has asked meanwhile, and is to be served next.
#[derive(Clone)]
struct Asked {
    me: Arc<Program>,
    render: Render,
}

impl HandOvers {
    /// Whether nobody else is at it. If somebody is, that one goes on with what was asked now.
    fn begin(&self, key: &Key, asked: &Asked) -> bool {
        match self.lock().entry(key.clone()) {
            Entry::Occupied(mut there) => {
                there.insert(Some(asked.clone()));
                false
            }
            Entry::Vacant(place) => {
                place.insert(None);
                true
            }
        }
    }

    /// What was asked meanwhile. If it is nothing, it is over.
    fn next(&self, key: &Key) -> Option<Asked> {
        let mut running = self.lock();
        let asked = running.get_mut(key)?.take();
        if asked.is_none() {
            running.remove(key);
        }
        asked
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Option<Asked>>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HandOvers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandOvers").field("running", &self.lock().len()).finish()
    }
}

impl Session {
    /// Says the messages that wait to the client, in conversations: the server calls in the name of each sender and, once the
    /// call is answered, says what that one has left, oldest first. Returns at once; needs a tokio runtime. Nothing happens
    /// while the principal is hidden or takes no calls: ask again when that is over, and when a message comes in.
    ///
    /// A message waits no longer once it was written to the connection of the conversation, and that connection lasted three
    /// seconds more, or the client said something after it. If the client goes before that without a word, or does not
    /// answer, it waits on and is said again another time: at least once, and twice only to a client that is cut off in
    /// those seconds.
    pub fn hand_over(&self, render: Render) {
        let (core, me) = (Arc::clone(self.core()), Arc::clone(self.program()));
        if me.takes_messages() {
            tokio::spawn(async move {
                if let Err(error) = hand_over(&core, Asked { me, render }).await {
                    tracing::error!(%error, "messages that wait could not be read");
                }
            });
        }
    }
}

async fn hand_over(core: &Arc<Core>, asked: Asked) -> Result<(), Error> {
    let mut senders: Vec<Handle> = Vec::new();
    for message in core.waiting_messages(asked.me.account()).await? {
        if !senders.contains(&message.sender) {
            senders.push(message.sender);
        }
    }
    let mut calls = JoinSet::new();
    for sender in senders {
        let key = (asked.me.account(), sender);
        if core.hand_overs().begin(&key, &asked) {
            if calls.len() >= SENDERS {
                calls.join_next().await;
            }
            calls.spawn(of_one(Arc::clone(core), key, asked.clone()));
        }
    }
    while calls.join_next().await.is_some() {}
    Ok(())
}

/// Says what one sender has left, until nothing waits, it is not taken, or nobody has asked for more.
async fn of_one(core: Arc<Core>, key: Key, mut asked: Asked) {
    loop {
        match say_some(&core, &key.1, &asked).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "messages that wait could not be said"),
        }
        match core.hand_overs().next(&key) {
            Some(again) => asked = again,
            None => return,
        }
    }
}

/// Says the oldest of them. Whether there may be more, which would be taken.
async fn say_some(core: &Arc<Core>, sender: &Handle, asked: &Asked) -> Result<bool, Error> {
    let Asked { me, render } = asked;
    if !me.takes_messages() {
        return Ok(false);
    }
    let waiting = core.waiting_messages(me.account()).await?;
    let (mut ids, mut bodies): (Vec<Guid>, Vec<Bytes>) = (Vec::new(), Vec::new());
    let mut name = None;
    for message in waiting.iter().filter(|message| message.sender == *sender) {
        let said = render(message);
        let so_far: usize = bodies.iter().chain(&said).map(Bytes::len).sum();
        if !ids.is_empty() && so_far > SAID_AT_ONCE {
            break;
        }
        bodies.extend(said);
        ids.push(message.id);
        name.clone_from(&message.name);
    }
    if ids.is_empty() {
        return Ok(false);
    }
    let name = name.unwrap_or_else(|| DisplayName::from(sender));
    let (call, mut stand_in) = core.call_for(sender.clone(), name, me, &bodies)?;
    let gone = me.released.notified();
    tokio::pin!(gone);
    gone.as_mut().enable();
    me.deliver(Notice::Called(Arc::new(call)));
    let is_answered = tokio::select! {
        biased;
        answered = stand_in.answered() => answered,
        // Whoever has signed out does not answer any more.
        () = gone => false,
    };
    if !(is_answered && stand_in.speak().await) {
        return Ok(false);
    }
    core.remove_messages(me.account(), ids, Removal::Delivered).await?;
    Ok(true)
}
