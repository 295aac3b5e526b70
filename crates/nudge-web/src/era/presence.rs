//! Whether somebody is online, for everybody, as picture and as JSON: the presence API of Windows Live Messenger.
//!
//! ```text
//! GET /users/{id}@apps.messenger.live.com/presence?mkt=es-es&cb=name
//! GET /users/{id}@apps.messenger.live.com/presenceimage
//! ```
//!
//! `id` is the account's GUID without dashes; with them, or without what follows it, it is as good. Whoever has not allowed it
//! is not there, exactly as somebody who does not exist. Source: "Querying with the Windows Live Presence API" and "JSON
//! Element Reference" (Live Services SDK).

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use nudge_core::{Error, Guid, Refusal, Status};
use serde::{Deserialize, Serialize};

use super::Era;
use crate::host::Asked;
use crate::site::{Language, Locale};
use crate::web::Transport;

/// What stands behind the number.
const REALM: &str = "@apps.messenger.live.com";

/// Nobody asks more often than that.
const CACHED: &str = "public, max-age=15";

/// What can be asked for besides.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wishes {
    /// The language of the status, such as `es-es`.
    mkt: Option<String>,
    /// A function that is to be called with the answer.
    cb: Option<String>,
}

#[derive(Debug, Serialize)]
struct Presence<'a> {
    icon: Icon,
    status: &'static str,
    #[serde(rename = "statusText")]
    status_text: String,
    id: String,
    #[serde(rename = "displayName")]
    display_name: &'a str,
}

#[derive(Debug, Serialize)]
struct Icon {
    height: u32,
    width: u32,
    url: String,
}

#[derive(Debug, Serialize)]
struct Unknown {
    result: Outcome,
}

#[derive(Debug, Serialize)]
struct Outcome {
    code: u16,
    response: &'static str,
}

/// `GET /users/{id}/presence`.
pub(super) async fn presence(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    Path(id): Path<String>,
    Query(Wishes { mkt, cb }): Query<Wishes>,
) -> Response {
    let function = match cb.as_deref().map(function).transpose() {
        Ok(function) => function,
        Err(status) => return status.into_response(),
    };
    let (guid, name, status) = match shown(&era, &id).await {
        Ok(found) => found,
        Err(StatusCode::NOT_FOUND) => {
            let unknown = Unknown { result: Outcome { code: 404, response: "Not Found" } };
            return answer(StatusCode::NOT_FOUND, &unknown, function);
        }
        Err(status) => return status.into_response(),
    };
    let (state, text) = words(status);
    let number = guid.to_string().replace('-', "");
    let found = Presence {
        icon: Icon {
            height: 16,
            width: 16,
            url: asked.url(&format!("/users/{number}{REALM}/presenceimage"), transport),
        },
        status: state,
        status_text: Locale::new(language(mkt.as_deref())).say(text).to_string(),
        id: format!("{number}{REALM}"),
        display_name: &name,
    };
    answer(StatusCode::OK, &found, function)
}

/// `GET /users/{id}/presenceimage`.
pub(super) async fn image(State(era): State<Arc<Era>>, Path(id): Path<String>) -> Response {
    match shown(&era, &id).await {
        Ok((_, _, status)) => {
            let headers = [(CONTENT_TYPE, "image/gif"), (CACHE_CONTROL, CACHED)];
            (headers, picture(status)).into_response()
        }
        Err(status) => status.into_response(),
    }
}

