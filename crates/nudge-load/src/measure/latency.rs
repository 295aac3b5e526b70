//! How long things took: a high dynamic range histogram.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Times of many things, from a tenth of a microsecond to a minute, with three digits.
///
/// Times are taken from the moment when a thing should have begun. Where a clock sets the pace that is not always when it
/// did begin: who waits for a server that stands still begins late, and would otherwise leave out the very times that were
/// bad (coordinated omission).
#[derive(Clone, Debug)]
pub(crate) struct Latencies(Histogram<u64>);

/// The longest time that is told from longer ones, in nanoseconds.
const LONGEST: u64 = 60_000_000_000;

/// So many points of a curve for each factor of ten in what is left out.
const POINTS: u32 = 8;

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

    pub(crate) fn count(&self) -> u64 {
        self.0.len()
    }

    /// The time in microseconds that this part of all things did not exceed.
    pub(crate) fn micros_at(&self, part: f64) -> f64 {
        self.0.value_at_quantile(part) as f64 / 1e3
    }

    pub(crate) fn millis_at(&self, part: f64) -> f64 {
        self.micros_at(part) / 1e3
    }

    /// Points of the distribution: how many nines of all things (0 is none of them, 1 is 90 %, 2 is 99 %) took at most how
    /// many microseconds. As far as there were things to tell them apart.
    pub(crate) fn curve(&self) -> Vec<[f64; 2]> {
        let nines = (self.count().max(1) as f64).log10();
        let points = f64::from(POINTS);
        let steps = (0..u32::MAX).map(|step| f64::from(step) / points).take_while(|step| *step < nines);
        let mut curve: Vec<[f64; 2]> =
            steps.map(|step| [step, self.micros_at(1.0 - 10f64.powf(-step))]).collect();
        curve.push([nines, self.micros_at(1.0)]);
        curve
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

    #[test]
    fn a_curve_rises_to_the_longest_and_goes_no_further_than_what_was_recorded() {
        let mut latencies = Latencies::new().unwrap();
        (1..=1000).for_each(|micros| latencies.record(Duration::from_micros(micros)));
        let curve = latencies.curve();
        assert!(
            curve.windows(2).all(|pair| pair[0][0] <= pair[1][0] && pair[0][1] <= pair[1][1]),
            "{curve:?}"
        );
        let [nines, longest] = *curve.last().unwrap();
        assert!((nines - 3.0).abs() < 1e-9 && (longest - 1000.0).abs() < 1.0, "{curve:?}");
        let at_ninety = curve.iter().find(|point| (point[0] - 1.0).abs() < 1e-9).unwrap();
        assert!((at_ninety[1] - 900.0).abs() < 2.0, "{curve:?}");
    }

    #[test]
    fn nothing_has_a_curve_without_meaning() {
        assert!(Latencies::new().unwrap().curve().iter().flatten().all(|value| value.is_finite()));
    }
}
