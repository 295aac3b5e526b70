//! Warnings and errors, counted as they are logged: where there is an alert about these, nothing has to read the log.

use metrics::{Counter, counter};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Counts what is logged.
pub(crate) struct LogEvents {
    warnings: Counter,
    errors: Counter,
}

impl LogEvents {
    /// To be made when metrics are collected already.
    pub(crate) fn new() -> Self {
        let events = |level: &'static str| counter!("nudge_log_events_total", "level" => level);
        Self { warnings: events("warn"), errors: events("error") }
    }
}

impl<S: Subscriber> Layer<S> for LogEvents {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        match *event.metadata().level() {
            Level::ERROR => self.errors.increment(1),
            Level::WARN => self.warnings.increment(1),
            _ => {}
        }
    }
}
