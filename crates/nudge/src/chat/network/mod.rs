//! The connections: one task for the notification server, one for each seat in a conversation.
//!
//! The model says what it wants as a [`Request`]; what happens comes back as [`News`], cleaned for showing.

mod account;
mod seat;

use std::collections::HashMap;

use msnp::command::Rng;
use msnp::value::Status;
use msnp_client::{Client, Lists, Participant};
use tokio::sync::mpsc;

use super::clean;

/// How many orders may wait for one task. A person types slower; a script is held back before that.
const ORDERS: usize = 64;

/// How many pieces of news may wait for the user interface. Whoever has more waits, and then the server does.
const NEWS: usize = 256;

/// Why a request was not even passed on.
const OVERLOADED: &str = "that was too much at once; wait a little and try again";

/// A seat in a switchboard, numbered by the model.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct SeatId(pub(super) u64);

/// A message of ours, numbered by the model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct MessageId(pub(super) u64);

/// Something for the network to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Request {
    /// At the notification server.
    Account(Task),
    /// Open a conversation and call these people.
    Open(SeatId, Vec<String>),
    /// Answer a call.
    Answer(SeatId, Rng),
    /// In a conversation.
    Seat(SeatId, Doing),
    /// Leave a conversation.
    Leave(SeatId),
}

/// Something to do at the notification server; answered by [`News::Done`] or [`News::Failed`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Task {
    /// Change the own state.
    Status(Status),
    /// Change the own name.
    Rename(String),
    /// Tell contacts something; an empty text takes it back.
    Says(String),
    /// Make somebody a contact.
    Add(String),
    /// The opposite.
    Remove(String),
    /// Let somebody neither see the principal nor call.
    Block(String),
    /// The opposite.
    Unblock(String),
}

/// Something to do in a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Doing {
    /// Say something; answered by [`SeatNews::Delivered`] or [`SeatNews::Undelivered`].
    Say(MessageId, String),
    /// Nudge; answered in the same way.
    Nudge(MessageId),
    /// Tell that the user is typing.
    Typing,
    /// Call somebody in.
    Call(String),
}

/// Something that happened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum News {
    /// The server did what was asked.
    Done(Task),
    /// It did not, in words.
    Failed(Task, String),
    /// A contact is in this state, and has this name.
    Presence(Person, Status),
    /// A contact says this of themselves, or listens to it; empty for nothing.
    Says(String, String),
    /// A contact is offline, or no longer to be seen.
    Offline(String),
    /// Somebody made the principal a contact.
    AddedMe(Person),
    /// Somebody no longer has the principal as a contact.
    RemovedMe(String),
    /// The server changed the own state.
    StatusForced(Status),
    /// Something that the service has to say.
    Service(String),
    /// Somebody calls.
    Ring(Rng),
    /// Something in a conversation.
    Seat(SeatId, SeatNews),
    /// The session is over, in words; `None` after signing out.
    Ended(Option<String>),
}

/// Something that happened in a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum SeatNews {
    /// The principal is in, and so are these.
    Seated(Vec<Person>),
    /// Somebody came in.
    Joined(Person),
    /// Somebody left, or the server closed the conversation because nobody spoke.
    Left { handle: String, idle: bool },
    /// Somebody said something.
    Said(Person, String),
    /// Somebody is typing.
    Typing(String),
    /// Somebody nudges.
    Nudged(Person),
    /// Somebody offers something that this client does not have.
    Offered(Person, String),
    /// A message reached everybody.
    Delivered(MessageId),
    /// A message reached nobody, and maybe why.
    Undelivered(MessageId, Option<String>),
    /// Somebody could not be called, in words.
    NotCalled(String, String),
    /// The seat is lost, and maybe why.
    Ended(Option<String>),
}

/// Somebody, cleaned for showing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Person {
    pub(super) handle: String,
    pub(super) name: String,
}

impl Person {
    pub(super) fn new(handle: &str, name: &str) -> Self {
        Self { handle: clean::name(handle), name: clean::name(name) }
    }
}

