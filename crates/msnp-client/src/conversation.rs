//! A seat in a switchboard.

use std::collections::VecDeque;
use std::time::Duration;

use msnp::command::{Ans, Bye, Cal, Enter, Msg, MsgDelivery, Out, OutReason, Refused, Rng};
use msnp::payload::mime;
use msnp::switchboard::{FromClient, FromServer};
use msnp::value::{AckKind, Address, ClientCaps, Cookie, Handle, HandleAtEndpoint, SessionId, Trid};
use msnp::{Cap, Dialect};
use tokio::time::{Instant, timeout, timeout_at};

use crate::Error;
use crate::client::unexpected;
use crate::connection::{Connection, Switchboard};

/// A conversation that the principal takes part in. Dropping it leaves the conversation.
#[derive(Debug)]
pub struct Conversation {
    connection: Connection<Switchboard>,
    me: HandleAtEndpoint,
    patience: Duration,
    participants: Vec<Participant>,
    places: Vec<HandleAtEndpoint>,
    trid: Trid,
    events: VecDeque<ConversationEvent>,
}

/// Somebody else in the conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Participant {
    /// Who.
    pub handle: Handle,
    /// Their name.
    pub name: String,
    /// What their client can do, where the dialect tells it (MSNP12).
    pub caps: Option<ClientCaps>,
}

/// Something that happened in a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ConversationEvent {
    /// Somebody came in.
    Joined(Participant),
    /// Somebody left.
    Left {
        /// Who.
        handle: Handle,
        /// The server closed the conversation because nobody spoke.
        idle: bool,
    },
    /// A program came in that says on which machine it is (MSNP16): the first or another one of somebody, or another one of the
    /// principal's. Before the [`Self::Joined`] of who comes with it.
    PlaceJoined(HandleAtEndpoint),
    /// One of them left. Who has others there is still there.
    PlaceLeft(HandleAtEndpoint),
    /// Somebody said something; the principal, with another program.
    Message(Message),
    /// A message of [`Conversation::post`] was delivered.
    Delivered(Trid),
    /// It was not.
    Undelivered(Trid),
    /// A request that nobody waits for failed.
    Refused(Refused),
    /// The server ended the conversation.
    Ended(Option<OutReason>),
    /// The answer to something that nobody waits for any more, or asked.
    Stray(FromServer<'static>),
}

/// A message as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// Who. The service itself is `Hotmail`.
    pub from: Handle,
    /// Their name.
    pub name: String,
    /// The MIME message, byte for byte.
    pub payload: Vec<u8>,
}

/// What is known of a message after sending it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// The server has written it to everybody in the conversation.
    Delivered,
    /// It reached nobody.
    Failed,
    /// The server was not asked to tell.
    Unknown,
}

impl Conversation {
    /// Enters a switchboard as the opener of a conversation, with what `XFR` said. Who enters is [`crate::Client::me`].
    pub async fn enter(
        address: &Address,
        cookie: Cookie,
        me: &HandleAtEndpoint,
        dialect: Dialect,
        patience: Duration,
    ) -> Result<Self, Error> {
        let mut conversation = Self::connect(address, me, dialect, patience).await?;
        let handle = me.clone();
        let reply = conversation.ask(|trid| Enter { trid, handle, cookie }.into()).await?;
        let FromServer::EnterReply(_) = reply else { return Err(unexpected(&reply)) };
        Ok(conversation)
    }

    /// Enters a switchboard as one who was called, with what `RNG` said. Who is in already is in
    /// [`Self::participants`].
    pub async fn join(
        ring: &Rng,
        me: &HandleAtEndpoint,
        dialect: Dialect,
        patience: Duration,
    ) -> Result<Self, Error> {
        let mut conversation = Self::connect(&ring.address, me, dialect, patience).await?;
        let (handle, cookie, session) = (me.clone(), ring.cookie.clone(), ring.session);
        let mut reply = conversation.ask(|trid| Ans { trid, handle, cookie, session }.into()).await?;
        while let FromServer::Iro(iro) = reply {
            // Who was there before has not come now.
            let _known = conversation.comes(iro.handle, iro.name.decode(), iro.caps);
            reply = conversation.answer_to(iro.trid).await?;
        }
        let FromServer::Ans(_) = reply else { return Err(unexpected(&reply)) };
        Ok(conversation)
    }

    /// Who else is in the conversation, as far as events have been read.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The programs in the conversation that say on which machine they are, but for this one, as far as events have been read:
    /// those of others and of the principal (MSNP16).
    pub fn places(&self) -> &[HandleAtEndpoint] {
        &self.places
    }

    /// Calls somebody in; with the own address, the principal's other programs (MSNP16). That it rings is not to say that it is answered: see [`Self::joined`].
    pub async fn call(&mut self, handle: &str) -> Result<SessionId, Error> {
        let handle = Handle::new(handle)?;
        let reply = self.ask(|trid| Cal { trid, handle }.into()).await?;
        let FromServer::CalReply(ringing) = reply else { return Err(unexpected(&reply)) };
        Ok(ringing.session)
    }

