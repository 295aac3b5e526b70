//! Becoming a member.

use std::net::IpAddr;
use std::sync::atomic::Ordering;

use super::password_reset::{CodePurpose, NewCode};
use crate::core::Verified;
use crate::digest::{self, Fingerprint};
use crate::{
    Account, Core, DisplayName, Error, Guid, Handle, Limit, NewAccount, Profile, Refusal, Secret, password,
};

/// Who may become a member by themselves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Registration {
    /// Nobody.
    #[default]
    Closed,
    /// Whoever has a link.
    Invitation,
    /// Everybody.
    Open,
}

/// Somebody who wants to become a member.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The address they want.
    pub handle: Handle,
    /// The name they want to show; the address, if they say none.
    pub name: Option<DisplayName>,
    /// Their password.
    pub password: Secret,
    /// The code of a link.
    pub code: Option<String>,
    /// Where they come from.
    pub from: IpAddr,
}

/// A new member.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The account.
    pub account: Account,
    /// Who they have proved to be.
    pub who: Verified,
    /// What they must show to prove that the address is theirs, to be sent there. Until then they cannot sign in.
    pub confirmation: Option<Secret>,
}

impl Core {
    /// Whether somebody with that code, or without one, may register at all.
    pub async fn may_register(&self, code: Option<&str>) -> Result<bool, Error> {
        match self.policy().registration {
            Registration::Closed => Ok(false),
            Registration::Open => Ok(true),
            Registration::Invitation => match code {
                Some(code) => self.store().is_link_good(code.to_owned(), self.clock().now()).await,
                None => Ok(false),
            },
        }
    }

    /// Makes an account for somebody.
    ///
    /// Refusals: [`SwitchedOff`](Refusal::SwitchedOff) where nobody may register, [`LinkVoid`](Refusal::LinkVoid) without a good
    /// link where one is needed, [`Banned`](Refusal::Banned), [`TooFast`](Refusal::TooFast) after too many from there,
    /// [`WeakPassword`](Refusal::WeakPassword), [`HandleTaken`](Refusal::HandleTaken).
    pub async fn apply(&self, applicant: Applicant) -> Result<Registered, Error> {
        let (policy, now) = (self.policy(), self.clock().now());
        let code = match policy.registration {
            Registration::Closed => return Err(Refusal::SwitchedOff.into()),
            Registration::Open => None,
            Registration::Invitation => Some(applicant.code.ok_or(Refusal::LinkVoid)?),
        };
        if self.is_banned(&applicant.handle, applicant.from) {
            return Err(Refusal::Banned.into());
        }
        if applicant.handle.is_reserved() {
            return Err(Refusal::HandleTaken.into());
        }
        password::check_policy(&applicant.password)?;
        // The hash is dear, and a bad link costs nothing; so is asking for an address that is taken.
        if let Some(code) = &code
            && !self.store().is_link_good(code.clone(), now).await?
        {
            return Err(Refusal::LinkVoid.into());
        }
        let allowed = self.registrations().take(applicant.from, policy.registrations, now);
        if !Limit::Registrations.unless(allowed) {
            return Err(Refusal::TooFast.into());
        }
        let as_of = self.revocations();
        let hash = self.parts().hasher.hash(applicant.password).await?;
        let must_confirm = policy.confirm_addresses;
        let account = NewAccount {
            name: applicant.name.unwrap_or_else(|| DisplayName::from(&applicant.handle)),
            handle: applicant.handle,
            guid: Guid::draw(self.entropy()),
            password: Some(hash),
            verified: !must_confirm,
            profile: Profile::default(),
        };
        let id = self.store().register(account, code, now).await?;
        let account = self.store().account(id).await?;
        let confirmation = if must_confirm { Some(self.confirmation(&account).await?) } else { None };
        self.counters().registrations.fetch_add(1, Ordering::Relaxed);
        tracing::info!(principal.id = id.get(), "an account was registered");
        let who = Verified::of_new(id, account.handle.clone(), as_of);
        Ok(Registered { account, who, confirmation })
    }

    /// A new code with which whoever has registered with that address can show that it is theirs, to be sent there; an earlier
    /// one is void. `None` if nobody waits to do so, or enough were sent there already, which the asker must not be told.
    pub async fn confirmation_code(
        &self,
        handle: &Handle,
        from: IpAddr,
    ) -> Result<Option<(Account, Secret)>, Error> {
        match self.account_to_write_to(handle, from).await? {
            Some(account) if !account.state.verified => {
                let secret = self.confirmation(&account).await?;
                Ok(Some((account, secret)))
            }
            Some(_) | None => Ok(None),
        }
    }

    async fn confirmation(&self, account: &Account) -> Result<Secret, Error> {
        self.draw_code(account, CodePurpose::Confirmation, CONFIRMATION_MILLIS).await
    }

    /// Takes a code that was sent to an address: it is its owner's. Otherwise [`Refusal::CodeVoid`].
    pub async fn confirm(&self, typed: &str, from: IpAddr) -> Result<Account, Error> {
        let id = self.take_code(CodePurpose::Confirmation, typed, from).await?;
        self.store().set_verified(id, true, None).await?;
        self.store().account(id).await
    }

    pub(super) async fn draw_code(
        &self,
        account: &Account,
        purpose: CodePurpose,
        millis: i64,
    ) -> Result<Secret, Error> {
        let secret = digest::draw_short(self.entropy());
        let code = NewCode {
            account: account.id,
            purpose,
            fingerprint: Fingerprint::of(&secret),
            expires: self.clock().now().plus_millis(millis),
        };
        self.store().put_code(code).await?;
        Ok(secret)
    }
}

/// How long a confirmation can be shown: three days.
const CONFIRMATION_MILLIS: i64 = 3 * 86_400_000;
