//! What the pages give out.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use nudge_reach::{Generation, RegistryFile, hosts_lines, registry_file, registry_undo_file, reset_file};

use super::Settings;
use super::pages::{Trouble, trouble};
use super::place::Place;

/// Internet Explorer saves or opens what it does not know; what it knows as text it would show.
const DOWNLOAD: &str = "application/octet-stream";

/// The type that Internet Explorer, Firefox and Keychain Access open as an authority's certificate.
const AUTHORITY: &str = "application/x-x509-ca-cert";

pub(super) async fn oldest_registry(place: Place) -> Response {
    registry(Path(Generation::Msn1To4.slug().to_owned()), place).await
}

pub(super) async fn registry(Path(client): Path<String>, place: Place) -> Response {
    let Ok(client) = client.parse::<Generation>() else {
        return trouble(Trouble::UnknownClient, &place);
    };
    match (client.needs().registry, registry_text(client, &place)) {
        (Some(_), Some(text)) => download("nudge.reg", text),
        (Some(_), None) => trouble(Trouble::NoAddress, &place),
        (None, _) => trouble(Trouble::NoPage, &place),
    }
}

/// What the registry file of that client says, if it has one, and the server's name is known where it stands in there.
pub(super) fn registry_text(client: Generation, place: &Place) -> Option<String> {
    match client.needs().registry? {
        RegistryFile::Points => Some(registry_file(&place.server()?)),
        RegistryFile::Resets => Some(reset_file()),
    }
}

pub(super) async fn registry_undo(Path(client): Path<String>, place: Place) -> Response {
    match client.parse::<Generation>().map(|client| client.needs().registry) {
        Ok(Some(RegistryFile::Points)) => download("undo.reg", registry_undo_file()),
        Ok(Some(RegistryFile::Resets) | None) => trouble(Trouble::NoPage, &place),
        Err(_) => trouble(Trouble::UnknownClient, &place),
    }
}

pub(super) async fn all_hosts(place: Place) -> Response {
    lines(None, &place)
}

pub(super) async fn hosts(Path(client): Path<String>, place: Place) -> Response {
    match client.parse() {
        Ok(client) => lines(Some(client), &place),
        Err(_) => trouble(Trouble::UnknownClient, &place),
    }
}

pub(super) async fn certificate(State(settings): State<Arc<Settings>>, place: Place) -> Response {
    match &settings.certificate {
        Some(certificate) => ([(CONTENT_TYPE, AUTHORITY)], certificate.clone()).into_response(),
        None => trouble(Trouble::NoCertificate, &place),
    }
}

/// For every browser, down to those that know of nothing but colours.
pub(super) async fn plain_style() -> Response {
    style(include_str!("../../assets/connect/plain.css"))
}

/// For those that understand `media="only all"`, which leaves out Internet Explorer up to 8.
pub(super) async fn modern_style() -> Response {
    style(include_str!("../../assets/connect/modern.css"))
}

fn style(text: &'static str) -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

fn lines(client: Option<Generation>, place: &Place) -> Response {
    let Some(address) = place.address else { return trouble(Trouble::NoAddress, place) };
    text(address, client).into_response()
}

/// Shown, not saved: it is copied into another file.
fn text(address: Ipv4Addr, client: Option<Generation>) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=us-ascii")], hosts_lines(address, client)).into_response()
}

fn download(name: &str, content: String) -> Response {
    let disposition = format!("attachment; filename={name}");
    ([(CONTENT_TYPE, DOWNLOAD.to_owned()), (CONTENT_DISPOSITION, disposition)], content).into_response()
}