    /// Waits, for as long as an answer may take, until somebody comes in. Other events stay where they are.
    pub async fn joined(&mut self) -> Result<Participant, Error> {
        let deadline = Instant::now() + self.patience;
        let mut seen = 0;
        loop {
            while let Some(event) = self.events.get(seen) {
                if let ConversationEvent::Joined(participant) = event {
                    let participant = participant.clone();
                    self.events.remove(seen);
                    return Ok(participant);
                }
                seen += 1;
            }
            let command = self.recv_by(deadline).await?;
            self.put_by(command);
        }
    }

    /// Says something, and waits until it is delivered or has failed.
    pub async fn say(&mut self, text: &str) -> Result<Delivery, Error> {
        self.send(&mime::Message::text(text).to_bytes(), AckKind::Always).await
    }

    /// Sends a MIME message. Waits for the outcome where the server is asked to tell it in any case, which is not so
    /// with [`AckKind::Negative`]: then a failure is an event.
    pub async fn send(&mut self, payload: &[u8], ack: AckKind) -> Result<Delivery, Error> {
        let trid = self.post(payload, ack).await?;
        match ack {
            AckKind::Unacknowledged | AckKind::Negative => Ok(Delivery::Unknown),
            AckKind::Always | AckKind::Data => match self.answer_to(trid).await? {
                FromServer::Ack(_) => Ok(Delivery::Delivered),
                FromServer::Nak(_) => Ok(Delivery::Failed),
                reply => Err(unexpected(&reply)),
            },
        }
    }

    /// Sends a MIME message and waits for nothing. What becomes of it is an event with this transaction id.
    pub async fn post(&mut self, payload: &[u8], ack: AckKind) -> Result<Trid, Error> {
        let trid = self.next_trid();
        self.connection.send(Msg { trid, ack, payload: payload.to_vec().into() }).await?;
        Ok(trid)
    }

    /// Tells that the principal is typing. Does nothing in a dialect whose clients have no such notice.
    pub async fn typing(&mut self) -> Result<(), Error> {
        if self.connection.dialect().has(Cap::TypingNotice) {
            let notice = mime::Message::typing(self.me.handle.as_str()).to_bytes();
            self.post(&notice, AckKind::Unacknowledged).await?;
        }
        Ok(())
    }

    /// Shakes the windows of the others, and waits until that is delivered or has failed. In a dialect whose clients have
    /// no nudges it is [`Error::NotInDialect`].
    pub async fn nudge(&mut self) -> Result<Delivery, Error> {
        let dialect = self.connection.dialect();
        if !dialect.has(Cap::Nudges) {
            return Err(Error::NotInDialect { request: "nudge", dialect });
        }
        self.send(&mime::Message::nudge().to_bytes(), AckKind::Always).await
    }

