//! A client that is signed in.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use msnp::auth::{challenge_answer, long_challenge_answer};
use msnp::command::{Chl, Out, Png, Qry, Rng};
use msnp::notification::{FromClient, FromServer};
use msnp::passport::Token;
use msnp::value::{
    ClientCaps, EndpointId, Flag, Guid, Handle, HandleAtEndpoint, List, MsnObject, Text, Trid,
};
use msnp::{Cap, Dialect};
use tokio::time::{Instant, timeout_at};

use crate::connection::{Connection, Notification};
use crate::conversation::Conversation;
use crate::sign_in::{SignedIn, sign_in};
use crate::{Config, Entry, Error, Event, Lists, Message, Package};

/// A session at a notification server.
///
/// Requests are methods that wait for their answer; what the server says meanwhile is kept and comes out of
/// [`Self::next_event`] in its order. A refusal is [`Error::Refused`] and leaves the session as it is.
#[derive(Debug)]
pub struct Client {
    config: Config,
    connection: Connection<Notification>,
    handle: Handle,
    name: String,
    verified: Option<Flag>,
    profile: Message,
    tokens: Vec<Token>,
    trid: Trid,
    events: VecDeque<Event>,
    appearance: Appearance,
    address_book: AddressBook,
    pulse: Pulse,
}

/// What the client tells of itself with every change of state.
#[derive(Debug)]
pub(crate) struct Appearance {
    pub(crate) caps: Option<ClientCaps>,
    pub(crate) object: Option<MsnObject>,
}

/// What contacts are called by, from MSNP10 on.
#[derive(Debug, Default)]
pub(crate) struct AddressBook {
    /// By address in lower case.
    ids: HashMap<String, Guid>,
    /// Whether the lists have been read.
    pub(crate) is_read: bool,
}

impl Client {
    /// Signs in. The principal is offline to others until [`Self::set_status`].
    pub async fn sign_in(config: Config) -> Result<Self, Error> {
        let SignedIn { connection, handle, name, verified, profile, tokens, trid } = sign_in(&config).await?;
        let name = name.unwrap_or_else(|| handle.as_str().into());
        Ok(Self {
            config,
            connection,
            handle,
            name,
            verified,
            profile,
            tokens,
            trid,
            events: VecDeque::new(),
            // A number that says that the client can do nothing is understood everywhere; none is not.
            appearance: Appearance { caps: Some(ClientCaps::default()), object: None },
            address_book: AddressBook::default(),
            pulse: Pulse::default(),
        })
    }

    /// The dialect that is spoken.
    pub fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// The principal's address, in the server's spelling.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The principal's own name, as it was at sign-in or set by [`Self::rename_self`]. From MSNP10 on, servers tell it in
    /// the lists; until [`Self::sync`] it is the address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the address has been verified, where the dialect tells it.
    pub fn verified(&self) -> Option<bool> {
        self.verified.map(|flag| flag.0)
    }

    /// The profile message that came with the sign-in.
    pub fn profile(&self) -> &Message {
        &self.profile
    }

    /// The ticket for one of the HTTP services, as `contacts.msn.com` for the address book: `t=…&p=…`. With
    /// [`Package::SingleSignOn`](crate::Package::SingleSignOn) and [`ServiceTicket`](crate::Package::ServiceTicket) there
    /// is one for each of `messenger.msn.com`, `messengersecure.live.com`, `contacts.msn.com` and `storage.msn.com`; with
    /// [`Ticket`](crate::Package::Ticket), only the first. Whoever has it can do there what the principal can.
    pub fn ticket(&self, service: &str) -> Option<&str> {
        self.tokens.iter().find(|token| token.service == service).map(|token| token.ticket.as_str())
    }

    /// Which machine this program is signed in on, where the server was told.
    pub fn machine(&self) -> Option<&EndpointId> {
        // A ticket alone says nothing of it.
        let is_told = self.dialect().has(Cap::Endpoints) && self.config.package == Package::SingleSignOn;
        self.config.machine.as_ref().filter(|_| is_told)
    }

    /// The principal, at this program if it says on which machine it is: who enters conversations.
    pub fn me(&self) -> HandleAtEndpoint {
        HandleAtEndpoint { handle: self.handle.clone(), endpoint: self.machine().cloned() }
    }

