//! A chart, drawn here: it needs no script, and its figures are in a table beside it.

use askama::Template;

use crate::site::texts::Locale;

/// Lines or bars over a few steps of time. Its colours are the style sheet's.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/chart.html")]
pub struct Chart {
    t: Locale,
    form: Form,
    /// Unique on its page.
    id: String,
    title: String,
    /// What the steps are, as the head of the table's first column.
    steps_title: String,
    steps: Vec<String>,
    /// What stands below the steps, if that is not their names.
    marks: Option<Vec<String>>,
    series: Vec<Series>,
}

/// How figures are drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// Joined by a line.
    Line,
    /// A bar each.
    Bars,
}

#[derive(Clone, Debug)]
struct Series {
    name: String,
    figures: Vec<u64>,
}

/// A bar, in the units of the drawing.
struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    series: usize,
}

/// A line across the drawing, and the figure it stands for.
struct Rule {
    y: String,
    text_y: String,
    label: String,
}

/// The drawing: where figures begin and end. Left of it are the labels of the rules, below it those of the steps.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 632.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 196.0;

/// How many parts the rules divide the height into.
const PARTS: u32 = 4;

/// The most labels that fit below.
const MOST_LABELS: usize = 7;

impl Chart {
    /// No figures yet. `id` is one that nothing else on the page has, `steps_title` says what the steps are.
    pub fn new(
        t: Locale,
        form: Form,
        id: &str,
        title: impl Into<String>,
        steps_title: impl Into<String>,
        steps: Vec<String>,
    ) -> Self {
        let (id, title, steps_title) = (id.to_owned(), title.into(), steps_title.into());
        Self { t, form, id, title, steps_title, steps, marks: None, series: Vec::new() }
    }

    /// What stands below each step, where names are too long for it; nothing below those whose mark is empty.
    #[must_use]
    pub fn marks(mut self, marks: Vec<String>) -> Self {
        self.marks = Some(marks);
        self
    }

    /// One more series: a figure for each step. There are colours for three.
    #[must_use]
    pub fn series(mut self, name: impl Into<String>, figures: Vec<u64>) -> Self {
        self.series.push(Series { name: name.into(), figures });
        self
    }

    fn is_line(&self) -> bool {
        self.form == Form::Line
    }

    /// The top of the drawing: a round figure that nothing is above, and that the rules divide evenly.
    fn top(&self) -> u64 {
        let highest = self.series.iter().flat_map(|series| &series.figures).max().copied().unwrap_or(0);
        let mut power = 1_u64;
        loop {
            for step in [4, 8, 12, 20, 40] {
                let top = power.saturating_mul(step);
                if top >= highest {
                    return top;
                }
            }
            power = power.saturating_mul(10);
        }
    }

    fn rules(&self) -> Vec<Rule> {
        let part = self.top() / u64::from(PARTS);
        let rule = |number: u32| {
            let y = BOTTOM - (BOTTOM - TOP) * f64::from(number) / f64::from(PARTS);
            let label = self.t.number(part.saturating_mul(u64::from(number)));
            Rule { y: units(y), text_y: units(y + 4.0), label }
        };
        (0..=PARTS).map(rule).collect()
    }

    /// Where each step is, from left to right, and its label if there is room for it.
    fn labels(&self) -> Vec<(String, &str)> {
        if let Some(marks) = &self.marks {
            let marks = marks.iter().enumerate().filter(|(_, mark)| !mark.is_empty());
            return marks.map(|(step, mark)| (units(self.middle(step)), mark.as_str())).collect();
        }
        let every = self.steps.len().div_ceil(MOST_LABELS).max(1);
        let steps = self.steps.iter().enumerate().step_by(every);
        steps.map(|(step, label)| (units(self.middle(step)), label.as_str())).collect()
    }

    /// The points of each line.
    fn lines(&self) -> Vec<String> {
        let point = |(step, figure): (usize, &u64)| {
            format!("{},{}", units(self.middle(step)), units(self.height_of(*figure)))
        };
        let line = |series: &Series| -> Vec<_> {
            series.figures.iter().take(self.steps.len()).enumerate().map(point).collect()
        };
        self.series.iter().map(|series| line(series).join(" ")).collect()
    }

