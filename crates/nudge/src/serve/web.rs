//! The port of plain HTTP: where it cannot be had, the server still starts, unless the operator chose it.

use std::io;
use std::net::SocketAddr;

use anyhow::anyhow;
use nudge_web::{Server, Web};

use super::remedy;

/// What has become of the port.
#[derive(Debug)]
pub(super) struct Bound {
    /// Listening, unless nothing was to be had or wanted.
    pub(super) server: Option<Server>,
    /// What does not work, and how to mend it.
    pub(super) trouble: Option<String>,
}

/// The port that is tried where the default one cannot be had.
pub(super) const FALLBACK_PORT: u16 = 8080;

/// Listens at the address. One that the operator `chose` is had or an error; otherwise the fallback port will do.
pub(super) async fn bind(
    web: &Web,
    address: Option<SocketAddr>,
    chosen: bool,
    fallback_port: u16,
) -> anyhow::Result<Bound> {
    let Some(address) = address else { return Ok(Bound { server: None, trouble: None }) };
    let error = match Server::bind(web.clone(), address).await {
        Ok(server) => return Ok(Bound { server: Some(server), trouble: None }),
        Err(error) if chosen => return Err(refused(address, &error)),
        Err(error) => error,
    };
    let fallback = SocketAddr::new(address.ip(), fallback_port);
    let server = Server::bind(web.clone(), fallback).await.ok();
    let trouble = trouble(address, server.as_ref().map(Server::address), &error);
    Ok(Bound { server, trouble: Some(trouble) })
}

fn refused(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    let remedy = remedy(error.kind()).map(|remedy| format!("\n\n{remedy}; choose another with web.http."));
    anyhow!("cannot listen on {address} for HTTP: {error}{}", remedy.unwrap_or_default())
}

fn trouble(address: SocketAddr, instead: Option<SocketAddr>, error: &io::Error) -> String {
    let port = address.port();
    let instead = match instead {
        Some(instead) => format!("HTTP is served on {instead} instead"),
        None => "nothing is served over HTTP".to_owned(),
    };
    let mend = if error.kind() == io::ErrorKind::PermissionDenied {
        format!(
            "To let the program have port {port}, on Linux:\n  \
             sudo setcap cap_net_bind_service=+ep $(command -v nudge)\n\
             or send what comes to port {port} here, or choose another"
        )
    } else {
        format!("Stop whatever listens on port {port}, or have it pass requests on here, or choose another")
    };
    format!(
        "Port {port} cannot be had ({error}): {instead}.\n\
         MSN Messenger 5.0 and later, where nothing is changed in it, asks port {port} and does not find this server.\n\
         {mend} with --set web.http=ADDRESS:PORT."
    )
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::sync::Arc;

    use nudge_core::Policy;

    use super::*;
    use crate::assembly::{Assembled, assemble};
    use crate::data::{DataFolder, Lock};

    async fn web() -> (Web, Assembled, tempfile::TempDir) {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let lock = Lock::try_take(&folder).unwrap().unwrap();
        let assembled = assemble(&folder, lock, Policy::default(), 1).unwrap();
        let config = nudge_web::Config::default();
        let web = Web::new(Arc::clone(&assembled.core), config, axum::Router::new()).await;
        (web, assembled, path)
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
        let bound = bind(&web, Some(address), false, 0).await.unwrap();
        let (got, trouble) = (bound.server.unwrap().address(), bound.trouble.unwrap());
        assert_ne!(got, address);
        assert!(trouble.contains(&format!("served on {got} instead")), "{trouble}");
        assert!(trouble.contains("--set web.http="), "{trouble}");
        // Neither can be had.
        let (_holder, other) = taken();
        let bound = bind(&web, Some(address), false, other.port()).await.unwrap();
        assert!(bound.server.is_none());
        assert!(bound.trouble.unwrap().contains("nothing is served over HTTP"));
        assembled.close().await;
    }

    #[tokio::test]
    async fn a_port_that_was_chosen_is_that_one_or_an_error() {
        let (web, assembled, _folder) = web().await;
        let (holder, address) = taken();
        let error = bind(&web, Some(address), true, 0).await.unwrap_err().to_string();
        assert!(error.contains(&address.to_string()) && error.contains("web.http"), "{error}");
        drop(holder);
        let bound = bind(&web, Some(address), true, 0).await.unwrap();
        assert_eq!((bound.server.unwrap().address(), bound.trouble), (address, None));
        assert!(bind(&web, None, true, 0).await.unwrap().server.is_none());
        assembled.close().await;
    }

    #[test]
    fn a_missing_permission_is_mended_otherwise_than_a_taken_port() {
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 80));
        let said = |kind: io::ErrorKind| trouble(address, None, &kind.into());
        assert!(said(io::ErrorKind::PermissionDenied).contains("setcap"));
        assert!(said(io::ErrorKind::AddrInUse).contains("Stop whatever listens on port 80"));
    }
}