    /// What happens next. Waits for as long as it takes; cancel-safe.
    ///
    /// With [`Config::keep_alive`], the server is asked meanwhile whether it is still there, and [`Error::Timeout`] says that
    /// it is not.
    pub async fn next_event(&mut self) -> Result<Event, Error> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            // Where an earlier wait was cancelled in the middle of answering a challenge, the rest of it is still here.
            self.connection.flush().await?;
            let command = match self.pulse.due(self.config.keep_alive, Instant::now()) {
                None => self.connection.recv().await?,
                Some(due) => match timeout_at(due, self.connection.recv()).await {
                    Ok(command) => command?,
                    Err(_) if self.pulse.is_awaited() => return Err(Error::Timeout),
                    Err(_) => {
                        self.pulse.next = Some(self.deadline());
                        self.begin_ping().await?;
                        continue;
                    }
                },
            };
            self.pulse.feel(&command, self.config.keep_alive);
            self.put_by(command).await?;
        }
    }

    /// What happens next, or [`Error::Timeout`]. Cancel-safe.
    pub async fn event_within(&mut self, patience: Duration) -> Result<Event, Error> {
        tokio::time::timeout(patience, self.next_event()).await.map_err(|_| Error::Timeout)?
    }

    /// Waits, for as long as an answer may take, for an event of which `pick` makes something. What comes before it
    /// is dropped.
    pub async fn wait_for<T>(&mut self, mut pick: impl FnMut(Event) -> Option<T>) -> Result<T, Error> {
        let deadline = Instant::now() + self.config.patience;
        loop {
            let event = timeout_at(deadline, self.next_event()).await.map_err(|_| Error::Timeout)??;
            if let Some(picked) = pick(event) {
                return Ok(picked);
            }
        }
    }

    /// Everything that the server had said by the time it read a ping that is sent now.
    pub async fn settle(&mut self) -> Result<Vec<Event>, Error> {
        self.ping().await?;
        Ok(self.events.drain(..).collect())
    }

    /// Answers a call. The notification connection takes no part in it.
    pub async fn answer(&self, ring: &Rng) -> Result<Conversation, Error> {
        Conversation::join(ring, &self.me(), self.dialect(), self.config.patience).await
    }

    /// Calls nobody yet: asks for a switchboard, and enters it.
    pub async fn open_conversation(&mut self) -> Result<Conversation, Error> {
        let (address, cookie) = self.switchboard().await?;
        Conversation::enter(&address, cookie, &self.me(), self.dialect(), self.config.patience).await
    }

    /// Signs out. The server closes the connection.
    pub async fn sign_out(mut self) -> Result<(), Error> {
        self.connection.send(Out {}).await
    }

    /// The connection itself, for what this client has no words for. Events that nobody has asked for yet are lost.
    pub fn into_connection(self) -> Connection<Notification> {
        self.connection
    }

    /// The connection itself, for a moment. A command that is taken from it is not seen by the client.
    pub fn connection(&mut self) -> &mut Connection<Notification> {
        &mut self.connection
    }

    /// Sends a request that has no answer of its own, and waits until the server has dealt with it: a refusal would
    /// come before the answer to a ping.
    pub(crate) async fn tell(&mut self, make: impl FnOnce(Trid) -> FromClient<'static>) -> Result<(), Error> {
        let trid = self.next_trid();
        self.connection.send(make(trid)).await?;
        let ping = self.begin_ping().await?;
        let mut refused = None;
        let deadline = self.deadline();
        loop {
            match self.recv_by(deadline).await? {
                FromServer::Refused(refusal) if refusal.trid == Some(trid) => refused = Some(refusal.code),
                event if self.ends(ping, &event) => {
                    return refused.map_or(Ok(()), |code| Err(Error::Refused(code)));
                }
                event => self.put_by(event).await?,
            }
        }
    }

    /// `PNG`, and waits for `QNG`.
    pub async fn ping(&mut self) -> Result<(), Error> {
        let ping = self.begin_ping().await?;
        let deadline = self.deadline();
        loop {
            let event = self.recv_by(deadline).await?;
            if self.ends(ping, &event) {
                return Ok(());
            }
            self.put_by(event).await?;
        }
    }

    /// `PNG`, and which one it is.
    pub(crate) async fn begin_ping(&mut self) -> Result<Ping, Error> {
        self.pulse.sent += 1;
        let ping = Ping(self.pulse.sent);
        self.connection.send(Png {}).await?;
        Ok(ping)
    }

    /// Whether it is the answer to that `PNG`.
    pub(crate) fn ends(&self, ping: Ping, command: &FromServer<'static>) -> bool {
        matches!(command, FromServer::Qng(_)) && self.pulse.answered >= ping.0
    }

    /// Sends a request with a transaction id of its own, and waits for the first answer.
    pub(crate) async fn ask(
        &mut self,
        make: impl FnOnce(Trid) -> FromClient<'static>,
    ) -> Result<FromServer<'static>, Error> {
        let trid = self.next_trid();
        self.connection.send(make(trid)).await?;
        self.answer_to(trid).await
    }

    /// The next answer to the request. Everything else is kept as an event: also the presence of contacts, which
    /// follows a request and carries its id without being its answer.
    pub(crate) async fn answer_to(&mut self, trid: Trid) -> Result<FromServer<'static>, Error> {
        let deadline = self.deadline();
        loop {
            match self.recv_by(deadline).await? {
                event @ (FromServer::Iln(_) | FromServer::Chl(_)) => self.put_by(event).await?,
                FromServer::Refused(refused) if refused.trid == Some(trid) => {
                    return Err(Error::Refused(refused.code));
                }
                answer if answer.trid() == Some(trid) => return Ok(answer),
                event => self.put_by(event).await?,
            }
        }
    }

    /// The next command, whatever it is.
    pub(crate) async fn recv_by(&mut self, deadline: Instant) -> Result<FromServer<'static>, Error> {
        let command = timeout_at(deadline, self.connection.recv()).await.map_err(|_| Error::Timeout)??;
        self.pulse.feel(&command, self.config.keep_alive);
        Ok(command)
    }

    /// Keeps what is not an answer, after doing what it asks of a client.
    pub(crate) async fn put_by(&mut self, command: FromServer<'static>) -> Result<(), Error> {
        match (command, self.config.product) {
            (FromServer::Chl(Chl { challenge, .. }), Some(product)) => {
                let trid = self.next_trid();
                let digest = if self.dialect().has(Cap::LongChallenges) {
                    long_challenge_answer
                } else {
                    challenge_answer
                };
                let answer = digest(challenge.as_str(), product).into_bytes();
                let product = Text::new(product.id)?;
                self.connection.send(Qry { trid, product, payload: answer.into() }).await?;
            }
            // The answers to the above, and to a ping that nobody waits for.
            (FromServer::QryReply(_), Some(_)) | (FromServer::Qng(_), _) => {}
            // A program on no machine has none beside it.
            (FromServer::Ubx(ubx), _) if ubx.contact.handle == self.handle && self.machine().is_none() => {}
            (event, _) => {
                let event = Event::of(event, self.dialect(), &self.handle);
                if let Event::Added(Entry { list: List::Forward, handle, id: Some(id), .. }) = &event {
                    self.address_book.insert(handle, *id);
                }
                self.events.push_back(event);
            }
        }
        Ok(())
    }

    pub(crate) fn require(&self, cap: Cap, request: &'static str) -> Result<(), Error> {
        let dialect = self.dialect();
        if dialect.has(cap) { Ok(()) } else { Err(Error::NotInDialect { request, dialect }) }
    }

    pub(crate) fn next_trid(&mut self) -> Trid {
        // 0 is the server's.
        self.trid.0 = self.trid.0.checked_add(1).unwrap_or(1);
        self.trid
    }

    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.config.patience
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        self.name = name.into();
    }

    pub(crate) fn appearance(&mut self) -> &mut Appearance {
        &mut self.appearance
    }

    pub(crate) fn address_book(&mut self) -> &mut AddressBook {
        &mut self.address_book
    }
}

