//! Who takes letters away.

use lettre::transport::file;
use lettre::transport::smtp;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

/// Who takes letters away.
#[derive(Debug)]
pub(crate) enum Carrier {
    /// A relay.
    Relay(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// A folder.
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// Why a letter was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// The relay did not, or is not there.
    #[error("the mail relay did not take it")]
    Relay(#[from] smtp::Error),
    /// It could not be written down.
    #[error("it could not be written into the folder")]
    Folder(#[from] file::Error),
}

impl NotTaken {
    /// Whether it would be the same another time.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Self::Relay(error) => error.is_permanent(),
            Self::Folder(_) => false,
        }
    }
}

impl Carrier {
    /// Gives it a letter.
    pub(crate) async fn take(&self, message: Message) -> Result<(), NotTaken> {
        match self {
            Self::Relay(relay) => relay.send(message).await.map(drop)?,
            Self::Folder(folder) => folder.send(message).await.map(drop)?,
        }
        Ok(())
    }
}
