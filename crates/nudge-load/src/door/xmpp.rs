//! XMPP, as clients speak it (RFC 6120, 6121), with rooms (XEP-0045) and registration (XEP-0077).

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use data_encoding::BASE64;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::Person;
use crate::conversation::{End, Envelope, Gathering, Pair};
use crate::cutter::{Cutter, Unit};
use crate::link::{self, Link};
use crate::wire::Wire;

/// A server of XMPP.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct XmppDoor {
    pub(crate) address: SocketAddr,
}

pub(crate) const DOMAIN: &str = "load.example";
pub(crate) const ROOMS: &str = "rooms.load.example";

const PASSWORD: &str = "load-generator";

/// How many register at a time.
const REGISTERING: usize = 16;

impl XmppDoor {
    /// Makes accounts, each on a connection of its own, as a client would.
    pub(super) async fn register(&self, people: usize) -> anyhow::Result<()> {
        let (turns, mut registering) = (Arc::new(Semaphore::new(REGISTERING)), JoinSet::new());
        for index in 0..people {
            let (door, turns) = (self.clone(), Arc::clone(&turns));
            registering.spawn(async move {
                let _turn = turns.acquire_owned().await?;
                let mut wire = door.stream().await?;
                let query = format!(
                    "<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>u{index}</username>\
                     <password>{PASSWORD}</password></query></iq>"
                );
                wire.ask(&query, "<iq").await.with_context(|| format!("registering u{index}"))
            });
        }
        while let Some(registered) = registering.join_next().await {
            registered??;
        }
        Ok(())
    }

    async fn stream(&self) -> anyhow::Result<Wire> {
        let mut wire = Wire::new(Link::Tcp(link::connect(self.address).await?), Cutter::Xmpp);
        begin(&mut wire).await?;
        Ok(wire)
    }

    pub(super) async fn enter(&self, index: usize) -> anyhow::Result<Person> {
        let steps = async {
            let mut wire = self.stream().await?;
            let proof = BASE64.encode(format!("\0u{index}\0{PASSWORD}").as_bytes());
            let auth =
                format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>");
            wire.ask(&auth, "<success").await?;
            begin(&mut wire).await?;
            let bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource>\
                        </bind></iq>";
            wire.ask(bind, "<iq").await?;
            wire.ask("<iq type='get' id='l'><query xmlns='jabber:iq:roster'/></iq>", "<iq").await?;
            // The server tells all programs of somebody, the new one too.
            wire.ask("<presence/>", "<presence").await?;
            anyhow::Ok(wire)
        };
        let wire = steps.await.with_context(|| format!("signing u{index} in"))?;
        Ok(Person { wire, handle: format!("u{index}@{DOMAIN}") })
    }

    pub(super) fn pair(caller: Person, callee: Person) -> Pair {
        let envelope = |other: &Person| Envelope::Xmpp { to: format!("{}/r", other.handle), kind: "chat" };
        let (to_callee, to_caller) = (envelope(&callee), envelope(&caller));
        Pair { caller: End::of(caller, to_callee), callee: End::of(callee, to_caller) }
    }

    pub(super) async fn gather(&self, mut people: Vec<Person>) -> anyhow::Result<Gathering> {
        for (index, person) in people.iter_mut().enumerate() {
            let room = format!("room@{ROOMS}/n{index}");
            let join =
                format!("<presence to='{room}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
            person.wire.send(join.as_bytes()).await?;
            // The own presence is the last one.
            let own = format!("from='{room}'");
            person
                .wire
                .until("the room", |unit| {
                    let is_own = unit.line.starts_with(b"<presence")
                        && memmem::find(unit.line, own.as_bytes()).is_some();
                    Ok(is_own.then_some(()))
                })
                .await?;
            if index == 0 {
                let configure = format!(
                    "<iq type='set' id='c' to='room@{ROOMS}'><query xmlns='http://jabber.org/protocol/muc#owner'>\
                     <x xmlns='jabber:x:data' type='submit'/></query></iq>"
                );
                person.wire.ask(&configure, "<iq").await?;
            }
        }
        let envelope = || Envelope::Xmpp { to: format!("room@{ROOMS}"), kind: "groupchat" };
        Gathering::of(people.into_iter().map(|person| End::of(person, envelope())), true)
    }

    pub(super) async fn acquaint(
        &self,
        principal: &mut Person,
        watchers: &mut [Person],
    ) -> anyhow::Result<()> {
        for watcher in watchers {
            let ask = format!("<presence type='subscribe' to='{}'/>", principal.handle);
            watcher.wire.send(ask.as_bytes()).await?;
            let from = watcher.handle.clone();
            principal
                .wire
                .until("a request to see the presence", |unit| {
                    let is_it = memmem::find(unit.line, b"type='subscribe'").is_some()
                        && memmem::find(unit.line, from.as_bytes()).is_some();
                    Ok(is_it.then_some(()))
                })
                .await?;
            let grant = format!("<presence type='subscribed' to='{from}'/>");
            principal.wire.send(grant.as_bytes()).await?;
            let whom = format!("from='{}/r'", principal.handle);
            watcher
                .wire
                .until("the presence", |unit| {
                    let is_it = unit.line.starts_with(b"<presence")
                        && memmem::find(unit.line, whom.as_bytes()).is_some();
                    Ok(is_it.then_some(()))
                })
                .await?;
        }
        Ok(())
    }
}

/// Opens the stream, and reads as far as what the server offers.
async fn begin(wire: &mut Wire) -> anyhow::Result<()> {
    let header = format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
         to='{DOMAIN}' version='1.0'>"
    );
    wire.ask(&header, "<stream:features").await?;
    Ok(())
}

pub(super) fn announcement(change: usize) -> String {
    format!("<presence><show>away</show><status>{change}</status></presence>")
}

pub(super) fn is_announced(principal: &str, change: usize, unit: Unit<'_>) -> bool {
    let has = |text: String| memmem::find(unit.line, text.as_bytes()).is_some();
    unit.line.starts_with(b"<presence")
        && has(format!("from='{principal}/r'"))
        && has(format!("<status>{change}<"))
}

pub(super) async fn is_there(person: &mut Person) -> anyhow::Result<()> {
    let ask = "<iq type='get' id='there'><query xmlns='jabber:iq:roster'/></iq>";
    person.wire.send(ask.as_bytes()).await?;
    person
        .wire
        .until("an answer", |unit| {
            let is_it = unit.line.starts_with(b"<iq") && memmem::find(unit.line, b"id='there'").is_some();
            Ok(is_it.then_some(()))
        })
        .await
}
