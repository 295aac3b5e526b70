//! What the front ends count. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;
use std::time::Duration;

use axum::http::StatusCode;
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use nudge_core::SignIns;

use crate::connect;

/// The handles of the front ends.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    http: Port::new("http"),
    https: Port::new("https"),
    refused: counter!("nudge_admissions_refused_total", "front" => "web"),
    services: Service::ALL.map(Requests::to),
    login2: SignIns::by("login2"),
    rst: SignIns::by("rst"),
});

/// What the front ends count.
pub(crate) struct Metered {
    pub(crate) http: Port,
    pub(crate) https: Port,
    /// Connections that there was no place for.
    pub(crate) refused: Counter,
    services: [Requests; Service::ALL.len()],
    /// Sign-ins at the two services that take passwords.
    pub(crate) login2: SignIns,
    pub(crate) rst: SignIns,
}

impl Metered {
    /// Counts a request that was answered.
    pub(crate) fn request(&self, service: Service, status: StatusCode, took: Duration) {
        for (_, requests) in Service::ALL.iter().zip(&self.services).filter(|(known, _)| **known == service) {
            requests.count(status, took);
        }
    }
}

/// Connections of one port.
pub(crate) struct Port {
    open: Gauge,
    all: Counter,
}

/// A connection that is open. Dropping it is its end.
pub(crate) struct Open(&'static Gauge);

impl Port {
    fn new(port: &'static str) -> Self {
        Self {
            open: gauge!("nudge_connections", "port" => port, "role" => "web"),
            all: counter!("nudge_connections_total", "port" => port),
        }
    }

    /// One more connection.
    pub(crate) fn open(&'static self) -> Open {
        self.open.increment(1.0);
        self.all.increment(1);
        Open(&self.open)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Service {
    /// Where to sign in.
    Nexus,
    /// `login2.srf`.
    Login,
    /// `RST.srf`.
    Rst,
    /// Pages that a client opens signed in.
    Links,
    /// What a client asks about its surroundings.
    ClientConfig,
    /// Messages that are left for those who are not there, and fetched.
    OfflineMessages,
    /// Who is online, for everybody.
    Presence,
    /// Proof for an authority that a name is ours.
    Acme,
    /// What is below `/api`.
    Api,
    /// The connect pages: all that is under the names of the era, and some paths under ours.
    Connect,
    /// The website: everything else.
    Site,
}

impl Service {
    const ALL: [Self; 11] = [
        Self::Nexus,
        Self::Login,
        Self::Rst,
        Self::Links,
        Self::ClientConfig,
        Self::OfflineMessages,
        Self::Presence,
        Self::Acme,
        Self::Api,
        Self::Connect,
        Self::Site,
    ];

    /// The service at a path, in whatever case it is written, under a name of the era or one of ours.
    pub(crate) fn at(sent: &str, is_of_the_era: bool) -> Self {
        let path = sent.trim_start_matches('/').to_ascii_lowercase();
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| path.starts_with(beginning));
        match path.as_str() {
            "rdr/pprdr.asp" | "nexus-mock" => Self::Nexus,
            "login2.srf" | "login.srf" => Self::Login,
            "rst.srf" => Self::Rst,
            _ if begins(&["ppsecure/"]) => Self::Links,
            _ if begins(&["config/", "svcs/", "appdirectory/", "sqm/", "adsadclient31.dll"]) => {
                Self::ClientConfig
            }
            _ if begins(&["oimws/", "rsi/"]) => Self::OfflineMessages,
            _ if begins(&["users/"]) => Self::Presence,
            _ if begins(&[".well-known/acme-challenge/"]) => Self::Acme,
            _ if is_of_the_era || connect::serves(sent) => Self::Connect,
            "api" => Self::Api,
            _ if begins(&["api/"]) => Self::Api,
            _ => Self::Site,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Nexus => "nexus",
            Self::Login => "login",
            Self::Rst => "rst",
            Self::Links => "links",
            Self::ClientConfig => "client_config",
            Self::OfflineMessages => "offline_messages",
            Self::Presence => "presence",
            Self::Acme => "acme",
            Self::Api => "api",
            Self::Connect => "connect",
            Self::Site => "site",
        }
    }
}

/// Requests to one service.
struct Requests {
    by_class: [Counter; CLASSES.len()],
    seconds: Histogram,
}

/// Of the status. An answer is never of the first.
const CLASSES: [(u16, &str); 4] = [(2, "2xx"), (3, "3xx"), (4, "4xx"), (5, "5xx")];

impl Requests {
    fn to(service: Service) -> Self {
        let service = service.label();
        Self {
            by_class: CLASSES.map(
                |(_, class)| counter!("nudge_http_requests_total", "service" => service, "status" => class),
            ),
            seconds: histogram!("nudge_http_request_seconds", "service" => service),
        }
    }

    fn count(&self, status: StatusCode, took: Duration) {
        let class = status.as_u16() / 100;
        for (_, counter) in CLASSES.iter().zip(&self.by_class).filter(|((known, _), _)| *known == class) {
            counter.increment(1);
        }
        self.seconds.record(took);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_service_in_every_spelling() {
        for (path, service) in [
            ("/api/v1/accounts", Service::Api),
            ("/rdr/pprdr.asp", Service::Nexus),
            ("//RST.srf", Service::Rst),
            ("/Login2.srf", Service::Login),
            ("/ppsecure/md5auth.srf", Service::Links),
            ("/Config/MsgrConfig.asmx", Service::ClientConfig),
            ("/OimWS/oim.asmx", Service::OfflineMessages),
            ("//rsi/rsi.asmx", Service::OfflineMessages),
            ("/users/0123/presenceimage", Service::Presence),
            ("/.well-known/acme-challenge/x", Service::Acme),
            ("/connect/rst.srf", Service::Connect),
            ("/apiary", Service::Site),
            ("/", Service::Site),
            ("", Service::Site),
        ] {
            assert_eq!(Service::at(path, false), service, "{path}");
        }
        assert_eq!(Service::at("/RST.srf", true), Service::Rst);
        assert_eq!(Service::at("/api/v1/accounts", true), Service::Connect);
    }
}
