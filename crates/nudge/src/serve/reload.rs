//! SIGHUP: what can be changed without a restart is.
//!
//! The level of the log is, and the operator's certificate is read again. Everything else is told to need a restart, which
//! loses no connection attempt where the sockets are [handed over](super::sockets).

use std::sync::Arc;

use nudge_tls::Acceptor;
use tokio_util::sync::CancellationToken;

use super::logging::LogLevel;
use super::{notify, signals};
use crate::config::{Config, Loaded, Problem, changed};

/// Reads the settings again, from where they came.
pub(crate) type Again<'a> = &'a dyn Fn() -> anyhow::Result<Result<Loaded, Vec<Problem>>>;

/// Whom a change reaches.
pub(super) struct Reload<'a> {
    pub(super) again: Again<'a>,
    pub(super) level: &'a LogLevel,
    pub(super) tls: Option<Arc<Acceptor>>,
    /// What is in force.
    pub(super) config: Config,
    /// What the service manager is told when it is done.
    pub(super) status: String,
}

/// What is obeyed at once.
const AT_ONCE: &str = "log.level";

impl Reload<'_> {
    /// Reloads whenever it is asked for, until `stop`.
    pub(super) async fn run(mut self, mut asked: signals::Hangup, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = asked.next() => {}
            }
            notify::reloading();
            self.settings();
            self.certificate();
            notify::ready(&self.status);
        }
    }

    fn settings(&mut self) {
        let config = match (self.again)() {
            Ok(Ok(loaded)) => loaded.config,
            Ok(Err(problems)) => {
                for problem in problems {
                    tracing::error!(%problem, "the settings are wrong, and stay as they were");
                }
                return;
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the settings cannot be read, and stay as they were"
                );
                return;
            }
        };
        for setting in changed(&self.config, &config) {
            if setting != AT_ONCE {
                tracing::warn!(setting, "this change needs a restart of the server");
            }
        }
        match self.level.put(config.log.level.clone()) {
            Ok(()) => self.config.log.level = config.log.level,
            Err(error) => tracing::error!(%error, "the level of the log stays as it was"),
        }
        tracing::info!(log.level = self.config.log.level.as_str(), "the settings were read again");
    }

    fn certificate(&self) {
        match self.tls.as_ref().map(|tls| tls.reload()) {
            Some(Ok(true)) => tracing::info!("the operator's certificate was read again"),
            Some(Ok(false)) | None => {}
            Some(Err(error)) => tracing::error!(%error, "the operator's certificate stays as it was"),
        }
    }
}
