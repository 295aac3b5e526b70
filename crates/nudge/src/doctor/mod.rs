//! `nudge doctor`: what a client would find from where this runs, and what to change where it would fail.
//!
//! ```text
//! server ─► names ─► ports ─► protocol ─► web ─► tls ─► sign in
//! ```
//!
//! A step that rests on an earlier one that failed is passed over, and says so.

mod finding;
mod names;
mod ports;
mod protocol;
mod sign_in;
mod tls;
mod web;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use nudge_core::{Handle, Secret};
use nudge_reach::Generation;

pub(crate) use finding::{Finding, Outcome};
pub(crate) use tls::TlsClient;

/// How long any one step may take. Clients wait longer; whoever looks at a screen does not want to.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is examined.
pub(crate) struct Patient {
    /// The server's name or address; `None`: wherever clients find `messenger.hotmail.com`.
    pub(crate) host: Option<String>,
    /// The client it is examined for; `None`: every one.
    pub(crate) client: Option<Generation>,
    pub(crate) ports: Ports,
    /// An account to sign in with.
    pub(crate) account: Option<(Handle, Secret)>,
    /// What speaks TLS, where there is something that does.
    pub(crate) tls: Option<Box<dyn TlsClient>>,
}

/// Where the server's services are. Clients know only the usual ports.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ports {
    pub(crate) msnp: u16,
    pub(crate) http: u16,
    pub(crate) https: u16,
}

/// Examines the server, and tells each finding as soon as there is one.
pub(crate) async fn examine(patient: &Patient, tell: &mut dyn FnMut(Finding)) {
    let host = patient.host.as_deref().unwrap_or(names::DISPATCH);
    let (finding, addresses) = names::server(host, patient.host.is_some()).await;
    tell(finding);
    let Some(address) = addresses.first().copied() else { return };
    names::era(patient.client, &addresses, tell).await;

    let at = |port| SocketAddr::new(IpAddr::V4(address), port);
    let wanted = wanted_ports(patient.client);
    let msnp = ports::open("port of the messenger service", at(patient.ports.msnp), tell).await;
    let spoken = if msnp { protocol::version(at(patient.ports.msnp), tell).await } else { false };
    if wanted.contains(&HTTP) {
        if ports::open("port of HTTP", at(patient.ports.http), tell).await {
            web::nexus(at(patient.ports.http), tell).await;
        } else {
            tell(Finding::passed_over(web::NEXUS_OVER_HTTP, "nothing answers on that port"));
        }
    }
    if wanted.contains(&HTTPS) {
        let open = ports::open("port of HTTPS", at(patient.ports.https), tell).await;
        tls::both_faces(patient.tls.as_deref(), open, at(patient.ports.https), tell).await;
    }
    match &patient.account {
        Some(account) if spoken => sign_in::sign_in(at(patient.ports.msnp), account, tell).await,
        Some(_) => tell(Finding::passed_over(sign_in::CHECK, "the messenger service does not answer")),
        None => {}
    }
}

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

fn wanted_ports(client: Option<Generation>) -> &'static [u16] {
    client.map_or(&[HTTP, HTTPS], |client| client.needs().ports)
}
