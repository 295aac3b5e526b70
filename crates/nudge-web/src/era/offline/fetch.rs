//! `rsi/rsi.asmx`: which messages wait, what they say, and that the client has them.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use nudge_archive::KeptMessage;
use nudge_core::{Core, DisplayName, Error, Guid, MailNotice, OfflineMessage, Refusal, Removal, Verified};
use nudge_soap::offline::mail_data::{self, MailCounts, MailData};
use nudge_soap::offline::{GetMessage, Letter, RsiCall, deleted, fault as faults, metadata};

use super::{answer, fault, holder};
use crate::era::Era;
use crate::web::Transport;

/// `GetMetadata`, `GetMessage` and `DeleteMessages`.
pub(in crate::era) async fn rsi(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    body: Bytes,
) -> Response {
    let Ok((ticket, call)) = RsiCall::parse(&body) else { return fault(faults::malformed()) };
    let who = match holder(&era, &ticket, transport).await {
        Ok(who) => who,
        Err(Error::Refusal(_)) => return fault(faults::bad_ticket()),
        Err(Error::Fault(error)) => return failed(&error),
    };
    let done = match call {
        None => Err(Refusal::NoSuchEntry.into()),
        Some(RsiCall::GetMetadata) => waiting(&era.core, &who).await,
        Some(RsiCall::GetMessage(get)) => message(&era.core, &who, &get).await,
        Some(RsiCall::DeleteMessages(delete)) => {
            // What is no id is that of no message.
            let ids = delete.ids.iter().filter_map(|id| id.parse().ok()).collect();
            era.core.remove_messages(who.account, ids, Removal::Delivered).await.map(|_| deleted())
        }
    };
    match done {
        Ok(xml) => answer(xml),
        Err(Error::Refusal(_)) => fault(faults::no_such_message()),
        Err(Error::Fault(error)) => failed(&error),
    }
}

fn failed(error: &nudge_core::Fault) -> Response {
    tracing::error!(%error, "messages that wait could not be fetched because the server failed");
    fault(faults::failed())
}

async fn waiting(core: &Core, who: &Verified) -> Result<String, Error> {
    let mail = core.store().account(who.account).await?.mail;
    let messages = core.waiting_messages(who.account).await?;
    let data = MailData::Listed { counts: Some(counts(mail)), messages: messages.iter().map(told).collect() };
    Ok(metadata(&data))
}

/// Of the letters, only those that are unread are known.
fn counts(mail: MailNotice) -> MailCounts {
    if !mail.enabled {
        return MailCounts::default();
    }
    let (inbox, folders) = (mail.inbox_unread, mail.folders_unread);
    MailCounts { inbox, inbox_unread: inbox, folders, folders_unread: folders }
}

fn told(message: &OfflineMessage) -> mail_data::OfflineMessage {
    let (id, from) = (message.id.to_string(), message.sender.as_str());
    let name = message.name.as_ref().map(DisplayName::as_str);
    let row = mail_data::OfflineMessage::row(id, message.at.millis(), from, name, message.body.len());
    mail_data::OfflineMessage { read: message.read, ..row }
}

async fn message(core: &Core, who: &Verified, get: &GetMessage) -> Result<String, Error> {
    let id: Guid = get.id.parse()?;
    let message = core.waiting_message(who.account, id, get.mark_read).await?;
    let letter = Letter {
        id: &id.to_string(),
        sender: message.sender.as_str(),
        name: message.name.as_ref().map(DisplayName::as_str),
        receiver: who.handle.as_str(),
        run: &message.run.to_string(),
        sequence: message.sequence,
        millis: message.at.millis(),
        text: &KeptMessage::read(&message.body).text,
    };
    Ok(letter.to_xml())
}
