//! Whose ticket a SOAP service is shown.

use nudge_core::{Core, Error, Service, Verified};

/// Why a call is not answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum NoHolder {
    /// There is no ticket, or not one that this service takes: the client is to get another.
    NotAuthenticated,
    /// We failed.
    Unavailable,
}

/// Whose the ticket is, if it is for one of these.
pub(super) async fn holder(
    core: &Core,
    ticket: Option<&str>,
    accepted: &[Service],
) -> Result<Verified, NoHolder> {
    let ticket = ticket.ok_or(NoHolder::NotAuthenticated)?;
    core.holder_of_ticket(ticket, accepted).await.map_err(|error| match error {
        Error::Refusal(_) => NoHolder::NotAuthenticated,
        Error::Fault(error) => {
            tracing::error!(%error, "whose ticket it is could not be found out");
            NoHolder::Unavailable
        }
    })
}
