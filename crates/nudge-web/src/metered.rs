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
    renewal: SignIns::by("renewal"),
    gateway: Sessions::new(),
    heads_too_long: limit("http_head"),
    heads_too_slow: limit("http_silence"),
    second_factors_full: limit("second_factors"),
});

fn limit(limit: &'static str) -> Counter {
    counter!("nudge_limits_hit_total", "limit" => limit)
}

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
    /// Those that show a token of an earlier time instead.
    pub(crate) renewal: SignIns,
    /// Sessions of the HTTP gateway.
    pub(crate) gateway: Sessions,
    /// Connections that ended because the head of a request was too long, or did not come in time.
    heads_too_long: Counter,
    heads_too_slow: Counter,
    /// Sign-ins and enrolments with a second factor for which there was no room.
    pub(crate) second_factors_full: Counter,
}

impl Metered {
    /// Counts a connection that ended before its request was whole, if it broke a limit.
    pub(crate) fn unread_head(&self, why: &hyper::Error) {
        if why.is_parse_too_large() {
            self.heads_too_long.increment(1);
        } else if why.is_timeout() {
            self.heads_too_slow.increment(1);
        }
    }

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

/// Sessions of the HTTP gateway.
pub(crate) struct Sessions {
    open: Gauge,
    waiting: Gauge,
    /// Ends, by who made them: the client, the server, or nobody who asked any more.
    pub(crate) hung_up: Counter,
    pub(crate) ended: Counter,
    pub(crate) expired: Counter,
    /// Requests that were refused, by why.
    pub(crate) malformed: Counter,
    pub(crate) unknown: Counter,
    pub(crate) concurrent: Counter,
    pub(crate) full: Counter,
    pub(crate) too_fast: Counter,
}

impl Sessions {
    fn new() -> Self {
        let end = |by| counter!("nudge_gateway_ends_total", "by" => by);
        let refusal = |reason| counter!("nudge_gateway_refusals_total", "reason" => reason);
        Self {
            open: gauge!("nudge_gateway_sessions"),
            waiting: gauge!("nudge_gateway_waiting_bytes"),
            hung_up: end("client"),
            ended: end("server"),
            expired: end("silence"),
            malformed: refusal("malformed"),
            unknown: refusal("unknown"),
            concurrent: refusal("concurrent"),
            full: refusal("full"),
            too_fast: refusal("too_fast"),
        }
    }

    /// One more session.
    pub(crate) fn opened(&self) {
        self.open.increment(1.0);
    }

    /// One session less.
    pub(crate) fn closed(&self) {
        self.open.decrement(1.0);
    }

    /// So many bytes more wait to be asked for.
    pub(crate) fn queued(&self, bytes: usize) {
        self.waiting.increment(float(bytes));
    }

    /// So many bytes wait no more.
    pub(crate) fn taken(&self, bytes: usize) {
        if bytes > 0 {
            self.waiting.decrement(float(bytes));
        }
    }
}

/// A gauge's number. What waits has far fewer bytes than such a number is exact for.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn float(bytes: usize) -> f64 {
    bytes as f64
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Service {
    /// Where to sign in.
    Nexus,
    /// `login2.srf`.
    Login,
    /// `RST.srf` and `RST2.srf`.
    Rst,
    /// Pages that a client opens signed in.
    Links,
    /// The address book.
    AddressBook,
    /// What a client asks about its surroundings.
    ClientConfig,
    /// Names, messages and pictures between computers.
    Storage,
    /// Contact cards, What's New, profiles.
    Social,
    /// Messages that are left for those who are not there, and fetched.
    OfflineMessages,
    /// Who is online, for everybody.
    Presence,
    /// MSNP over HTTP.
    Gateway,
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
    const ALL: [Self; 15] = [
        Self::Nexus,
        Self::Login,
        Self::Rst,
        Self::Links,
        Self::AddressBook,
        Self::ClientConfig,
        Self::Storage,
        Self::Social,
        Self::OfflineMessages,
        Self::Presence,
        Self::Gateway,
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
            "rst.srf" | "rst2.srf" => Self::Rst,
            "uilogin.srf" | "logout.srf" | "uilogout.srf" | "reg.srf" | "uiresetpw.srf" => Self::Links,
            _ if begins(&["ppsecure/"]) => Self::Links,
            _ if begins(&["abservice/"]) => Self::AddressBook,
            _ if begins(&["config/", "svcs/", "appdirectory/", "sqm/", "adsadclient31.dll"]) => {
                Self::ClientConfig
            }
            _ if begins(&["storageservice/", "storage/"]) => Self::Storage,
            _ if begins(&["contactcard/", "whatsnew/", "profile/profile.asmx"]) => Self::Social,
            _ if begins(&["oimws/", "rsi/"]) => Self::OfflineMessages,
            _ if begins(&["users/"]) => Self::Presence,
            "gateway/gateway.dll" => Self::Gateway,
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
            Self::AddressBook => "address_book",
            Self::ClientConfig => "client_config",
            Self::Storage => "storage",
            Self::Social => "social",
            Self::OfflineMessages => "offline_messages",
            Self::Presence => "presence",
            Self::Gateway => "gateway",
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
            ("/RST2.srf", Service::Rst),
            ("/Login2.srf", Service::Login),
            ("/ppsecure/md5auth.srf", Service::Links),
            ("/Config/MsgrConfig.asmx", Service::ClientConfig),
            ("/storageservice/SchematizedStore.asmx", Service::Storage),
            ("/whatsnew/WhatsNewService.asmx", Service::Social),
            ("/profile/message", Service::Site),
            ("/OimWS/oim.asmx", Service::OfflineMessages),
            ("//rsi/rsi.asmx", Service::OfflineMessages),
            ("/users/0123/presenceimage", Service::Presence),
            ("/Gateway/gateway.dll", Service::Gateway),
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
