//! The task that owns the connection to the notification server.

use std::time::Duration;

use msnp::command::OutReason;
use msnp::payload::notification::text_of;
use msnp::value::{ErrorCode, List};
use msnp_client::{Client, Error, Event};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::seat::{self, Line};
use super::{Me, News, Order, Person, SeatNews, Task};
use crate::chat::{clean, trouble};

/// How often the server is asked whether it is still there.
const PING: Duration = Duration::from_secs(45);

/// How long to read on after the connection has failed.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Serves the session until the user or the server ends it.
pub(super) async fn run(client: Client, me: Me, orders: mpsc::Receiver<Order>, news: mpsc::Sender<News>) {
    let end = serve(client, me, orders, &news).await;
    // Nobody listens where the program is ending anyway.
    let _ = news.send(News::Ended(end)).await;
}

/// Why the session ended, in words; `None` if the user wished it.
async fn serve(
    mut client: Client,
    me: Me,
    mut orders: mpsc::Receiver<Order>,
    news: &mpsc::Sender<News>,
) -> Option<String> {
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let outcome = tokio::select! {
            event = client.next_event() => match event {
                Ok(Event::SignedOut(reason)) => return Some(signed_out(reason)),
                Ok(event) => {
                    if let Some(item) = report(event) {
                        let _ = news.send(item).await;
                    }
                    Ok(())
                }
                Err(error) => Err(error),
            },
            order = orders.recv() => {
                let Some(order) = order else {
                    // The server closes the connection; whether it was there to do so makes no difference now.
                    let _ = client.sign_out().await;
                    return None;
                };
                obey(&mut client, &me, order, news).await
            }
            _ = ping.tick() => client.ping().await,
        };
        if let Err(error) = outcome {
            return Some(farewell(&mut client, &error).await);
        }
    }
}

/// What the server said at the end may have come while something else was waited for.
async fn farewell(client: &mut Client, error: &Error) -> String {
    while let Ok(event) = client.event_within(LAST_WORDS).await {
        if let Event::SignedOut(reason) = event {
            return signed_out(reason);
        }
    }
    lost(error)
}

/// Does what is asked. An error is the end of the session; a refusal is told.
async fn obey(client: &mut Client, me: &Me, order: Order, news: &mpsc::Sender<News>) -> Result<(), Error> {
    match order {
        Order::Do(task) => {
            let (item, end) = match perform(client, &task).await {
                Ok(()) => (News::Done(task), Ok(())),
                Err(
                    error @ (Error::Refused(_)
                    | Error::NotInDialect { .. }
                    | Error::NotAContact(_)
                    | Error::Argument(_)),
                ) => (News::Failed(task.clone(), trouble::task(&error, &task)), Ok(())),
                Err(error) => (News::Failed(task.clone(), trouble::task(&error, &task)), Err(error)),
            };
            let _ = news.send(item).await;
            end
        }
        Order::Open(seat, people, orders) => match client.switchboard().await {
            Ok((address, cookie)) => {
                let line = Line { seat, orders, news: news.clone() };
                tokio::spawn(seat::open(address, cookie, people, me.clone(), line));
                Ok(())
            }
            Err(error) => {
                let ended = SeatNews::Ended(Some(trouble::plainly(&error)));
                let _ = news.send(News::Seat(seat, ended)).await;
                if matches!(error, Error::Refused(_)) { Ok(()) } else { Err(error) }
            }
        },
    }
}

async fn perform(client: &mut Client, task: &Task) -> Result<(), Error> {
    match task {
        Task::Status(status) => client.set_status(*status).await,
        Task::Rename(name) => client.rename_self(name).await,
        Task::Says(text) => client.set_personal_message(text, "").await,
        Task::Add(who) => {
            client.add(List::Forward, who, who, None).await?;
            // Who is on the block list stays there.
            allowing(client.add(List::Allow, who, who, None).await, ErrorCode::OnOppositeList)
        }
        Task::Remove(who) => client.remove(List::Forward, who, None).await.map(drop),
        Task::Block(who) => move_between(client, who, List::Allow, List::Block).await,
        Task::Unblock(who) => move_between(client, who, List::Block, List::Allow).await,
    }
}

/// Nobody is on the allow list and the block list at once.
async fn move_between(client: &mut Client, who: &str, from: List, to: List) -> Result<(), Error> {
    allowing(client.remove(from, who, None).await, ErrorCode::NotOnList)?;
    allowing(client.add(to, who, who, None).await, ErrorCode::AlreadyThere)
}

