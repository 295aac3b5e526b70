//! How much something grows: the slope of a line through points, and how sure that is.

use serde::Serialize;

/// A slope, in units of y for each unit of x.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Slope {
    /// The median of the slopes between any two points (Theil and Sen): what a single point that lies far off does not move.
    pub(super) median: f64,
    /// Where it lies with a confidence of 95 %, after Sen (1968): by Kendall's variance of the number of pairs that rise.
    pub(super) low: f64,
    pub(super) high: f64,
    /// That of least squares, to compare.
    pub(super) least_squares: f64,
    pub(super) points: usize,
}

/// The normal deviate of 95 % on two sides.
const DEVIATE: f64 = 1.96;

/// Fewer points say nothing of their confidence.
const LEAST: usize = 5;

impl Slope {
    /// Through these points; `None` where there are too few, or two of them at one place.
    pub(super) fn of(points: &[[f64; 2]]) -> Option<Self> {
        if points.len() < LEAST {
            return None;
        }
        let mut slopes = Vec::new();
        for (index, [x, y]) in points.iter().enumerate() {
            for [other_x, other_y] in &points[..index] {
                slopes.push((y - other_y) / (x - other_x));
            }
        }
        if slopes.iter().any(|slope| !slope.is_finite()) {
            return None;
        }
        slopes.sort_by(f64::total_cmp);
        let (count, pairs) = (float(points.len()), float(slopes.len()));
        let spread = DEVIATE * (count * (count - 1.0) * (2.0 * count + 5.0) / 18.0).sqrt();
        // The ranks of the bounds, from 1.
        let low = ((pairs - spread) / 2.0).floor().max(1.0);
        let high = (f64::midpoint(pairs, spread) + 1.0).ceil().min(pairs);
        let middle = slopes.len() / 2;
        let median = if slopes.len() % 2 == 1 {
            slopes[middle]
        } else {
            f64::midpoint(slopes[middle - 1], slopes[middle])
        };
        Some(Self {
            median,
            low: slopes[index(low)],
            high: slopes[index(high)],
            least_squares: least_squares(points),
            points: points.len(),
        })
    }
}

fn least_squares(points: &[[f64; 2]]) -> f64 {
    let count = float(points.len());
    let mean = |axis: usize| points.iter().map(|point| point[axis]).sum::<f64>() / count;
    let (x, y) = (mean(0), mean(1));
    let above: f64 = points.iter().map(|point| (point[0] - x) * (point[1] - y)).sum();
    let below: f64 = points.iter().map(|point| (point[0] - x).powi(2)).sum();
    above / below
}

#[expect(clippy::cast_precision_loss, reason = "points are counted here, some dozens of them")]
fn float(count: usize) -> f64 {
    count as f64
}

/// From a rank that begins with 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between 1 and the number of pairs"
)]
fn index(rank: f64) -> usize {
    (rank as usize) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use nudge_testkit::dice::Dice;

    fn line(slope: f64, noise: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
        (0..30).map(f64::from).map(|x| [x, 100.0 + slope * x + noise(x)]).collect()
    }

    #[test]
    fn a_line_has_its_slope_and_no_doubt() {
        let slope = Slope::of(&line(3.0, |_| 0.0)).unwrap();
        for found in [slope.median, slope.low, slope.high, slope.least_squares] {
            assert!((found - 3.0).abs() < 1e-9, "{slope:?}");
        }
    }

    #[test]
    fn one_point_far_off_does_not_move_it() {
        let slope = Slope::of(&line(0.0, |x| if x > 28.0 { 5000.0 } else { 0.0 })).unwrap();
        assert!(slope.median.abs() < 1e-9 && slope.low <= 0.0 && slope.high >= 0.0, "{slope:?}");
        assert!(slope.least_squares > 10.0, "least squares follow it: {slope:?}");
    }

    #[test]
    fn the_interval_has_the_slope_in_it_nineteen_times_of_twenty() {
        let (mut dice, mut hits) = (Dice::new(7), 0);
        for _ in 0..1000 {
            let noise: Vec<f64> = (0..30)
                .map(|_| (0..12).map(|_| f64::from(u16::try_from(dice.below(1000)).unwrap())).sum::<f64>())
                .collect();
            let points: Vec<[f64; 2]> =
                line(2.0, |_| 0.0).iter().zip(noise).map(|([x, y], noise)| [*x, y + noise]).collect();
            let slope = Slope::of(&points).unwrap();
            hits += usize::from(slope.low <= 2.0 && slope.high >= 2.0);
        }
        assert!((925..=975).contains(&hits), "{hits} of 1000");
    }

    #[test]
    fn the_interval_is_that_of_hollander_and_wolfe() {
        // Nine points, 36 pairs, spread 1.96 * sqrt(92) = 18.8: the 8th and the 29th of the sorted slopes.
        let points: Vec<[f64; 2]> = (0..9).map(f64::from).map(|x| [x, x * x]).collect();
        let slope = Slope::of(&points).unwrap();
        let mut sums: Vec<f64> =
            (0..9).flat_map(|one| (0..one).map(move |other| f64::from(one + other))).collect();
        sums.sort_by(f64::total_cmp);
        assert_eq!((slope.low, slope.high, slope.points), (sums[7], sums[28], 9));
    }

    #[test]
    fn too_little_says_nothing() {
        assert_eq!(Slope::of(&[[0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]), None);
        assert_eq!(Slope::of(&[[1.0, 1.0]; 9]), None, "all at one place");
    }
}
