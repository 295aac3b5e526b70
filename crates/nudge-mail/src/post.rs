//! The queue between those who write and the one who carries.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use lettre::message::Mailbox;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use crate::carrier::Carrier;
use crate::metered::METERED;
use crate::{Letter, Settings, SettingsError};

/// Takes letters. Each of its clones is the same post.
///
/// Letters that have not left are in memory only: with the process they are gone, and whoever waits for one asks again.
#[derive(Clone, Debug)]
pub struct Post(Arc<Office>);

#[derive(Debug)]
struct Office {
    from: Mailbox,
    carrier: Carrier,
    /// A place for each letter that may wait, or be on its way.
    places: Arc<Semaphore>,
    /// How many are given to the carrier at a time.
    hands: Semaphore,
}

/// Too many letters wait already: the relay is away, or somebody writes too many.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("too many letters wait to be sent")]
pub struct Full;

/// Why a letter was not delivered, in one line.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct NotDelivered(String);

/// How many letters may wait.
const PLACES: usize = 500;

/// How many are given to the carrier at a time.
const HANDS: usize = 2;

/// How long a letter waits before each further try.
const WAITS: [Duration; 3] = [Duration::from_secs(5), Duration::from_mins(1), Duration::from_mins(5)];

impl Post {
    /// Opens it.
    pub fn open(settings: &Settings) -> Result<Self, SettingsError> {
        LazyLock::force(&METERED);
        Ok(Self(Arc::new(Office {
            from: settings.sender()?,
            carrier: settings.carrier()?,
            places: Arc::new(Semaphore::new(PLACES)),
            hands: Semaphore::new(HANDS),
        })))
    }

    /// Gives a letter to the carrier at once, and says why it was not taken: for somebody who waits for that.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), NotDelivered> {
        let message = letter.message(&self.0.from).map_err(|error| NotDelivered(chain(&error)))?;
        self.0.carrier.take(message).await.map_err(|error| NotDelivered(chain(&error)))
    }

    /// Takes a letter, which leaves when it can. Must be called within a tokio runtime.
    pub fn send(&self, letter: Letter) -> Result<(), Full> {
        let Ok(place) = Arc::clone(&self.0.places).try_acquire_owned() else {
            METERED.turned_away.increment(1);
            tracing::warn!(principal.id = letter.account, "a letter was turned away: too many wait");
            return Err(Full);
        };
        METERED.waiting.increment(1.0);
        let office = Arc::clone(&self.0);
        tokio::spawn(async move { office.deliver(&letter, place).await });
        Ok(())
    }
}

impl Office {
    async fn deliver(&self, letter: &Letter, place: OwnedSemaphorePermit) {
        match self.attempts(letter, &WAITS).await {
            Ok(()) => {
                METERED.sent.increment(1);
                tracing::info!(principal.id = letter.account, "a letter was sent");
            }
            Err(why) => {
                METERED.failed.increment(1);
                tracing::warn!(principal.id = letter.account, why, "a letter was given up");
            }
        }
        METERED.waiting.decrement(1.0);
        drop(place);
    }

    /// Tries until it is taken, or refused for good, or there were enough tries.
    async fn attempts(&self, letter: &Letter, waits: &[Duration]) -> Result<(), String> {
        let message = letter.message(&self.from).map_err(|error| chain(&error))?;
        let mut waits = waits.iter();
        loop {
            let taken = match self.hands.acquire().await {
                Ok(_hand) => self.carrier.take(message.clone()).await,
                Err(closed) => return Err(chain(&closed)),
            };
            let Err(error) = taken else { return Ok(()) };
            let why = chain(&error);
            match waits.next() {
                Some(wait) if !error.is_final() => {
                    METERED.retries.increment(1);
                    tracing::warn!(principal.id = letter.account, why, "a letter was not taken, and waits");
                    sleep(*wait).await;
                }
                _ => return Err(why),
            }
        }
    }
}

/// An error with all its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}")).replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::Way;

    fn letter(to: &str) -> Letter {
        Letter { to: to.to_owned(), account: 7, subject: "Hi".to_owned(), text: "Hello".to_owned() }
    }

    fn post(folder: &Path) -> Post {
        let from = "nudge@example.net".to_owned();
        Post::open(&Settings { from, way: Way::Folder(folder.to_owned()) }).unwrap()
    }

    async fn quiet(post: &Post) {
        let everything = post.0.places.acquire_many(u32::try_from(PLACES).unwrap()).await.unwrap();
        drop(everything);
    }

    #[tokio::test]
    async fn every_letter_becomes_a_file_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let post = post(&folder.path().join("new"));
        for to in ["anna@example.org", "ben@example.org"] {
            post.send(letter(to)).unwrap();
        }
        quiet(&post).await;
        let files = fs::read_dir(folder.path().join("new")).unwrap();
        let mut texts: Vec<_> = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        texts.sort_by_key(|text| text.contains("ben@"));
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("To: anna@example.org\r\n"), "{texts:?}");
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_given_up_and_what_is_too_much_turned_away() {
        let folder = tempfile::tempdir().unwrap();
        let post = post(folder.path());
        post.send(letter("no address")).unwrap();
        quiet(&post).await;
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        let everything = post.0.places.acquire_many(u32::try_from(PLACES).unwrap()).await.unwrap();
        assert_eq!(post.send(letter("anna@example.org")), Err(Full));
        drop(everything);
        assert_eq!(post.send(letter("anna@example.org")), Ok(()));
    }

    #[tokio::test]
    async fn a_letter_that_nobody_takes_is_tried_again_and_then_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone");
        let post = post(&path);
        fs::remove_dir(&path).unwrap();
        let (letter, waits) = (letter("anna@example.org"), [Duration::from_millis(1); 2]);
        assert!(post.0.attempts(&letter, &waits).await.is_err());
        // Somebody mends it while the letter waits.
        let waits = [Duration::from_millis(1), Duration::from_millis(500)];
        let mend = async {
            sleep(Duration::from_millis(100)).await;
            fs::create_dir(&path).unwrap();
        };
        let (sent, ()) = tokio::join!(post.0.attempts(&letter, &waits), mend);
        assert_eq!(sent, Ok(()));
    }

    #[test]
    fn a_sender_must_be_an_address() {
        let settings = Settings { from: "nobody".to_owned(), way: Way::Folder("/nowhere".into()) };
        let error = Post::open(&settings).unwrap_err();
        assert_eq!(error.to_string(), "the sender \"nobody\" is no mail address");
    }
}
