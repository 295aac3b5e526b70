//! Where the log goes: the standard error.

use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;
use nudge_admin::{Logging, Trouble};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt, reload};

use crate::config::{Log, LogFilter, LogFormat, Value as _};
use crate::ops::LogEvents;

/// How much is logged, which can be changed while the server runs. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct LogLevel {
    filter: reload::Handle<EnvFilter, Registry>,
    now: Arc<Mutex<LogFilter>>,
}

/// Starts the log.
pub(super) fn start(settings: &Log) -> anyhow::Result<LogLevel> {
    let (filter, handle) = reload::Layer::new(filter(&settings.level)?);
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = match settings.format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry()
        .with(filter)
        .with(LogEvents::new())
        .with(lines)
        .try_init()
        .map_err(|error| anyhow!("cannot start the log: {error}"))?;
    Ok(LogLevel { filter: handle, now: Arc::new(Mutex::new(settings.level.clone())) })
}

impl LogLevel {
    /// Logs this from now on, until the server ends.
    pub(crate) fn put(&self, level: LogFilter) -> anyhow::Result<()> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        self.filter.reload(filter(&level)?)?;
        *now = level;
        Ok(())
    }
}

impl Logging for LogLevel {
    fn level(&self) -> String {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).as_str().to_owned()
    }

    fn set(&self, level: &str) -> Result<(), Trouble> {
        let expected = || Trouble::Refused(format!("expected {}", LogFilter::EXPECTED));
        let level = LogFilter::from_text(level).ok_or_else(expected)?;
        self.put(level).map_err(|error| Trouble::Failed(error.to_string()))
    }
}

fn filter(level: &LogFilter) -> anyhow::Result<EnvFilter> {
    // A level of the user's own for the same module comes later and counts.
    Ok(EnvFilter::try_new(format!("{SILENCED},{}", level.as_str()))?)
}

/// Tells each step of opening the database; what goes wrong there comes back as an error and is told once.
const SILENCED: &str = "refinery_core=off";
