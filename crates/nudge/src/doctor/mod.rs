//! `nudge doctor`: what a client would find from where this runs, and what to change where it would fail.
//!
//! ```text
//! server ─► names ─► ports ─► protocol ─► web ─► gateway ─► root ─► tls ─► sign in ─► address book
//! ```
//!
//! A step that rests on an earlier one that failed is passed over, and says so.

mod address_book;
mod finding;
mod gateway;
mod http;
mod names;
mod ports;
mod protocol;
mod root;
mod sign_in;
mod tls;
mod web;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use nudge_core::{Handle, Secret};
use nudge_reach::Generation;
use nudge_tls::Face;

pub(crate) use finding::{Finding, Outcome};
pub(crate) use root::RootSource;

use ports::Service;
use tls::Secure;
use web::First;

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
    /// The root that clients must have.
    pub(crate) root: RootSource,
    /// What time it is.
    pub(crate) now: SystemTime,
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
    let msnp = ports::open(MESSENGER, at(patient.ports.msnp), tell).await;
    let spoken = if msnp { protocol::version(at(patient.ports.msnp), tell).await } else { false };
    let mut http = None;
    if wanted.contains(&HTTP) {
        if ports::open(WEB, at(patient.ports.http), tell).await {
            http = Some(at(patient.ports.http));
            web::nexus(at(patient.ports.http), tell).await;
            gateway::opens(at(patient.ports.http), tell).await;
        } else {
            tell(Finding::passed_over(web::NEXUS_OVER_HTTP, "nothing answers on that port"));
        }
    }
    let secure = if wanted.contains(&HTTPS) { https(patient, host, at, http, tell).await } else { None };
    if let Some(account) = &patient.account {
        let server = sign_in::Server { msnp: spoken.then(|| at(patient.ports.msnp)), secure };
        sign_in::every_way(patient.client, &server, account, tell).await;
    }
}

/// Looks at HTTPS, and says how to sign in over it, if that is possible.
async fn https(
    patient: &Patient,
    host: &str,
    at: impl Fn(u16) -> SocketAddr,
    http: Option<SocketAddr>,
    tell: &mut dyn FnMut(Finding),
) -> Option<(Arc<Secure>, Face)> {
    let first = First::of(patient.client);
    let server = at(patient.ports.https);
    if !ports::open(SECURE_WEB, server, tell).await {
        tls::passed_over(first, "nothing answers on that port", tell);
        return None;
    }
    let Some(roots) = root::find(&patient.root, host, http, tell).await else {
        tls::passed_over(first, "there is no root certificate to compare with", tell);
        return None;
    };
    let secure = Secure::new(&roots, server, patient.now);
    let face = secure.both_faces(first, tell).await?;
    Some((Arc::new(secure), face))
}

const MESSENGER: Service = Service { name: "the messenger service", setting: "listen" };
const WEB: Service = Service { name: "HTTP", setting: "web.http" };
const SECURE_WEB: Service = Service { name: "HTTPS", setting: "web.https" };

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

fn wanted_ports(client: Option<Generation>) -> &'static [u16] {
    client.map_or(&[HTTP, HTTPS], |client| client.needs().ports)
}
