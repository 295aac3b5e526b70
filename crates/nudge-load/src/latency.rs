//! How long things took.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Times of many things, from a microsecond to a minute, with three digits.
#[derive(Debug)]
pub(crate) struct Latencies(Histogram<u64>);

/// The longest time that is told from longer ones, in nanoseconds.
const LONGEST: u64 = 60_000_000_000;

impl Latencies {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(Histogram::new_with_bounds(100, LONGEST, 3)?))
    }

    pub(crate) fn record(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_nanos()).unwrap_or(LONGEST).min(LONGEST));
    }

    pub(crate) fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    /// The time in microseconds that this part of all things did not exceed.
    pub(crate) fn micros_at(&self, part: f64) -> f64 {
        self.0.value_at_quantile(part) as f64 / 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_everything_recorded() {
        let (mut one, mut other) = (Latencies::new().unwrap(), Latencies::new().unwrap());
        (1..=98).for_each(|_| one.record(Duration::from_micros(50)));
        (1..=2).for_each(|_| other.record(Duration::from_secs(100)));
        one.add(&other).unwrap();
        assert!((one.micros_at(0.5) - 50.0).abs() < 0.1, "{}", one.micros_at(0.5));
        assert!(one.micros_at(0.99) > 59e6, "what is too long counts as the longest");
    }
}
