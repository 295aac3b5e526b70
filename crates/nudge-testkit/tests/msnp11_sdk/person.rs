//! Somebody with a client of that crate.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use msnp11_sdk::{Client, Event, MsnpStatus, SdkError, Switchboard};
use nudge_testkit::TestServer;
use nudge_testkit::cast::SECRET;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// How long an answer may take. The crate itself waits for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a program that uses the crate calls itself.
const PROGRAM: (&str, &str) = ("msnmsgr", "7.0.0816");

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) events: Events,
}

/// What a client or a conversation has to say, in its order.
pub(crate) struct Events(UnboundedReceiver<Event>);

impl Person {
    /// Signs in and goes online.
    pub(crate) async fn online(server: &TestServer, who: &str) -> anyhow::Result<Self> {
        let person = Self::signed_in(server, who).await?;
        within(person.client.set_presence(MsnpStatus::Online)).await?;
        Ok(person)
    }

    /// Signs in, and no more.
    pub(crate) async fn signed_in(server: &TestServer, who: &str) -> anyhow::Result<Self> {
        let client = connect(server).await?;
        let events = Events::of(|pass_on| {
            client.add_event_handler_closure(move |event| {
                pass_on(event);
                std::future::ready(())
            });
        });
        let event = sign_in(&client, server, who, SECRET).await?;
        anyhow::ensure!(matches!(event, Event::Authenticated), "{event:?}");
        Ok(Self { client, events })
    }

    /// Begins a conversation with somebody of the same kind: both ends of it.
    pub(crate) async fn talk(&self, other: &mut Self, whom: &str) -> anyhow::Result<(Talk, Talk)> {
        let mine = Talk::new(Arc::new(within(self.client.create_session(whom)).await?));
        let theirs = other.events.wait_for(answered).await.context("a conversation")?;
        Ok((mine, Talk::new(theirs)))
    }
}

/// One end of a conversation.
pub(crate) struct Talk {
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) events: Events,
}

impl Talk {
    pub(crate) fn new(switchboard: Arc<Switchboard>) -> Self {
        let events = Events::of(|pass_on| {
            switchboard.add_event_handler_closure(move |event| {
                pass_on(event);
                std::future::ready(())
            });
        });
        Self { switchboard, events }
    }
}

/// The conversation that somebody was called into.
pub(crate) fn answered(event: Event) -> Option<Arc<Switchboard>> {
    if let Event::SessionAnswered(switchboard) = event { Some(switchboard) } else { None }
}

impl Events {
    fn of(listen: impl FnOnce(Box<dyn Fn(Event) + Send + Sync>)) -> Self {
        let (sender, receiver) = unbounded_channel();
        listen(Box::new(move |event| {
            // A test that has ended hears no more.
            let _ended = sender.send(event);
        }));
        Self(receiver)
    }

    /// The next event of which `pick` makes something; those before it are dropped.
    pub(crate) async fn wait_for<T>(
        &mut self,
        mut pick: impl FnMut(Event) -> Option<T>,
    ) -> anyhow::Result<T> {
        let found = async {
            loop {
                let event = self.0.recv().await.context("the client has ended")?;
                if let Some(picked) = pick(event) {
                    return Ok(picked);
                }
            }
        };
        timeout(PATIENCE, found).await.context("it did not happen in time")?
    }
}

pub(crate) async fn connect(server: &TestServer) -> anyhow::Result<Client> {
    let address = server.notification();
    within(Client::new(&address.ip().to_string(), address.port())).await
}

pub(crate) async fn sign_in(
    client: &Client,
    server: &TestServer,
    who: &str,
    secret: &str,
) -> anyhow::Result<Event> {
    let nexus = format!("http://{}/nexus-mock", server.web());
    within(client.login(who.to_owned(), secret, &nexus, PROGRAM.0, PROGRAM.1)).await
}

/// An answer in time. The crate's errors are none that `anyhow` takes as they are.
pub(crate) async fn within<T, E: std::fmt::Debug>(
    asked: impl Future<Output = Result<T, E>>,
) -> anyhow::Result<T> {
    timeout(PATIENCE, asked).await.context("no answer in time")?.map_err(|error| anyhow!("{error:?}"))
}

/// That it is refused, and how.
pub(crate) async fn refused<T>(asked: impl Future<Output = Result<T, SdkError>>) -> anyhow::Result<SdkError> {
    match timeout(PATIENCE, asked).await.context("no answer in time")? {
        Ok(_) => Err(anyhow!("it is not refused")),
        Err(error) => Ok(error),
    }
}
