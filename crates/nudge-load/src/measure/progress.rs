//! How far a scenario is: for the bar that people see, and for the curve of what went through when.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinHandle;

/// Counts what is done. Cheap to clone, and an addition to count with. The bar is on the standard error, if that is a
/// terminal.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    done: Arc<AtomicU64>,
    bar: ProgressBar,
}

/// What went through when: seconds since the beginning, and things per second until then from the point before.
pub(crate) type Series = Vec<[f64; 2]>;

/// Takes the count from time to time, until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Watching {
    started: Instant,
    before: u64,
    done: Arc<AtomicU64>,
    counts: Arc<Mutex<Vec<(Duration, u64)>>>,
    task: JoinHandle<()>,
}

/// How often the count is taken.
const INTERVAL: Duration = Duration::from_millis(100);

impl Progress {
    /// Begins at nothing.
    pub(crate) fn of(what: &str) -> anyhow::Result<Self> {
        let style = ProgressStyle::with_template("{prefix:32} {bar:40} {human_pos}/{human_len} {elapsed}")?;
        let bar = ProgressBar::new(1).with_style(style).with_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self { done: Arc::default(), bar })
    }

    /// Without a bar.
    pub(crate) fn silent() -> Self {
        Self { done: Arc::default(), bar: ProgressBar::hidden() }
    }

    /// How much there is to do in all.
    pub(crate) fn expect(&self, things: usize) {
        self.bar.set_length(things as u64);
    }

    pub(crate) fn add(&self, things: u64) {
        self.done.fetch_add(things, Ordering::Relaxed);
    }

    /// Shows how far it is, and notes it.
    pub(crate) fn watch(&self) -> Watching {
        let (done, bar) = (Arc::clone(&self.done), self.bar.clone());
        let (started, before) = (Instant::now(), done.load(Ordering::Relaxed));
        let counts = Arc::<Mutex<Vec<_>>>::default();
        let noted = Arc::clone(&counts);
        let task = tokio::spawn(async move {
            let mut clock = tokio::time::interval(INTERVAL);
            clock.tick().await;
            loop {
                clock.tick().await;
                let count = done.load(Ordering::Relaxed);
                bar.set_position(count);
                // Nobody panics while noting.
                if let Ok(mut counts) = noted.lock() {
                    counts.push((started.elapsed(), count));
                }
            }
        });
        Watching { started, before, done: Arc::clone(&self.done), counts, task }
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watching {
    /// What went through since the beginning.
    pub(crate) fn stop(self) -> Series {
        let mut counts = self.counts.lock().map(|counts| counts.clone()).unwrap_or_default();
        counts.push((self.started.elapsed(), self.done.load(Ordering::Relaxed)));
        series(self.before, &counts)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Rates from counts. What comes too soon after the point before is left out: its rate would be that of a moment.
fn series(before: u64, counts: &[(Duration, u64)]) -> Series {
    let (mut then, mut last) = (Duration::ZERO, before);
    let mut series = Series::new();
    for (at, count) in counts {
        let took = at.saturating_sub(then);
        if took >= INTERVAL / 2 {
            series.push([at.as_secs_f64(), count.saturating_sub(last) as f64 / took.as_secs_f64()]);
            (then, last) = (*at, *count);
        }
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_between_two_points() {
        let millis = Duration::from_millis;
        let counts = [(millis(100), 110), (millis(200), 110), (millis(210), 160), (millis(300), 210)];
        let rates: Vec<String> = series(10, &counts).iter().map(|point| format!("{:.0}", point[1])).collect();
        assert_eq!(rates, ["1000", "0", "1000"], "the point in a hurry belongs to the next one");
    }

    #[tokio::test]
    async fn everything_is_counted_since_watching_began() {
        let progress = Progress::silent();
        progress.add(5);
        let watching = progress.watch();
        progress.add(7);
        tokio::time::sleep(INTERVAL * 2).await;
        progress.add(8);
        tokio::time::sleep(INTERVAL).await;
        let series = watching.stop();
        let mut before = 0.0;
        let total: f64 = series
            .iter()
            .map(|[at, rate]| {
                let things = (at - before) * rate;
                before = *at;
                things
            })
            .sum();
        assert!((total - 15.0).abs() < 0.01, "{series:?}");
    }
}
