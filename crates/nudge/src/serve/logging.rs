//! Where the log goes: the standard error.

use std::io::{self, IsTerminal as _};

use anyhow::anyhow;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::config::{Log, LogFormat};
use crate::ops::LogEvents;

/// Starts the log.
pub(super) fn start(settings: &Log) -> anyhow::Result<()> {
    // A level of the user's own for the same module comes later and counts.
    let filter = EnvFilter::try_new(format!("{SILENCED},{}", settings.level.as_str()))?;
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = match settings.format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let log = tracing_subscriber::registry().with(filter).with(LogEvents::new()).with(lines);
    log.try_init().map_err(|error| anyhow!("cannot start the log: {error}"))
}

/// Tells each step of opening the database; what goes wrong there comes back as an error and is told once.
const SILENCED: &str = "refinery_core=off";