    /// What happens next. Waits for as long as it takes; cancel-safe.
    pub async fn next_event(&mut self) -> Result<ConversationEvent, Error> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            let command = self.connection.recv().await?;
            self.put_by(command);
        }
    }

    /// What happens next, or [`Error::Timeout`]. Cancel-safe.
    pub async fn event_within(&mut self, patience: Duration) -> Result<ConversationEvent, Error> {
        timeout(patience, self.next_event()).await.map_err(|_| Error::Timeout)?
    }

    /// Waits, for as long as an answer may take, for the next message. What comes before it is dropped.
    pub async fn next_message(&mut self) -> Result<Message, Error> {
        let deadline = Instant::now() + self.patience;
        loop {
            let event = timeout_at(deadline, self.next_event()).await.map_err(|_| Error::Timeout)??;
            if let ConversationEvent::Message(message) = event {
                return Ok(message);
            }
        }
    }

    /// Leaves, and waits until the server has closed the connection.
    pub async fn leave(mut self) -> Result<(), Error> {
        self.connection.send(Out {}).await?;
        let deadline = Instant::now() + self.patience;
        loop {
            match self.recv_by(deadline).await {
                Ok(_) => {}
                Err(Error::Closed) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// The connection itself, to send many messages without waiting for any. Events that nobody has asked for yet are
    /// lost.
    pub fn into_connection(self) -> Connection<Switchboard> {
        self.connection
    }

    /// The connection itself, for a moment. A command that is taken from it is not seen by the conversation.
    pub fn connection(&mut self) -> &mut Connection<Switchboard> {
        &mut self.connection
    }

    async fn connect(
        address: &Address,
        me: &HandleAtEndpoint,
        dialect: Dialect,
        patience: Duration,
    ) -> Result<Self, Error> {
        let connection = Connection::connect(address.as_str(), dialect, patience).await?;
        Ok(Self {
            connection,
            me: me.clone(),
            patience,
            participants: Vec::new(),
            places: Vec::new(),
            trid: Trid(0),
            events: VecDeque::new(),
        })
    }

    async fn ask(
        &mut self,
        make: impl FnOnce(Trid) -> FromClient<'static>,
    ) -> Result<FromServer<'static>, Error> {
        let trid = self.next_trid();
        self.connection.send(make(trid)).await?;
        self.answer_to(trid).await
    }

    /// The next answer to the request; everything else is kept as an event.
    async fn answer_to(&mut self, trid: Trid) -> Result<FromServer<'static>, Error> {
        let deadline = Instant::now() + self.patience;
        loop {
            match self.recv_by(deadline).await? {
                FromServer::Refused(refused) if refused.trid == Some(trid) => {
                    return Err(Error::Refused(refused.code));
                }
                answer if answer.trid() == Some(trid) => return Ok(answer),
                event => self.put_by(event),
            }
        }
    }

    async fn recv_by(&mut self, deadline: Instant) -> Result<FromServer<'static>, Error> {
        timeout_at(deadline, self.connection.recv()).await.map_err(|_| Error::Timeout)?
    }

    /// Keeps what is not an answer, and the roster up to date.
    fn put_by(&mut self, command: FromServer<'static>) {
        let event = match command {
            FromServer::Joi(joi) => match self.comes(joi.handle, joi.name.decode(), joi.caps) {
                Some(event) => event,
                None => return,
            },
            FromServer::Bye(bye) => self.goes(bye),
            FromServer::MsgDelivery(msg) => ConversationEvent::Message(msg.into()),
            FromServer::Ack(ack) => ConversationEvent::Delivered(ack.trid),
            FromServer::Nak(nak) => ConversationEvent::Undelivered(nak.trid),
            FromServer::Refused(refused) => ConversationEvent::Refused(refused),
            FromServer::OutReply(out) => ConversationEvent::Ended(out.reason),
            FromServer::EnterReply(_) | FromServer::Iro(_) | FromServer::Ans(_) | FromServer::CalReply(_) => {
                ConversationEvent::Stray(command)
            }
        };
        self.events.push_back(event);
    }

    /// Somebody is there, or one of their programs. That the principal is, is no news.
    fn comes(
        &mut self,
        at: HandleAtEndpoint,
        name: String,
        caps: Option<ClientCaps>,
    ) -> Option<ConversationEvent> {
        if at.endpoint.is_some() {
            let is_new = at != self.me && !self.places.contains(&at);
            return is_new.then(|| {
                self.places.push(at.clone());
                ConversationEvent::PlaceJoined(at)
            });
        }
        if at.handle == self.me.handle {
            return None;
        }
        let participant = Participant { handle: at.handle, name, caps };
        self.participants.push(participant.clone());
        Some(ConversationEvent::Joined(participant))
    }

    fn goes(&mut self, bye: Bye) -> ConversationEvent {
        if bye.handle.endpoint.is_some() {
            self.places.retain(|place| *place != bye.handle);
            return ConversationEvent::PlaceLeft(bye.handle);
        }
        let handle = bye.handle.handle;
        self.places.retain(|place| place.handle != handle);
        self.participants.retain(|participant| participant.handle != handle);
        ConversationEvent::Left { handle, idle: bye.idle.is_some_and(|idle| idle.0) }
    }

    fn next_trid(&mut self) -> Trid {
        self.trid.0 = self.trid.0.checked_add(1).unwrap_or(1);
        self.trid
    }
}

impl Message {
    /// The message taken apart.
    pub fn mime(&self) -> Result<mime::Message<'_>, mime::MimeError> {
        mime::Message::parse(&self.payload)
    }

    /// The words, if it is chat text.
    pub fn text(&self) -> Option<String> {
        let message = self.mime().ok()?;
        let is_text = message.content_type().eq_ignore_ascii_case("text/plain");
        is_text.then(|| String::from_utf8_lossy(&message.body).into_owned())
    }

    /// Whether it is a nudge.
    pub fn is_nudge(&self) -> bool {
        let is_one = |message: mime::Message<'_>| {
            let body = String::from_utf8_lossy(&message.body).into_owned();
            let mut fields = body.lines().filter_map(|line| line.split_once(':'));
            message.content_type().eq_ignore_ascii_case("text/x-msnmsgr-datacast")
                && fields.any(|(name, value)| name.trim() == "ID" && value.trim() == "1")
        };
        self.mime().is_ok_and(is_one)
    }

    /// Who is typing, if it is a notice of that.
    pub fn typing(&self) -> Option<String> {
        self.mime().ok()?.header("TypingUser").map(str::to_owned)
    }
}

impl From<MsgDelivery<'_>> for Message {
    fn from(msg: MsgDelivery<'_>) -> Self {
        Self { from: msg.handle, name: msg.name.decode(), payload: msg.payload.into_owned() }
    }
}

impl Delivery {
    /// Whether the server said so.
    pub fn is_delivered(self) -> bool {
        self == Self::Delivered
    }
}
