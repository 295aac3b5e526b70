//! The display picture that the site shows of somebody. Messenger sends its own from one client to the other, past the server.

use bytes::Bytes;

use crate::{AccountId, Contact, Core, Error, Guid, Refusal, Timestamp};

/// A picture as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DisplayPicture {
    /// A PNG of at most [`MAX_BYTES`](Self::MAX_BYTES).
    pub png: Bytes,
    /// When it was chosen.
    pub changed: Timestamp,
}

impl DisplayPicture {
    /// The largest file.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// What every PNG begins with.
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

    /// Checks a file. Anything else is [`Refusal::InvalidPicture`].
    pub fn new(png: Bytes, changed: Timestamp) -> Result<Self, Refusal> {
        if png.len() <= Self::MAX_BYTES && png.starts_with(Self::SIGNATURE) {
            Ok(Self { png, changed })
        } else {
            Err(Refusal::InvalidPicture)
        }
    }
}

impl Core {
    /// Gives an account a display picture, or takes it away.
    pub async fn set_display_picture(&self, account: AccountId, png: Option<Bytes>) -> Result<(), Error> {
        let picture = png.map(|png| DisplayPicture::new(png, self.clock().now())).transpose()?;
        self.store().set_display_picture(account, picture).await
    }

    /// The display picture of the watcher, or of somebody on one of the watcher's lists who lets the watcher see them.
    /// [`Refusal::NoSuchEntry`], if there is none, or it is not to be seen: which of the two is not told.
    pub async fn display_picture(&self, watcher: AccountId, of: Guid) -> Result<DisplayPicture, Error> {
        let account = self.store().account_by_guid(of).await.map_err(hidden)?;
        if account.id != watcher {
            let contact = self.store().contact(watcher, &account.handle).await?;
            contact.filter(shows_itself).ok_or(Refusal::NoSuchEntry)?;
        }
        let picture = self.store().display_picture(account.id).await?;
        Ok(picture.ok_or(Refusal::NoSuchEntry)?)
    }
}

/// Whoever lets somebody see their name lets them see their face.
fn shows_itself(contact: &Contact) -> bool {
    contact.own_name.is_some()
}

fn hidden(error: Error) -> Error {
    match error {
        Error::Refusal(Refusal::UnknownAccount) => Refusal::NoSuchEntry.into(),
        Error::Refusal(_) | Error::Fault(_) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_png_and_not_a_large_one() {
        let file = |length: usize| {
            let mut bytes = DisplayPicture::SIGNATURE.to_vec();
            bytes.resize(length, 0);
            DisplayPicture::new(bytes.into(), Timestamp::from_millis(0)).is_ok()
        };
        assert!(file(8) && file(DisplayPicture::MAX_BYTES) && !file(DisplayPicture::MAX_BYTES + 1));
        let gif = DisplayPicture::new(Bytes::from_static(b"GIF89a"), Timestamp::from_millis(0));
        assert_eq!(gif, Err(Refusal::InvalidPicture));
    }
}
