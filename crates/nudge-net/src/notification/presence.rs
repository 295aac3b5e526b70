//! `CHG`, `IMS` and `XFR SB`: what the principal is doing, and going into conversations.

use msnp::Cap;
use msnp::command::{Chg, Ims, ImsReply, Referral, Xfr, XfrReply};
use msnp::value::{ClientCaps, ErrorCode, OnOff, Reach};
use nudge_core::Picture;

use super::online::Online;
use super::{Cx, account};
use crate::goodbye::Goodbye;
use crate::names;

impl Online {
    pub(super) fn chg(&mut self, chg: Chg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let Some(status) = names::chosen_status(chg.status) else {
            cx.out.refuse(chg.trid, ErrorCode::InvalidParameter);
            return Ok(());
        };
        let first = self.session.status().is_none();
        let picture = chg.object.as_ref().and_then(|object| Picture::new(object.as_str()).ok());
        let (trid, capabilities) = (chg.trid.0, names::capabilities(chg.caps));
        // A client that does not say what it can do is told that it can do nothing (reference 50, notification server, 1).
        let caps = chg.caps.or_else(|| self.dialect.has(Cap::ClientCaps).then(ClientCaps::default));
        cx.say(self.dialect, Chg { caps, ..chg });
        self.session.set_presence(status, capabilities, picture, trid);
        if first {
            // Who is there already comes before anything else (reference 02 §6.2).
            for notice in self.mail().take() {
                self.notice(notice, cx.net, cx.ends, cx.out)?;
            }
            account::send_mail_notice(&self.session, self.dialect, cx);
            self.first_challenge(cx);
        }
        Ok(())
    }

    pub(super) fn ims(&mut self, ims: &Ims, cx: &mut Cx<'_>) {
        self.session.set_messaging(ims.switch == OnOff::On);
        cx.say(self.dialect, ImsReply { trid: ims.trid, zero: 0, switch: ims.switch });
    }

    pub(super) fn xfr(&mut self, xfr: &Xfr, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if xfr.server.as_str() != "SB" {
            cx.out.refuse(xfr.trid, ErrorCode::InvalidParameter);
            return Ok(());
        }
        match self.session.open_room(self.dialect.has(Cap::ConversationsWhileHidden)) {
            Ok(ticket) => {
                let address = cx.net.switchboard_address(cx.ends);
                let cookie = names::cookie(&ticket);
                let to = Referral::Switchboard { address, cookie, reach: Reach::Direct };
                cx.say(self.dialect, XfrReply { trid: xfr.trid, to });
                Ok(())
            }
            Err(refusal) => cx.refuse(xfr.trid, refusal),
        }
    }
}
