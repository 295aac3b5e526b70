//! Closed and open loops: what says when the next thing begins.
//!
//! In a closed loop the next thing begins when the one before is done, so a slow server has less to do. In an open loop a
//! clock says when things begin, whatever the server does, as people do who know nothing of each other; and how long a thing
//! took counts from when the clock said, not from when its turn came.
//!
//! The clock is a thread of its own, because the timers of the runtime tick once a millisecond, which is longer than what is
//! to be measured.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::sync::mpsc;

/// What says when the next thing begins.
#[derive(Debug)]
pub(crate) enum Pace {
    /// The end of the one before.
    Closed,
    /// A clock.
    Open(mpsc::UnboundedReceiver<Instant>),
}

impl Pace {
    /// Waits for the beginning of the next thing, and says when it should be. May be dropped while it waits.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Instant> {
        match self {
            Self::Closed => Ok(Instant::now()),
            Self::Open(ticks) => ticks.recv().await.context("the clock has stopped early"),
        }
    }

    /// So many loops, each of which has so many things to do; together at this rate per second, or without one as fast as they
    /// can. Their turns come one after the other.
    pub(crate) fn for_each(rate: Option<f64>, loops: usize, things: usize) -> anyhow::Result<Vec<Self>> {
        let Some(rate) = rate else { return Ok((0..loops).map(|_| Self::Closed).collect()) };
        ensure!(rate.is_finite() && rate > 0.0, "a rate of {rate} is none");
        let interval = Duration::from_secs_f64(1.0 / rate);
        let (bells, paces): (Vec<_>, Vec<_>) = (0..loops)
            .map(|_| {
                let (bell, ticks) = mpsc::unbounded_channel();
                (bell, Self::Open(ticks))
            })
            .unzip();
        let clock = thread::Builder::new().name("clock".to_owned());
        clock.spawn(move || ring(&bells, things, interval)).context("no thread for the clock")?;
        Ok(paces)
    }
}

/// Rings for all in turn. Whoever is late is told so by the moment, and nothing is left out.
fn ring(bells: &[mpsc::UnboundedSender<Instant>], things: usize, interval: Duration) {
    let mut due = Instant::now();
    for _ in 0..things {
        for bell in bells {
            due += interval;
            let early = due.saturating_duration_since(Instant::now());
            if !early.is_zero() {
                thread::sleep(early);
            }
            // Who has done all leaves before the others.
            let _gone = bell.send(due);
        }
        // The scenario is over, or has failed and says so itself.
        if bells.iter().all(mpsc::UnboundedSender::is_closed) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_rings_when_it_should_and_counts_what_was_missed() {
        let started = Instant::now();
        let mut paces = Pace::for_each(Some(1000.0), 2, 20).unwrap();
        // Nobody listens while all of them are due.
        tokio::time::sleep(Duration::from_millis(60)).await;
        let mut due = Vec::new();
        for pace in &mut paces {
            for _ in 0..20 {
                due.push(pace.next().await.unwrap());
            }
            assert!(pace.next().await.is_err(), "there were no more");
        }
        due.sort_unstable();
        let steps: Vec<Duration> = due.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.iter().all(|step| *step == Duration::from_millis(1)), "{steps:?}");
        assert!(due[0] >= started);
    }

    #[tokio::test]
    async fn without_a_rate_nobody_waits() {
        let mut paces = Pace::for_each(None, 1, 3).unwrap();
        let before = Instant::now();
        assert!(paces[0].next().await.unwrap() >= before);
    }

    #[test]
    fn no_rate_is_refused() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Pace::for_each(Some(rate), 1, 1).is_err());
        }
    }
}
