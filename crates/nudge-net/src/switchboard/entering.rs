//! `USR` and `ANS`: showing a ticket (reference 03 §2).

use std::sync::Arc;

use msnp::Dialect;
use msnp::command::{Done, EnterReply, Iro};
use msnp::switchboard::{FromClient, FromServer};
use msnp::value::{ErrorCode, Trid};
use nudge_core::{Handle, RoomEvent, RoomId, TicketCode};

use super::presence::lines;
use super::seated::Seated;
use super::{Cx, tagged};
use crate::goodbye::Goodbye;
use crate::names;
use crate::outbox::Outbox;

/// A command of a connection that is in no conversation yet; `None` if it still is not.
pub(super) fn enter(command: FromClient<'_>, cx: &mut Cx<'_>) -> Result<Option<Seated>, Goodbye> {
    if cx.net.stopping.is_cancelled() {
        return Err(Goodbye::Shutdown);
    }
    match command {
        FromClient::Enter(usr) => {
            let seat = address(&usr.handle.handle).and_then(|handle| {
                cx.net.core.enter(&handle, &TicketCode::new(usr.cookie.as_str()), mailbox(cx)).ok()
            });
            let seat = seat.ok_or_else(|| denied(usr.trid, cx))?;
            let name = names::friendly(seat.name().as_str());
            cx.out.relay(Dialect::BEFORE_VER, EnterReply { trid: usr.trid, handle: usr.handle, name });
            let dialect = tagged(seat.endpoint().tag);
            Ok(Some(Seated::new(seat, dialect, cx.net)))
        }
        FromClient::Ans(ans) => {
            let answered = address(&ans.handle.handle).and_then(|handle| {
                let code = TicketCode::new(ans.cookie.as_str());
                cx.net.core.answer(&handle, &code, RoomId(ans.session.0), mailbox(cx)).ok()
            });
            let answered = answered.ok_or_else(|| denied(ans.trid, cx))?;
            let (seat, others) = answered.ok_or(Goodbye::Done("the conversation is over"))?;
            let dialect = tagged(seat.endpoint().tag);
            let is_first =
                |at: usize, who: &Handle| !others.iter().take(at).any(|before| before.handle == *who);
            let rows: Vec<_> = (others.iter().enumerate())
                .flat_map(|(at, other)| lines(other, is_first(at, &other.handle), dialect))
                .collect();
            let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            for (index, (handle, name, caps)) in (1..).zip(rows) {
                cx.out.relay(dialect, Iro { trid: ans.trid, index, total, handle, name, caps });
            }
            cx.out.relay(dialect, FromServer::Ans(Done { trid: ans.trid }));
            Ok(Some(Seated::new(seat, dialect, cx.net)))
        }
        FromClient::Png(_) => Ok(None),
        FromClient::Out(_) => Err(Goodbye::SignedOut),
        FromClient::Cal(_) | FromClient::Msg(_) => Err(Goodbye::Rules("a command before a ticket")),
    }
}

fn mailbox(cx: &Cx<'_>) -> Arc<Outbox<RoomEvent>> {
    Arc::clone(cx.mail)
}

fn address(handle: &msnp::value::Handle) -> Option<Handle> {
    Handle::new(handle.as_str()).ok()
}

fn denied(trid: Trid, cx: &mut Cx<'_>) -> Goodbye {
    cx.out.refuse(trid, ErrorCode::AuthenticationFailed);
    Goodbye::Done("the ticket is not valid")
}
