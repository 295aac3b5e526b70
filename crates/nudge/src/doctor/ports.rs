//! Does anything answer?

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Finding, PATIENCE};

/// A service that has a port of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    pub(super) name: &'static str,
    /// The server's setting that says where it listens.
    pub(super) setting: &'static str,
}

/// Whether somebody takes a connection there.
pub(super) async fn open(service: Service, at: SocketAddr, tell: &mut dyn FnMut(Finding)) -> bool {
    let check = format!("port of {}, {}", service.name, at.port());
    let connected = match timeout(PATIENCE, TcpStream::connect(at)).await {
        Ok(connected) => connected.map(drop),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    };
    let open = connected.is_ok();
    tell(match connected {
        Ok(()) => Finding::ok(check, format!("{at} answers")),
        Err(error) => closed(service, check, at, &error),
    });
    open
}

fn closed(service: Service, check: String, at: SocketAddr, error: &io::Error) -> Finding {
    let port = at.port();
    if error.kind() == io::ErrorKind::ConnectionRefused {
        let remedy = format!(
            "Start the server there, let it listen on port {port} (its setting {}), and look at its firewall.",
            service.setting
        );
        Finding::fails(check, format!("nothing listens on {at}"), remedy)
    } else if error.kind() == io::ErrorKind::TimedOut {
        let remedy = format!(
            "Let port {port} through the firewalls on the way, and through the router if there is one in between."
        );
        Finding::fails(check, format!("{at} does not answer"), remedy)
    } else {
        let remedy = "Check this machine's network, and that the server's address is right.";
        Finding::fails(check, format!("{at}: {error}"), remedy)
    }
}
