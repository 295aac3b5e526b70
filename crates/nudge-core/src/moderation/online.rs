//! Who is online, for administrators and for those who show it to everybody.

use std::net::IpAddr;

use smol_str::SmolStr;

use super::Actor;
use super::audit::Action;
use crate::{AccountId, Core, DisplayName, Error, Guid, Handle, Refusal, Status, Timestamp};

/// Somebody who is signed in with a client; with several, there is one of these for each.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Online {
    /// Whose account it is.
    pub account: AccountId,
    /// Its address.
    pub handle: Handle,
    /// The name that is shown to others.
    pub name: DisplayName,
    /// What they are doing; `None` before the first presence.
    pub status: Option<Status>,
    /// What program it is.
    pub client: SmolStr,
    /// Which protocol it speaks.
    pub protocol: SmolStr,
    /// Where it comes from.
    pub address: IpAddr,
    /// Since when.
    pub since: Timestamp,
    /// What the client calls the machine that it is on, as it wrote it; empty if it does not.
    pub place: SmolStr,
}

impl Core {
    /// Everybody who is signed in, by address; with several clients, the first that signed in before the others.
    pub fn who_is_online(&self) -> Vec<Online> {
        let mut online: Vec<_> =
            self.directory().everybody().iter().flat_map(|principal| principal.online()).collect();
        online.sort_by(|one, other| one.handle.cmp(&other.handle));
        online
    }

    /// With which clients an account is online: none, if it is not.
    pub fn online_as(&self, account: AccountId) -> Vec<Online> {
        self.directory().find(account).map(|principal| principal.online()).unwrap_or_default()
    }

    /// What others see of an account who may: `Status::Hidden`, if it is not online.
    pub fn shown_as(&self, account: AccountId) -> Status {
        let principal = self.directory().find(account);
        let look = principal.and_then(|principal| principal.state().look());
        look.map_or(Status::Hidden, |look| look.status)
    }

    /// Ends the sessions of an account with its clients, or refuses with [`Refusal::NotOnline`] where there is none. Its browsers
    /// stay signed in, and it can sign in again.
    pub async fn disconnect(&self, by: &Actor, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        if self.online_as(account.id).is_empty() {
            return Err(Refusal::NotOnline.into());
        }
        if let Some(note) = by.notes(Action::SessionEnded, handle.as_str(), "", self.clock().now()) {
            self.store().note(note).await?;
        }
        self.end_sessions(account.id, None);
        Ok(())
    }

    /// What somebody is doing who lets everybody know: `Status::Hidden`, if they are not online, or hidden. For whoever does
    /// not let everybody know it is [`Refusal::UnknownAccount`], as if there were none.
    pub async fn public_presence(&self, guid: Guid) -> Result<(DisplayName, Status), Error> {
        let account = self.store().account_by_guid(guid).await?;
        if !account.shows_presence || !account.state.enabled {
            return Err(Refusal::UnknownAccount.into());
        }
        Ok((account.name, self.shown_as(account.id)))
    }
}
