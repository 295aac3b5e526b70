//! Bars: beside the relay, and beside other servers.

use plotters::prelude::{ChartBuilder, IntoDrawingArea as _, PathElement, Rectangle, SVGBackend, Text};
use plotters::style::{Color as _, RGBColor};

use super::lines::{failed, text};
use super::style::{GRID, INK, PAPER, line, with_dark};
use crate::result::{NUDGE, RELAY, Row, number};

/// A bar.
struct Bar {
    label: String,
    value: f64,
    shown: String,
    colour: RGBColor,
}

const WIDTH: u32 = 760;

/// Of the picture, in pixels: for the title, and for each bar.
const TITLE: u32 = 50;
const BAR: u32 = 26;

/// What is left of the bars, as a part of the longest one.
const NAMES: f64 = 0.9;

/// What is right of them, for the numbers.
const NUMBERS: f64 = 0.25;

/// The numbers of the server as parts of the relay's. A line is where they are equal.
pub(super) fn ratios(rows: &[&Row]) -> anyhow::Result<String> {
    let bars = rows.iter().filter_map(|row| {
        let ratio = row.ratio()?.median;
        let label = format!("{}: {}", row.scenario, row.what);
        Some(Bar { label, value: ratio, shown: format!("{ratio:.2}"), colour: line(0) })
    });
    draw("beside the bare relay (1 is as the relay does it)", &bars.collect::<Vec<_>>(), Some(1.0))
}

/// One number of all servers.
pub(super) fn rivals(row: &Row) -> anyhow::Result<String> {
    let mut subjects: Vec<&String> = row.values.keys().filter(|subject| *subject != RELAY).collect();
    subjects.sort_by_key(|subject| *subject != NUDGE);
    let bars = subjects.into_iter().filter_map(|subject| {
        let value = row.spread(subject)?.median;
        let shown = format!("{} {}", number(value), row.unit);
        let colour = if subject == NUDGE { line(0) } else { line(1) };
        Some(Bar { label: subject.clone(), value, shown, colour })
    });
    draw(&format!("{}: {}", row.scenario, row.what), &bars.collect::<Vec<_>>(), None)
}

fn draw(title: &str, bars: &[Bar], mark: Option<f64>) -> anyhow::Result<String> {
    let count = u32::try_from(bars.len())?;
    let longest = bars.iter().map(|bar| bar.value).chain(mark).fold(f64::MIN_POSITIVE, f64::max);
    let bottom = f64::from(count);
    let mut picture = String::new();
    {
        let area = SVGBackend::with_string(&mut picture, (WIDTH, TITLE + BAR * count)).into_drawing_area();
        area.fill(&PAPER).map_err(failed)?;
        let x = -longest * NAMES..longest * (1.0 + NUMBERS);
        let mut chart = ChartBuilder::on(&area)
            .caption(title, text(16))
            .margin(8)
            .build_cartesian_2d(x, bottom..0.0)
            .map_err(failed)?;
        for (row, bar) in (0..).zip(bars) {
            let (above, below) = (f64::from(row) + 0.15, f64::from(row) + 0.85);
            let corners = [(0.0, above), (bar.value, below)];
            chart.draw_series([Rectangle::new(corners, bar.colour.filled())]).map_err(failed)?;
            let beside = (bar.value + longest * 0.01, above + 0.1);
            let texts = [
                Text::new(bar.label.clone(), (-longest * NAMES, above + 0.1), text(12)),
                Text::new(bar.shown.clone(), beside, text(12)),
            ];
            chart.draw_series(texts).map_err(failed)?;
        }
        chart.draw_series([PathElement::new([(0.0, 0.0), (0.0, bottom)], GRID)]).map_err(failed)?;
        if let Some(mark) = mark {
            chart.draw_series([PathElement::new([(mark, 0.0), (mark, bottom)], INK)]).map_err(failed)?;
        }
        area.present().map_err(failed)?;
    }
    Ok(with_dark(&picture))
}
