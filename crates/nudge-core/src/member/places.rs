//! Coming with a browser, being recognised, and leaving.

use super::{NewPlace, Origin, Place, PlaceId, Visitor};
use crate::core::Verified;
use crate::digest::{self, Fingerprint};
use crate::moderation::Action;
use crate::{AccountId, Actor, Core, Error, Handle, Refusal, Secret};

/// After how long a place that was used is marked as used again, in milliseconds: not with every page.
const SEEN_EVERY_MILLIS: i64 = 300_000;

impl Core {
    /// Opens a place for somebody who has proved who they are. The secret is for the browser alone.
    pub async fn open_place(&self, who: &Verified, from: Origin) -> Result<Secret, Error> {
        if self.is_banned(&who.handle, from.address) {
            return Err(Refusal::Banned.into());
        }
        let secret = digest::draw(self.entropy());
        let fingerprint = Fingerprint::of(&secret);
        let place = NewPlace { account: who.account, fingerprint, epoch: who.epoch, from };
        self.store().add_place(place, self.clock().now()).await?;
        Ok(secret)
    }

    /// Who is there with that secret; nobody, if the place has ended: left, unused for too long, or because the password was
    /// set, the account switched off or banned.
    pub async fn visitor(&self, secret: &Secret, from: &Origin) -> Result<Option<Visitor>, Error> {
        let Some(found) = self.store().place(Fingerprint::of(secret)).await? else { return Ok(None) };
        let (now, place) = (self.clock().now(), found.place);
        let policy = self.policy();
        let is_fresh = now < place.last_seen.plus_millis(policy.place_idle_millis)
            && now < place.created.plus_millis(policy.place_millis);
        let account = found.account;
        let holds = is_fresh
            && found.epoch == found.account_epoch
            && account.state.enabled
            && !self.is_banned(&account.handle, from.address);
        if !holds {
            return Ok(None);
        }
        if now >= place.last_seen.plus_millis(SEEN_EVERY_MILLIS) {
            self.store().note_place(place.id, from.clone(), now);
        }
        Ok(Some(Visitor { place, account }))
    }

    /// The places of an account, the one that was used last first.
    pub async fn places(&self, account: AccountId) -> Result<Vec<Place>, Error> {
        let oldest = self.clock().now().plus_millis(-self.policy().place_idle_millis);
        let places = self.store().places(account).await?;
        Ok(places.into_iter().filter(|place| place.last_seen > oldest).collect())
    }

    /// Ends a place.
    pub async fn leave(&self, account: AccountId, place: PlaceId) -> Result<(), Error> {
        self.store().remove_place(account, place).await
    }

    /// Ends every place and every session of an account. Tickets and whatever else was proved before is worth nothing any more.
    pub async fn sign_out_everywhere(&self, by: &Actor, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let note = by.notes(Action::SignedOut, account.handle.as_str(), "", self.clock().now());
        self.store().end_places(account.id, note).await?;
        self.end_sessions(account.id, None);
        Ok(())
    }

    /// Ends the session of an account with a client.
    pub fn end_session(&self, account: AccountId) {
        self.end_sessions(account, None);
    }
}
