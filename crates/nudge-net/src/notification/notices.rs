//! What others do, told to the client in its dialect.

use std::borrow::Cow;

use bytes::Bytes;
use msnp::command::{
    Adc, AdcEntry, AddReply, Bpr, BprContact, Fln, Iln, Ipg, Nln, Not, OutReason, OutReply, RemReply, Rng,
};
use msnp::notification::FromServer;
use msnp::payload::mime::Message;
use msnp::payload::notification::{Kind, Notification};
use msnp::value::{ClientCaps, ContactId, List, PropertyKey, Reach, SessionId, Trid};
use msnp::{Cap, Dialect};
use nudge_core::notice::{Alert, Call, Changed, Presence, Property, PropertyChange, ReverseChange};
use nudge_core::{Ending, Handle, Notice, Page, Phone};

use super::online::Online;
use super::sync::{digit, switch};
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::{Ends, Net};
use crate::out::Out;

impl Online {
    /// Tells the client, if its dialect and state have a way to.
    pub(super) fn notice(
        &mut self,
        notice: Notice,
        net: &Net,
        ends: Ends,
        out: &mut Out,
    ) -> Result<(), Goodbye> {
        // Until it has chosen a presence, a client hears of nobody's (reference 02 §14).
        let receiving = self.session.status().is_some();
        match notice {
            Notice::AlreadyPresent { tag, presence, personal, endpoints } if receiving => {
                // Without a request that they answer, and in dialects that have no word for it, they have just come.
                if tag == Trid::UNASKED.0 || !self.dialect.has(Cap::InitialPresence) {
                    self.present(&presence, out);
                } else {
                    out.notify(self.dialect, already(Trid(tag), &presence));
                }
                self.say_personal(&presence.handle, &personal, &endpoints, out);
            }
            Notice::Appeared { presence, personal } if receiving => {
                self.present(&presence, out);
                self.share_personal(&personal, out);
            }
            Notice::Present { presence, changed } if receiving && can_show(changed, self.dialect) => {
                self.present(&presence, out);
            }
            Notice::Personal(personal) if receiving => self.share_personal(&personal, out),
            Notice::Endpoints(personal) if receiving && self.dialect.has(Cap::Endpoints) => {
                self.share_personal(&personal, out);
            }
            Notice::Own(own) if receiving && self.dialect.has(Cap::Endpoints) => self.own(&own, out),
            Notice::Absent(absence) if receiving => {
                out.share(absence.encodings.of(self.session.form(), || {
                    encoded(self.dialect, absent(self.dialect, &absence.handle))
                }));
            }
            Notice::AddedBy(change) => self.reverse(&change, true, out),
            Notice::RemovedBy(change) => self.reverse(&change, false, out),
            Notice::ListsChanged => self.lists_changed(net, out),
            Notice::CircleChanged(id) if self.dialect.has(Cap::Circles) => self.circle_changed(id, net, out),
            Notice::Circle(news) if self.dialect.has(Cap::Circles) => {
                self.circle_news(&news, receiving, out);
            }
            Notice::Data(data) if self.dialect.has(Cap::UnifiedNotices) => self.data(&data, out),
            Notice::Noted(note) if self.dialect.has(Cap::UnifiedMessages) => self.noted(&note, out),
            Notice::PropertyChanged(change) if receiving && self.dialect.has(Cap::ContactProperties) => {
                self.property(&change, out);
            }
            Notice::Called(call) if receiving => self.called(&call, net, ends, out),
            Notice::Paged(page) if takes_pages(self.dialect) => self.paged(&page, out),
            Notice::Alerted(alert) if takes_alerts(self.dialect) => self.alerted(&alert, net, ends, out),
            Notice::Alerted(alert) if receiving => match self.session.call_from_service(spoken(&alert)) {
                Ok(call) => self.called(&call, net, ends, out),
                Err(error) => tracing::error!(%error, "the service cannot call"),
            },
            Notice::MessageLeft(message) => self.message_left(&message, out),
            Notice::MessagesRemoved(count) => self.messages_removed(count, out),
            Notice::Ended(ending) => {
                let reason = match ending {
                    Ending::SignedInElsewhere => Some(OutReason::SignedInElsewhere),
                    Ending::Shutdown => Some(OutReason::ServerShutdown),
                    Ending::Revoked => None,
                };
                out.notify(self.dialect, OutReply { reason });
                return Err(Goodbye::Ended(ending));
            }
            Notice::AlreadyPresent { .. }
            | Notice::Appeared { .. }
            | Notice::Present { .. }
            | Notice::Personal(_)
            | Notice::Endpoints(_)
            | Notice::Own(_)
            | Notice::Data(_)
            | Notice::Absent(_)
            | Notice::PropertyChanged(_)
            | Notice::Called(_)
            | Notice::Paged(_)
            | Notice::Alerted(_)
            | Notice::Noted(_)
            | Notice::CircleChanged(_)
            | Notice::Circle(_) => {}
        }
        Ok(())
    }

    fn present(&self, presence: &Presence, out: &mut Out) {
        out.share(presence.encodings.of(self.session.form(), || {
            let row = Nln {
                status: names::status(presence.status),
                contact: names::contact(&presence.handle),
                name: names::friendly(presence.name.as_str()),
                caps: names::caps(presence.capabilities),
                object: names::object(presence.picture.as_ref()),
                badge: None,
            };
            encoded(self.dialect, row)
        }));
    }

