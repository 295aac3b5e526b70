//! Sockets that somebody else has opened and handed over, as systemd does it (`LISTEN_FDS`). Connections to one wait in the
//! system while no server runs, so a restart turns nobody away.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use anyhow::bail;
use tokio::net::TcpListener;

/// Those that nobody has asked for yet.
#[derive(Debug, Default)]
pub(super) struct Sockets(Mutex<Vec<Handed>>);

#[derive(Debug)]
struct Handed {
    listener: std::net::TcpListener,
    address: SocketAddr,
}

impl Sockets {
    /// Those that were handed to this process. To be asked for once, and before there are threads.
    #[cfg(unix)]
    pub(super) fn handed_over() -> io::Result<Self> {
        let mut from = listenfd::ListenFd::from_env();
        let mut all = Vec::new();
        for index in 0..from.len() {
            let Some(listener) = from.take_tcp_listener(index)? else { continue };
            let address = listener.local_addr()?;
            all.push(Handed { listener, address });
        }
        Ok(Self(Mutex::new(all)))
    }

    /// Elsewhere it is not done.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it can fail where there are such sockets")]
    pub(super) fn handed_over() -> io::Result<Self> {
        Ok(Self::default())
    }

    /// A listener at the address: one that was handed over, or a new one.
    pub(super) async fn listen(&self, address: SocketAddr) -> io::Result<TcpListener> {
        match self.take(address) {
            Some(handed) => {
                handed.listener.set_nonblocking(true)?;
                TcpListener::from_std(handed.listener)
            }
            None => TcpListener::bind(address).await,
        }
    }

    /// Refuses what nobody has asked for: connections to it would wait for ever.
    pub(super) fn refuse_rest(&self) -> anyhow::Result<()> {
        let rest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(handed) = rest.first() else { return Ok(()) };
        bail!(
            "the socket {} was handed over, and no setting has that address: set listen, web.http or the like, or leave \
             the socket out (systemctl edit nudge.socket)",
            handed.address
        )
    }

    /// The one with that address, or with that port on all addresses.
    fn take(&self, wanted: SocketAddr) -> Option<Handed> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wide = |one: SocketAddr| one.ip().is_unspecified();
        let same_port = |handed: &Handed| wanted.port() != 0 && handed.address.port() == wanted.port();
        let exact = all.iter().position(|handed| handed.address == wanted);
        let index = exact.or_else(|| {
            all.iter().position(|handed| same_port(handed) && (wide(handed.address) || wide(wanted)))
        })?;
        Some(all.swap_remove(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(addresses: &[&str]) -> (Sockets, Vec<SocketAddr>) {
        let listeners = addresses.iter().map(|address| std::net::TcpListener::bind(address).unwrap());
        let all: Vec<_> =
            listeners.map(|listener| Handed { address: listener.local_addr().unwrap(), listener }).collect();
        let addresses = all.iter().map(|handed| handed.address).collect();
        (Sockets(Mutex::new(all)), addresses)
    }

    #[tokio::test]
    async fn a_setting_gets_the_socket_with_its_port() {
        let (sockets, at) = holding(&["127.0.0.1:0", "0.0.0.0:0", "127.0.0.1:0"]);
        // Exactly; another address with that port; and one that is not there.
        assert_eq!(sockets.listen(at[2]).await.unwrap().local_addr().unwrap(), at[2]);
        let here = SocketAddr::from(([127, 0, 0, 1], at[1].port()));
        assert_eq!(sockets.listen(here).await.unwrap().local_addr().unwrap(), at[1]);
        let free = sockets.listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        assert!(!at.contains(&free.local_addr().unwrap()));
        let said = sockets.refuse_rest().unwrap_err().to_string();
        assert!(said.contains(&at[0].to_string()), "{said}");
        let everywhere = SocketAddr::from(([0, 0, 0, 0], at[0].port()));
        assert_eq!(sockets.listen(everywhere).await.unwrap().local_addr().unwrap(), at[0]);
        sockets.refuse_rest().unwrap();
    }

    #[tokio::test]
    async fn one_of_another_address_is_not_taken() {
        let (sockets, at) = holding(&["127.0.0.1:0"]);
        let other = SocketAddr::from(([127, 0, 0, 2], at[0].port()));
        assert_eq!(sockets.listen(other).await.unwrap().local_addr().unwrap(), other);
        assert!(sockets.refuse_rest().is_err());
    }
}
