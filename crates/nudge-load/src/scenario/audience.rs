//! Many who listen to one: when has the last of them heard?

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Those who listen, each in a task of its own that gives something back: what must not end before all have heard all.
pub(crate) struct Audience<T> {
    size: usize,
    ear: mpsc::UnboundedSender<(usize, Instant)>,
    hearing: mpsc::UnboundedReceiver<(usize, Instant)>,
    listeners: JoinSet<anyhow::Result<T>>,
    /// Of those who have heard all.
    back: Vec<T>,
}

/// With which a listener says what it has heard.
pub(crate) struct Ear(mpsc::UnboundedSender<(usize, Instant)>);

/// How long all may take to hear of something before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

impl Ear {
    pub(crate) fn heard(&self, number: usize) -> anyhow::Result<()> {
        Ok(self.0.send((number, Instant::now()))?)
    }
}

impl<T: Send + 'static> Audience<T> {
    pub(crate) fn new() -> Self {
        let (ear, hearing) = mpsc::unbounded_channel();
        Self { size: 0, ear, hearing, listeners: JoinSet::new(), back: Vec::new() }
    }

    /// Takes somebody in, whose task ends when all is said.
    pub(crate) fn seat<F>(&mut self, listener: impl FnOnce(Ear) -> F)
    where
        F: Future<Output = anyhow::Result<T>> + Send + 'static,
    {
        self.size += 1;
        self.listeners.spawn(listener(Ear(self.ear.clone())));
    }

    /// Waits until everybody has heard what has that number, and says when the last one did.
    pub(crate) async fn all_heard(&mut self, number: usize) -> anyhow::Result<Instant> {
        let (mut last, mut already) = (None::<Instant>, 0);
        while already < self.size {
            let heard = tokio::select! {
                biased;
                heard = tokio::time::timeout(PATIENCE, self.hearing.recv()) => heard,
                // Whoever has heard all may leave; whoever has heard something else fails.
                Some(left) = self.listeners.join_next() => {
                    self.back.push(left?.context("somebody gave up")?);
                    continue;
                }
            };
            let heard = heard.with_context(|| format!("only {already} heard number {number}"))?;
            let (which, at) = heard.context("nobody listens")?;
            ensure!(which == number, "somebody heard number {which} when it was {number}'s turn");
            last = last.max(Some(at));
            already += 1;
        }
        last.context("there is nobody")
    }

    /// Waits until everybody has found that nothing more comes.
    pub(crate) async fn leave(mut self) -> anyhow::Result<Vec<T>> {
        while let Some(left) = self.listeners.join_next().await {
            self.back.push(left??);
        }
        Ok(self.back)
    }
}
