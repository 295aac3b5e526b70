//! `USR SHA`, `PUT`, `DEL` and `SDG`, and circles in `ADL` and `RML`: what a client does in circles (reference 21 §7). What it is
//! told is in `circle_news`.
//!
//! Who belongs to a circle is in the store. A client first shows the ticket that the address book gave it; then it names circles
//! in `ADL` and is told who is there; then it says with `PUT` that it is there, too.

use bytes::Bytes;
use msnp::auth::circles::{CircleTicket, SignedTicket};
use msnp::command::{Del, DoneOrNews, Put, RoutedReply, Sdg, SignInStep, UsrReply};
use msnp::notification::FromServer;
use msnp::payload::membership::{Entry, Membership};
use msnp::payload::routed::Routed;
use msnp::value::{ErrorCode, Flag, ListBits, Network, Text, Trid};
use nudge_core::circle::CircleId;
use nudge_core::{CircleSeen, Error, Refusal};

use super::Cx;
use super::online::Online;
use super::sync::moment;
use crate::goodbye::Goodbye;
use crate::names;

/// How long a moment is in a ticket: to the second.
const MOMENT: usize = "2026-01-02T03:04:05".len();

/// Why an `ADL` is refused because of its circles.
pub(super) enum NoCircles {
    /// With that number.
    Refused(ErrorCode),
    /// We failed.
    Failed(Error),
}

impl Online {
    /// The address book hands every client of MSNP18 a ticket for the circles that it is in, and the client shows it here. It is
    /// shown again when there are more. A wrong one costs the circles and nothing else.
    pub(super) fn circle_ticket(&mut self, trid: Trid, ticket: &Text, cx: &mut Cx<'_>) {
        if !self.is_good(ticket, cx) {
            return cx.out.refuse(trid, ErrorCode::AuthenticationFailed);
        }
        self.shows_circles = true;
        let handle = names::handle(self.session.handle());
        let (verified, restricted) = (Some(Flag(false)), Some(Flag(false)));
        let step = SignInStep::Done { handle, name: None, verified, restricted };
        cx.say(self.dialect, UsrReply { trid, step });
    }

    /// Whether our own address book has signed it, for this account, and it is not too old.
    fn is_good(&self, ticket: &Text, cx: &Cx<'_>) -> bool {
        let core = &cx.net.core;
        let Ok(signed) = SignedTicket::parse(ticket.as_str()) else { return false };
        if !core.has_signed_circles(&signed.data, &signed.signature) {
            return false;
        }
        let now = moment(core.clock().now());
        // Both are written alike, so the later one is the greater.
        let is_now = |until: &str| now.get(..MOMENT).is_some_and(|now| until >= now);
        CircleTicket::parse(&signed.data)
            .is_ok_and(|ticket| ticket.cid == self.session.id().get() && is_now(&ticket.until))
    }

    /// Watches the circles of an `ADL`, or those no more that it blocks. Circles that the principal does not belong to are
    /// passed over, unless all are such.
    pub(super) async fn watch_circles(
        &self,
        list: &Membership,
    ) -> Result<Vec<(CircleId, CircleSeen)>, NoCircles> {
        let entries: Vec<&Entry> = list.entries.iter().filter(|entry| is_circle(entry)).collect();
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        if !self.shows_circles {
            return Err(NoCircles::Refused(ErrorCode::NotInCircle));
        }
        let (mut seen, mut is_any) = (Vec::new(), false);
        for entry in entries {
            let Some(id) = circle(entry.handle.as_str()) else { continue };
            let lists = entry.lists.unwrap_or_default();
            if lists.contains(ListBits::BLOCK) {
                self.session.leave_circle(id);
                is_any = true;
                continue;
            }
            match self.session.watch_circle(id).await {
                Ok(there) => {
                    is_any = true;
                    seen.push((id, there));
                }
                Err(Error::Refusal(refusal)) => {
                    tracing::info!(%refusal, "a client names a circle that it cannot watch");
                }
                Err(error @ Error::Fault(_)) => return Err(NoCircles::Failed(error)),
            }
        }
        if is_any { Ok(seen) } else { Err(NoCircles::Refused(ErrorCode::NotInCircle)) }
    }

