//! Codes of six digits that an authenticator program shows: TOTP (RFC 6238), SHA-1, 30 seconds, which is what every such
//! program knows.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

use crate::Timestamp;

/// How many bytes a secret has (RFC 4226 section 4, R6).
pub(super) const SECRET_BYTES: usize = 20;

/// How long a code is shown, in seconds.
const STEP_SECONDS: i64 = 30;

/// How many steps a clock may be off, either way.
const DRIFT: i64 = 1;

/// The step that the code is of, if it is one of now, or a clock's error away.
pub(super) fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let current = now.seconds().div_euclid(STEP_SECONDS);
    let mut found = None;
    // All are compared, so that the time does not tell which one it was.
    for step in current - DRIFT..=current + DRIFT {
        let is = code(secret, step)?.as_bytes().ct_eq(typed.as_bytes());
        if bool::from(is) {
            found = Some(step);
        }
    }
    found
}

/// The code of a step (RFC 4226 section 5.3).
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    Some(format!("{:06}", number % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn the_vectors_of_the_rfc_hold() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, seconds / 30).unwrap(), expected);
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off() {
        let secret = [7; SECRET_BYTES];
        let shown = code(&secret, 1000).unwrap();
        let at = |step: i64| Timestamp::from_millis(step * 30_000 + 1);
        for (step, good) in [(998, false), (999, true), (1000, true), (1001, true), (1002, false)] {
            assert_eq!(step_of(&secret, &shown, at(step)), good.then_some(1000), "{step}");
        }
        assert_eq!(step_of(&secret, "", at(1000)), None);
        assert_eq!(step_of(&secret, "0000000000", at(1000)), None);
    }
}
