//! One of a company: who it is, in which dialect and which way, and what the server has acknowledged.
#![expect(clippy::wildcard_enum_match_arm, reason = "somebody waits for one thing, whatever else there is")]

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::value::{Address, EndpointId, List, Status};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, Conversation, Error, Event, Passport};

use super::place::{Place, Way};

/// How long anything may take. The gateway's clients ask every two seconds, and the machine may be doing other things.
const PATIENCE: Duration = Duration::from_secs(30);

const MACHINES: [&str; 2] =
    ["{a11ce000-0000-4000-8000-00000000000a}", "{a11ce000-0000-4000-8000-00000000000b}"];

/// Who is on the lists of somebody.
#[derive(Clone, Debug)]
pub(super) struct Friends {
    pub(super) all: Vec<String>,
    /// Those who have them as a contact in any case. Who was interrupted in taking them off the list and putting them on it again
    /// does the second when they come.
    pub(super) sure: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) email: String,
    token: String,
    pub(super) dialect: Dialect,
    way: Way,
    pub(super) name: String,
    /// A name of which nobody has said that it was taken.
    pub(super) new_name: Option<String>,
    pub(super) status: Status,
    /// Somebody of whom it is not known whether they are a contact.
    pub(super) unsure: Option<String>,
    client: Option<Client>,
}

impl Member {
    pub(super) fn new(email: String, token: String, dialect: Dialect, way: Way) -> Self {
        let name = email.clone();
        let (new_name, status, unsure, client) = (None, Status::Online, None, None);
        Self { email, token, dialect, way, name, new_name, status, unsure, client }
    }

    /// Makes them contacts who may see each other, in a dialect in which that is two commands.
    pub(super) async fn befriend(&self, place: &Place, others: &[String]) -> Result<(), Error> {
        let config = Config::new(&place.life.msnp.to_string(), &self.email, &self.token, Dialect::Msnp7);
        let mut client = Client::sign_in(config).await?;
        for other in others {
            client.add(List::Allow, other, other, None).await?;
            client.add(List::Forward, other, other, None).await?;
        }
        client.sign_out().await
    }

    pub(super) fn is_online(&self) -> bool {
        self.client.is_some()
    }

    pub(super) fn client(&mut self) -> anyhow::Result<&mut Client> {
        self.client.as_mut().with_context(|| format!("{} is not there", self.email))
    }

    /// Signs in. Whom the client finds online comes back.
    pub(super) async fn come(&mut self, place: &Place, friends: &Friends) -> anyhow::Result<Vec<String>> {
        let mut client = self.enter(place, 0, friends).await?;
        self.status = Status::Online;
        let events = settled(&mut client).await?;
        self.client = Some(client);
        let here = events.into_iter().filter_map(|event| match event {
            Event::InitialPresence(iln) => Some(iln.contact.handle.as_str().to_owned()),
            // The latest dialect has one word for both.
            Event::Presence(nln) => Some(nln.contact.handle.as_str().to_owned()),
            _ => None,
        });
        Ok(here.collect())
    }

    /// Goes, and says so.
    pub(super) async fn go(&mut self) -> anyhow::Result<()> {
        Ok(self.client.take().context("nobody to go")?.sign_out().await?)
    }

    /// The connection is cut.
    pub(super) fn cut(&mut self) {
        self.client = None;
    }

    /// Signs in once more: beside the first where the dialect has that, else in its place.
    pub(super) async fn come_twice(&mut self, place: &Place, friends: &Friends) -> anyhow::Result<()> {
        let second = self.enter(place, 1, friends).await.context("a second place")?;
        if self.dialect.has(Cap::Endpoints) {
            let first = self.client()?;
            places(first, 2).await?;
            second.sign_out().await?;
            return places(first, 1).await.context("after the second has gone");
        }
        let reason = self.client()?.wait_for(|event| match event {
            Event::SignedOut(reason) => Some(reason),
            _ => None,
        });
        let reason = reason.await.context("the first is told")?;
        ensure!(reason.is_some(), "signed out for no reason");
        self.client = Some(second);
        self.status = Status::Online;
        Ok(())
    }

