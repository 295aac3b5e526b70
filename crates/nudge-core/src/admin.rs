//! What an operator does to accounts: with the server running or stopped, the same rules.

use crate::{
    Account, AccountId, Core, DisplayName, Error, Guid, Handle, MailNotice, NewAccount, NewToken, Profile,
    Purpose, Refusal, Secret, Token, TokenName, password, token,
};

impl Core {
    /// Makes an account. Without a password, only access tokens open it.
    pub async fn add_account(
        &self,
        handle: Handle,
        name: Option<DisplayName>,
        secret: Option<Secret>,
    ) -> Result<Account, Error> {
        let parts = self.parts();
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
        let id = parts.store.create_account(account, parts.clock.now()).await?;
        parts.store.account(id).await
    }

    /// Sets the password. A password that may be used for challenge sign-in is replaced there too.
    pub async fn set_password(&self, handle: &Handle, secret: Secret) -> Result<(), Error> {
        let parts = self.parts();
        let account = parts.store.account_by_handle(handle).await?;
        password::check_policy(&secret)?;
        if account.legacy_password_allowed {
            password::check_legacy_policy(&secret)?;
            let sealed =
                parts.keyring.seal(&secret, account.id, Purpose::LegacyPassword, parts.entropy.as_ref())?;
            parts.store.set_legacy_password(account.id, Some(sealed)).await?;
        }
        let hash = parts.hasher.hash(secret).await?;
        parts.store.set_password(account.id, Some(hash)).await
    }

    /// Allows the real password for challenge sign-in, which means to keep it in a form that the server's key opens. The
    /// password must be the account's.
    pub async fn allow_legacy_password(&self, handle: &Handle, secret: Secret) -> Result<(), Error> {
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
        parts.store.set_legacy_password(credentials.account, Some(sealed)).await
    }

    /// Forgets the readable password again.
    pub async fn forbid_legacy_password(&self, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_legacy_password(account.id, None).await
    }

    /// Switches an account on or off. Off, its sessions end at once.
    pub async fn set_enabled(&self, handle: &Handle, enabled: bool) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_enabled(account.id, enabled).await?;
        if !enabled {
            self.end_sessions(account.id, None);
        }
        Ok(())
    }

    /// Deletes an account with all that it owns. Its sessions end at once; those who are online and had it on their reverse
    /// list are told that it is no longer there.
    pub async fn delete_account(&self, handle: &Handle) -> Result<AccountId, Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_enabled(account.id, false).await?;
        self.end_sessions(account.id, None);
        for left in self.store().delete_account(account.id).await? {
            if let Some(principal) = self.directory().find(left.account) {
                principal.contact_deleted(account.id, &account.handle, left);
            }
        }
        Ok(account.id)
    }

    /// Says whether the owner lets the server keep their messages; from now on, also in conversations that go on.
    pub async fn set_keeps_history(&self, handle: &Handle, keeps: bool) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_keeps_history(account.id, keeps).await?;
        if let Some(principal) = self.directory().find(account.id) {
            principal.state().keeps_history = keeps;
        }
        Ok(())
    }

    /// Replaces what the owner says about themselves.
    pub async fn set_profile(&self, handle: &Handle, profile: Profile) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_profile(account.id, profile).await
    }

    /// Replaces what is said about the owner's mailbox.
    pub async fn set_mail(&self, handle: &Handle, mail: MailNotice) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        self.store().set_mail(account.id, mail).await
    }

    /// Makes an access token. This is the only time that its secret is told.
    pub async fn add_token(&self, handle: &Handle, name: TokenName) -> Result<(Token, Secret), Error> {
        let parts = self.parts();
        let account = parts.store.account_by_handle(handle).await?.id;
        let secret = token::generate(parts.entropy.as_ref());
        let sealed = parts.keyring.seal(&secret, account, Purpose::Token, parts.entropy.as_ref())?;
        let token = parts.store.add_token(NewToken { account, name, sealed }, parts.clock.now()).await?;
        Ok((token, secret))
    }

    /// Revokes an access token. The sessions that it opened end at once.
    pub async fn revoke_token(&self, handle: &Handle, name: &TokenName) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?.id;
        let tokens = self.store().tokens(account).await?;
        let token = tokens.into_iter().find(|token| token.name == *name).ok_or(Refusal::UnknownToken)?;
        self.store().revoke_token(account, name).await?;
        self.end_sessions(account, Some(token.id));
        Ok(())
    }
}
