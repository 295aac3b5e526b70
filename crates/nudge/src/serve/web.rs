//! The ports of HTTP, plain and over TLS: where one cannot be had, the server still starts, unless the operator chose it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::anyhow;
use nudge_tls::Acceptor;
use nudge_web::{Server, Web};

use super::remedy;
use super::sockets::Sockets;

/// What has become of the port.
#[derive(Debug)]
pub(super) struct Bound {
    /// Listening, unless nothing was to be had or wanted.
    pub(super) server: Option<Server>,
    /// What does not work, and how to mend it.
    pub(super) trouble: Option<String>,
}

/// One of the two ports.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port {
    /// The setting.
    setting: &'static str,
    /// What is served.
    what: &'static str,
    /// What does not work without it.
    loss: &'static str,
    /// Tried where the default one cannot be had.
    fallback: u16,
}

/// Of plain HTTP.
pub(super) const HTTP: Port = Port {
    setting: "web.http",
    what: "HTTP",
    loss: "The page that says how to connect is not where people look for it, and MSN Messenger 6.0 and later do not find \
           their configuration.",
    fallback: 8080,
};

/// Of HTTP over TLS.
pub(super) const HTTPS: Port = Port {
    setting: "web.https",
    what: "HTTPS",
    loss: "MSN Messenger 5.0 and later, where nothing is changed in it, asks that port and cannot sign in.",
    fallback: 8443,
};

/// Listens at the address. One that the operator `chose` is had or an error; otherwise the fallback port will do.
pub(super) async fn bind(
    port: Port,
    web: &Web,
    tls: Option<&Arc<Acceptor>>,
    address: Option<SocketAddr>,
    chosen: bool,
    sockets: &Sockets,
) -> anyhow::Result<Bound> {
    let Some(address) = address else { return Ok(Bound { server: None, trouble: None }) };
    let error = match listen(web, tls, address, sockets).await {
        Ok(server) => return Ok(Bound { server: Some(server), trouble: None }),
        Err(error) if chosen => return Err(refused(port, address, &error)),
        Err(error) => error,
    };
    let fallback = SocketAddr::new(address.ip(), port.fallback);
    let server = listen(web, tls, fallback, sockets).await.ok();
    let trouble = trouble(port, address, server.as_ref().map(Server::address), &error);
    Ok(Bound { server, trouble: Some(trouble) })
}

async fn listen(
    web: &Web,
    tls: Option<&Arc<Acceptor>>,
    address: SocketAddr,
    sockets: &Sockets,
) -> io::Result<Server> {
    Server::on(web.clone(), sockets.listen(address).await?, tls.cloned())
}

fn refused(port: Port, address: SocketAddr, error: &io::Error) -> anyhow::Error {
    let Port { setting, what, .. } = port;
    let remedy = remedy(error.kind()).map(|remedy| format!("\n\n{remedy}; choose another with {setting}."));
    anyhow!("cannot listen on {address} for {what}: {error}{}", remedy.unwrap_or_default())
}

fn trouble(port: Port, address: SocketAddr, instead: Option<SocketAddr>, error: &io::Error) -> String {
    let Port { setting, what, loss, .. } = port;
    let port = address.port();
    let instead = match instead {
        Some(instead) => format!("{what} is served on {instead} instead"),
        None => format!("nothing is served over {what}"),
    };
    let mend = if error.kind() == io::ErrorKind::PermissionDenied {
        format!(
            "To let the program have port {port}, on Linux:\n  \
             sudo setcap cap_net_bind_service=+ep $(command -v nudge)\n\
             or send what comes to port {port} here, or choose another"
        )
    } else {
        format!(
            "Stop whatever listens on port {port}, or have it pass connections on here, or choose another"
        )
    };
    format!(
        "Port {port} cannot be had ({error}): {instead}.\n\
         {loss}\n\
         {mend} with --set {setting}=ADDRESS:PORT."
    )
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use nudge_core::Policy;

    use super::*;
    use crate::assembly::{Assembled, Resources, assemble};
    use crate::data::{DataFolder, Lock};

    async fn web() -> (Web, Assembled, tempfile::TempDir) {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let lock = Lock::try_take(&folder).unwrap().unwrap();
        let assembled = assemble(&folder, lock, Policy::default(), Resources::default()).await.unwrap();
        let config = nudge_web::Config::default();
        let web = Web::new(Arc::clone(&assembled.core), config, axum::Router::new(), None).await;
        (web, assembled, path)
    }

    fn to(fallback: u16) -> Port {
        Port { fallback, ..HTTP }
    }

    fn taken() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    #[tokio::test]
    async fn a_port_that_was_not_chosen_may_be_another() {
        let (web, assembled, _folder) = web().await;
        let (_holder, address) = taken();
        let bound = bind(to(0), &web, None, Some(address), false, &Sockets::default()).await.unwrap();
        let (got, trouble) = (bound.server.unwrap().address(), bound.trouble.unwrap());
        assert_ne!(got, address);
        assert!(trouble.contains(&format!("served on {got} instead")), "{trouble}");
        assert!(trouble.contains("--set web.http="), "{trouble}");
        // Neither can be had.
        let (_holder, other) = taken();
        let bound =
            bind(to(other.port()), &web, None, Some(address), false, &Sockets::default()).await.unwrap();
        assert!(bound.server.is_none());
        assert!(bound.trouble.unwrap().contains("nothing is served over HTTP"));
        assembled.close().await;
    }

    #[tokio::test]
    async fn a_port_that_was_chosen_is_that_one_or_an_error() {
        let (web, assembled, _folder) = web().await;
        let (holder, address) = taken();
        let error =
            bind(to(0), &web, None, Some(address), true, &Sockets::default()).await.unwrap_err().to_string();
        assert!(error.contains(&address.to_string()) && error.contains("web.http"), "{error}");
        drop(holder);
        let bound = bind(to(0), &web, None, Some(address), true, &Sockets::default()).await.unwrap();
        assert_eq!((bound.server.unwrap().address(), bound.trouble), (address, None));
        assert!(bind(to(0), &web, None, None, true, &Sockets::default()).await.unwrap().server.is_none());
        assembled.close().await;
    }

    #[test]
    fn a_missing_permission_is_mended_otherwise_than_a_taken_port() {
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 80));
        let said = |kind: io::ErrorKind| trouble(HTTP, address, None, &kind.into());
        assert!(said(io::ErrorKind::PermissionDenied).contains("setcap"));
        assert!(said(io::ErrorKind::AddrInUse).contains("Stop whatever listens on port 80"));
    }
}