/// Who that is, under what name, and in which state, if they allow everybody to know.
async fn shown(era: &Era, id: &str) -> Result<(Guid, String, Status), StatusCode> {
    let guid = guid(id).ok_or(StatusCode::NOT_FOUND)?;
    match era.core.public_presence(guid).await {
        Ok((name, status)) => Ok((guid, name.to_string(), status)),
        Err(Error::Refusal(Refusal::UnknownAccount)) => Err(StatusCode::NOT_FOUND),
        Err(Error::Refusal(_)) => Err(StatusCode::SERVICE_UNAVAILABLE),
        Err(Error::Fault(error)) => {
            tracing::error!(%error, "a presence could not be looked up");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn guid(id: &str) -> Option<Guid> {
    let number = id.strip_suffix(REALM).unwrap_or(id);
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(number.replace('-', "").as_bytes()).ok()?;
    Some(Guid::from_bytes(bytes.try_into().ok()?))
}

/// The name of a function, and nothing that could do anything else on the page that calls it.
fn function(name: &str) -> Result<&str, StatusCode> {
    let is_name = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$.".contains(&byte));
    if is_name { Ok(name) } else { Err(StatusCode::BAD_REQUEST) }
}

fn language(market: Option<&str>) -> Language {
    let primary = market.and_then(|market| market.split('-').next()).unwrap_or_default();
    Language::from_tag(&primary.to_ascii_lowercase()).unwrap_or(Language::English)
}

/// What programs compare, and the text for people. Who is hidden is offline.
const fn words(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Online => ("Online", "status-online"),
        Status::Busy => ("Busy", "status-busy"),
        Status::Idle => ("Idle", "online-idle"),
        Status::BeRightBack => ("BeRightBack", "online-back"),
        Status::Away => ("Away", "status-away"),
        Status::OnThePhone => ("OnThePhone", "online-phone"),
        Status::OutToLunch => ("OutToLunch", "online-lunch"),
        Status::Hidden => ("Offline", "status-offline"),
    }
}

const fn picture(status: Status) -> &'static [u8] {
    match status {
        Status::Online => include_bytes!("../../assets/presence/online.gif"),
        Status::Busy | Status::OnThePhone => include_bytes!("../../assets/presence/busy.gif"),
        Status::Idle | Status::BeRightBack | Status::Away | Status::OutToLunch => {
            include_bytes!("../../assets/presence/away.gif")
        }
        Status::Hidden => include_bytes!("../../assets/presence/offline.gif"),
    }
}

fn answer(status: StatusCode, content: &impl Serialize, function: Option<&str>) -> Response {
    let json = match serde_json::to_string(content) {
        Ok(json) => json,
        Err(error) => {
            tracing::error!(%error, "a presence could not be written");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    // Neither may end a line of script where one is expected to go on.
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let (kind, body) = match function {
        Some(function) => ("text/javascript; charset=utf-8", format!("/**/{function}({json});")),
        None => ("application/json; charset=utf-8", json),
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, CACHED),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // It is for everybody's pages.
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (status, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_number_in_every_spelling() {
        let known = Some("01234567-89ab-4def-8123-456789abcdef".parse().unwrap());
        for id in [
            "0123456789ab4def8123456789abcdef",
            "0123456789ab4def8123456789abcdef@apps.messenger.live.com",
            "01234567-89ab-4def-8123-456789abcdef",
            "0123456789AB4DEF8123456789ABCDEF",
        ] {
            assert_eq!(guid(id), known, "{id}");
        }
        for id in
            ["", "@apps.messenger.live.com", "0123", "0123456789ab4def8123456789abcdeg", "bob@example.com"]
        {
            assert_eq!(guid(id), None, "{id}");
        }
    }

    #[test]
    fn only_the_name_of_a_function_is_called() {
        for name in ["receive", "Microsoft.Live.presence_1", "$"] {
            assert_eq!(function(name), Ok(name));
        }
        for name in ["", "a(b)", "a;b", "<script>", "a b", "a=b", "é", &"x".repeat(65)] {
            assert_eq!(function(name), Err(StatusCode::BAD_REQUEST), "{name}");
        }
    }

    #[test]
    fn a_market_has_its_language_or_english() {
        for (market, expected) in [
            (None, Language::English),
            (Some("es-ES"), Language::Spanish),
            (Some("ES"), Language::Spanish),
            (Some("fr-fr"), Language::English),
            (Some(""), Language::English),
        ] {
            assert_eq!(language(market), expected, "{market:?}");
        }
    }
}
