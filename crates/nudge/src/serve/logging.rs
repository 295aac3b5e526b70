//! Where the log goes: the standard error.

use std::io::{self, IsTerminal as _};

use anyhow::anyhow;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts the log.
pub(super) fn start(settings: &Log) -> anyhow::Result<()> {
    // A level of the user's own for the same module comes later and counts.
    let filter = EnvFilter::try_new(format!("{SILENCED},{}", settings.level.as_str()))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match settings.format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    }
    .map_err(|error| anyhow!("cannot start the log: {error}"))
}

/// Tells each step of opening the database; what goes wrong there comes back as an error and is told once.
const SILENCED: &str = "refinery_core=off";
