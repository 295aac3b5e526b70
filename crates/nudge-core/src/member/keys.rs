//! Making keys for programs, and recognising them.

use std::net::IpAddr;

use super::{Key, KeyHolder, KeyId, NewKey, Scope};
use crate::digest::{self, Fingerprint};
use crate::moderation::Action;
use crate::value::Role;
use crate::{Actor, Core, Error, Handle, Limit, Refusal, Secret, TokenName};

/// After how long a key that was used is marked as used again, in milliseconds.
const USED_EVERY_MILLIS: i64 = 300_000;

impl Core {
    /// Makes a key for programs of an administrator. This is the only time that its secret is told.
    pub async fn add_key(
        &self,
        by: &Actor,
        owner: &Handle,
        name: TokenName,
        mut scopes: Vec<Scope>,
    ) -> Result<(Key, Secret), Error> {
        let account = self.store().account_by_handle(owner).await?;
        if account.role != Role::Administrator {
            return Err(Refusal::NotAllowed.into());
        }
        scopes.sort_unstable();
        scopes.dedup();
        let secret = digest::draw(self.entropy());
        let said =
            format!("{owner}: {}", scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" "));
        let note = by.notes(Action::KeyAdded, name.as_str(), said, self.clock().now());
        let key = NewKey { account: account.id, name, fingerprint: Fingerprint::of(&secret), scopes };
        let key = Limit::noted(self.store().add_key(key, self.clock().now(), note).await)?;
        Ok((key, secret))
    }

    /// Makes a key worthless.
    pub async fn revoke_key(&self, by: &Actor, id: KeyId) -> Result<(), Error> {
        // Its number says nothing to whoever reads the log later.
        let known = self.store().keys(None).await?;
        let key = known.into_iter().find(|key| key.id == id).ok_or(Refusal::NoSuchEntry)?;
        let note = by.notes(Action::KeyRevoked, key.name.as_str(), "", self.clock().now());
        self.store().revoke_key(id, note).await
    }

    /// Whose program shows that key; nobody's, if the key is revoked, or the account is switched off, banned or not an
    /// administrator's any more.
    ///
    /// After too many wrong ones from that address, and too many wrong passwords, it is
    /// [`Refusal::TooManyAttempts`] for a while, and the key is not looked at.
    pub async fn key_holder(&self, secret: &Secret, from: IpAddr) -> Result<Option<KeyHolder>, Error> {
        let now = self.clock().now();
        self.guard().admit_origin(self.policy(), from, now)?;
        let holder = self.store().key(Fingerprint::of(secret)).await?;
        let holds = |holder: &KeyHolder| {
            let account = &holder.account;
            account.state.enabled
                && account.role == Role::Administrator
                && !self.is_banned(&account.handle, from)
        };
        let Some(holder) = holder.filter(holds) else {
            self.guard().blame_origin(self.policy(), from, now);
            return Ok(None);
        };
        if holder.key.last_used.is_none_or(|last| now >= last.plus_millis(USED_EVERY_MILLIS)) {
            self.store().note_key(holder.key.id, now);
        }
        Ok(Some(holder))
    }
}
