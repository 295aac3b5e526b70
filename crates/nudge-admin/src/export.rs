//! An account's archive on its way to a command: in pieces, because nobody knows how long it is.

use std::sync::Arc;

use data_encoding::BASE64;
use nudge_archive::{Archive, archive};
use nudge_core::{Core, Handle};
use serde::{Deserialize, Serialize};

use super::Trouble;

/// A piece of an archive.
#[derive(Debug, Serialize, Deserialize)]
pub struct Piece {
    /// In base 64, since it travels in lines of text.
    data: String,
}

impl Piece {
    /// The bytes; `None` where the other side has sent what is no base 64.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        BASE64.decode(self.data.as_bytes()).ok()
    }
}

/// The pieces of an account's archive, in order.
#[derive(Debug)]
pub struct Export(Archive);

impl Export {
    /// Begins with it.
    pub async fn begin(core: &Arc<Core>, email: &Handle) -> Result<Self, Trouble> {
        let account = core.store().account_by_handle(email).await?;
        Ok(Self(archive(Arc::clone(core), account.id)))
    }

    /// The next piece; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Piece, Trouble>> {
        let piece = self.0.next().await?;
        Some(match piece {
            Ok(bytes) => Ok(Piece { data: BASE64.encode(&bytes) }),
            Err(broken) => Err(Trouble::Failed(broken.to_string())),
        })
    }
}
