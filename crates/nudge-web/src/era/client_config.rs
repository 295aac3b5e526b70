//! `MsgrConfig.asmx`: what a client of MSN Messenger 6.0 or later asks about its surroundings (reference 14 §1).

use axum::Extension;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use nudge_soap::config::{ClientInfo, Generation, MsgrConfig, Tab, market, soap_response, tabs_document};
use percent_encoding::percent_decode_str;

use super::XML;
use crate::host::{Asked, without_port};
use crate::web::Transport;

/// The document itself, for Windows Live Messenger and some builds of 7.5.
pub(super) async fn get(
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let (version, language) = (parameter(&query, "ver"), parameter(&query, "PLCID"));
    let tab = tab(&asked.url(TODAY, transport));
    let document = config(version.as_deref(), language.as_deref(), &asked, &tab).to_document();
    ([(CONTENT_TYPE, XML)], document).into_response()
}

/// The SOAP call, for MSN Messenger 6.0 to 7.5, aMSN and msnp11-sdk.
pub(super) async fn post(
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let Some(info) = ClientInfo::parse(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let tab = tab(&asked.url(TODAY, transport));
    let answer = soap_response(&config(None, info.program_language.as_deref(), &asked, &tab));
    ([(CONTENT_TYPE, XML)], answer).into_response()
}

/// The tabs alone, for MSN Messenger 5.
pub(super) async fn tabs(
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
) -> Response {
    let tab = tab(&asked.url(TODAY, transport));
    ([(CONTENT_TYPE, XML)], tabs_document(&[tab])).into_response()
}

fn config<'a>(
    version: Option<&str>,
    language: Option<&str>,
    asked: &'a Asked,
    tab: &'a Tab,
) -> MsgrConfig<'a> {
    MsgrConfig {
        generation: Generation::of_version(version),
        market: market(language),
        trusted_host: without_port(asked.as_str()),
        tabs: std::slice::from_ref(tab),
        today_url: &tab.content_url,
    }
}

/// The only tab. Its picture is one that clients have.
fn tab(today: &str) -> Tab {
    Tab {
        content_url: today.to_owned(),
        hit_url: today.to_owned(),
        image_url: "res:bell".to_owned(),
        name: "Today".to_owned(),
    }
}

/// The page that opens after sign-in, reached as the configuration was.
const TODAY: &str = "/svcs/mms/portal.asp";

/// A parameter of a query, whichever way its name is written.
fn parameter(query: &str, name: &str) -> Option<String> {
    let (_, value) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}
