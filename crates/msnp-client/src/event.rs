//! What a notification server says of its own accord.

use msnp::command::{
    Bpr, Chg, DoneOrNews, Fln, Iln, Nln, OutReason, Referral, Refused, Rng, Ubm, Ubn, Ubx, XfrReply,
};
use msnp::notification::FromServer;
use msnp::payload::XmlText;
use msnp::payload::mail::MailNotice;
use msnp::payload::personal::{Shown, ShownEndpoint};
use msnp::value::{Address, Handle, Text, Trid};
use msnp::{Cap, Dialect};

use crate::Entry;
use crate::conversation::Message;

/// Something that happened and that no request of this client is waiting for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// A contact was online already: follows the first change of state, and the adding of a contact.
    InitialPresence(Iln),
    /// A contact came online, or changed state or name.
    Presence(Nln),
    /// A contact went offline, or is no longer to be seen.
    Offline(Fln),
    /// What a contact tells of themselves: follows presence, and comes when it changes (MSNP11).
    PersonalMessage {
        /// Whose.
        handle: Handle,
        /// What they say; empty for nothing.
        text: String,
        /// What plays, as in [`crate::Client::set_personal_message`]; empty for nothing.
        media: String,
        /// The programs that they are signed in with, where these say on which machines (MSNP16).
        places: Vec<ShownEndpoint>,
    },
    /// The principal's programs, each on a machine of its own, this one among them (MSNP16): comes when one of them comes, goes or
    /// changes something.
    Places(Vec<ShownEndpoint>),
    /// How contacts see the principal, whichever program said so last (MSNP16): official clients follow it.
    OwnPresence(Nln),
    /// Somebody said something outside of a conversation (MSNP14).
    Note(Ubm<'static>),
    /// A program of somebody's sent something to this one (MSNP13).
    Data(Ubn<'static>),
    /// Somebody calls: see [`crate::Client::answer`].
    Ring(Rng),
    /// Somebody added the principal (to their forward list, which shows on the reverse list).
    Added(Entry),
    /// Somebody removed the principal.
    Removed(Entry),
    /// A property of a contact changed.
    Property(Bpr),
    /// Mail waits, came or went; from MSNP11 on, also messages that were sent while the principal was offline.
    Mail(MailNotice),
    /// Another message of the service itself: a profile, a warning.
    Message(Message),
    /// An alert, in XML.
    Alert(Vec<u8>),
    /// A page, in XML.
    Page(Vec<u8>),
    /// The server wants proof that this client is a known product. Only seen where [`crate::Config::product`] is `None`.
    Challenge(Text),
    /// The server changed the principal's state.
    StatusForced(Chg),
    /// The server moves the client: close, and sign in there.
    Moved(Address),
    /// The session ended; what follows is [`crate::Error::Closed`].
    SignedOut(Option<OutReason>),
    /// Something sent earlier, whose sender did not wait, failed.
    Refused(Refused),
    /// The answer to something that nobody waits for any more, or asked.
    Stray(FromServer<'static>),
}

impl Event {
    /// What the server says to a principal, in the dialect that it says it in.
    pub(crate) fn of(command: FromServer<'static>, dialect: Dialect, me: &Handle) -> Self {
        match command {
            FromServer::Nln(nln) if dialect.has(Cap::Endpoints) && is_own(&nln, me) => Self::OwnPresence(nln),
            FromServer::Iln(iln) => Self::InitialPresence(iln),
            FromServer::Nln(nln) => Self::Presence(nln),
            FromServer::Fln(fln) => Self::Offline(fln),
            FromServer::Rng(rng) => Self::Ring(rng),
            FromServer::AddReply(add) if add.trid == Trid::UNASKED => Self::Added(add.into()),
            FromServer::Adc(adc) if adc.trid == Trid::UNASKED => {
                Entry::added(adc).map_or_else(|adc| Self::Stray(adc.into()), Self::Added)
            }
            FromServer::RemReply(rem) if rem.trid == Trid::UNASKED => {
                Entry::removed(rem, dialect).map_or_else(|rem| Self::Stray(rem.into()), Self::Removed)
            }
            FromServer::Adl(DoneOrNews { news: Some(news), .. }) => Entry::of_news(&news).map_or_else(
                || Self::Stray(FromServer::Adl(DoneOrNews { trid: Trid(0), news: Some(news) })),
                Self::Added,
            ),
            FromServer::Rml(DoneOrNews { news: Some(news), .. }) => Entry::of_news(&news).map_or_else(
                || Self::Stray(FromServer::Rml(DoneOrNews { trid: Trid(0), news: Some(news) })),
                Self::Removed,
            ),
            FromServer::Ubm(ubm) => Self::Note(ubm),
            FromServer::Ubn(ubn) => Self::Data(ubn),
            FromServer::Bpr(bpr) => Self::Property(bpr),
            FromServer::MsgDelivery(msg) => {
                MailNotice::parse(&msg.payload).map_or_else(|| Self::Message(msg.into()), Self::Mail)
            }
            FromServer::Ubx(ubx) => personal_message(ubx, me),
            FromServer::Not(not) => Self::Alert(not.payload.into_owned()),
            FromServer::Ipg(ipg) => Self::Page(ipg.payload.into_owned()),
            FromServer::Chl(chl) => Self::Challenge(chl.challenge),
            FromServer::Chg(chg) if chg.trid.0 == 0 => Self::StatusForced(chg),
            FromServer::XfrReply(XfrReply { trid: Trid(0), to: Referral::Notification { address, .. } }) => {
                Self::Moved(address)
            }
            FromServer::OutReply(out) => Self::SignedOut(out.reason),
            FromServer::Refused(refused) => Self::Refused(refused),
            FromServer::VerReply(_)
            | FromServer::Cvr(_)
            | FromServer::Cvq(_)
            | FromServer::InfReply(_)
            | FromServer::UsrReply(_)
            | FromServer::XfrReply(_)
            | FromServer::SynReply(_)
            | FromServer::LstRow(_)
            | FromServer::LsgRow(_)
            | FromServer::AddReply(_)
            | FromServer::RemReply(_)
            | FromServer::Adc(_)
            | FromServer::AdgReply(_)
            | FromServer::RmgReply(_)
            | FromServer::RegReply(_)
            | FromServer::ReaReply(_)
            | FromServer::Sbp(_)
            | FromServer::Sbs(_)
            | FromServer::UuxReply(_)
            | FromServer::Lkp(_)
            | FromServer::GcfReply(_)
            | FromServer::GtcReply(_)
            | FromServer::BlpReply(_)
            | FromServer::PrpReply(_)
            | FromServer::Chg(_)
            | FromServer::ImsReply(_)
            | FromServer::FndRow(_)
            | FromServer::Snd(_)
            | FromServer::Sdc(_)
            | FromServer::UrlReply(_)
            | FromServer::QryReply(_)
            | FromServer::Adl(_)
            | FromServer::Rml(_)
            | FromServer::Fqy(_)
            | FromServer::Rfs(_)
            | FromServer::Uum(_)
            | FromServer::Uun(_)
            | FromServer::Put(_)
            | FromServer::Del(_)
            | FromServer::Sdg(_)
            | FromServer::Nfy(_)
            | FromServer::Qng(_) => Self::Stray(command),
        }
    }
}

/// A payload that is no XML says nothing; it is kept as it came.
fn personal_message(ubx: Ubx<'static>, me: &Handle) -> Event {
    let text = |part: Option<XmlText>| part.map(|part| part.text()).unwrap_or_default();
    match Shown::parse(&ubx.payload) {
        Ok(shown) if ubx.contact.handle == *me => Event::Places(shown.endpoints),
        Ok(Shown { message, endpoints }) => Event::PersonalMessage {
            handle: ubx.contact.handle,
            text: text(message.text),
            media: text(message.media),
            places: endpoints,
        },
        Err(_) => Event::Stray(ubx.into()),
    }
}

/// Whether it is about the principal, and not about how they are seen in a circle.
fn is_own(nln: &Nln, me: &Handle) -> bool {
    nln.contact.handle == *me && nln.contact.via.is_none()
}
