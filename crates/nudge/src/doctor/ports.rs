//! Does anything answer?

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Finding, PATIENCE};

/// Whether somebody takes a connection there.
pub(super) async fn open(what: &str, at: SocketAddr, tell: &mut dyn FnMut(Finding)) -> bool {
    let check = format!("{what}, {}", at.port());
    let connected = match timeout(PATIENCE, TcpStream::connect(at)).await {
        Ok(connected) => connected.map(drop),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    };
    let open = connected.is_ok();
    tell(match connected {
        Ok(()) => Finding::ok(check, format!("{at} answers")),
        Err(error) => closed(check, at, &error),
    });
    open
}

fn closed(check: String, at: SocketAddr, error: &io::Error) -> Finding {
    let port = at.port();
    if error.kind() == io::ErrorKind::ConnectionRefused {
        let remedy =
            format!("Start the server there, let it listen on port {port}, and look at its firewall.");
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
