//! The second factor: a code from an authenticator program, or one of ten that were written down.

use std::net::IpAddr;

use data_encoding::BASE32_NOPAD;

use super::one_time_code::{self, SECRET_BYTES};
use crate::core::Verified;
use crate::digest::{self, Fingerprint};
use crate::moderation::Action;
use crate::{Account, AccountId, Actor, Core, Error, Handle, Purpose, Refusal, Sealed, Secret, entropy};

/// How many codes to write down there are.
pub const RECOVERY_CODES: usize = 10;

/// The second factor of an account as it is kept.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    /// The secret that the authenticator shares, sealed for the account and [`Purpose::SecondFactor`].
    pub sealed: Sealed,
    /// How many of the codes to write down are left.
    pub recovery_left: u32,
}

/// A secret that is to be shared with an authenticator. It counts once a code has shown that it is.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret in base 32, as authenticators take it.
    pub secret: Secret,
    /// The same as an address (`otpauth://totp/...`), for a picture that a telephone reads.
    pub address: Secret,
}

impl Core {
    /// Draws a secret for an authenticator. Nothing is kept; hand it back to [`Core::set_second_factor`].
    pub fn draw_second_factor(&self, account: &Account, service: &str) -> Enrolment {
        let bytes: [u8; SECRET_BYTES] = entropy::draw_bytes(self.entropy());
        let secret = BASE32_NOPAD.encode(&bytes);
        let service: String = service.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        let handle = account.handle.as_str().replace('%', "%25").replace('@', "%40").replace('?', "%3F");
        let address = format!("otpauth://totp/{service}:{handle}?secret={secret}&issuer={service}");
        Enrolment { secret: Secret::new(secret), address: Secret::new(address) }
    }

    /// Makes that secret the second factor, since the code shows that an authenticator has it. Gives the codes to write down,
    /// which are told this once. A wrong code is [`Refusal::WrongCode`].
    pub async fn set_second_factor(
        &self,
        account: AccountId,
        secret: &Secret,
        typed: &str,
    ) -> Result<Vec<Secret>, Error> {
        let bytes = decoded(secret).ok_or(Refusal::WrongCode)?;
        let step = one_time_code::step_of(&bytes, &digits(typed), self.clock().now());
        let step = step.ok_or(Refusal::WrongCode)?;
        let parts = self.parts();
        let sealed = parts.keyring.seal(secret, account, Purpose::SecondFactor, parts.entropy.as_ref())?;
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| digest::draw_short(self.entropy())).collect();
        let fingerprints = codes.iter().map(Fingerprint::of).collect();
        self.store().set_second_factor(account, sealed, step, fingerprints).await?;
        Ok(codes)
    }

    /// Takes the second factor away.
    pub async fn remove_second_factor(&self, by: &Actor, handle: &Handle) -> Result<(), Error> {
        let account = self.store().account_by_handle(handle).await?;
        let note = by.notes(Action::SecondFactorRemoved, handle.as_str(), "", self.clock().now());
        self.store().remove_second_factor(account.id, note).await
    }

    /// Whether somebody who has proved who they are must show a second factor, too.
    pub async fn needs_second_factor(&self, who: &Verified) -> Result<bool, Error> {
        Ok(self.store().second_factor(who.account).await?.is_some())
    }

    /// Whether an administrator has yet to set a second factor before they may look after the service with a browser.
    pub async fn lacks_second_factor(&self, administrator: AccountId) -> Result<bool, Error> {
        let is_needed = self.policy().administrators_need_second_factor;
        Ok(is_needed && self.store().second_factor(administrator).await?.is_none())
    }

    /// Checks a code of the authenticator, or one that was written down. Each is good once. Counted like a password: too many
    /// wrong ones are [`Refusal::TooManyAttempts`] for a while.
    pub async fn check_second_factor(
        &self,
        who: Verified,
        typed: &str,
        from: IpAddr,
    ) -> Result<Verified, Error> {
        let handle = who.handle.clone();
        self.guarded_second(&handle, from, async {
            let factor = self.store().second_factor(who.account).await?;
            // It was taken away meanwhile.
            let Some(factor) = factor else { return Ok(who) };
            let secret = self.parts().keyring.unseal(&factor.sealed, who.account, Purpose::SecondFactor)?;
            let bytes = decoded(&secret).ok_or(Refusal::WrongCode)?;
            let step = one_time_code::step_of(&bytes, &digits(typed), self.clock().now());
            let is_good = if let Some(step) = step {
                self.store().use_step(who.account, step).await?
            } else {
                let code = Fingerprint::of(&digest::as_typed(typed));
                self.store().use_recovery_code(who.account, code).await?
            };
            if is_good { Ok(who) } else { Err(Refusal::WrongCode.into()) }
        })
        .await
    }
}

fn decoded(secret: &Secret) -> Option<Vec<u8>> {
    BASE32_NOPAD.decode(secret.expose().as_bytes()).ok().filter(|bytes| bytes.len() == SECRET_BYTES)
}

/// Authenticators show `123 456`.
fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).take(8).collect()
}
