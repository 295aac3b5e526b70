//! What the front ends count. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use metrics::{Counter, Gauge, counter, gauge};
use msnp::Dialect;
use nudge_core::SignIns;

use crate::goodbye::{Goodbye, REASONS};
use crate::net::{Role, Way};

/// The handles of the front ends.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(Metered::new);

/// What the front ends count.
pub(crate) struct Metered {
    open: [Gauge; PLACES.len()],
    accepted: [Counter; WAYS.len()],
    /// Connections that there was no place for.
    pub(crate) refused: Counter,
    ends: [[Counter; REASONS.len()]; SERVERS.len()],
    sessions: [(Gauge, Counter); Dialect::ALL.len()],
    /// Sign-ins by each way of proving who one is.
    pub(crate) md5: SignIns,
    pub(crate) clear_text: SignIns,
    pub(crate) ticket: SignIns,
    pub(crate) sso: SignIns,
    /// Sign-ins that could not be referred on, because too many had been.
    pub(crate) referrals_full: Counter,
    outbox: Gauge,
    outbox_highest: Gauge,
    /// How often an outbox became so full that whoever sends should wait.
    pub(crate) outbox_congested: Counter,
}

impl Metered {
    fn new() -> Self {
        let end =
            |server, reason| counter!("nudge_disconnects_total", "server" => server, "reason" => reason);
        Self {
            open: PLACES.map(|(port, role)| gauge!("nudge_connections", "port" => port, "role" => role)),
            accepted: WAYS.map(|(_, port)| counter!("nudge_connections_total", "port" => port)),
            refused: counter!("nudge_admissions_refused_total", "front" => "messenger"),
            ends: SERVERS.map(|server| REASONS.map(|reason| end(server, reason))),
            sessions: Dialect::ALL.map(|dialect| {
                let dialect = dialect.name();
                let gauge = gauge!("nudge_sessions", "dialect" => dialect);
                (gauge, counter!("nudge_sessions_total", "dialect" => dialect))
            }),
            md5: SignIns::by("md5"),
            clear_text: SignIns::by("clear_text"),
            ticket: SignIns::by("ticket"),
            sso: SignIns::by("sso"),
            referrals_full: counter!("nudge_limits_hit_total", "limit" => "referrals"),
            outbox: gauge!("nudge_outbox_bytes"),
            outbox_highest: gauge!("nudge_outbox_highest_bytes"),
            outbox_congested: counter!("nudge_outbox_congested_total"),
        }
    }

    /// So many bytes more wait in an outbox, in which now so many wait.
    pub(crate) fn queued(&self, more: usize, now: usize) {
        self.outbox.increment(float(more));
        // Nearly always only read, so that no line of the cache travels between processors.
        if now > HIGHEST.load(Ordering::Relaxed) {
            let before = HIGHEST.fetch_max(now, Ordering::Relaxed);
            self.outbox_highest.set(float(now.max(before)));
        }
    }

    /// So many bytes wait no more.
    pub(crate) fn taken(&self, bytes: usize) {
        if bytes > 0 {
            self.outbox.decrement(float(bytes));
        }
    }

    /// Counts the end of a connection.
    pub(crate) fn ended(&self, server: &str, why: &Goodbye) {
        let reason = why.reason();
        let server = SERVERS.iter().zip(&self.ends).filter(|(known, _)| **known == server);
        let reasons = server.flat_map(|(_, ends)| REASONS.iter().zip(ends));
        reasons.filter(|(known, _)| **known == reason).for_each(|(_, counter)| counter.increment(1));
    }
}

/// The most bytes that have ever waited in one outbox.
static HIGHEST: AtomicUsize = AtomicUsize::new(0);

/// A gauge's number. An outbox has far fewer bytes than such a number is exact for.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn float(bytes: usize) -> f64 {
    bytes as f64
}

/// The ways in, by their names: the ports are called by the role that each has for itself.
const WAYS: [(Way, &str); 5] = [
    (Way::Port(Role::Any), "listen"),
    (Way::Port(Role::Dispatch), "dispatch"),
    (Way::Port(Role::Notification), "notification"),
    (Way::Port(Role::Switchboard), "switchboard"),
    (Way::Gateway, "gateway"),
];

/// What connections by each way can turn out to be.
const PLACES: [(&str, &str); 8] = [
    ("listen", UNDECIDED),
    ("listen", "notification"),
    ("listen", "switchboard"),
    ("dispatch", "dispatch"),
    ("notification", "notification"),
    ("switchboard", "switchboard"),
    ("gateway", "notification"),
    ("gateway", "switchboard"),
];

/// What a connection of the common port is before its first command.
const UNDECIDED: &str = "undecided";

/// What a connection was when it ended.
const SERVERS: [&str; 4] = [UNDECIDED, "dispatch", "notification", "switchboard"];

/// The way in, as it is called in logs and metrics.
pub(crate) fn name(way: Way) -> &'static str {
    WAYS.iter().find(|(known, _)| *known == way).map_or(UNDECIDED, |(_, name)| name)
}

/// A connection that is open. Dropping it is its end.
pub(crate) struct Open {
    port: &'static str,
    role: &'static str,
    gauge: Option<&'static Gauge>,
}

impl Open {
    /// One more connection, which came by this way and to this server.
    pub(crate) fn new(way: Way, role: Role) -> Self {
        let port = name(way);
        for (_, counter) in WAYS.iter().zip(&METERED.accepted).filter(|((known, _), _)| *known == way) {
            counter.increment(1);
        }
        let role = if role == Role::Any { UNDECIDED } else { name(Way::Port(role)) };
        let mut open = Self { port, role, gauge: None };
        open.place(role);
        open
    }

    /// It has turned out to be a connection to this server.
    pub(crate) fn means(&mut self, server: &'static str) {
        if self.role == UNDECIDED {
            self.place(server);
        }
    }

    /// What it is.
    pub(crate) fn server(&self) -> &'static str {
        self.role
    }

    fn place(&mut self, role: &'static str) {
        self.leave();
        let found = PLACES.iter().zip(&METERED.open).find(|(place, _)| **place == (self.port, role));
        (self.role, self.gauge) = (role, found.map(|(_, gauge)| gauge));
        if let Some(gauge) = self.gauge {
            gauge.increment(1.0);
        }
    }

    fn leave(&self) {
        if let Some(gauge) = self.gauge {
            gauge.decrement(1.0);
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Somebody who is signed in. Dropping it is signing out.
pub(crate) struct SignedIn(Option<&'static Gauge>);

impl SignedIn {
    /// One more, with this dialect.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let row = Dialect::ALL.iter().zip(&METERED.sessions).find(|(known, _)| **known == dialect);
        let row = row.map(|(_, row)| row);
        if let Some((gauge, counter)) = row {
            gauge.increment(1.0);
            counter.increment(1);
        }
        Self(row.map(|(gauge, _)| gauge))
    }
}

impl Drop for SignedIn {
    fn drop(&mut self) {
        if let Some(gauge) = self.0 {
            gauge.decrement(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_and_what_its_connections_are_has_a_gauge() {
        for (way, name) in WAYS {
            let roles = match way {
                Way::Port(role) => vec![role],
                Way::Gateway => vec![Role::Notification, Role::Switchboard],
            };
            for role in roles {
                let mut open = Open::new(way, role);
                assert!(open.gauge.is_some(), "{name}");
                for server in ["notification", "switchboard"] {
                    open.means(server);
                    assert!(open.gauge.is_some() && SERVERS.contains(&open.server()), "{name} {server}");
                }
            }
        }
    }
}