    fn bars(&self) -> Vec<Bar> {
        let beside = count(self.series.len().max(1));
        let width = self.step_width() * 0.7 / beside;
        let mut bars = Vec::new();
        for (series, Series { figures, .. }) in self.series.iter().enumerate() {
            for (step, figure) in figures.iter().take(self.steps.len()).enumerate() {
                let x = self.middle(step) + width * (count(series) - beside / 2.0);
                let y = self.height_of(*figure);
                let [x, y, width, height] = [x, y, width, BOTTOM - y].map(units);
                bars.push(Bar { x, y, width, height, series });
            }
        }
        bars
    }

    /// The rows of the table: each step with its figures.
    fn rows(&self) -> Vec<(&str, Vec<String>)> {
        let figures = |step: usize| {
            let written = |series: &Series| series.figures.get(step).map(|figure| self.t.number(*figure));
            self.series.iter().map(|series| written(series).unwrap_or_default()).collect()
        };
        self.steps.iter().enumerate().map(|(step, label)| (label.as_str(), figures(step))).collect()
    }

    fn step_width(&self) -> f64 {
        (RIGHT - LEFT) / count(self.steps.len().max(1))
    }

    fn middle(&self, step: usize) -> f64 {
        LEFT + self.step_width() * (count(step) + 0.5)
    }

    fn height_of(&self, figure: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "nobody sees a thousandth of a unit")]
        let part = figure as f64 / self.top() as f64;
        BOTTOM - (BOTTOM - TOP) * part
    }
}

#[expect(clippy::cast_precision_loss, reason = "as many steps as a drawing has")]
fn count(number: usize) -> f64 {
    number as f64
}

/// A tenth of a unit is as fine as anybody sees.
fn units(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    fn chart(form: Form, figures: &[u64]) -> Chart {
        let steps = figures.iter().enumerate().map(|(step, _)| format!("d{step}")).collect();
        Chart::new(Locale::new(Language::English), form, "c", "T", "Day", steps).series("S", figures.to_vec())
    }

    #[test]
    fn the_top_is_round_and_nothing_is_above_it() {
        for (highest, top) in [
            (0, 4),
            (4, 4),
            (5, 8),
            (9, 12),
            (13, 20),
            (21, 40),
            (41, 80),
            (100, 120),
            (1999, 2000),
            (4001, 8000),
        ] {
            assert_eq!(chart(Form::Line, &[highest, 1]).top(), top, "{highest}");
        }
        assert_eq!(chart(Form::Line, &[u64::MAX]).top(), u64::MAX);
    }

    #[test]
    fn figures_are_where_they_belong() {
        let line = chart(Form::Line, &[0, 4, 8]);
        assert_eq!(line.lines(), ["158.7,196.0 348.0,104.0 537.3,12.0"]);
        let bars = chart(Form::Bars, &[2, 4]);
        assert_eq!(bars.bars().iter().map(|bar| bar.height.as_str()).collect::<Vec<_>>(), ["92.0", "184.0"]);
    }

    #[test]
    fn without_steps_there_is_a_drawing_all_the_same() {
        for form in [Form::Line, Form::Bars] {
            assert!(chart(form, &[]).to_string().contains("<svg"));
        }
    }

    #[test]
    fn long_series_have_a_few_labels_and_all_rows() {
        let chart = chart(Form::Line, &[1; 30]);
        assert!(chart.labels().len() <= MOST_LABELS);
        assert_eq!(chart.rows().len(), 30);
    }

    #[test]
    fn marks_stand_below_the_steps_that_have_one() {
        let marks = ["", "Mon", "", "Tue"].map(str::to_owned).to_vec();
        let chart = chart(Form::Line, &[1; 4]).marks(marks);
        assert_eq!(chart.labels(), [("277.0".to_owned(), "Mon"), ("561.0".to_owned(), "Tue")]);
        assert_eq!(chart.rows()[0].0, "d0", "the table has the names");
    }
}
