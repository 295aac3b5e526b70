//! Tickets that stand in for a password: proof, for a day, of having signed in elsewhere.
//!
//! A ticket says all about itself under the server's key, and nothing of it is stored, so it outlives the process that made
//! it. What ends it before its time is in the account: see [`Core::verify_ticket`].

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use crate::core::Verified;
use crate::{AccountId, Core, Credentials, Error, Fault, Handle, Refusal, Timestamp, TokenId, entropy};

/// What a ticket is for. A service takes those that were made for it, and no others: whoever gets hold of the ticket that a
/// client shows to one service can do nothing at another.
///
/// The number in a ticket is the one here, and never means anything else.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[repr(u8)]
pub enum Service {
    /// Something that has a name and is none of ours. No service takes it.
    Other = 0,
    /// Passport itself: what renews all the others.
    Passport = 1,
    /// Signing in, fetching offline messages, and the address book of clients that show one ticket for everything.
    Messenger = 2,
    /// Signing in with proof of the ticket's secret.
    MessengerClear = 3,
    /// Leaving offline messages.
    MessengerSecure = 4,
    /// The address book.
    Contacts = 5,
    /// Contact cards.
    Spaces = 6,
    /// Roaming names and pictures.
    Storage = 7,
    /// What contacts did of late.
    WhatsNew = 8,
    /// Profiles.
    Directory = 9,
}

impl Service {
    /// Those whose tickets sign in to a notification server by being shown (reference 10 §6.3).
    pub const SIGN_IN: [Self; 1] = [Self::Messenger];

    /// Those whose tickets do together with proof of their secret. Whoever listens to such a sign-in, which is not encrypted, gets a
    /// ticket, and no secret.
    pub const SIGN_IN_WITH_PROOF: [Self; 2] = [Self::Messenger, Self::MessengerClear];

    const ALL: [Self; 10] = [
        Self::Other,
        Self::Passport,
        Self::Messenger,
        Self::MessengerClear,
        Self::MessengerSecure,
        Self::Contacts,
        Self::Spaces,
        Self::Storage,
        Self::WhatsNew,
        Self::Directory,
    ];

    const fn number(self) -> u8 {
        self as u8
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.number() == number)
    }
}

/// The secret of a ticket: only its holder was told it, and only the server can read it out of the ticket again.
#[derive(Clone, Eq, PartialEq)]
pub struct ProofSecret(Zeroizing<[u8; PROOF_BYTES]>);

impl ProofSecret {
    /// The bytes.
    pub fn expose(&self) -> &[u8; PROOF_BYTES] {
        &self.0
    }
}

impl fmt::Debug for ProofSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofSecret")
    }
}

/// What came out of a ticket that somebody showed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShownTicket {
    /// Whose it is.
    pub who: Verified,
    /// What it was made for.
    pub service: Service,
    /// Its secret, for those services that want more than the ticket.
    pub proof: ProofSecret,
}

/// A ticket, as its holder gets it.
#[derive(Clone, Eq, PartialEq)]
pub struct PassportTicket {
    text: Zeroizing<String>,
    proof: ProofSecret,
    expires: Timestamp,
}

/// How many bytes the secret of a ticket has.
pub const PROOF_BYTES: usize = 24;

