//! What all connections of the front ends share.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use msnp::value::Address;
use nudge_core::{Core, entropy};
use smol_str::SmolStr;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::metered::METERED;
use crate::server::Addresses;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Net {
    pub(crate) core: Arc<Core>,
    pub(crate) config: Config,
    pub(crate) bound: Addresses,
    /// Where our pages are served, if they are.
    pub(crate) web_port: OnceLock<u16>,
    /// Cancelled when the server stops.
    pub(crate) stopping: CancellationToken,
    pub(crate) referrals: Referrals,
}

/// Which server a connection has reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// Whichever the first command means.
    Any,
    /// The dispatch server.
    Dispatch,
    /// The notification server.
    Notification,
    /// The switchboard.
    Switchboard,
}

/// By which way a connection has come in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// A port of ours, by the role that it has for itself.
    Port(Role),
    /// The HTTP gateway.
    Gateway,
}

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    pub(crate) local: SocketAddr,
    pub(crate) peer: SocketAddr,
}

impl Net {
    /// The address of the notification server, as this client can reach it.
    pub(crate) fn notification_address(&self, ends: Ends) -> Address {
        self.address(self.bound.notification, ends)
    }

    /// The address of the switchboard, as this client can reach it.
    pub(crate) fn switchboard_address(&self, ends: Ends) -> Address {
        self.address(self.bound.switchboard, ends)
    }

    /// The address that this client has reached, in public terms.
    pub(crate) fn current_address(&self, ends: Ends) -> Address {
        self.address(Some(ends.local), ends)
    }

    fn address(&self, own: Option<SocketAddr>, ends: Ends) -> Address {
        let listening = own.or(self.bound.main).map_or(ends.local.port(), |address| address.port());
        let address = match &self.config.public {
            Some(public) => format!("{}:{}", public.host, public.port.unwrap_or(listening)),
            None => SocketAddr::new(bare(ends.local.ip()), listening).to_string(),
        };
        crate::names::address(&address)
    }

    /// Where our own pages take what a client posts of its user (reference 10 §10).
    pub(crate) fn login_url(&self, ends: Ends) -> String {
        format!("{}/ppsecure/md5auth.srf?lc=1033", self.url_base(ends))
    }

    /// The beginning of the addresses of our pages.
    pub(crate) fn url_base(&self, ends: Ends) -> String {
        self.config.url_base.clone().unwrap_or_else(|| {
            let host = match (&self.config.public, bare(ends.local.ip())) {
                (Some(public), _) => public.host.clone(),
                (None, IpAddr::V4(address)) => address.to_string(),
                (None, IpAddr::V6(address)) => format!("[{address}]"),
            };
            // Whoever is reached by a public name has what comes to the usual port passed on to ours.
            match self.web_port.get().filter(|port| **port != 80 && self.config.public.is_none()) {
                Some(port) => format!("http://{host}:{port}"),
                None => format!("http://{host}"),
            }
        })
    }

    /// A number with so many decimal digits.
    pub(crate) fn digits<const N: usize>(&self) -> String {
        let bytes: [u8; N] = entropy::draw_bytes(self.core.entropy());
        bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect()
    }
}

/// An IPv4 address that came in by an IPv6 socket is shown as what it is: old clients know no other.
fn bare(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Who has been sent from the common port to the notification server, which is the same port: the second time they may
/// sign in.
#[derive(Debug, Default)]
pub(crate) struct Referrals(Mutex<HashMap<(IpAddr, SmolStr), Instant>>);

/// How long a referral is remembered.
const REMEMBERED: Duration = Duration::from_mins(1);

/// The longest address, in bytes.
const LONGEST_HANDLE: usize = 129;

/// How many referrals are remembered.
const REFERRALS: usize = 100_000;

impl Referrals {
    /// Whether this client has been referred before; if not, it has been now.
    pub(crate) fn was_referred(&self, peer: IpAddr, handle: &str) -> bool {
        // An address that none can have is not remembered; it will be turned away where it is.
        if handle.len() > LONGEST_HANDLE {
            return true;
        }
        let (now, key) = (Instant::now(), (peer, SmolStr::from(handle.to_ascii_lowercase())));
        let mut table = lock(&self.0);
        match table.remove(&key) {
            Some(at) if now - at < REMEMBERED => true,
            Some(_) | None => {
                if table.len() >= REFERRALS {
                    table.retain(|_, at| now - *at < REMEMBERED);
                }
                // A table that is full of fresh referrals refers no more; clients then sign in where they are.
                if table.len() >= REFERRALS {
                    METERED.referrals_full.increment(1);
                    return true;
                }
                table.insert(key, now);
                false
            }
        }
    }
}

/// Nothing panics while it holds one of these locks; should something ever, the table is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[tokio::test]
    async fn a_table_full_of_referrals_refers_no_more() {
        let (referrals, peer) = (Referrals::default(), IpAddr::V4(Ipv4Addr::LOCALHOST));
        for number in 0..REFERRALS {
            assert!(!referrals.was_referred(peer, &format!("n{number}@example.com")));
        }
        assert!(referrals.was_referred(peer, "more@example.com"), "one more signs in where it is");
        assert_eq!(lock(&referrals.0).len(), REFERRALS);
        assert!(referrals.was_referred(peer, "N7@example.com"), "the others are known");
    }
}
