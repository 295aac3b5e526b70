//! Tickets that stand in for a password: proof, for a day, of having signed in elsewhere.
//!
//! A ticket says all about itself under the server's key, and nothing of it is stored, so it outlives the process that made
//! it. What ends it before its time is in the account: see [`Core::verify_ticket`].

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use crate::core::Verified;
use crate::{AccountId, Core, Error, Fault, Handle, Refusal, Timestamp, TokenId, entropy};

/// A ticket, as its holder gets it.
#[derive(Clone, Eq, PartialEq)]
pub struct PassportTicket {
    text: Zeroizing<String>,
    proof: Zeroizing<[u8; PROOF_BYTES]>,
    expires: Timestamp,
}

/// How many bytes the secret of a ticket has.
pub const PROOF_BYTES: usize = 24;

impl PassportTicket {
    /// The ticket itself: 124 of `A-Z a-z 0-9 - _`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A secret that only the holder is told and only the server can read out of the ticket, for those services that want
    /// more of a client than to show the ticket.
    pub fn proof(&self) -> &[u8; PROOF_BYTES] {
        &self.proof
    }

    /// From when on it is void.
    pub fn expires(&self) -> Timestamp {
        self.expires
    }
}

impl fmt::Debug for PassportTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassportTicket").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl Core {
    /// Makes a ticket for somebody who has proved who they are.
    pub fn issue_ticket(&self, who: &Verified) -> Result<PassportTicket, Fault> {
        let parts = self.parts();
        let expires = parts.clock.now().plus_millis(parts.policy.passport_millis);
        let proof = Zeroizing::new(entropy::draw_bytes(parts.entropy.as_ref()));
        let claims =
            Claims { account: who.account, token: who.token, epoch: who.epoch, expires, proof: *proof };
        let sealed = parts.keyring.seal_ticket(&claims.to_bytes(), parts.entropy.as_ref())?;
        Ok(PassportTicket { text: Zeroizing::new(BASE64URL_NOPAD.encode(&sealed)), proof, expires })
    }

    /// Signs somebody in who shows a ticket. It can be shown again until it expires: clients keep it for as long as they run.
    ///
    /// It is [`Refusal::BadCredentials`] if it is not one of ours, is another account's or has expired, if the account's
    /// password was set or the account switched off since, or if the access token that it was got with is revoked; and
    /// [`Refusal::Disabled`] while the account is switched off.
    pub async fn verify_ticket(&self, handle: &Handle, text: &str) -> Result<Verified, Error> {
        self.verify_ticket_and_proof(handle, text).await.map(|(who, _)| who)
    }

    /// The same, with the ticket's secret, for ways of signing in where its holder has to show that they know it.
    pub async fn verify_ticket_and_proof(
        &self,
        handle: &Handle,
        text: &str,
    ) -> Result<(Verified, Zeroizing<[u8; PROOF_BYTES]>), Error> {
        let as_of = self.revocations();
        let claims = self.claims(text).ok_or(Refusal::BadCredentials)?;
        let credentials = self.store().credentials(handle).await?.ok_or(Refusal::BadCredentials)?;
        if credentials.account != claims.account {
            return Err(Refusal::BadCredentials.into());
        }
        if !credentials.state.enabled {
            return Err(Refusal::Disabled.into());
        }
        let is_revoked = claims.token.is_some_and(|token| {
            !credentials.legacy.iter().any(|secret| secret.source.token() == Some(token))
        });
        if is_revoked || credentials.epoch != claims.epoch {
            return Err(Refusal::BadCredentials.into());
        }
        Ok((Verified::new(&credentials, claims.token, as_of), Zeroizing::new(claims.proof)))
    }

    /// What a ticket says, if it is ours and not too old. A forged one is told from a true one by its authenticator, which is
    /// compared in constant time.
    fn claims(&self, text: &str) -> Option<Claims> {
        if text.len() != TICKET_CHARS {
            return None;
        }
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let claims = Claims::from_bytes(&self.parts().keyring.unseal_ticket(&sealed).ok()?)?;
        (self.clock().now() < claims.expires).then_some(claims)
    }
}

/// What a ticket says.
struct Claims {
    account: AccountId,
    token: Option<TokenId>,
    epoch: u32,
    expires: Timestamp,
    proof: [u8; PROOF_BYTES],
}

/// Account, token (0 for none), epoch, expiry, secret.
const CLAIMS_BYTES: usize = 8 + 8 + 4 + 8 + PROOF_BYTES;

/// Version, nonce, claims and authenticator, six bits to the character.
const TICKET_CHARS: usize = ((1 + 24 + CLAIMS_BYTES + 16) * 8).div_ceil(6);

impl Claims {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(CLAIMS_BYTES));
        bytes.extend(self.account.get().to_le_bytes());
        bytes.extend(self.token.map_or(0, TokenId::get).to_le_bytes());
        bytes.extend(self.epoch.to_le_bytes());
        bytes.extend(self.expires.millis().to_le_bytes());
        bytes.extend(self.proof);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (account, rest) = bytes.split_first_chunk()?;
        let (token, rest) = rest.split_first_chunk()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (expires, proof) = rest.split_first_chunk()?;
        let token = i64::from_le_bytes(*token);
        Some(Self {
            account: AccountId::new(i64::from_le_bytes(*account)),
            token: (token != 0).then_some(TokenId::new(token)),
            epoch: u32::from_le_bytes(*epoch),
            expires: Timestamp::from_millis(i64::from_le_bytes(*expires)),
            proof: proof.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_ticket_says_is_read_as_it_was_written() {
        for token in [None, Some(TokenId::new(7))] {
            let claims = Claims {
                account: AccountId::new(i64::MAX),
                token,
                epoch: u32::MAX,
                expires: Timestamp::from_millis(-1),
                proof: [9; PROOF_BYTES],
            };
            let bytes = claims.to_bytes();
            assert_eq!(bytes.len(), CLAIMS_BYTES);
            let read = Claims::from_bytes(&bytes).unwrap();
            assert_eq!((read.account, read.token, read.epoch), (claims.account, token, u32::MAX));
            assert_eq!((read.expires, read.proof), (claims.expires, claims.proof));
            assert!(Claims::from_bytes(&bytes[1..]).is_none());
        }
    }
}
