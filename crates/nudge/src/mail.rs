//! The way that letters to members take, by the settings.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use nudge_mail::{Encryption, Post, Relay, Settings, Way};
use zeroize::Zeroizing;

use crate::config::{Mail, MailEncryption};

/// Opens the post, if letters are to be sent. What the settings contradict each other in, their rules have found before.
pub(crate) fn open(mail: &Mail) -> anyhow::Result<Option<Post>> {
    let Some(way) = way(mail)? else { return Ok(None) };
    let settings = Settings { from: mail.from.get().unwrap_or_default().to_owned(), way };
    Post::open(&settings).map(Some).context("cannot send mail as the settings of [mail] say")
}

fn way(mail: &Mail) -> anyhow::Result<Option<Way>> {
    if let Some(folder) = mail.folder.path() {
        return Ok(Some(Way::Folder(folder)));
    }
    let Some(relay) = &mail.relay else { return Ok(None) };
    let sign_in = match (mail.user.get(), mail.password_file.path()) {
        (Some(user), Some(file)) => Some((user.to_owned(), password(&file)?)),
        _ => None,
    };
    Ok(Some(Way::Relay(Relay {
        host: relay.host.as_str().to_owned(),
        port: relay.port.map(Into::into),
        encryption: match mail.encryption {
            MailEncryption::Tls => Encryption::Tls,
            MailEncryption::StartTls => Encryption::StartTls,
            MailEncryption::None => Encryption::None,
        },
        sign_in,
        root: mail.root.path(),
    })))
}

/// The first line of the file: editors put an end of line behind it.
fn password(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("cannot read mail.password_file, {}", file.display()))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
