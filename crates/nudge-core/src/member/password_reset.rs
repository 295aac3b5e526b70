//! Codes that are sent to an address: whoever has one reads the mail there.

use std::net::IpAddr;

use crate::digest::{self, Fingerprint};
use crate::{Account, AccountId, Actor, Core, Error, Handle, Limit, Refusal, Secret, Timestamp};

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
    /// Counts a question for a code: too many from one place are [`Refusal::TooFast`], whomever they are about.
    pub fn may_ask_for_code(&self, from: IpAddr) -> Result<(), Refusal> {
        let allowed = self.code_questions().take(from, self.policy().registrations, self.clock().now());
        if Limit::CodeQuestions.unless(allowed) { Ok(()) } else { Err(Refusal::TooFast) }
    }

    /// A code with which the owner of that address can set a new password, to be sent there. `None` if nobody has it, or
    /// enough were sent there already. The asker must not be told, nor be able to tell by the time it takes.
    pub async fn reset_code(
        &self,
        handle: &Handle,
        from: IpAddr,
    ) -> Result<Option<(Account, Secret)>, Error> {
        match self.account_to_write_to(handle, from).await? {
            Some(account) => {
                let secret = self.draw_code(&account, CodePurpose::Reset, RESET_MILLIS).await?;
                Ok(Some((account, secret)))
            }
            None => Ok(None),
        }
    }

    /// Whose address that is, if a letter may be sent there now.
    pub(super) async fn account_to_write_to(
        &self,
        handle: &Handle,
        from: IpAddr,
    ) -> Result<Option<Account>, Error> {
        let account = match self.store().account_by_handle(handle).await {
            Ok(account) => account,
            Err(Error::Refusal(Refusal::UnknownAccount)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if !account.state.enabled || self.is_banned(handle, from) {
            return Ok(None);
        }
        let allowed = self.letters().take(account.id, self.policy().letters, self.clock().now());
        Ok(Limit::Letters.unless(allowed).then_some(account))
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
