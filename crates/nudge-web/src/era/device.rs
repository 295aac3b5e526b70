//! `deviceaddcredential.srf`: a computer that makes up an identity of its own, beside its users' (reference 10 §10).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};
use nudge_soap::passport::{DeviceAdd, device_added};
use sha2::Sha256;

use super::{Era, XML};

/// The number of the device, the same whenever it asks. Nothing is kept of it: what a device could do by itself, nobody does here.
pub(super) async fn add(State(era): State<Arc<Era>>, body: Bytes) -> Response {
    let Some(device) = DeviceAdd::parse(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let mut block = [0; 64];
    let (key, _) = block.split_at_mut(32);
    key.copy_from_slice(&era.core.derive_key("device numbers"));
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(device.member_name.to_ascii_lowercase().as_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    let number = digest.first_chunk().map_or(0, |number| u64::from_be_bytes(*number));
    let headers = [(CACHE_CONTROL, "no-cache"), (CONTENT_TYPE, XML)];
    (headers, device_added(number)).into_response()
}