    async fn enter(&mut self, place: &Place, machine: usize, friends: &Friends) -> anyhow::Result<Client> {
        let server = place.server(self.way).to_string();
        let mut config = Config::new(&server, &self.email, &self.token, self.dialect);
        config.patience = PATIENCE;
        config.passport = Passport::at(&place.nexus(self.way, self.dialect));
        if self.dialect.has(Cap::Endpoints) {
            config.machine = Some(EndpointId::new(MACHINES[machine])?);
        }
        let mut client = Client::sign_in(config).await.context("signing in")?;
        client.announce_version().await?;
        if let Some(unsure) = self.unsure.take() {
            // One that is a contact still is refused.
            match client.add(List::Forward, &unsure, &unsure, None).await {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => bail!("adding {unsure} again: {error}"),
            }
        }
        if self.dialect.has(Cap::SyncedLists) {
            let lists = client.sync().await.context("the lists")?;
            let (all, sure) = (&friends.all, &friends.sure);
            for (list, due) in [(List::Forward, all), (List::Allow, all), (List::Reverse, sure)] {
                for friend in due {
                    ensure!(lists.has(list, friend), "{friend} is not on {list}");
                }
            }
            if self.new_name.as_deref() == Some(client.name()) {
                client.name().clone_into(&mut self.name);
            }
            ensure!(client.name() == self.name, "called {:?}, not {:?}", client.name(), self.name);
        } else {
            // Later clients have their name from the address book, and repeat it here.
            client.rename_self(&self.name).await.context("telling the name")?;
        }
        self.new_name = None;
        client.set_status(Status::Online).await.context("going online")?;
        Ok(client)
    }

    /// Opens a conversation, the way that the client came.
    pub(super) async fn open(&mut self, place: &Place) -> anyhow::Result<Conversation> {
        let (way, dialect) = (self.way, self.dialect);
        let client = self.client()?;
        let (address, cookie) = client.switchboard().await.context("asking for a switchboard")?;
        let address = led(place, way, address)?;
        Ok(Conversation::enter(&address, cookie, &client.me(), dialect, PATIENCE).await?)
    }

    /// Answers the next call, which must be of that person.
    pub(super) async fn answer(&mut self, place: &Place, caller: &str) -> anyhow::Result<Conversation> {
        let (way, dialect) = (self.way, self.dialect);
        let client = self.client()?;
        let ring = client.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None });
        let mut ring = ring.await.context("waiting for a call")?;
        ensure!(ring.handle.as_str() == caller, "{} calls, not {caller}", ring.handle);
        ring.address = led(place, way, ring.address)?;
        Ok(Conversation::join(&ring, &client.me(), dialect, PATIENCE).await?)
    }

    /// Sees that somebody is there, so and under that name.
    pub(super) async fn sees(&mut self, whom: &str, status: Status, name: &str) -> anyhow::Result<()> {
        let seen = self.client()?.wait_for(|event| match event {
            Event::Presence(nln) if nln.contact.handle.as_str() == whom => {
                (nln.status == status && nln.name.decode() == name).then_some(())
            }
            _ => None,
        });
        seen.await
            .with_context(|| format!("{} ({}) does not see {whom} {status:?}", self.email, self.dialect))
    }

    /// Sees that somebody has gone.
    pub(super) async fn sees_going(&mut self, whom: &str) -> anyhow::Result<()> {
        let seen = self.client()?.wait_for(|event| match event {
            Event::Offline(fln) => (fln.contact.handle.as_str() == whom).then_some(()),
            _ => None,
        });
        seen.await.with_context(|| format!("{} ({}) does not see {whom} go", self.email, self.dialect))
    }
}

/// Clients of the gateway go where they are, whatever they are told.
fn led(place: &Place, way: Way, told: Address) -> anyhow::Result<Address> {
    Ok(if way == Way::Tcp { told } else { Address::new(&place.server(way).to_string())? })
}

/// All that there was cause to say to somebody when this began. The server turns to what others did and to what a client says in
/// turns, so a first ping can overtake what was there before it, and a second one cannot.
pub(super) async fn settled(client: &mut Client) -> Result<Vec<Event>, Error> {
    client.ping().await?;
    client.settle().await
}

/// Waits until the principal is at so many places.
async fn places(client: &mut Client, count: usize) -> anyhow::Result<()> {
    let told = client.wait_for(|event| match event {
        Event::Places(places) => (places.len() == count).then_some(()),
        _ => None,
    });
    told.await.with_context(|| format!("told of {count} places"))
}
