//! The port of the operator.

use std::net::SocketAddr;

use anyhow::anyhow;
use tokio::net::TcpListener;

/// What has become of the port.
#[derive(Debug)]
pub(super) struct Bound {
    /// Listening, unless it was not to be had or not wanted.
    pub(super) listener: Option<(TcpListener, SocketAddr)>,
    /// What does not work, and how to mend it.
    pub(super) trouble: Option<String>,
}

/// Listens at the address. One that the operator `chose` is had or an error.
pub(super) async fn bind(listen: Option<SocketAddr>, chosen: bool) -> anyhow::Result<Bound> {
    let Some(listen) = listen else { return Ok(Bound { listener: None, trouble: None }) };
    let bound = async {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        std::io::Result::Ok((listener, address))
    };
    match bound.await {
        Ok(bound) => Ok(Bound { listener: Some(bound), trouble: None }),
        Err(error) if chosen => Err(anyhow!(
            "cannot listen on {listen} for metrics and health: {error}\n\n\
             Choose another address or port with ops.listen, or none with ops.listen=."
        )),
        Err(error) => Ok(Bound {
            listener: None,
            trouble: Some(format!(
                "Port {} cannot be had ({error}): metrics and health are served nowhere.\n\
                 Choose another with --set ops.listen=ADDRESS:PORT, or none with --set ops.listen=.",
                listen.port()
            )),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_taken_is_an_error_only_where_it_was_chosen() {
        let (_holder, taken) = bind(Some(([127, 0, 0, 1], 0).into()), true).await.unwrap().listener.unwrap();
        let error = bind(Some(taken), true).await.unwrap_err().to_string();
        assert!(error.contains(&taken.to_string()) && error.contains("ops.listen"), "{error}");
        let bound = bind(Some(taken), false).await.unwrap();
        assert!(bound.listener.is_none());
        assert!(bound.trouble.unwrap().contains(&format!("Port {} cannot be had", taken.port())));
    }

    #[tokio::test]
    async fn without_an_address_there_is_none_and_nothing_to_say() {
        let bound = bind(None, true).await.unwrap();
        assert!(bound.listener.is_none() && bound.trouble.is_none());
    }
}
