//! The lock that a program shows to fit by knowing its key (reference 12 §3), where the operator wants it.
//!
//! A challenge is nothing that is kept: it follows from the sender and the hour.

use nudge_core::Core;
use nudge_soap::offline::{StoreRequest, lock_key};

const HOUR_MILLIS: i64 = 3_600_000;

/// What the sender is asked in this hour: ten digits at most.
pub(super) fn challenge(core: &Core, sender: &str) -> String {
    challenge_in(core, sender, hour(core))
}

/// Whether the key is that of a product that is known, to the challenge of this hour or the last one.
pub(super) fn fits(core: &Core, request: &StoreRequest) -> bool {
    let now = hour(core);
    [now, now - 1].into_iter().any(|hour| {
        let challenge = challenge_in(core, &request.sender, hour);
        lock_key(&challenge, &request.product).is_some_and(|key| key.eq_ignore_ascii_case(&request.lock_key))
    })
}

fn hour(core: &Core) -> i64 {
    core.clock().now().millis().div_euclid(HOUR_MILLIS)
}

fn challenge_in(core: &Core, sender: &str, hour: i64) -> String {
    let key = core.derive_key(&format!("offline message lock, {}, {hour}", sender.to_ascii_lowercase()));
    let (number, _) = key.split_first_chunk().unwrap_or((&[0; 4], &[]));
    u32::from_be_bytes(*number).to_string()
}
