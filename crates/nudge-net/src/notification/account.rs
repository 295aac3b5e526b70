//! What a client is told about its user: the profile and the mailbox.

use std::borrow::Cow;

use msnp::command::MsgDelivery;
use msnp::payload::mail::InitialMail;
use msnp::payload::mail_data::OfflineMessage;
use msnp::payload::profile::Profile;
use msnp::value::{Friendly, Handle};
use msnp::{Cap, Dialect};
use nudge_core::{Account, Gender, Session, entropy};

use super::Cx;
use crate::out::Out;

/// The service itself, as a sender of messages: clients take these messages from nobody else.
const SERVICE: &str = "Hotmail";

/// Sends the profile, right after sign-in. `ticket` is what the client has signed in with, if that was a ticket: it shows it
/// on the pages that its user opens.
pub(super) fn send_profile(account: &Account, ticket: Option<&str>, dialect: Dialect, cx: &mut Cx<'_>) {
    let now = cx.net.core.clock().now();
    let nothing: [u8; 16] = entropy::draw_bytes(cx.net.core.entropy());
    let profile = &account.profile;
    let payload = Profile {
        login_time: now.seconds(),
        email_enabled: account.mail.enabled,
        member_id: account.id.get().unsigned_abs(),
        language: profile.language,
        preferred_email: account.handle.as_str().to_owned(),
        country: profile.country.clone(),
        postal_code: profile.postal_code.clone(),
        gender: gender(profile.gender).to_owned(),
        age: profile.birth_year.and_then(|born| year(now.seconds()).checked_sub(born)),
        // Without one, it only has to look like one: nothing of ours takes it.
        ticket: ticket.map_or_else(|| u128::from_le_bytes(nothing).to_string(), str::to_owned),
        client: Some(cx.ends.peer),
        several_places: account.several_places,
    };
    send(payload.to_bytes(dialect), dialect, cx.out);
}

/// Sends the mail notice, with the messages that were left while the principal was away, once the contacts who are there have
/// been listed.
pub(super) fn send_mail_notice(
    session: &Session,
    offline: Vec<OfflineMessage>,
    dialect: Dialect,
    cx: &mut Cx<'_>,
) {
    let mail = session.mail();
    if mail.enabled || dialect.has(Cap::MailData) {
        let (inbox, folders) = if mail.enabled { (mail.inbox_unread, mail.folders_unread) } else { (0, 0) };
        let notice = InitialMail {
            // Of the letters, only those that are unread are known.
            inbox,
            inbox_unread: inbox,
            folders,
            folders_unread: folders,
            inbox_url: "/mail/inbox".into(),
            folders_url: "/mail/folders".into(),
            post_url: cx.net.login_url(cx.ends),
            offline,
        };
        send(notice.to_bytes(dialect), dialect, cx.out);
    }
}

/// Sends a message of the service.
pub(super) fn send(payload: Vec<u8>, dialect: Dialect, out: &mut Out) {
    let (Ok(handle), Ok(name)) = (Handle::new(SERVICE), Friendly::new(SERVICE)) else { return };
    out.notify(dialect, MsgDelivery { handle, name, payload: Cow::Owned(payload) });
}

const fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Unspecified => "U",
        Gender::Female => "f",
        Gender::Male => "m",
    }
}

/// The year of a Unix time, to within a day at its ends, which is as good as an age gets.
fn year(seconds: i64) -> u16 {
    const YEAR: i64 = 31_556_952;
    u16::try_from(1970 + seconds.div_euclid(YEAR)).unwrap_or(u16::MAX)
}
