//! Display pictures at addresses that nobody can guess: whoever was told one may show it (reference 13 §1).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use nudge_core::{AccountId, Core, Timestamp};
use sha2::Sha256;

use super::Era;
use crate::host::Asked;
use crate::web::Transport;

/// The picture at `/storage/usertile/{account}/{proof}/static`. The ticket that clients put behind it is not looked at: the
/// address says enough, and another picture has another.
pub(super) async fn tile(
    State(era): State<Arc<Era>>,
    Path((account, proof)): Path<(String, String)>,
) -> Response {
    let core = &era.core;
    let Some(account) = number(&account) else { return StatusCode::NOT_FOUND.into_response() };
    let picture = match core.store().display_picture(account).await {
        Ok(picture) => picture,
        Err(error) => {
            tracing::error!(%error, "a display picture could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let proof = HEXLOWER.decode(proof.as_bytes()).unwrap_or_default();
    let shown = picture.filter(|picture| {
        proof.len() == PROOF_BYTES
            && mac(core, account, picture.changed).verify_truncated_left(&proof).is_ok()
    });
    let Some(picture) = shown else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "private, max-age=86400")];
    (headers, picture.png).into_response()
}

/// The address of a picture that was chosen then, as this client reaches us.
pub(super) fn address(
    core: &Core,
    account: AccountId,
    changed: Timestamp,
    asked: &Asked,
    transport: Transport,
) -> String {
    let digest: [u8; 32] = mac(core, account, changed).finalize().into_bytes().into();
    let proof = digest.first_chunk::<PROOF_BYTES>().map_or_else(String::new, |proof| HEXLOWER.encode(proof));
    asked.url(&format!("/storage/usertile/{:016x}/{proof}/static", account.get()), transport)
}

const PROOF_BYTES: usize = 16;

fn number(text: &str) -> Option<AccountId> {
    i64::from_str_radix(text, 16).ok().map(AccountId::new)
}

fn mac(core: &Core, account: AccountId, changed: Timestamp) -> Hmac<Sha256> {
    // Bytes of a hash's block length are a key as they are, so there is nothing that could fail.
    let mut block = [0; 64];
    let (key, _) = block.split_at_mut(32);
    key.copy_from_slice(&core.derive_key("display picture addresses"));
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(&account.get().to_le_bytes());
    mac.update(&changed.millis().to_le_bytes());
    mac
}
