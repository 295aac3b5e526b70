//! Codes that are sent to an address: whoever has one reads the mail there.

use std::net::IpAddr;

use crate::digest::{self, Fingerprint};
use crate::{Account, AccountId, Actor, Core, Error, Handle, Refusal, Secret, Timestamp};

/// What a code is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodePurpose {
    /// To show that the address is its owner's.
    Confirmation,
    /// To set a new password without the old one.
    Reset,
}

impl CodePurpose {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Reset => "reset",
        }
    }
}

/// A code to be kept. An account has one of each purpose at most.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewCode {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub purpose: CodePurpose,
    /// Of the code.
    pub fingerprint: Fingerprint,
    /// From when on it is void.
    pub expires: Timestamp,
}

/// How long a reset can be asked for: an hour.
const RESET_MILLIS: i64 = 3_600_000;

impl Core {
    /// A code with which the owner of that address can set a new password, to be sent there; `None` if nobody has it, which
    /// the asker must not be told. Too many questions from one place are [`Refusal::TooFast`].
    pub async fn ask_reset(&self, handle: &Handle, from: IpAddr) -> Result<Option<(Account, Secret)>, Error> {
        let now = self.clock().now();
        if !self.resets().take(from, self.policy().registrations, now) {
            return Err(Refusal::TooFast.into());
        }
        let account = match self.store().account_by_handle(handle).await {
            Ok(account) => account,
            Err(Error::Refusal(Refusal::UnknownAccount)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if !account.state.enabled || self.is_banned(handle, from) {
            return Ok(None);
        }
        let secret = self.draw_code(&account, CodePurpose::Reset, RESET_MILLIS).await?;
        Ok(Some((account, secret)))
    }

    /// Sets a new password with a code that was sent to the address, which is thereby confirmed, too. Every place and session
    /// ends. Otherwise [`Refusal::CodeVoid`] or [`Refusal::WeakPassword`].
    pub async fn reset(&self, typed: &str, password: Secret, from: IpAddr) -> Result<Account, Error> {
        crate::password::check_policy(&password)?;
        let id = self.take_code(CodePurpose::Reset, typed, from).await?;
        let account = self.store().account(id).await?;
        self.store().set_verified(id, true, None).await?;
        self.set_password(&Actor::Owner, &account.handle, password).await?;
        self.sign_out_everywhere(&Actor::Owner, &account.handle).await?;
        Ok(account)
    }

    pub(super) async fn take_code(
        &self,
        purpose: CodePurpose,
        typed: &str,
        from: IpAddr,
    ) -> Result<AccountId, Error> {
        let now = self.clock().now();
        if !self.code_guesses().take(from, self.policy().failures_per_address, now) {
            return Err(Refusal::TooManyAttempts.into());
        }
        let code = Fingerprint::of(&digest::as_typed(typed));
        let owner = self.store().take_code(purpose, code, now).await?;
        owner.ok_or_else(|| Refusal::CodeVoid.into())
    }
}
