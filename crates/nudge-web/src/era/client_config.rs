//! `MsgrConfig.asmx`: what a client of MSN Messenger 6.0 or later asks about its surroundings (reference 14 §1).

use axum::Extension;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use nudge_soap::config::{
    ClientInfo, Generation, MsgrConfig, Tab, market, soap_response, tab_ad, tabs_document,
};
use percent_encoding::percent_decode_str;

use super::{BLANK, XML};
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
    let places = Places::of(&asked, transport);
    let document = places.config(version.as_deref(), language.as_deref(), &asked).to_document();
    ([(CONTENT_TYPE, XML)], document).into_response()
}

/// The SOAP call, for MSN Messenger 6.0 to 7.5, aMSN and msnp11-sdk.
pub(super) async fn post(
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let Some(info) = ClientInfo::parse(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let places = Places::of(&asked, transport);
    let answer = soap_response(&places.config(None, info.program_language.as_deref(), &asked));
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

/// The tab alone, as Windows Live Messenger 2009 is told to fetch it.
pub(super) async fn one_tab(
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
) -> Response {
    let tab = tab(&asked.url(TODAY, transport));
    ([(CONTENT_TYPE, XML)], tab_ad(&tab)).into_response()
}

/// Advertising: nothing, on a page of its own, or Internet Explorer says inside the client's window that there is none. Windows
/// Live Messenger 2009 asks at the same place for its tabs, as long as nobody has told it another.
pub(super) async fn advertising(
    transport: Extension<Transport>,
    asked: Extension<Asked>,
    RawQuery(query): RawQuery,
) -> Response {
    let group = query.as_deref().and_then(|query| parameter(query, "PG"));
    if group.is_some_and(|group| group.to_ascii_uppercase().starts_with("IMFFT")) {
        one_tab(transport, asked).await
    } else {
        Html(BLANK).into_response()
    }
}

/// Where a client finds what its configuration names.
struct Places {
    tab: Tab,
    address_book: String,
    tabs: Vec<String>,
}

impl Places {
    fn of(asked: &Asked, transport: Transport) -> Self {
        let address_book = if asked.is_of_the_era() {
            // An untouched client checks the certificate for the name, and the name is in ours.
            format!("https://{ERA_CONTACTS}{ADDRESS_BOOK}")
        } else {
            asked.url(ADDRESS_BOOK, transport)
        };
        let tab = tab(&asked.url(TODAY, transport));
        Self { tab, address_book, tabs: vec![asked.url(ONE_TAB, transport)] }
    }

    fn config<'a>(
        &'a self,
        version: Option<&str>,
        language: Option<&str>,
        asked: &'a Asked,
    ) -> MsgrConfig<'a> {
        MsgrConfig {
            generation: Generation::of_version(version),
            market: market(language),
            trusted_host: without_port(asked.as_str()),
            tabs: std::slice::from_ref(&self.tab),
            today_url: &self.tab.content_url,
            address_book_url: &self.address_book,
            tab_urls: &self.tabs,
        }
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

/// Where a tab is described.
pub(super) const ONE_TAB: &str = "/svcs/mms/tabad.asp";

/// The address book, under any of our names.
const ADDRESS_BOOK: &str = "/abservice/abservice.asmx";

/// The host of the era that it was at.
const ERA_CONTACTS: &str = "contacts.msn.com";

/// A parameter of a query, whichever way its name is written.
fn parameter(query: &str, name: &str) -> Option<String> {
    let (_, value) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}