impl PassportTicket {
    /// The ticket itself: 126 of `A-Z a-z 0-9 - _`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A secret that only the holder is told and only the server can read out of the ticket, for those services that want
    /// more of a client than to show the ticket.
    pub fn proof(&self) -> &ProofSecret {
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
    /// Makes a ticket for somebody who has proved who they are, to show to that service.
    pub fn issue_ticket(&self, who: &Verified, service: Service) -> Result<PassportTicket, Fault> {
        let parts = self.parts();
        let expires = parts.clock.now().plus_millis(parts.policy.passport_millis);
        let proof = Zeroizing::new(entropy::draw_bytes(parts.entropy.as_ref()));
        let claims =
            Claims { service, account: who.account, token: who.token, epoch: who.epoch, expires, proof };
        let sealed = parts.keyring.seal_ticket(&claims.to_bytes(), parts.entropy.as_ref())?;
        let text = Zeroizing::new(BASE64URL_NOPAD.encode(&sealed));
        Ok(PassportTicket { text, proof: ProofSecret(claims.proof), expires })
    }

    /// Signs somebody in who shows a ticket for one of these services. It can be shown again until it expires: clients keep it for
    /// as long as they run.
    ///
    /// It is [`Refusal::BadCredentials`] if it is not one of ours, is for something else or is another account's, if the
    /// account's password was set or the account switched off since, or if the access token that it was got with is revoked;
    /// [`Refusal::TicketExpired`] if it was good once; and [`Refusal::Disabled`] while the account is switched off.
    pub async fn verify_ticket(
        &self,
        handle: &Handle,
        text: &str,
        accepted: &[Service],
    ) -> Result<ShownTicket, Error> {
        let as_of = self.revocations();
        let claims = self.claims(text, accepted)?;
        let credentials = self.store().credentials(handle).await?.ok_or(Refusal::BadCredentials)?;
        if credentials.account != claims.account {
            return Err(Refusal::BadCredentials.into());
        }
        claims.shown(&credentials, as_of)
    }

    /// Whose ticket it is, for a service that is told no address and takes tickets for any of these. Refused like
    /// [`Core::verify_ticket`], and with [`Refusal::Banned`] where the holder's address is banned.
    pub async fn holder_of_ticket(&self, text: &str, accepted: &[Service]) -> Result<Verified, Error> {
        self.read_ticket(text, accepted).await.map(|shown| shown.who)
    }

    /// The same with the ticket's secret.
    pub async fn read_ticket(&self, text: &str, accepted: &[Service]) -> Result<ShownTicket, Error> {
        let as_of = self.revocations();
        let claims = self.claims(text, accepted)?;
        let credentials = self.store().credentials_of(claims.account).await?;
        let shown = claims.shown(&credentials.ok_or(Refusal::BadCredentials)?, as_of)?;
        if self.is_handle_banned(&shown.who.handle) {
            return Err(Refusal::Banned.into());
        }
        Ok(shown)
    }

    /// What a ticket says, if it is ours, for one of these services and not too old. A forged one is told from a true one by
    /// its authenticator, which is compared in constant time.
    fn claims(&self, text: &str, accepted: &[Service]) -> Result<Claims, Refusal> {
        let claims = self.opened(text).filter(|claims| accepted.contains(&claims.service));
        let claims = claims.ok_or(Refusal::BadCredentials)?;
        if self.clock().now() < claims.expires { Ok(claims) } else { Err(Refusal::TicketExpired) }
    }

    fn opened(&self, text: &str) -> Option<Claims> {
        if text.len() != TICKET_CHARS {
            return None;
        }
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Claims::from_bytes(&self.parts().keyring.unseal_ticket(&sealed).ok()?)
    }
}

/// What a ticket says.
struct Claims {
    service: Service,
    account: AccountId,
    token: Option<TokenId>,
    epoch: u32,
    expires: Timestamp,
    proof: Zeroizing<[u8; PROOF_BYTES]>,
}

/// Service, account, token (0 for none), epoch, expiry, secret.
const CLAIMS_BYTES: usize = 1 + 8 + 8 + 4 + 8 + PROOF_BYTES;

/// Version, nonce, claims and authenticator, six bits to the character.
const TICKET_CHARS: usize = ((1 + 24 + CLAIMS_BYTES + 16) * 8).div_ceil(6);

impl Claims {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(CLAIMS_BYTES));
        bytes.push(self.service.number());
        bytes.extend(self.account.get().to_le_bytes());
        bytes.extend(self.token.map_or(0, TokenId::get).to_le_bytes());
        bytes.extend(self.epoch.to_le_bytes());
        bytes.extend(self.expires.millis().to_le_bytes());
        bytes.extend(*self.proof);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&service, rest) = bytes.split_first()?;
        let (account, rest) = rest.split_first_chunk()?;
        let (token, rest) = rest.split_first_chunk()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (expires, proof) = rest.split_first_chunk()?;
        let token = i64::from_le_bytes(*token);
        Some(Self {
            service: Service::from_number(service)?,
            account: AccountId::new(i64::from_le_bytes(*account)),
            token: (token != 0).then_some(TokenId::new(token)),
            epoch: u32::from_le_bytes(*epoch),
            expires: Timestamp::from_millis(i64::from_le_bytes(*expires)),
            proof: Zeroizing::new(proof.try_into().ok()?),
        })
    }

    /// Whose it is, if what it was got with is still good.
    fn shown(self, credentials: &Credentials, as_of: u64) -> Result<ShownTicket, Error> {
        if !credentials.state.enabled {
            return Err(Refusal::Disabled.into());
        }
        let is_revoked = self.token.is_some_and(|token| {
            !credentials.legacy.iter().any(|secret| secret.source.token() == Some(token))
        });
        if is_revoked || credentials.epoch != self.epoch {
            return Err(Refusal::BadCredentials.into());
        }
        let who = Verified::new(credentials, self.token, as_of);
        Ok(ShownTicket { who, service: self.service, proof: ProofSecret(self.proof) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_ticket_says_is_read_as_it_was_written() {
        for (service, token) in
            Service::ALL.into_iter().zip([None, Some(TokenId::new(7))].into_iter().cycle())
        {
            let claims = Claims {
                service,
                account: AccountId::new(i64::MAX),
                token,
                epoch: u32::MAX,
                expires: Timestamp::from_millis(-1),
                proof: Zeroizing::new([9; PROOF_BYTES]),
            };
            let bytes = claims.to_bytes();
            assert_eq!(bytes.len(), CLAIMS_BYTES);
            let read = Claims::from_bytes(&bytes).unwrap();
            assert_eq!((read.account, read.token, read.epoch), (claims.account, token, u32::MAX));
            assert_eq!((read.service, read.expires, read.proof), (service, claims.expires, claims.proof));
            assert!(Claims::from_bytes(&bytes[1..]).is_none());
        }
    }
}
