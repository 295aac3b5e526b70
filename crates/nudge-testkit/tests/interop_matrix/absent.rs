//! One writes to the other, who is away: as the one's client does it, and the other gets it as theirs does.

use anyhow::{Context as _, ensure};
use msnp::payload::mail::MailNotice;
use msnp::value::ErrorCode;
use msnp::{Cap, Dialect};
use msnp_client::{Client, Event};
use nudge_testkit::TestServer;
use nudge_testkit::offline::{Leaving, Operation, content, delete, fetch, ids, until_nothing_waits};

use crate::scene::{TEXTS, answered, settled};

/// How clients of a dialect write to somebody who is away.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Leaves {
    /// Not at all: they call, and hear that nobody is there.
    Nothing,
    /// Over the web, with the ticket that they sign in with.
    ByStore,
    /// Over the web, with a ticket of its own.
    ByStore2,
    /// On their connection.
    ByUum,
}

impl Leaves {
    pub(crate) const ALL: [Self; 4] = [Self::Nothing, Self::ByStore, Self::ByStore2, Self::ByUum];

    /// In words, for the table.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Nothing => "call, and are told that nobody is there",
            Self::ByStore => "leave messages over the web (Store)",
            Self::ByStore2 => "leave messages over the web (Store2)",
            Self::ByUum => "leave messages on their connection (UUM)",
        }
    }

    pub(crate) fn of(dialect: Dialect) -> Self {
        if dialect.has(Cap::ConfirmedMessages) {
            Self::ByUum
        } else if dialect.has(Cap::SingleSignOn) {
            Self::ByStore2
        } else if dialect.has(Cap::MailData) {
            Self::ByStore
        } else {
            Self::Nothing
        }
    }
}

/// Writes to somebody who is away. What has to reach them comes back.
pub(crate) async fn write_to(
    server: &TestServer,
    writer: &mut Client,
    whom: &str,
) -> anyhow::Result<&'static [&'static str]> {
    let mut alone = writer.open_conversation().await?;
    let refused = alone.call(whom).await.err().and_then(|error| error.code());
    ensure!(refused == Some(ErrorCode::NotOnline), "a call to somebody who is away: {refused:?}");
    alone.leave().await?;

    let (ticket, operation) = match Leaves::of(writer.dialect()) {
        Leaves::Nothing => return Ok(&[]),
        Leaves::ByUum => {
            for text in TEXTS {
                writer.leave_message(whom, text).await?;
            }
            return Ok(&TEXTS);
        }
        Leaves::ByStore => ("messenger.msn.com", Operation::Store),
        Leaves::ByStore2 => ("messengersecure.live.com", Operation::Store2),
    };
    let ticket = writer.ticket(ticket).context("no ticket")?;
    for (number, text) in (1..).zip(TEXTS) {
        let leaving = Leaving {
            from: writer.handle().as_str().to_owned(),
            to: whom.to_owned(),
            ticket: ticket.to_owned(),
            product: "PROD0119GSJUC$18".to_owned(),
            key: String::new(),
            content: content(text, number),
            number,
            operation,
        };
        leaving.is_taken(server).await?;
    }
    Ok(&TEXTS)
}

/// Who was away has just come back: gets all of it, in order, byte for byte, and only once. `came` is what the server said
/// meanwhile.
pub(crate) async fn read(
    server: &TestServer,
    reader: &mut Client,
    from: &Client,
    expected: &[&str],
    came: Vec<Event>,
) -> anyhow::Result<()> {
    if reader.dialect().has(Cap::MailData) {
        fetched(server, reader, from, expected, came).await?;
    } else if expected.is_empty() {
        ensure!(!came.iter().any(|event| matches!(event, Event::Ring(_))), "somebody calls: {came:?}");
    } else {
        said(reader, from, expected, came).await?;
    }
    until_nothing_waits(server, reader.handle().as_str()).await?;
    let again = settled(reader).await?;
    let is_about_it = |event: &Event| match event {
        // That the own client has taken them.
        Event::Mail(notice) => !matches!(notice, MailNotice::Moved(_)),
        Event::Ring(_) | Event::Message(_) => true,
        _ => false,
    };
    ensure!(!again.iter().any(is_about_it), "told again: {again:?}");
    Ok(())
}

/// Told with the mail, fetched and deleted over the web.
async fn fetched(
    server: &TestServer,
    reader: &mut Client,
    from: &Client,
    expected: &[&str],
    came: Vec<Event>,
) -> anyhow::Result<()> {
    let mut told = came.into_iter().filter_map(|event| match event {
        Event::Mail(MailNotice::Waiting(mail)) => Some(mail.offline),
        _ => None,
    });
    let told = told.next().context("no word about mail")?;
    ensure!(told.len() == expected.len(), "{} messages are told of: {told:?}", told.len());
    ensure!(told.iter().all(|message| message.from == from.handle().as_str()), "{told:?}");
    let ticket = reader.ticket("messenger.msn.com").context("no ticket")?.to_owned();
    let mut got = Vec::new();
    for message in &told {
        got.push(fetch(server, &ticket, &message.id).await?.1);
    }
    ensure!(got == expected, "{got:?} instead of {expected:?}");
    let told: Vec<_> = told.into_iter().map(|message| message.id).collect();
    ensure!(ids(server, &ticket).await? == told, "the service lists others");
    if !told.is_empty() {
        delete(server, &ticket, &told).await?;
    }
    ensure!(ids(server, &ticket).await?.is_empty(), "they are still there");
    Ok(())
}

/// Said in a conversation, in the name of who has left it.
async fn said(reader: &mut Client, from: &Client, expected: &[&str], came: Vec<Event>) -> anyhow::Result<()> {
    let ring =
        came.into_iter().find_map(|event| if let Event::Ring(ring) = event { Some(ring) } else { None });
    let mut room = match ring {
        Some(ring) => reader.answer(&ring).await?,
        None => answered(reader).await?,
    };
    let mut got = Vec::new();
    while got.len() < expected.len() {
        let message = room.next_message().await?;
        ensure!(message.from == *from.handle() && message.name == from.name(), "{message:?}");
        let text = message.text().with_context(|| format!("{message:?}"))?;
        let (date, text) = text.split_once("\r\n").with_context(|| format!("no date: {text}"))?;
        ensure!(date.starts_with('[') && date.ends_with(" UTC]"), "no date: {date}");
        got.push(text.to_owned());
    }
    ensure!(got == expected, "{got:?} instead of {expected:?}");
    // Whoever says something afterwards has heard it; going is enough.
    room.leave().await?;
    Ok(())
}
