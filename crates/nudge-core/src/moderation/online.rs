//! Who is online, for administrators and for those who show it to everybody.

use std::net::IpAddr;

use smol_str::SmolStr;

use super::Actor;
use super::audit::Action;
use crate::{AccountId, Core, DisplayName, Error, Guid, Handle, Refusal, Status, Timestamp};

/// Somebody who is signed in with a client.
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
}

impl Core {
    /// Everybody who is signed in, by address.
    pub fn who_is_online(&self) -> Vec<Online> {
        let mut online: Vec<_> =
            self.directory().everybody().iter().map(|principal| principal.online()).collect();
        online.sort_by(|one, other| one.handle.cmp(&other.handle));
        online
    }

    /// Whether and how an account is online.
    pub fn online_as(&self, account: AccountId) -> Option<Online> {
        self.directory().find(account).map(|principal| principal.online())
    }

    /// Ends the session of an account with a client, or refuses with [`Refusal::NotOnline`] where there is none. Its browsers
    /// stay signed in, and it can sign in again.
    pub async fn disconnect(&self, by: &Actor, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        if self.online_as(account.id).is_none() {
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
        let online = self.online_as(account.id);
        let status = online.and_then(|online| online.status).unwrap_or(Status::Hidden);
        Ok((account.name, status))
    }
}
