//! The model and the network, put together: what both faces drive.

use std::time::{Duration, Instant};

use msnp_client::{Client, Lists};
use time::{OffsetDateTime, UtcOffset};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Whereto;
use super::model::{Effect, Input, Model, Now};
use super::network::{Network, News, Person};

/// How long signing out may take.
const GOODBYE: Duration = Duration::from_secs(3);

/// A session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) model: Model,
    network: Network,
    news: mpsc::Receiver<News>,
    watch: Watch,
}

/// What an input led to, for the face.
#[derive(Debug, Default)]
pub(super) struct Reaction {
    /// For a reader of lines.
    pub(super) lines: Vec<String>,
    /// Whether the user wants to leave.
    pub(super) quit: bool,
}

/// The machine's time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    started: Instant,
    offset: UtcOffset,
}

impl Session {
    /// Begins, with the lines that greet the user.
    pub(super) fn start(
        client: Client,
        patience: Duration,
        whereto: Whereto,
        lists: &Lists,
        watch: Watch,
    ) -> (Self, Vec<String>) {
        let me = Person::new(client.handle().as_str(), client.name());
        let (model, effects) = Model::new(me, whereto, lists, watch.now());
        let (network, news) = Network::start(client, patience);
        let mut session = Self { model, network, news, watch };
        let greeting = session.carry_out(effects).lines;
        (session, greeting)
    }

    /// Passes an input to the model and carries out what comes of it.
    pub(super) fn feed(&mut self, input: Input) -> Reaction {
        let effects = self.model.on(self.watch.now(), input);
        self.carry_out(effects)
    }

    /// The next news. `None` where the tasks are gone, which they never are before they have said why. Cancel-safe.
    pub(super) async fn news(&mut self) -> Option<News> {
        self.news.recv().await
    }

    /// Signs out, and says whether the server had ended the session before.
    pub(super) async fn end(mut self) -> anyhow::Result<()> {
        if let Some(why) = self.model.ended {
            anyhow::bail!("signed out: {why}");
        }
        self.network.sign_out();
        let over = async {
            while let Some(news) = self.news.recv().await {
                if matches!(news, News::Ended(_)) {
                    return;
                }
            }
        };
        // A server that does not answer a goodbye is left without.
        let _ = timeout(GOODBYE, over).await;
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Reaction {
        let mut reaction = Reaction::default();
        for effect in effects {
            match effect {
                Effect::Show(line) => reaction.lines.push(line),
                Effect::Quit => reaction.quit = true,
                Effect::Ask(request) => {
                    if let Some(failed) = self.network.ask(request) {
                        let more = self.feed(Input::News(failed));
                        reaction.lines.extend(more.lines);
                        reaction.quit |= more.quit;
                    }
                }
            }
        }
        reaction
    }
}

impl Watch {
    /// Starts it, in the time zone of the user.
    pub(super) fn start(offset: UtcOffset) -> Self {
        Self { started: Instant::now(), offset }
    }

    pub(super) fn now(self) -> Now {
        Now {
            elapsed: self.started.elapsed(),
            clock: OffsetDateTime::now_utc().to_offset(self.offset).time(),
        }
    }
}

/// Waits until the system asks the program to stop.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = kinds.map(signal) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
