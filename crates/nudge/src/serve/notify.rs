//! Telling the service manager how we are (`sd_notify`). Without one, nobody is told.

use std::future::pending;

use nudge_core::Core;

/// From now on the server is of use.
pub(super) fn ready(status: &str) {
    tell(&Word::Ready(status));
}

/// The settings are being read again; [`ready`] ends it.
pub(super) fn reloading() {
    tell(&Word::Reloading);
}

/// The server is about to end.
pub(super) fn stopping() {
    tell(&Word::Stopping);
}

/// Says again and again that the server answers, for as long as it does: a manager that hears nothing starts another one.
/// Whether the database has an answer or an error makes no difference, for an error is an answer, and starting again would
/// not mend a full disk.
pub(super) async fn alive(core: &Core) {
    let Some(every) = watched() else { return pending().await };
    let mut due = tokio::time::interval(every);
    due.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let _answer = core.store().account_count().await;
        tell(&Word::Alive);
    }
}

enum Word<'a> {
    Ready(&'a str),
    Reloading,
    Stopping,
    Alive,
}

#[cfg(unix)]
fn tell(word: &Word<'_>) {
    use sd_notify::{NotifyState, notify};

    let told = match word {
        Word::Ready(status) => notify(&[NotifyState::Ready, NotifyState::Status(status)]),
        Word::Reloading => {
            NotifyState::monotonic_usec_now().and_then(|now| notify(&[NotifyState::Reloading, now]))
        }
        Word::Stopping => notify(&[NotifyState::Stopping]),
        Word::Alive => notify(&[NotifyState::Watchdog]),
    };
    if let Err(error) = told {
        tracing::warn!(%error, "the service manager cannot be told how the server is");
    }
}

#[cfg(not(unix))]
fn tell(_: &Word<'_>) {}

/// How often the manager wants to hear from us: twice in the time after which it gives us up.
#[cfg(unix)]
fn watched() -> Option<std::time::Duration> {
    sd_notify::watchdog_enabled().filter(|limit| !limit.is_zero()).map(|limit| limit / 2)
}

#[cfg(not(unix))]
fn watched() -> Option<std::time::Duration> {
    None
}
