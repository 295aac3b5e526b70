//! What the answerer needs to know.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// The configuration of a [`DnsServer`](super::DnsServer).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DnsConfig {
    /// Where it listens, on UDP and TCP. Port 0 takes any free one, the same for both.
    pub listen: SocketAddr,
    /// The address that the era's names are given. `None`: the one of this machine towards whoever asks.
    pub answer: Option<Ipv4Addr>,
    /// Also answer for names that programs other than Messenger use to this day (see
    /// [`EraHost::in_use_today`](crate::EraHost::in_use_today)).
    pub shared_names: bool,
    /// Whom all other questions are passed on to. `None`: they are refused.
    pub forward: Option<Forward>,
    /// Limits.
    pub limits: DnsLimits,
}

/// Passing questions on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Forward {
    /// The server that is asked.
    pub upstream: SocketAddr,
    /// Pass on the questions of everybody, not only of machines of the same network. An open forwarder is what floods of
    /// others are amplified with.
    pub for_everybody: bool,
}

/// Limits of the answerer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DnsLimits {
    /// Questions a second from one address, on average; a second's worth may come at once. More are not answered.
    pub per_second: u32,
    /// Questions that wait for the upstream server at the same time. More fail at once.
    pub in_flight: usize,
    /// TCP connections at the same time. More are closed at once.
    pub connections: usize,
    /// How long the upstream server may take.
    pub upstream_timeout: Duration,
    /// How long a TCP client may take to its next question, and to take the answer.
    pub client_timeout: Duration,
}

impl Default for DnsLimits {
    fn default() -> Self {
        Self {
            per_second: 50,
            in_flight: 256,
            connections: 64,
            upstream_timeout: Duration::from_secs(3),
            client_timeout: Duration::from_secs(5),
        }
    }
}

impl Forward {
    /// Whether the questions of this address are passed on.
    pub(super) fn is_for(self, client: IpAddr) -> bool {
        self.for_everybody || is_near(client.to_canonical())
    }
}

/// Loopback, link-local and private addresses (RFC 1918, RFC 4193).
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_machines_of_the_same_network_are_near() {
        for near in
            ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.0.1", "::1", "fe80::1", "fd00::1"]
        {
            assert!(is_near(near.parse().unwrap()), "{near}");
        }
        for far in ["8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "::ffff:10.0.0.1"] {
            assert!(!is_near(far.parse().unwrap()), "{far}");
        }
        let local = Forward { upstream: ([127, 0, 0, 1], 53).into(), for_everybody: false };
        assert!(local.is_for("::ffff:10.0.0.1".parse().unwrap()), "IPv4 on a socket of IPv6");
        assert!(!local.is_for("::ffff:8.8.8.8".parse().unwrap()));
        assert!(Forward { for_everybody: true, ..local }.is_for("8.8.8.8".parse().unwrap()));
    }
}