    /// Watches the circles of an `RML` no more.
    pub(super) fn leave_circles(&self, list: &Membership) {
        for entry in list.entries.iter().filter(|entry| is_circle(entry)) {
            let is_left = entry
                .lists
                .is_some_and(|lists| lists.contains(ListBits::FORWARD) || lists.contains(ListBits::ALLOW));
            if let Some(id) = circle(entry.handle.as_str()).filter(|_| is_left) {
                self.session.leave_circle(id);
            }
        }
    }

    pub(super) fn put(&self, put: &Put<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match self.addressed(&put.payload).and_then(|id| self.session.join_in(id)) {
            Ok(()) => {
                let reply = RoutedReply { trid: put.trid, payload: Some(Vec::new().into()) };
                cx.say(self.dialect, FromServer::Put(reply));
                Ok(())
            }
            Err(refusal) => cx.refuse(put.trid, refusal),
        }
    }

    pub(super) fn del(&self, del: &Del<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match self.addressed(&del.payload).and_then(|id| self.session.drop_out(id)) {
            Ok(()) => {
                cx.say(self.dialect, FromServer::Del(RoutedReply { trid: del.trid, payload: None }));
                Ok(())
            }
            Err(refusal) => cx.refuse(del.trid, refusal),
        }
    }

    /// The others get the very bytes: they read in them who says it.
    pub(super) fn sdg(&self, sdg: &Sdg<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let said = self.addressed(&sdg.payload);
        match said.and_then(|id| self.session.say_in_circle(id, Bytes::copy_from_slice(&sdg.payload))) {
            Ok(()) => {
                cx.say(self.dialect, FromServer::Sdg(DoneOrNews { trid: sdg.trid, news: None }));
                Ok(())
            }
            Err(refusal) => cx.refuse(sdg.trid, refusal),
        }
    }

    /// To which circle a message goes, if it comes from whom it says.
    fn addressed(&self, payload: &[u8]) -> Result<CircleId, Refusal> {
        let message = Routed::parse(payload).map_err(|_| Refusal::InvalidAddress)?;
        let from = message.from().ok_or(Refusal::InvalidAddress)?;
        let is_me = from.network == Network::MESSENGER
            && from.handle.as_str().eq_ignore_ascii_case(self.session.handle().as_str());
        let machine = from.endpoint.as_ref().map(names::machine);
        let is_here = machine.is_none_or(|machine| machine.as_ref() == self.session.machine());
        if !is_me || !is_here {
            return Err(Refusal::NoSuchCircle);
        }
        let to = message.to().filter(|to| to.network == Network::CIRCLE && self.shows_circles);
        to.and_then(|to| circle(to.handle.as_str())).ok_or(Refusal::NoSuchCircle)
    }
}

/// Whether an entry of a list is no person.
fn is_circle(entry: &Entry) -> bool {
    entry.network == Some(Network::CIRCLE)
}

/// The circle that an address names.
fn circle(address: &str) -> Option<CircleId> {
    let (id, domain) = address.rsplit_once('@')?;
    id.parse().ok().filter(|_| domain.eq_ignore_ascii_case(names::CIRCLES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_under_its_domain() {
        let id = "00000000-0000-0000-0009-0123456789ab";
        assert_eq!(circle(&format!("{id}@live.com")), id.parse().ok());
        assert_eq!(circle(&format!("{}@LIVE.com", id.to_uppercase())), id.parse().ok());
        for address in ["alice@live.com", "@live.com", id, "00000000-0000-0000-0009-0123456789ab@example.com"]
        {
            assert_eq!(circle(address), None, "{address}");
        }
    }
}
