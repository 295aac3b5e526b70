//! Certificates: made at the first start, given out, renewed.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use nudge_tls::{Acceptor, Settings};
use tokio::time::{MissedTickBehavior, interval};

use crate::data::{self, DataFolder};
use crate::machine;

/// How often certificates are looked at.
const TEND: Duration = Duration::from_hours(1);

/// Opens both faces, and puts the root where the pages and the command line find it. Making keys takes a second or two,
/// at the first start.
pub(super) async fn open(folder: &DataFolder, settings: Settings) -> anyhow::Result<Arc<Acceptor>> {
    let opened = tokio::task::spawn_blocking(move || Acceptor::open(settings, machine::now())).await?;
    let acceptor = Arc::new(opened.context("cannot serve HTTPS (web.https = \"\" does without)")?);
    let path = folder.root_certificate();
    data::write_once(&path, &acceptor.root_der()?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let path = folder.modern_root_certificate();
    data::write_once(&path, &acceptor.modern_root_der()?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(acceptor)
}

/// What an operator has to know about names, if anything.
pub(super) fn trouble(acceptor: &Acceptor) -> Option<String> {
    let refused = acceptor.refused_names();
    (!refused.is_empty()).then(|| {
        format!(
            "No certificate can be made for {}: the private root was made before the name was set, and permits only the \
             names that it was made for.\nDelete {} and start again for a new root; clients must then install that one.",
            refused.join(", "),
            acceptor.root_file().display()
        )
    })
}

/// Renews what is about to end, until it is aborted.
pub(super) async fn tend(acceptor: Arc<Acceptor>) {
    let mut due = interval(TEND);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let tending = Arc::clone(&acceptor);
        // Making a key takes a while.
        match tokio::task::spawn_blocking(move || tending.tend(machine::now())).await {
            Ok(Ok(tended)) if tended.renewed => tracing::info!("certificates were renewed"),
            Ok(Ok(tended)) if tended.reloaded => tracing::info!("the operator's certificate was read again"),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "certificates could not be looked after"),
            Err(error) => tracing::error!(%error, "looking after certificates failed"),
        }
        match acceptor.renew_acme(machine::now()).await {
            Ok(true) => tracing::info!("a certificate was obtained"),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "a certificate could not be obtained; trying again in an hour");
            }
        }
    }
}
