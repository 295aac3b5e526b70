//! Packing files, with never more in memory than one of them, or one page of messages.

use std::io::Write as _;

use bytes::Bytes;
use nudge_core::{Error, Timestamp};
use serde::Serialize;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{DateTime, ZipWriter};

use crate::gathered::Gathered;

/// Why an archive is not whole.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// Something could not be read.
    #[error(transparent)]
    Unread(#[from] Error),
    /// Something could not be packed.
    #[error("the archive cannot be written")]
    Unpacked(#[from] zip::result::ZipError),
    /// Something could not be packed.
    #[error("the archive cannot be written")]
    Unwritten(#[from] std::io::Error),
    /// Something could not be put into words.
    #[error("an entry of the archive cannot be written")]
    Unsaid(#[from] serde_json::Error),
    /// Whoever asked for it takes nothing more.
    #[error("nobody takes the archive")]
    Unwanted,
}

/// Where the pieces go.
pub(crate) type Pieces = mpsc::Sender<Result<Bytes, Broken>>;

/// How much is passed on at a time.
const PIECE: usize = 32 * 1024;

/// An archive that is being made.
pub(crate) struct Packing<'a> {
    zip: ZipWriter<StreamWriter<Gathered>>,
    gathered: Gathered,
    pieces: &'a Pieces,
    options: SimpleFileOptions,
}

impl<'a> Packing<'a> {
    pub(crate) fn begin(pieces: &'a Pieces, now: Timestamp) -> Self {
        let gathered = Gathered::default();
        let options = SimpleFileOptions::default().last_modified_time(dos_time(now).unwrap_or_default());
        Self { zip: ZipWriter::new_stream(gathered.clone()), gathered, pieces, options }
    }

    /// Begins a file, which is [written](Self::write) next.
    pub(crate) fn file(&mut self, name: &str) -> Result<(), Broken> {
        Ok(self.zip.start_file(name, self.options)?)
    }

    /// Goes on with the file.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.zip.write_all(bytes)?;
        self.pass_on(PIECE).await
    }

    /// Adds a whole file.
    pub(crate) async fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Broken> {
        self.file(name)?;
        self.write(bytes).await
    }

    /// Ends the archive.
    pub(crate) async fn finish(self) -> Result<(), Broken> {
        let Self { zip, gathered, pieces, .. } = self;
        zip.finish()?;
        match gathered.take(0) {
            Some(rest) => pieces.send(Ok(rest)).await.map_err(|_| Broken::Unwanted),
            None => Ok(()),
        }
    }

    async fn pass_on(&self, at_least: usize) -> Result<(), Broken> {
        match self.gathered.take(at_least) {
            Some(piece) => self.pieces.send(Ok(piece)).await.map_err(|_| Broken::Unwanted),
            None => Ok(()),
        }
    }
}

/// As a file of its own, for people and programs.
pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, Broken> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// `None` outside the years that an archive knows (1980 to 2107).
fn dos_time(now: Timestamp) -> Option<DateTime> {
    let now = OffsetDateTime::from_unix_timestamp(now.seconds()).ok()?;
    let year = u16::try_from(now.year()).ok()?;
    DateTime::from_date_and_time(year, now.month().into(), now.day(), now.hour(), now.minute(), now.second())
        .ok()
}
