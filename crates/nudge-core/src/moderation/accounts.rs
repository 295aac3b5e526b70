//! What is done to accounts, by their owners, by administrators or on the command line: the same rules for all.

use super::Actor;
use super::audit::{Action, AuditNote};
use crate::value::Role;
use crate::{
    Account, AccountId, Core, DisplayName, Error, Guid, Handle, Limit, MailNotice, NewAccount, NewToken,
    Profile, Purpose, Refusal, Secret, Timestamp, Token, TokenName, password, token,
};

impl Core {
    /// Makes an account. Without a password, only access tokens open it.
    pub async fn add_account(
        &self,
        by: &Actor,
        handle: Handle,
        name: Option<DisplayName>,
        secret: Option<Secret>,
    ) -> Result<Account, Error> {
        let parts = self.parts();
        if handle.is_reserved() {
            return Err(Refusal::HandleTaken.into());
        }
        let hash = match secret {
            Some(secret) => {
                password::check_policy(&secret)?;
                Some(parts.hasher.hash(secret).await?)
            }
            None => None,
        };
        let name = name.unwrap_or_else(|| DisplayName::from(&handle));
        // The operator vouches for the address.
        let account = NewAccount {
            handle,
            guid: Guid::draw(parts.entropy.as_ref()),
            name,
            password: hash,
            verified: true,
            profile: Profile::default(),
        };
        let note = self.note(by, Action::AccountAdded, &account.handle, "");
        let id = parts.store.create_account(account, parts.clock.now(), note).await?;
        parts.store.account(id).await
    }

    /// Sets the password. A password that may be used for challenge sign-in is replaced there too.
    pub async fn set_password(&self, by: &Actor, handle: &Handle, secret: Secret) -> Result<(), Error> {
        let parts = self.parts();
        let account = parts.store.account_by_handle(handle).await?;
        password::check_policy(&secret)?;
        if account.legacy_password_allowed {
            password::check_legacy_policy(&secret)?;
            let sealed =
                parts.keyring.seal(&secret, account.id, Purpose::LegacyPassword, parts.entropy.as_ref())?;
            parts.store.set_legacy_password(account.id, Some(sealed), None).await?;
        }
        let hash = parts.hasher.hash(secret).await?;
        let note = self.note(by, Action::PasswordSet, handle, "");
        parts.store.set_password(account.id, Some(hash), note).await
    }

    /// Allows the real password for challenge sign-in, which means to keep it in a form that the server's key opens. The
    /// password must be the account's.
    pub async fn allow_legacy_password(
        &self,
        by: &Actor,
        handle: &Handle,
        secret: Secret,
    ) -> Result<(), Error> {
        let parts = self.parts();
        let credentials = parts.store.credentials(handle).await?.ok_or(Refusal::UnknownAccount)?;
        password::check_legacy_policy(&secret)?;
        let sealed = parts.keyring.seal(
            &secret,
            credentials.account,
            Purpose::LegacyPassword,
            parts.entropy.as_ref(),
        )?;
        if !parts.hasher.verify(secret, credentials.password).await? {
            return Err(Refusal::BadCredentials.into());
        }
        let note = self.note(by, Action::LegacyPassword, handle, "allowed");
        parts.store.set_legacy_password(credentials.account, Some(sealed), note).await
    }

    /// Forgets the readable password again.
    pub async fn forbid_legacy_password(&self, by: &Actor, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let note = self.note(by, Action::LegacyPassword, handle, "forbidden");
        self.store().set_legacy_password(account.id, None, note).await
    }

