//! `NFY`, and `NLN`, `UBX` and `FLN` through a circle: what happens in the circles that a client watches (reference 21 §7.3 and
//! §7.5).
//!
//! Windows Live Messenger reads who is there from `NFY`, `MSNPSharp` from `NLN`; both are told.

use std::borrow::Cow;

use bytes::Bytes;
use msnp::command::{Change, DoneOrNews, Fln, Nfy, Nln, Not, Ubx};
use msnp::notification::FromServer;
use msnp::payload::circle;
use msnp::payload::notification::Kind;
use msnp::payload::routed::{Headers, Routed};
use msnp::value::{ClientCaps, Guid, Network, NetworkAddress, Status, Trid, Via};
use nudge_core::circle::{CircleId, CircleName};
use nudge_core::notice::{CircleEvent, CircleNews, Personal, Presence};
use nudge_core::{CircleSeen, Handle};

use super::online::Online;
use super::sync::moment;
use super::{notices, personal};
use crate::names;
use crate::net::Net;
use crate::out::Out;

/// The number of every notice: clients do not look at it.
const FIRST: &str = "0";

impl Online {
    /// The circle itself, to a client that begins to watch it: who is there, and that the circle is, which is told as somebody
    /// who can do nothing.
    pub(super) fn circle_seen(&self, id: CircleId, seen: &CircleSeen, out: &mut Out) {
        let there: Vec<_> = seen.there.iter().map(names::handle).collect();
        self.notify_circle(id, Change::Put, circle::CIRCLE, "Full", &circle::roster(&there), out);
        self.circle_named(id, &seen.name, out);
    }

    /// Something has happened there. Of people, a client hears once it has a presence.
    pub(super) fn circle_news(&self, news: &CircleNews, receiving: bool, out: &mut Out) {
        let id = news.circle;
        match &news.event {
            CircleEvent::There { presence, personal, is_new } => {
                if *is_new {
                    let there = circle::roster([&names::handle(&presence.handle)]);
                    self.notify_circle(id, Change::Put, circle::CIRCLE, "Partial", &there, out);
                }
                if receiving {
                    out.share(news.encodings.of(self.session.form(), || self.there(id, presence, personal)));
                }
            }
            CircleEvent::Gone(who) => {
                self.left(id, who, out);
                if receiving {
                    out.share(news.encodings.of(self.session.form(), || {
                        let contact = through(who, id);
                        let gone = Fln { contact, caps: Some(ClientCaps::default()), badge: None };
                        notices::encoded(self.dialect, gone)
                    }));
                }
            }
            CircleEvent::Said(payload) => {
                let news = Some(Cow::Borrowed(&payload[..]));
                out.notify(self.dialect, FromServer::Sdg(DoneOrNews { trid: Trid::UNASKED, news }));
            }
            CircleEvent::Renamed(name) => {
                let body = circle::properties(name.as_str());
                self.notify_circle(id, Change::Put, circle::CIRCLE, "Full", &body, out);
                self.circle_named(id, name, out);
            }
            CircleEvent::Over => self.left(id, self.session.handle(), out),
        }
    }

    /// Says that a circle has changed, which the client then reads in the address book.
    pub(super) fn circle_changed(&self, id: CircleId, net: &Net, out: &mut Out) {
        let modified = moment(net.core.clock().now());
        let kind = Kind::AddressBook { modified: &modified, circle: Some(guid(id)) };
        out.notify(self.dialect, Not { payload: Cow::Owned(self.notification("", kind)) });
    }

    fn there(&self, id: CircleId, presence: &Presence, personal: &Personal) -> Bytes {
        let row = Nln {
            status: names::status(presence.status),
            contact: through(&presence.handle, id),
            name: names::friendly(presence.name.as_str()),
            caps: names::caps(presence.capabilities),
            object: names::object(presence.picture.as_ref()),
            badge: None,
        };
        let payload = personal::shown_payload(self.dialect, &personal.message, &personal.endpoints);
        let below = Ubx { contact: through(&personal.handle, id), payload: Cow::Owned(payload) };
        [notices::encoded(self.dialect, row), notices::encoded(self.dialect, below)].concat().into()
    }

    fn left(&self, id: CircleId, who: &Handle, out: &mut Out) {
        let uri = circle::user(&names::handle(who));
        self.notify_circle(id, Change::Delete, &uri, "Partial", "", out);
    }

    fn circle_named(&self, id: CircleId, name: &CircleName, out: &mut Out) {
        let row = Nln {
            status: Status::Online,
            contact: through(self.session.handle(), id),
            name: names::friendly(name.as_str()),
            caps: ClientCaps::default(),
            object: None,
            badge: None,
        };
        out.notify(self.dialect, row);
    }

    fn notify_circle(&self, id: CircleId, change: Change, uri: &str, kind: &str, body: &str, out: &mut Out) {
        let me = names::handle(self.session.handle());
        let epid = self.session.machine().map(|machine| format!(";epid={}", machine.as_str()));
        let content = Headers::default()
            .with("Notification", "1.0")
            .with("NotifNum", FIRST)
            .with("Uri", uri)
            .with("NotifType", kind)
            .with("Content-Type", circle::TYPE);
        let message = Routed {
            routing: Headers::default()
                .with("Routing", "1.0")
                .with("To", format!("{}:{me}{}", Network::MESSENGER, epid.unwrap_or_default()))
                .with("From", format!("{}:{}", Network::CIRCLE, names::circle(id))),
            reliability: Headers::default()
                .with("Reliability", "1.0")
                .with("Stream", "0")
                .with("Segment", "0"),
            content,
            body: Cow::Borrowed(body.as_bytes()),
        };
        out.notify(self.dialect, Nfy { change, payload: Cow::Owned(message.to_bytes()) });
    }
}

/// Somebody, seen through a circle.
fn through(who: &Handle, id: CircleId) -> NetworkAddress {
    let via = Via { network: Network::CIRCLE, handle: names::circle(id) };
    NetworkAddress { via: Some(via), ..names::contact(who) }
}

/// The number of a circle as a GUID.
fn guid(id: CircleId) -> Guid {
    Guid((u128::from(Network::CIRCLE.0) << 48) | u128::from(id.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_has_one_number() {
        let id = CircleId::new(0x0123_4567_89ab).unwrap();
        assert_eq!(guid(id).to_string(), id.to_string());
    }
}