    /// Somebody has added or removed the principal. A client that has not asked for its lists will find it in them; so will
    /// one that asked after it happened.
    fn reverse(&self, change: &ReverseChange, added: bool, out: &mut Out) {
        if self.dialect.has(Cap::MembershipLists) {
            return self.membership_news(change, added, out);
        }
        if self.synced.is_none_or(|known| change.serial <= known) {
            return;
        }
        let (list, handle) = (List::Reverse, names::handle(&change.handle));
        let serial = self.session.told(change.serial).get();
        if added {
            let name = names::friendly_or_handle(change.name.as_ref(), &change.handle);
            if self.dialect.has(Cap::AddressBook) {
                let entry = AdcEntry::Handle { handle, name: Some(name), id: None };
                out.notify(self.dialect, Adc { trid: Trid::UNASKED, list, entry });
            } else {
                let reply = AddReply { trid: Trid::UNASKED, list, serial, handle, name, group: None };
                out.notify(self.dialect, reply);
            }
        } else {
            let contact = ContactId::Handle(handle);
            out.notify(self.dialect, RemReply { trid: Trid::UNASKED, list, serial, contact, group: None });
        }
    }

    fn property(&self, change: &PropertyChange, out: &mut Out) {
        let (key, value) = match &change.property {
            Property::Phone(kind, number) => {
                (names::phone_key(*kind), names::optional(number.as_ref().map(Phone::as_str)))
            }
            Property::Pageable(on) => (PropertyKey::Pageable, switch(*on)),
            Property::Direct(device) => (PropertyKey::Direct, digit(device.get())),
            Property::Space(has) => (PropertyKey::HasBlog, digit((*has).into())),
        };
        if !key.is_in(self.dialect) {
            return;
        }
        let contact =
            BprContact { serial: self.session.serial().get(), handle: names::handle(&change.handle) };
        out.notify(self.dialect, Bpr { contact: Some(contact), key, value });
    }

    fn called(&self, call: &Call, net: &Net, ends: Ends, out: &mut Out) {
        let rng = Rng {
            session: SessionId(call.room.0),
            address: net.switchboard_address(ends),
            cookie: names::cookie(&call.ticket),
            handle: names::handle(&call.caller),
            name: names::friendly_or_handle(call.name.as_ref(), &call.caller),
            reach: Reach::Direct,
        };
        out.notify(self.dialect, rng);
    }

    fn paged(&self, page: &Page, out: &mut Out) {
        let kind = Kind::Page { from: page.from.as_str() };
        let payload = Cow::Owned(self.notification(&page.text, kind));
        out.notify(self.dialect, Ipg { payload });
    }

    fn alerted(&self, alert: &Alert, net: &Net, ends: Ends, out: &mut Out) {
        let base = net.url_base(ends);
        let url = if alert.url.is_empty() { "/" } else { &alert.url };
        let kind = Kind::Alert { site_url: &base, action_url: url };
        let payload = Cow::Owned(self.notification(&alert.text, kind));
        out.notify(self.dialect, Not { payload });
    }

    pub(super) fn notification(&self, text: &str, kind: Kind<'_>) -> Vec<u8> {
        let member_id = self.session.id().get().unsigned_abs();
        Notification { to: self.session.handle().as_str(), member_id, text, kind }.to_bytes()
    }
}

fn already(trid: Trid, presence: &Presence) -> Iln {
    Iln {
        trid,
        status: names::status(presence.status),
        contact: names::contact(&presence.handle),
        name: names::friendly(presence.name.as_str()),
        caps: names::caps(presence.capabilities),
        object: names::object(presence.picture.as_ref()),
    }
}

/// Somebody is gone. With several endpoints, real servers said what the last one could do, and it was nothing.
pub(super) fn absent(dialect: Dialect, who: &Handle) -> Fln {
    let caps = dialect.has(Cap::ExtendedCaps).then(ClientCaps::default);
    Fln { contact: names::contact(who), caps, badge: None }
}

/// Whether a change makes a difference on the wire. Without one, the client would be told again what it was told last.
fn can_show(changed: Changed, dialect: Dialect) -> bool {
    changed.status
        || changed.name
        || (changed.capabilities && dialect.has(Cap::ClientCaps))
        || (changed.extended && dialect.has(Cap::ExtendedCaps))
        || (changed.picture && dialect.has(Cap::MsnObjects))
}

/// Whether a page can be shown. Third-party clients of MSNP8 know no command for it, and lose their place in the stream at
/// the payload (reference 50, notification server, 2).
pub(super) fn takes_pages(dialect: Dialect) -> bool {
    dialect.has(Cap::IncomingPages) && !dialect.has(Cap::FewPayloads)
}

/// What a message of a conversation is that has nothing but text.
const CHAT: &str = "text/plain; charset=UTF-8";

/// An alert as a message of a conversation: the text, and below it where a click would lead.
fn spoken(alert: &Alert) -> Bytes {
    let text = match alert.url.as_str() {
        "" => Cow::Borrowed(alert.text.as_str()),
        url => Cow::Owned(format!("{}\r\n{url}", alert.text)),
    };
    Message::new(CHAT, text.as_bytes()).to_bytes().into()
}

/// Whether an alert can be shown as one; the same holds for it. Others are told in a conversation.
fn takes_alerts(dialect: Dialect) -> bool {
    dialect.has(Cap::Alerts) && !dialect.has(Cap::FewPayloads)
}

/// A command as bytes that many connections write.
pub(super) fn encoded<'a>(dialect: Dialect, command: impl Into<FromServer<'a>>) -> Bytes {
    let mut bytes = Vec::new();
    command.into().encode(dialect, &mut bytes);
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_a_plain_message_with_its_link_below() {
        let said = |url: &str| spoken(&Alert { text: "Back at five & open".to_owned(), url: url.to_owned() });
        let head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n";
        assert_eq!(said(""), format!("{head}Back at five & open"));
        assert_eq!(said("/news"), format!("{head}Back at five & open\r\n/news"));
    }
}
