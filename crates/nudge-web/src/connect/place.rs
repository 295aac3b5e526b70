//! Where this server is, for whoever reads the page.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU16;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use nudge_reach::{Host, ServerAddress};

use super::Settings;
use crate::Transport;
use crate::host::{is_of_the_era, without_port};

/// The server as this reader can reach it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// By name, if there is one to tell.
    pub(super) host: Option<Host>,
    /// By address, if it has one of IPv4.
    pub(super) address: Option<Ipv4Addr>,
    /// Whether the reader came by a name of the era, as programs do, and people hardly ever.
    pub(super) by_era_name: bool,
    port: NonZeroU16,
}

impl Place {
    /// As registry files name it.
    pub(super) fn server(&self) -> Option<ServerAddress> {
        Some(ServerAddress { host: self.host.clone()?, port: self.port })
    }
}

impl FromRequestParts<Arc<Settings>> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, settings: &Arc<Settings>) -> Result<Self, Infallible> {
        let asked_for = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let local = parts.extensions.get::<Transport>().map(|transport| transport.local.ip());
        Ok(place(settings, asked_for, local))
    }
}

/// What the operator has said is better than what the browser used, and that better than the address of the socket, which
/// behind a router or in a container is nobody else's.
fn place(settings: &Settings, asked_for: Option<&str>, local: Option<IpAddr>) -> Place {
    // Whoever reads this at login.live.com has the hosts lines already; others do not.
    let by_era_name = asked_for.is_some_and(is_of_the_era);
    let asked_for = asked_for.map(without_port).filter(|_| !by_era_name);
    let asked_for: Option<Host> = asked_for.and_then(|host| host.parse().ok());
    let by_name = settings.host.as_ref().or(asked_for.as_ref());
    let in_figures = by_name.and_then(|host| host.as_str().parse::<Ipv4Addr>().ok());
    let local = local.and_then(|ip| match ip.to_canonical() {
        IpAddr::V4(ip) => Some(ip),
        IpAddr::V6(_) => None,
    });
    let address = settings.address.or(in_figures).or(local);
    let host = by_name.cloned().or_else(|| address?.to_string().parse().ok());
    Place { host, address, by_era_name, port: settings.port }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: Option<&str>, address: Option<[u8; 4]>) -> Settings {
        Settings {
            host: host.map(|host| host.parse().unwrap()),
            address: address.map(Ipv4Addr::from),
            port: nudge_reach::DEFAULT_PORT,
            certificate: None,
        }
    }

    fn at(settings: &Settings, asked_for: &str, local: &str) -> (Option<String>, Option<String>) {
        let place = place(settings, Some(asked_for), Some(local.parse().unwrap()));
        (place.host.map(|host| host.to_string()), place.address.map(|address| address.to_string()))
    }

    fn both(host: &str, address: &str) -> (Option<String>, Option<String>) {
        (Some(host.to_owned()), Some(address.to_owned()))
    }

    #[test]
    fn the_browsers_name_and_the_sockets_address_are_taken() {
        let nothing = settings(None, None);
        assert_eq!(
            at(&nothing, "im.example.net:8080", "192.168.1.10"),
            both("im.example.net", "192.168.1.10")
        );
        assert_eq!(at(&nothing, "10.0.0.7", "172.17.0.2"), both("10.0.0.7", "10.0.0.7"), "in a container");
        assert_eq!(at(&nothing, "im.example.net", "::ffff:10.0.0.1"), both("im.example.net", "10.0.0.1"));
    }

    #[test]
    fn what_the_operator_says_is_stronger() {
        let named = settings(Some("msn.example.org"), Some([203, 0, 113, 7]));
        assert_eq!(at(&named, "im.example.net", "10.0.0.1"), both("msn.example.org", "203.0.113.7"));
        let figures = settings(Some("203.0.113.7"), None);
        assert_eq!(at(&figures, "im.example.net", "10.0.0.1"), both("203.0.113.7", "203.0.113.7"));
    }

    #[test]
    fn a_name_of_the_era_or_none_at_all_is_no_name_for_the_server() {
        let nothing = settings(None, None);
        for host in ["login.live.com", "", "a\"b", "[::1]:80", "a b"] {
            assert_eq!(at(&nothing, host, "10.0.0.1"), both("10.0.0.1", "10.0.0.1"), "{host}");
        }
        assert_eq!(at(&nothing, "[::1]", "::1"), (None, None));
    }
}