impl AddressBook {
    /// What the lists say.
    pub(crate) fn read(&mut self, lists: &Lists) {
        self.ids.clear();
        self.is_read = true;
        for contact in &lists.forward {
            if let Some(id) = contact.id {
                self.insert(&contact.handle, id);
            }
        }
    }

    pub(crate) fn id(&self, handle: &Handle) -> Option<Guid> {
        self.ids.get(&handle.as_str().to_lowercase()).copied()
    }

    pub(crate) fn insert(&mut self, handle: &Handle, id: Guid) {
        self.ids.insert(handle.as_str().to_lowercase(), id);
    }

    pub(crate) fn remove(&mut self, handle: &Handle) {
        self.ids.remove(&handle.as_str().to_lowercase());
    }
}

/// Which `PNG`, counted from 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ping(u64);

/// The pings of a session. They are answered in their order.
#[derive(Debug, Default)]
struct Pulse {
    sent: u64,
    answered: u64,
    /// When the next one is to be sent or, where one is under way, answered.
    next: Option<Instant>,
}

/// However often a server would like to be asked, it is not more often than this.
const MIN_INTERVAL: Duration = Duration::from_secs(5);

impl Pulse {
    /// When something is to be done, if pings are wanted.
    fn due(&mut self, interval: Option<Duration>, now: Instant) -> Option<Instant> {
        let interval = interval?;
        Some(*self.next.get_or_insert(now + interval))
    }

    fn is_awaited(&self) -> bool {
        self.sent > self.answered
    }

    /// Notes an answer, and for when it asks for the next ping.
    fn feel(&mut self, command: &FromServer<'static>, interval: Option<Duration>) {
        if let FromServer::Qng(qng) = command {
            self.answered = self.sent.min(self.answered + 1);
            let told = qng.seconds.map(|seconds| Duration::from_secs(seconds.into()).max(MIN_INTERVAL));
            self.next = interval.map(|interval| Instant::now() + told.unwrap_or(interval));
        }
    }
}

/// An answer that is none to what was asked.
pub(crate) fn unexpected(reply: &impl std::fmt::Debug) -> Error {
    Error::Unexpected(format!("{reply:?}"))
}
