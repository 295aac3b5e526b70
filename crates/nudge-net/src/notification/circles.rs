//! `USR SHA`, `PUT`, `DEL`, `SDG` and `VAS`: circles, of which there are none yet (reference 21 §7).

use msnp::auth::circles::SignedTicket;
use msnp::command::{SignInStep, UsrReply};
use msnp::value::{ErrorCode, Flag, Text, Trid};

use super::Cx;
use super::online::Online;
use crate::names;

impl Online {
    /// The address book hands every client of MSNP18 a ticket for the circles that it is in, and the client shows it here. Where
    /// there are no circles it opens nothing, whoever signed it.
    pub(super) fn circle_ticket(&self, trid: Trid, ticket: &Text, cx: &mut Cx<'_>) {
        if SignedTicket::parse(ticket.as_str()).is_err() {
            return cx.out.refuse(trid, ErrorCode::AuthenticationFailed);
        }
        let handle = names::handle(self.session.handle());
        let (verified, restricted) = (Some(Flag(false)), Some(Flag(false)));
        let step = SignInStep::Done { handle, name: None, verified, restricted };
        cx.say(self.dialect, UsrReply { trid, step });
    }

    /// Whatever circle is meant, the principal is not in it.
    pub(super) fn no_circle(trid: Trid, cx: &mut Cx<'_>) {
        cx.out.refuse(trid, ErrorCode::NotInCircle);
    }
}