impl From<&Participant> for Person {
    fn from(participant: &Participant) -> Self {
        Self::new(participant.handle.as_str(), &participant.name)
    }
}

/// The user interface's end of all connections.
#[derive(Debug)]
pub(super) struct Network {
    account: Option<mpsc::Sender<Order>>,
    seats: HashMap<SeatId, mpsc::Sender<Doing>>,
    me: Me,
    news: mpsc::Sender<News>,
}

/// What a conversation has to know of the session.
#[derive(Clone, Debug)]
struct Me {
    handle: msnp::value::HandleAtEndpoint,
    dialect: msnp::Dialect,
    patience: std::time::Duration,
}

/// What the task of the notification server is told.
#[derive(Debug)]
enum Order {
    Do(Task),
    Open(SeatId, Vec<String>, mpsc::Receiver<Doing>),
}

impl Network {
    /// Begins to serve a session.
    pub(super) fn start(client: Client, patience: std::time::Duration) -> (Self, mpsc::Receiver<News>) {
        let (news, heard) = mpsc::channel(NEWS);
        let (account, orders) = mpsc::channel(ORDERS);
        let me = Me { handle: client.me(), dialect: client.dialect(), patience };
        tokio::spawn(account::run(client, me.clone(), orders, news.clone()));
        (Self { account: Some(account), seats: HashMap::new(), me, news }, heard)
    }

    /// Passes a request on. Where more wait already than may, the news is that it has failed.
    pub(super) fn ask(&mut self, request: Request) -> Option<News> {
        let failed = match &request {
            Request::Account(task) => Some(News::Failed(task.clone(), format!("not done: {OVERLOADED}"))),
            Request::Open(seat, _) | Request::Answer(seat, _) => {
                Some(News::Seat(*seat, SeatNews::Ended(Some(OVERLOADED.to_owned()))))
            }
            Request::Seat(seat, Doing::Say(id, _) | Doing::Nudge(id)) => {
                Some(News::Seat(*seat, SeatNews::Undelivered(*id, Some(OVERLOADED.to_owned()))))
            }
            Request::Seat(seat, Doing::Call(who)) => {
                Some(News::Seat(*seat, SeatNews::NotCalled(who.clone(), OVERLOADED.to_owned())))
            }
            Request::Seat(_, Doing::Typing) | Request::Leave(_) => None,
        };
        if self.pass_on(request) { None } else { failed }
    }

    fn pass_on(&mut self, request: Request) -> bool {
        self.seats.retain(|_, orders| !orders.is_closed());
        match request {
            Request::Account(task) => self.order(Order::Do(task)),
            Request::Open(seat, people) => {
                let orders = self.take_seat(seat);
                self.order(Order::Open(seat, people, orders))
            }
            Request::Answer(seat, ring) => {
                let orders = self.take_seat(seat);
                tokio::spawn(seat::answer(
                    ring,
                    self.me.clone(),
                    seat::Line { seat, orders, news: self.news.clone() },
                ));
                true
            }
            Request::Seat(seat, doing) => {
                self.seats.get(&seat).is_some_and(|orders| orders.try_send(doing).is_ok())
            }
            Request::Leave(seat) => {
                self.seats.remove(&seat);
                true
            }
        }
    }

    /// Leaves all conversations and signs out; the end comes as [`News::Ended`].
    pub(super) fn sign_out(&mut self) {
        self.seats.clear();
        self.account = None;
    }

    fn take_seat(&mut self, seat: SeatId) -> mpsc::Receiver<Doing> {
        let (sender, orders) = mpsc::channel(ORDERS);
        self.seats.insert(seat, sender);
        orders
    }

    fn order(&self, order: Order) -> bool {
        self.account.as_ref().is_some_and(|account| account.try_send(order).is_ok())
    }
}

/// The lists as they are at sign-in, for the model to begin with.
pub(super) async fn begin(client: &mut Client) -> Result<Lists, msnp_client::Error> {
    let lists = client.sync().await?;
    client.set_status(Status::Online).await?;
    Ok(lists)
}
