//! What an operator watches: metrics, health and readiness, on a port of their own.
//!
//! ```text
//! GET /metrics   what is counted, for Prometheus
//! GET /health    the process answers
//! GET /ready     it listens, the store reads and writes durably, and it is not going down: 200, or 503 and why
//! ```
//!
//! The port is never one of the public ones. Nothing is changed through it, and nothing of what people say or are called
//! is told; whoever reaches it learns how busy the server is.

mod metrics;
mod port;
mod readiness;
mod server;

use std::net::SocketAddr;
use std::sync::Arc;

use nudge_admin::Listener;
use nudge_core::Core;
use tokio::task::JoinHandle;

pub(crate) use metrics::{LogEvents, Metrics, reference};
#[cfg(test)]
pub(crate) use metrics::{is_counted, limits_counted};
use readiness::Readiness;

/// The port and what is told there, from before the database is opened until after the last connection has ended.
#[derive(Debug)]
pub(crate) struct Ops {
    /// Where it listens, if it does.
    pub(crate) address: Option<SocketAddr>,
    /// What does not work, and how to mend it.
    pub(crate) trouble: Option<String>,
    readiness: Arc<Readiness>,
    tasks: Vec<JoinHandle<()>>,
}

impl Ops {
    /// Listens at the address. One that the operator `chose` is had or an error; without the default one, the server
    /// starts all the same and says so.
    pub(crate) async fn start(
        listen: Option<SocketAddr>,
        chosen: bool,
        metrics: Option<Metrics>,
    ) -> anyhow::Result<Self> {
        let readiness = Arc::new(Readiness::default());
        let bound = port::bind(listen, chosen).await?;
        let address = bound.listener.as_ref().map(|(_, address)| *address);
        let mut tasks = Vec::new();
        if let Some(metrics) = metrics {
            tasks.push(tokio::spawn(metrics.clone().tend()));
            if let Some((listener, _)) = bound.listener {
                tasks.push(tokio::spawn(server::serve(listener, metrics, Arc::clone(&readiness))));
            }
        }
        Ok(Self { address, trouble: bound.trouble, readiness, tasks })
    }

    /// From now on the server is open to its clients.
    pub(crate) fn serving(&self, core: Arc<Core>, listeners: &[Listener]) {
        self.readiness.serving(core, listeners.to_vec());
    }

    /// From now on it is going down.
    pub(crate) fn draining(&self) {
        self.readiness.draining();
    }
}

impl Drop for Ops {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
