//! `UUX` and `UBX`: what people show below their names (reference 02 §7, 21 §3).

use std::borrow::Cow;

use bytes::Bytes;
use msnp::command::{Ubx, Uux, UuxReply};
use msnp::payload::XmlText;
use msnp::payload::personal::{Details, PersonalMessage as Payload, Shown, ShownEndpoint, Told};
use msnp::{Cap, Dialect};
use nudge_core::{Endpoints, Handle, PersonalMessage, Refusal, notice};

use super::endpoints::shown;
use super::online::Online;
use super::{Cx, notices};
use crate::goodbye::Goodbye;
use crate::names;
use crate::out::Out;

impl Online {
    pub(super) async fn uux(&mut self, uux: &Uux<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        const NO_XML: Goodbye = Goodbye::Rules("a UUX that is no XML");
        let told = Told::parse(&uux.payload, self.dialect).map_err(|_| NO_XML)?;
        // Where there is a text, it is what the next client begins with.
        let is_kept = matches!(&told, Told::Personal(message) if message.text.is_some());
        let told = match told {
            Told::Personal(message) => self.set_personal(message),
            Told::Endpoint(data) => {
                if let Some(caps) = data.caps {
                    self.session.set_endpoint_capabilities(names::capabilities(Some(caps)));
                }
                Ok(())
            }
            Told::Private(data) => self.set_private(&data),
        };
        if let Err(refusal) = told {
            return cx.refuse(uux.trid, refusal);
        }
        if is_kept && let Err(error) = self.session.keep_personal_message().await {
            return cx.fail(uux.trid, error);
        }
        cx.say(self.dialect, UuxReply { trid: uux.trid });
        Ok(())
    }

    /// What the message does not say stays as it was.
    fn set_personal(&self, message: Payload) -> Result<(), Refusal> {
        let part = |text: &Option<XmlText>| text.as_ref().map(XmlText::as_escaped).map(str::to_owned);
        let (text, media) = (part(&message.text), part(&message.media));
        let details = self.dialect.has(Cap::PersonalDetails).then(|| {
            let mut details = details_of(&self.session.personal_message());
            details.update(message.details);
            details.to_xml()
        });
        self.session.set_personal_message(text.as_deref(), media.as_deref(), details.as_deref())
    }

    /// Tells what a contact shows, who was there already.
    pub(super) fn say_personal(
        &self,
        handle: &Handle,
        message: &PersonalMessage,
        endpoints: &Endpoints,
        out: &mut Out,
    ) {
        if self.dialect.has(Cap::PersonalMessages) {
            out.share(encoded(self.dialect, handle, message, shown(endpoints)));
        }
    }

    /// The same where many are told it.
    pub(super) fn share_personal(&self, personal: &notice::Personal, out: &mut Out) {
        if self.dialect.has(Cap::PersonalMessages) {
            let make =
                || encoded(self.dialect, &personal.handle, &personal.message, shown(&personal.endpoints));
            out.share(personal.encodings.of(self.session.form(), make));
        }
    }
}

/// The domain keeps what has been written here.
fn details_of(message: &PersonalMessage) -> Details {
    Details::parse(message.details()).unwrap_or_default()
}

/// Also where there is nothing to show: a client that remembers something from the last time clears it then.
pub(super) fn encoded(
    dialect: Dialect,
    handle: &Handle,
    message: &PersonalMessage,
    endpoints: Vec<ShownEndpoint>,
) -> Bytes {
    let payload = Cow::Owned(payload(dialect, message, endpoints));
    notices::encoded(dialect, Ubx { contact: names::contact(handle), payload })
}

/// The same without whose it is.
pub(super) fn shown_payload(dialect: Dialect, message: &PersonalMessage, endpoints: &Endpoints) -> Vec<u8> {
    payload(dialect, message, shown(endpoints))
}

fn payload(dialect: Dialect, message: &PersonalMessage, endpoints: Vec<ShownEndpoint>) -> Vec<u8> {
    let part = |text: &str| Some(XmlText::from_escaped(text).unwrap_or_default());
    let message =
        Payload { text: part(message.text()), media: part(message.media()), details: details_of(message) };
    Shown { message, endpoints }.to_bytes(dialect)
}
