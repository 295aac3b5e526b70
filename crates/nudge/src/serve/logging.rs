//! Where the log goes: the standard error.

use std::fmt;
use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, anyhow};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::reload::Handle;

use crate::config::{Log, LogFilter, LogFormat};

/// The level of the log, which can be changed.
pub(super) struct Level(Box<dyn Fn(EnvFilter) -> anyhow::Result<()>>);

/// Starts the log.
pub(super) fn start(settings: &Log) -> anyhow::Result<Level> {
    let log = tracing_subscriber::fmt().with_env_filter(filter(&settings.level)?).with_writer(io::stderr);
    let (level, started) = match settings.format {
        LogFormat::Text => {
            let log = log.with_ansi(io::stderr().is_terminal()).with_filter_reloading();
            (Level::of(log.reload_handle()), log.try_init())
        }
        LogFormat::Json => {
            let log = log.json().flatten_event(true).with_filter_reloading();
            (Level::of(log.reload_handle()), log.try_init())
        }
    };
    started.map_err(|error| anyhow!("cannot start the log: {error}"))?;
    Ok(level)
}

impl Level {
    fn of<S: 'static>(handle: Handle<EnvFilter, S>) -> Self {
        Self(Box::new(move |filter| handle.reload(filter).context("the log is gone")))
    }

    /// Logs as much from now on.
    pub(super) fn set(&self, level: &LogFilter) -> anyhow::Result<()> {
        (self.0)(filter(level)?)
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Level")
    }
}

fn filter(level: &LogFilter) -> anyhow::Result<EnvFilter> {
    // A level of the user's own for the same module comes later and counts.
    Ok(EnvFilter::try_new(format!("{SILENCED},{}", level.as_str()))?)
}

/// Tells each step of opening the database; what goes wrong there comes back as an error and is told once.
const SILENCED: &str = "refinery_core=off";
