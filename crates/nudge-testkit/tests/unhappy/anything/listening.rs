//! Listening as strictly as can be.

use anyhow::{Context as _, ensure};
use msnp::frame::{Frame, Vocabulary};
use msnp::value::Trid;
use msnp::{Dialect, notification, switchboard};
use nudge_sim::NUMBERS;
use nudge_testkit::{Heard, Raw};

/// Something that a server said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) line: String,
    /// What it answers, if it is an answer.
    pub(super) trid: Option<Trid>,
    /// The number, if it is a refusal.
    number: Option<u16>,
}

impl Answer {
    /// It must be about what was asked, or about nothing; and a number must be one that there is.
    pub(super) fn check(&self, asked: Option<u32>) -> anyhow::Result<()> {
        let Self { line, trid, number } = self;
        let is_answer = trid.is_none_or(|trid| Some(trid.0) == asked || trid == Trid::UNASKED);
        ensure!(is_answer, "an answer to something else: {line}");
        ensure!(number.is_none_or(|number| NUMBERS.contains(&number)), "a number that there is not: {line}");
        Ok(())
    }
}

/// What a notification server says next; `None` if it closes.
pub(super) async fn to_client(raw: &mut Raw, dialect: Dialect) -> anyhow::Result<Option<Answer>> {
    use notification::FromServer;
    hear::<FromServer<'_>>(raw, dialect, |frame| {
        let said = FromServer::decode(frame, dialect)?;
        let number =
            if let FromServer::Refused(refused) = &said { Some(refused.code.number()) } else { None };
        let mut again = Vec::new();
        said.encode(dialect, &mut again);
        Ok((again, said.trid(), number))
    })
    .await
}

/// What a switchboard says next; `None` if it closes.
pub(super) async fn to_participant(raw: &mut Raw, dialect: Dialect) -> anyhow::Result<Option<Answer>> {
    use switchboard::FromServer;
    hear::<FromServer<'_>>(raw, dialect, |frame| {
        let said = FromServer::decode(frame, dialect)?;
        let number =
            if let FromServer::Refused(refused) = &said { Some(refused.code.number()) } else { None };
        let mut again = Vec::new();
        said.encode(dialect, &mut again);
        Ok((again, said.trid(), number))
    })
    .await
}

/// A command as it is written, its transaction id, and its number.
type Read = (Vec<u8>, Option<Trid>, Option<u16>);

/// A command of the vocabulary, in the one form that the dialect has for it.
async fn hear<V: Vocabulary>(
    raw: &mut Raw,
    dialect: Dialect,
    read: impl Fn(Frame<'_>) -> anyhow::Result<Read>,
) -> anyhow::Result<Option<Answer>> {
    let line = match raw.hear().await? {
        Heard::Line(line) => line,
        Heard::Closed => return Ok(None),
    };
    let (head, payload) = if V::payload(line.as_bytes(), dialect).is_some() {
        let (head, length) = line.rsplit_once(' ').context("no length")?;
        (head, Some(raw.payload(length.parse()?).await?))
    } else {
        (line.as_str(), None)
    };
    let frame = Frame { line: head.as_bytes(), payload: payload.as_deref() };
    let (again, trid, number) = read(frame).with_context(|| line.clone())?;
    let mut said = format!("{line}\r\n").into_bytes();
    said.extend(payload.unwrap_or_default());
    ensure!(again == said, "in another form than it has: {line}");
    Ok(Some(Answer { line, trid, number }))
}
