//! Curves: of latencies, of what went through when, of memory.

use std::fmt::Display;

use anyhow::anyhow;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::{
    Cartesian2d, ChartBuilder, DrawingArea, IntoDrawingArea as _, IntoLogRange as _, LineSeries, PathElement,
    Ranged, SVGBackend, SeriesLabelPosition,
};
use plotters::style::{Color as _, IntoFont as _, TextStyle};

use super::style::{FAINT, GRID, INK, PAPER, line, with_dark};
use crate::result::{Curve, Kind, number};

const SIZE: (u32, u32) = (760, 380);

/// With one curve above the other.
const TALL: (u32, u32) = (760, 560);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A picture of curves that belong together.
pub(super) fn draw(kind: Kind, title: &str, curves: &[&Curve]) -> anyhow::Result<String> {
    let mut picture = String::new();
    {
        let area = SVGBackend::with_string(&mut picture, SIZE).into_drawing_area();
        area.fill(&PAPER).map_err(failed)?;
        let largest = |axis: usize| {
            let values = curves.iter().flat_map(|curve| &curve.points).filter_map(|point| point.get(axis));
            values.copied().fold(f64::MIN_POSITIVE, f64::max)
        };
        let (right, top) = (largest(0), largest(1));
        match kind {
            Kind::Latency => {
                let lowest = curves.iter().flat_map(|curve| &curve.points).map(|point| point[1]);
                let bottom = lowest.fold(f64::INFINITY, f64::min).max(0.1);
                let (bottom, top) = (decade(bottom, f64::floor), decade(top.max(bottom * 1.01), f64::ceil));
                axes(&area, title, curves, 0.0..right, (bottom..top).log_scale(), &Words::of(kind), &[])?;
            }
            Kind::Throughput | Kind::Memory | Kind::Soak => {
                axes(&area, title, curves, 0.0..right, 0.0..top * 1.08, &Words::of(kind), &[])?;
            }
        }
        area.present().map_err(failed)?;
    }
    Ok(with_dark(&picture))
}

/// What there was over time, one above the other, with lines down where something happened.
pub(super) fn over_time(parts: &[(&str, Vec<&Curve>)], marks: &[f64]) -> anyhow::Result<String> {
    let mut picture = String::new();
    {
        let area = SVGBackend::with_string(&mut picture, TALL).into_drawing_area();
        area.fill(&PAPER).map_err(failed)?;
        let points = || parts.iter().flat_map(|(_, curves)| curves).flat_map(|curve| &curve.points);
        let right = points().map(|point| point[0]).fold(f64::MIN_POSITIVE, f64::max);
        for (area, (title, curves)) in area.split_evenly((parts.len(), 1)).iter().zip(parts) {
            let highest = curves.iter().flat_map(|curve| &curve.points).map(|point| point[1]);
            let top = highest.fold(f64::MIN_POSITIVE, f64::max) * 1.08;
            let marks: Vec<[(f64, f64); 2]> = marks.iter().map(|at| [(*at, 0.0), (*at, top)]).collect();
            axes(area, title, curves, 0.0..right, 0.0..top, &Words::of(Kind::Soak), &marks)?;
        }
        area.present().map_err(failed)?;
    }
    Ok(with_dark(&picture))
}

/// What stands at the axes.
struct Words {
    x: &'static str,
    y: &'static str,
    x_label: fn(f64) -> String,
    y_label: fn(f64) -> String,
    /// Where the names of the curves are in nobody's way.
    names: SeriesLabelPosition,
}

impl Words {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Latency => Self {
                x: "of all",
                y: "",
                x_label: part,
                y_label: time,
                names: SeriesLabelPosition::UpperLeft,
            },
            Kind::Throughput => Self {
                x: "seconds",
                y: "per second",
                x_label: plain,
                y_label: short,
                names: SeriesLabelPosition::UpperLeft,
            },
            Kind::Memory => Self {
                x: "connections",
                y: "MiB resident",
                x_label: plain,
                y_label: plain,
                names: SeriesLabelPosition::UpperLeft,
            },
            // It begins at nothing, and memory and descriptors are never near it.
            Kind::Soak => Self {
                x: "minutes",
                y: "",
                x_label: plain,
                y_label: plain,
                names: SeriesLabelPosition::LowerRight,
            },
        }
    }
}

