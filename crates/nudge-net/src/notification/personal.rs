//! `UUX` and `UBX`: what people show below their names (reference 02 §7).

use std::borrow::Cow;

use bytes::Bytes;
use msnp::command::{Ubx, Uux, UuxReply};
use msnp::payload::XmlText;
use msnp::payload::personal::PersonalMessage as Payload;
use msnp::{Cap, Dialect};
use nudge_core::{Form, Handle, PersonalMessage, notice};

use super::online::Online;
use super::{Cx, notices};
use crate::goodbye::Goodbye;
use crate::names;
use crate::out::Out;

impl Online {
    pub(super) async fn uux(&mut self, uux: &Uux<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let message = Payload::parse(&uux.payload).map_err(|_| Goodbye::Rules("a UUX that is no XML"))?;
        let part = |text: &Option<XmlText>| text.as_ref().map(XmlText::as_escaped).map(str::to_owned);
        let (text, media) = (part(&message.text), part(&message.media));
        if let Err(refusal) = self.session.set_personal_message(text.as_deref(), media.as_deref()) {
            return cx.refuse(uux.trid, refusal);
        }
        // Where there was one, it is what the next client begins with.
        if text.is_some()
            && let Err(error) = self.session.keep_personal_message().await
        {
            return cx.fail(uux.trid, error);
        }
        cx.say(self.dialect, UuxReply { trid: uux.trid });
        Ok(())
    }

    /// Tells what a contact shows, who was there already.
    pub(super) fn say_personal(&self, handle: &Handle, message: &PersonalMessage, out: &mut Out) {
        if self.dialect.has(Cap::PersonalMessages) {
            out.share(encoded(self.dialect, handle, message));
        }
    }

    /// The same where many are told it: there is but one way of writing it.
    pub(super) fn share_personal(&self, personal: &notice::Personal, out: &mut Out) {
        if self.dialect.has(Cap::PersonalMessages) {
            let make = || encoded(self.dialect, &personal.handle, &personal.message);
            out.share(personal.encodings.of(Form::default(), make));
        }
    }
}

/// Also where there is nothing to show: a client that remembers something from the last time clears it then.
fn encoded(dialect: Dialect, handle: &Handle, message: &PersonalMessage) -> Bytes {
    let part = |text: &str| Some(XmlText::from_escaped(text).unwrap_or_default());
    let payload = Payload { text: part(message.text()), media: part(message.media()) };
    notices::encoded(dialect, Ubx { handle: names::handle(handle), payload: Cow::Owned(payload.to_bytes()) })
}