    /// Switches an account on or off. Off, its sessions and places end at once. The last administrator cannot be switched off
    /// ([`Refusal::LastAdministrator`]).
    pub async fn set_enabled(&self, by: &Actor, handle: &Handle, enabled: bool) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let action = if enabled { Action::AccountEnabled } else { Action::AccountDisabled };
        self.store().set_enabled(account.id, enabled, self.note(by, action, handle, "")).await?;
        if !enabled {
            self.end_sessions(account.id, None);
        }
        Ok(())
    }

    /// Deletes an account with all that it owns. Its sessions end at once; those who are online and had it on their reverse
    /// list are told that it is no longer there, as are the others of its circles.
    pub async fn delete_account(&self, by: &Actor, handle: &Handle) -> Result<AccountId, Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_enabled(account.id, false, None).await?;
        self.end_sessions(account.id, None);
        let note = self.note(by, Action::AccountDeleted, handle, "");
        let deleted = self.store().delete_account(account.id, self.clock().now(), note).await?;
        for left in deleted.lists {
            if let Some(principal) = self.directory().find(left.account) {
                principal.contact_deleted(account.id, &account.handle, left);
            }
        }
        for edited in &deleted.circles {
            self.show_circle(edited);
        }
        Ok(account.id)
    }

    /// Says whether the owner lets the server keep their messages; from now on, also in conversations that go on.
    pub async fn set_keeps_history(&self, by: &Actor, handle: &Handle, keeps: bool) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let said = if keeps { "kept" } else { "not kept" };
        self.store()
            .set_keeps_history(account.id, keeps, self.note(by, Action::HistoryKept, handle, said))
            .await?;
        if let Some(principal) = self.directory().find(account.id) {
            principal.state().keeps_history = keeps;
        }
        Ok(())
    }

    /// Replaces what the owner says about themselves.
    pub async fn set_profile(&self, by: &Actor, handle: &Handle, profile: Profile) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_profile(account.id, profile, self.note(by, Action::ProfileChanged, handle, "")).await
    }

    /// Replaces what is said about the owner's mailbox.
    pub async fn set_mail(&self, by: &Actor, handle: &Handle, mail: MailNotice) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_mail(account.id, mail, self.note(by, Action::MailChanged, handle, "")).await
    }

    /// Makes an access token. This is the only time that its secret is told.
    pub async fn add_token(
        &self,
        by: &Actor,
        handle: &Handle,
        name: TokenName,
    ) -> Result<(Token, Secret), Error> {
        let parts = self.parts();
        let account = parts.store.account_by_handle(handle).await?.id;
        let secret = token::generate(parts.entropy.as_ref());
        let sealed = parts.keyring.seal(&secret, account, Purpose::Token, parts.entropy.as_ref())?;
        let note = self.note(by, Action::TokenAdded, handle, name.as_str());
        let token = NewToken { account, name, sealed };
        let token = Limit::noted(parts.store.add_token(token, parts.clock.now(), note).await)?;
        Ok((token, secret))
    }

    /// Revokes an access token. The sessions that it opened end at once.
    pub async fn revoke_token(&self, by: &Actor, handle: &Handle, name: &TokenName) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?.id;
        let tokens = self.store().tokens(account).await?;
        let token = tokens.into_iter().find(|token| token.name == *name).ok_or(Refusal::UnknownToken)?;
        let note = self.note(by, Action::TokenRevoked, handle, name.as_str());
        self.store().revoke_token(account, name, note).await?;
        self.end_sessions(account, Some(token.id));
        Ok(())
    }

    /// Says whether the address is known to be its owner's.
    pub async fn set_verified(&self, by: &Actor, handle: &Handle, verified: bool) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let said = if verified { "verified" } else { "not verified" };
        self.store()
            .set_verified(account.id, verified, self.note(by, Action::AccountVerified, handle, said))
            .await
    }

    /// Gives an account a role. The last administrator keeps it ([`Refusal::LastAdministrator`]).
    pub async fn set_role(&self, by: &Actor, handle: &Handle, role: Role) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store()
            .set_role(account.id, role, self.note(by, Action::RoleChanged, handle, role.as_str()))
            .await
    }

    /// Gives an account another address. Its sessions end, for their clients know it by the old one; it stays on the lists of
    /// others, whose clients see the new address when they sign in the next time.
    pub async fn rename_account(&self, by: &Actor, handle: &Handle, new: Handle) -> Result<(), Error> {
        if new.is_reserved() {
            return Err(Refusal::HandleTaken.into());
        }
        let account = self.store().account_by_handle(handle).await?;
        let note = self.note(by, Action::AccountRenamed, handle, new.as_str());
        self.store().rename(account.id, new, note).await?;
        self.end_sessions(account.id, None);
        Ok(())
    }

    /// Erases an account's kept messages and says how many there were.
    pub async fn erase_history(&self, by: &Actor, handle: &Handle) -> Result<u64, Error> {
        // What was said a moment ago may still be on its way to the database.
        self.flush().await;
        let account = self.store().account_by_handle(handle).await?;
        self.store().erase_history(account.id, self.note(by, Action::HistoryErased, handle, "")).await
    }

    /// Forgets the invitations by mail up to and including that moment, and says how many there were.
    pub async fn clear_invitations(&self, by: &Actor, until: Timestamp) -> Result<u64, Error> {
        let note = by.notes(Action::InvitationsCleared, "", "", self.clock().now());
        self.store().clear_invitations(until, note).await
    }

    fn note(&self, by: &Actor, action: Action, handle: &Handle, said: &str) -> Option<AuditNote> {
        by.notes(action, handle.as_str(), said, self.clock().now())
    }
}