fn axes<X, Y>(
    area: &Area<'_>,
    title: &str,
    curves: &[&Curve],
    x: X,
    y: Y,
    words: &Words,
    marks: &[[(f64, f64); 2]],
) -> anyhow::Result<()>
where
    X: AsRangedCoord<Value = f64>,
    X::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    let mut chart = ChartBuilder::on(area)
        .caption(title, text(16))
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(x, y)
        .map_err(failed)?;
    let (x_label, y_label) = (|value: &f64| (words.x_label)(*value), |value: &f64| (words.y_label)(*value));
    let mesh = &mut chart.configure_mesh();
    mesh.axis_style(GRID)
        .bold_line_style(GRID)
        .light_line_style(FAINT)
        .max_light_lines(4)
        .label_style(text(12))
        .axis_desc_style(text(12))
        .x_desc(words.x)
        .y_desc(words.y)
        .x_label_formatter(&x_label)
        .y_label_formatter(&y_label);
    mesh.draw().map_err(failed)?;
    let marks = marks.iter().map(|mark| PathElement::new(*mark, INK.mix(0.4)));
    chart.draw_series(marks).map_err(failed)?;
    series(&mut chart, curves)?;
    chart
        .configure_series_labels()
        .position(words.names.clone())
        .background_style(PAPER)
        .border_style(GRID)
        .label_font(text(12))
        .draw()
        .map_err(failed)
}

fn series<X, Y>(
    chart: &mut plotters::chart::ChartContext<'_, SVGBackend<'_>, Cartesian2d<X, Y>>,
    curves: &[&Curve],
) -> anyhow::Result<()>
where
    X: Ranged<ValueType = f64>,
    Y: Ranged<ValueType = f64>,
{
    for (index, curve) in curves.iter().enumerate() {
        let colour = line(index);
        let points = curve.points.iter().map(|[x, y]| (*x, y.max(0.1)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))
            .map_err(failed)?
            .label(label(curve))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    Ok(())
}

/// Whose it is, and which way clients came; of a soak, what it is.
fn label(curve: &Curve) -> String {
    if curve.kind == Kind::Soak {
        return curve.what.clone();
    }
    match curve.scenario.split_once(' ') {
        Some((_, way)) => format!("{} {way}", curve.subject),
        None => curve.subject.clone(),
    }
}

pub(super) fn text(size: u32) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size).into_font()).color(&INK)
}

/// The library's errors may hold what cannot leave it.
pub(super) fn failed(error: impl Display) -> anyhow::Error {
    anyhow!("cannot draw: {error}")
}

fn decade(value: f64, round: fn(f64) -> f64) -> f64 {
    10f64.powf(round(value.log10()))
}

/// How many nines, as a part.
fn part(nines: f64) -> String {
    if (nines - nines.round()).abs() > 0.01 {
        return String::new();
    }
    let percent = 100.0 * (1.0 - 10f64.powf(-nines.round()));
    // As few digits as say it: 99.9, and no 99.90000000000001.
    let digits = format!("{percent:.6}");
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

fn time(micros: f64) -> String {
    match micros {
        micros if micros >= 1e6 => format!("{} s", micros / 1e6),
        micros if micros >= 1e3 => format!("{} ms", micros / 1e3),
        micros => format!("{micros} µs"),
    }
}

fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{:.1} M", value / 1e6),
        value if value >= 1e4 => format!("{:.0} k", value / 1e3),
        value => number(value),
    }
}

fn plain(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_people_say() {
        assert_eq!([0.0, 1.0, 2.0, 3.0, 4.0].map(part), ["0 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
        assert_eq!(part(1.5), "");
        assert_eq!([10.0, 1e3, 2e6].map(time), ["10 µs", "1 ms", "2 s"]);
        assert_eq!([4.2e6, 60_000.0, 5.0].map(short), ["4.2 M", "60 k", "5.00"]);
    }
}
