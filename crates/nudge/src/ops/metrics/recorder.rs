//! Where the handles lead.
//!
//! The exporter keeps each number in one place. Two processors that count the same thing would then take that place from
//! each other with every message. So here each thread counts in one of a few cells, which nobody else touches meanwhile,
//! and the cells are added up and handed to the exporter when somebody asks.

use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use metrics_exporter_prometheus::PrometheusRecorder;

/// The recorder of the process.
#[derive(Debug)]
pub(super) struct Sharded {
    exporter: PrometheusRecorder,
    cells: Cells,
}

/// The cells of every counter and gauge. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Cells(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    counters: HashMap<Key, (Arc<Count>, Counter)>,
    gauges: HashMap<Key, (Arc<Level>, Gauge)>,
}

impl Sharded {
    pub(super) fn new(exporter: PrometheusRecorder, cells: Cells) -> Self {
        Self { exporter, cells }
    }
}

impl Cells {
    /// Tells the exporter what has been counted so far.
    pub(super) fn publish(&self) {
        let kept = self.lock();
        for (count, exported) in kept.counters.values() {
            exported.absolute(count.sum());
        }
        for (level, exported) in kept.gauges.values() {
            exported.set(level.sum());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorder for Sharded {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.exporter.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.exporter.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.exporter.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        let mut kept = self.cells.lock();
        let count = match kept.counters.entry(key.clone()) {
            Entry::Occupied(there) => Arc::clone(&there.get().0),
            Entry::Vacant(place) => {
                let exported = self.exporter.register_counter(key, metadata);
                Arc::clone(&place.insert((Arc::default(), exported)).0)
            }
        };
        Counter::from_arc(count)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        let mut kept = self.cells.lock();
        let level = match kept.gauges.entry(key.clone()) {
            Entry::Occupied(there) => Arc::clone(&there.get().0),
            Entry::Vacant(place) => {
                let exported = self.exporter.register_gauge(key, metadata);
                Arc::clone(&place.insert((Arc::default(), exported)).0)
            }
        };
        Gauge::from_arc(level)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        self.exporter.register_histogram(key, metadata)
    }
}

/// How many cells a number has: as many threads as usually count at the same time.
const SHARDS: usize = 8;

/// One cell, alone on the piece of memory that processors hand to each other: a pair of lines, where they fetch two.
#[derive(Default)]
#[repr(align(128))]
struct Alone(AtomicU64);

type Shards = [Alone; SHARDS];

thread_local! {
    /// Which cell is this thread's.
    static MINE: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS);
}

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// This thread's cell. A thread that is at its end has lost its number, and takes the first.
fn mine(shards: &Shards) -> &AtomicU64 {
    let [first, ..] = shards;
    let at = MINE.try_with(Cell::get).unwrap_or(0);
    &shards.get(at).unwrap_or(first).0
}

/// A number that only rises.
#[derive(Default)]
struct Count(Shards);

impl Count {
    fn sum(&self) -> u64 {
        self.0.iter().fold(0, |sum, cell| sum.wrapping_add(cell.0.load(Ordering::Relaxed)))
    }
}

impl CounterFn for Count {
    fn increment(&self, value: u64) {
        mine(&self.0).fetch_add(value, Ordering::Relaxed);
    }

    /// For a number that is counted elsewhere; nobody counts on here then.
    fn absolute(&self, value: u64) {
        let [first, ..] = &self.0;
        first.0.fetch_max(value, Ordering::Relaxed);
    }
}

/// A number that rises and falls, as the bits of a floating-point number. A cell of its own may well be negative: what one
/// thread has put in, another takes out.
#[derive(Default)]
struct Level(Shards);

impl Level {
    fn sum(&self) -> f64 {
        self.0.iter().map(|cell| f64::from_bits(cell.0.load(Ordering::Relaxed))).sum()
    }

    fn add(&self, value: f64) {
        let sum = |bits| Some((f64::from_bits(bits) + value).to_bits());
        // It always finds a new value.
        let (Ok(_) | Err(_)) = mine(&self.0).fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum);
    }
}

impl GaugeFn for Level {
    fn increment(&self, value: f64) {
        self.add(value);
    }

    fn decrement(&self, value: f64) {
        self.add(-value);
    }

    /// For a number that is looked at; nobody adds to it then.
    fn set(&self, value: f64) {
        let [first, others @ ..] = &self.0;
        first.0.store(value.to_bits(), Ordering::Relaxed);
        for cell in others {
            cell.0.store(0, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.lock();
        f.debug_struct("Cells")
            .field("counters", &kept.counters.len())
            .field("gauges", &kept.gauges.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn what_many_threads_count_is_added_up() {
        let exporter = PrometheusBuilder::new().build_recorder();
        let (handle, cells) = (exporter.handle(), Cells::default());
        let recorder = Sharded::new(exporter, cells.clone());
        let (counter, gauge, looked_at) = metrics::with_local_recorder(&recorder, || {
            (metrics::counter!("things"), metrics::gauge!("level"), metrics::gauge!("looked_at"))
        });
        thread::scope(|scope| {
            for _ in 0..SHARDS * 3 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        counter.increment(1);
                        gauge.increment(3.0);
                        gauge.decrement(2.0);
                    }
                });
            }
        });
        looked_at.set(9.0);
        looked_at.set(7.5);
        cells.publish();
        let page = handle.render();
        for line in ["things 24000\n", "level 24000\n", "looked_at 7.5\n"] {
            assert!(page.contains(line), "{page}");
        }
    }

    #[test]
    fn two_handles_of_one_name_count_together() {
        let exporter = PrometheusBuilder::new().build_recorder();
        let (handle, cells) = (exporter.handle(), Cells::default());
        let recorder = Sharded::new(exporter, cells.clone());
        for _ in 0..2 {
            let counter =
                metrics::with_local_recorder(&recorder, || metrics::counter!("things", "kind" => "a"));
            counter.increment(2);
        }
        cells.publish();
        assert!(handle.render().contains("things{kind=\"a\"} 4\n"));
    }
}