/// A refusal that says that nothing is left to do is none.
fn allowing<T>(outcome: Result<T, Error>, fine: ErrorCode) -> Result<(), Error> {
    match outcome {
        Err(Error::Refused(code)) if code == fine || code == ErrorCode::AlreadyThere => Ok(()),
        other => other.map(drop),
    }
}

/// An event, as far as there is something to tell about it.
fn report(event: Event) -> Option<News> {
    match event {
        Event::InitialPresence(iln) => {
            Some(News::Presence(Person::new(iln.contact.handle.as_str(), &iln.name.decode()), iln.status))
        }
        Event::Presence(nln) => {
            Some(News::Presence(Person::new(nln.contact.handle.as_str(), &nln.name.decode()), nln.status))
        }
        Event::Offline(fln) => Some(News::Offline(clean::name(fln.contact.handle.as_str()))),
        Event::PersonalMessage { handle, text, media, places: _ } => {
            let says = if text.is_empty() { playing(&media) } else { text };
            Some(News::Says(clean::name(handle.as_str()), clean::name(&says)))
        }
        Event::Ring(ring) => Some(News::Ring(ring)),
        Event::Added(added) if added.list == List::Reverse => {
            let name = added.name.as_deref().unwrap_or(added.handle.as_str());
            Some(News::AddedMe(Person::new(added.handle.as_str(), name)))
        }
        Event::Removed(removed) if removed.list == List::Reverse => {
            Some(News::RemovedMe(clean::name(removed.handle.as_str())))
        }
        Event::StatusForced(forced) => Some(News::StatusForced(forced.status)),
        Event::Moved(_) => Some(News::Service("the server moves to another address; sign in again".into())),
        Event::Alert(payload) => Some(said("the service", &payload)),
        Event::Page(payload) => Some(said("a page", &payload)),
        // The profile, mail notices and property changes have no place here; challenges are answered by the client.
        Event::Message(_)
        | Event::Mail(_)
        | Event::Added(_)
        | Event::Removed(_)
        | Event::Property(_)
        | Event::Note(_)
        | Event::Places(_)
        | Event::OwnPresence(_)
        | Event::Data(_)
        | Event::Challenge(_)
        | Event::SignedOut(_)
        | Event::Refused(_)
        | Event::Stray(_) => None,
    }
}

/// What plays: `\0Music\01\0{0} - {1}\0Title\0Artist\0…` is "Title - Artist". What is switched off, with a 0, does not.
fn playing(media: &str) -> String {
    let mut fields = media.split("\\0").skip(2);
    let (on, format) = (fields.next() == Some("1"), fields.next().unwrap_or_default());
    if !on {
        return String::new();
    }
    fields.enumerate().fold(format.to_owned(), |shown, (n, value)| shown.replace(&format!("{{{n}}}"), value))
}

fn signed_out(reason: Option<OutReason>) -> String {
    match reason {
        Some(OutReason::SignedInElsewhere) => {
            "you signed in somewhere else, and only one place at a time is possible"
        }
        Some(OutReason::ServerShutdown | OutReason::Reconnect { .. }) => {
            "the server is going down; sign in again when it is back"
        }
        None | Some(OutReason::Migrated | OutReason::TermsOfUse) => "the server ended the session",
    }
    .to_owned()
}

fn lost(error: &Error) -> String {
    if matches!(error, Error::Closed) {
        "the server closed the connection".to_owned()
    } else if matches!(error, Error::Timeout) {
        "the server does not answer any more".to_owned()
    } else {
        format!("the connection failed: {}", trouble::plainly(error))
    }
}

/// What a notification says, and who says it.
fn said(who: &str, payload: &[u8]) -> News {
    News::Service(match text_of(payload) {
        Some(text) => format!("{who} says: {}", clean::text(&text)),
        None => format!("{who} says something that this client cannot show"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn music_is_shown_as_its_player_would() {
        assert_eq!(playing(r"\0Music\01\0{0} - {1}\0Title\0Artist\0Album\0\0"), "Title - Artist");
        for silent in ["", r"\0Music\00\0{0}\0Title\0", "nonsense", r"\0"] {
            assert_eq!(playing(silent), "", "{silent}");
        }
    }
}
