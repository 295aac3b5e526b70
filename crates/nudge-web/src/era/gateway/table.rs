//! The sessions that there are, and whose turn it is.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::body::Bytes;
use msnp::gateway::Server;
use nudge_core::{Admission, Admitted, Core, Paces, entropy};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::door::{Caller, Doorway};
use super::pipe::{Line, pipe};
use crate::config::GatewayLimits;
use crate::metered::METERED;
use crate::web::{Connection, Transport};

/// How long the answer to commands waits for what they bring about.
const REPLY: Duration = Duration::from_millis(100);

/// The gateway: its sessions, and the way to the servers behind it.
#[derive(Debug)]
pub(crate) struct Gateway {
    core: Arc<Core>,
    door: Arc<dyn Doorway>,
    limits: GatewayLimits,
    /// The longest that a request may take.
    patience: Duration,
    places: Arc<Admission>,
    opened: Paces<IpAddr>,
    sessions: Mutex<HashMap<Key, Arc<Session>>>,
}

/// What a session is found by: nobody guesses it.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
struct Key(u128);

#[derive(Debug)]
struct Session {
    key: Key,
    line: Line,
    turns: Mutex<Turns>,
    _place: Admitted,
}

/// One request after the other.
#[derive(Debug)]
struct Turns {
    /// What the session is called next is counted, so that it changes with every answer.
    number: u64,
    /// The connection of HTTP that the last request came by.
    connection: Connection,
    is_busy: bool,
    /// When the session ends if nobody asks for it.
    due: Instant,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refused {
    /// There is no such session, or it is called otherwise by now.
    Unknown,
    /// Another request of the session is not answered yet.
    Concurrent,
    /// There are too many sessions, in all or from one address.
    Full,
    /// Sessions are opened too fast from that address.
    TooFast,
}

/// A request that has the session for itself. Dropping it gives the session free.
#[derive(Debug)]
pub(super) struct Turn {
    gateway: Arc<Gateway>,
    session: Arc<Session>,
}

/// What came of a request.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Whole commands.
    pub(super) commands: Bytes,
    /// What the session is called from now on.
    pub(super) session: String,
    /// Whether it has ended.
    pub(super) is_closed: bool,
}

impl Gateway {
    /// A gateway without sessions, whose requests take no longer than that.
    pub(crate) fn new(
        core: Arc<Core>,
        door: Arc<dyn Doorway>,
        limits: GatewayLimits,
        patience: Duration,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            door,
            limits,
            patience,
            places: Admission::new(limits.sessions, limits.sessions_per_address),
            opened: Paces::default(),
            sessions: Mutex::default(),
        })
    }

    /// Opens a session. The first turn is the opener's.
    pub(super) fn open(
        self: &Arc<Self>,
        server: Server,
        transport: Transport,
        connection: Connection,
    ) -> Result<Turn, Refused> {
        let peer = transport.peer.ip().to_canonical();
        if !self.opened.take(peer, self.limits.opens, self.core.clock().now()) {
            return Err(Refused::TooFast);
        }
        let place = self.places.admit(peer).ok_or(Refused::Full)?;
        let (line, pipe) = pipe(self.limits.queue);
        let caller = Caller { server, local: transport.local, peer, patience: self.limits.lifetime };
        if !self.door.enter(pipe, caller) {
            return Err(Refused::Full);
        }
        let key = Key(u128::from_le_bytes(entropy::draw_bytes(self.core.entropy())));
        let due = Instant::now() + self.limits.lifetime;
        let turns = Turns { number: 0, connection, is_busy: true, due };
        let session = Arc::new(Session { key, line, turns: Mutex::new(turns), _place: place });
        self.lock().insert(key, Arc::clone(&session));
        METERED.gateway.opened();
        tokio::spawn(reap(Arc::downgrade(self), key));
        Ok(Turn { gateway: Arc::clone(self), session })
    }

    /// Takes a turn in a session, which is told by its newest name.
    ///
    /// Whoever sends requests without waiting for the answers (pipelining) cannot know newer names: on the connection of the
    /// request before, which HTTP keeps in order, older ones will do.
    pub(super) fn take_turn(self: &Arc<Self>, name: &str, connection: Connection) -> Result<Turn, Refused> {
        let (key, number) = Key::and_number(name).ok_or(Refused::Unknown)?;
        let session = self.lock().get(&key).map(Arc::clone).ok_or(Refused::Unknown)?;
        let mut turns = session.turns();
        let is_newest = number == turns.number;
        if !is_newest && (number > turns.number || connection != turns.connection) {
            return Err(Refused::Unknown);
        }
        if turns.is_busy {
            return Err(Refused::Concurrent);
        }
        (turns.is_busy, turns.connection) = (true, connection);
        drop(turns);
        Ok(Turn { gateway: Arc::clone(self), session })
    }

    /// The longest that an answer may wait for something to say.
    fn longest_wait(&self) -> Duration {
        self.patience.mul_f32(0.8)
    }

    fn forget(&self, key: Key) -> Option<Arc<Session>> {
        self.lock().remove(&key)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Session>>> {
        // Nothing panics while it holds the lock.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a session that nobody asks for any more.
async fn reap(gateway: Weak<Gateway>, key: Key) {
    loop {
        let due = {
            let Some(gateway) = gateway.upgrade() else { return };
            let Some(session) = gateway.lock().get(&key).map(Arc::clone) else { return };
            let turns = session.turns();
            let now = Instant::now();
            match turns.due {
                _ if turns.is_busy => now + gateway.limits.lifetime,
                due if due > now => due,
                _ => {
                    drop(turns);
                    if gateway.forget(key).is_some() {
                        METERED.gateway.expired.increment(1);
                        tracing::debug!("a gateway session ended: nobody asked for it any more");
                    }
                    session.line.hang_up();
                    return;
                }
            }
        };
        sleep_until(due).await;
    }
}

impl Session {
    fn turns(&self) -> MutexGuard<'_, Turns> {
        // Nothing panics while it holds the lock.
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        METERED.gateway.closed();
    }
}

impl Turn {
    /// Gives bytes to the server, and comes back with what it has to say. Where it has nothing, that is waited for, if so
    /// long is wanted.
    pub(super) async fn exchange(self, bytes: &[u8], lifespan: Option<Duration>) -> Outcome {
        let latest = Instant::now() + self.gateway.longest_wait();
        if self.say(bytes, latest).await.is_err() {
            tracing::debug!("a gateway session ended: it says more than it is listened to");
            return self.close();
        }
        let line = &self.session.line;
        if let Some(lifespan) = lifespan {
            let until = Instant::now().checked_add(lifespan).map_or(latest, |until| until.min(latest));
            let _nothing = timeout_at(until, line.something()).await;
        }
        // In this order, or the last words would come after the end.
        let has_ended = line.has_ended();
        let commands = line.take();
        if has_ended && self.gateway.forget(self.session.key).is_some() {
            METERED.gateway.ended.increment(1);
        }
        self.outcome(commands, has_ended)
    }

    /// The same, and the end of the session.
    pub(super) async fn exchange_last(self, bytes: &[u8]) -> Outcome {
        let latest = Instant::now() + self.gateway.longest_wait();
        // Whoever hangs up says no more than is listened to.
        let _said = self.say(bytes, latest).await;
        self.close()
    }

    /// Gives bytes to the server, and waits a moment for what it says to them.
    async fn say(&self, bytes: &[u8], latest: Instant) -> Result<(), Elapsed> {
        let line = &self.session.line;
        line.make_room();
        timeout_at(latest, line.send(bytes)).await?;
        let _late = timeout(REPLY, line.settled()).await;
        Ok(())
    }

    fn close(self) -> Outcome {
        if self.gateway.forget(self.session.key).is_some() {
            METERED.gateway.hung_up.increment(1);
        }
        let commands = self.session.line.take();
        self.session.line.hang_up();
        self.outcome(commands, true)
    }

    fn outcome(self, commands: Bytes, is_closed: bool) -> Outcome {
        let mut turns = self.session.turns();
        turns.number += 1;
        let session = self.session.key.named(turns.number);
        drop(turns);
        Outcome { commands, session, is_closed }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = self.session.turns();
        turns.is_busy = false;
        turns.due = Instant::now() + self.gateway.limits.lifetime;
    }
}

impl Key {
    /// What the session is called: Pidgin wants a dot in it.
    fn named(self, number: u64) -> String {
        format!("{:032x}.{number}", self.0)
    }

    fn and_number(name: &str) -> Option<(Self, u64)> {
        let (key, number) = name.split_once('.')?;
        let is_plain =
            |text: &str, longest| text.len() <= longest && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if key.len() != 32 || !is_plain(key, 32) || !is_plain(number, 20) {
            return None;
        }
        Some((Self(u128::from_str_radix(key, 16).ok()?), number.parse().ok()?))
    }
}

/// Kept out of logs: it opens the session.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_found_by_its_name_and_by_nothing_like_it() {
        let key = Key(0x1234_5678_9abc_def0);
        let name = key.named(7);
        assert_eq!(name, "0000000000000000123456789abcdef0.7");
        assert!(Key::and_number(&name) == Some((key, 7)));
        for bad in [
            "",
            ".",
            "123456789abcdef0.7",
            "0000000000000000123456789abcdef0",
            "0000000000000000123456789abcdef0.",
            "0000000000000000123456789abcdef0.+7",
            "+000000000000000123456789abcdef0.7",
            "0000000000000000123456789abcdefg.7",
            "0000000000000000123456789abcdef0.99999999999999999999",
        ] {
            assert!(Key::and_number(bad).is_none(), "{bad}");
        }
    }
}
