//! What goes wrong, as a page that says so.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nudge_core::{Error, Fault, Refusal};

use super::clients::{Client, clients};
use super::cx::Cx;
use super::page::Page;
use super::texts::Locale;

/// Why there is no page. A handler returns it; the frame puts the site's look around it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Trouble {
    status: StatusCode,
    text: &'static str,
}

impl Trouble {
    /// What no page of ours would send.
    pub const BAD_REQUEST: Self = Self { status: StatusCode::BAD_REQUEST, text: "error-400" };

    /// A form that is not signed for this reader: it is too old, or the browser keeps no cookies.
    pub(super) const STALE_FORM: Self = Self { status: StatusCode::FORBIDDEN, text: "error-stale-form" };

    /// A form on somebody else's page.
    pub(super) const FOREIGN_FORM: Self = Self { status: StatusCode::FORBIDDEN, text: "error-foreign-form" };

    /// What that status says. Those without words of their own have those of their class.
    pub fn status(status: StatusCode) -> Self {
        let own = OWN_WORDS.iter().find(|(known, _)| *known == status);
        let general = if status.is_server_error() { "error-500" } else { "error-400" };
        Self { status, text: own.map_or(general, |(_, text)| text) }
    }

    /// The page.
    pub(super) fn page(self, cx: &Cx) -> Response {
        let t = cx.t();
        let content = Content {
            t,
            text: t.say(self.text).to_string(),
            what: t.say(&format!("{}.text", self.text)).to_string(),
            code: self.status.as_str(),
            clients: if self.status == StatusCode::NOT_FOUND { clients() } else { Vec::new() },
        };
        Page::new(cx, t.say(self.text), &content).status(self.status).into_response()
    }
}

impl From<Fault> for Trouble {
    /// A fault of ours is for the log; its reader is told that it is none of theirs.
    fn from(fault: Fault) -> Self {
        tracing::error!(error = %fault, "a page could not be made");
        Self::status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Error> for Trouble {
    /// A refusal that no handler has words for is no fault of ours, either: what it is about has changed meanwhile.
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(fault) => fault.into(),
            Error::Refusal(
                Refusal::UnknownAccount
                | Refusal::NoSuchEntry
                | Refusal::NoSuchCircle
                | Refusal::UnknownToken,
            ) => Self::status(StatusCode::NOT_FOUND),
            Error::Refusal(Refusal::TooFast | Refusal::TooManyAttempts) => {
                Self::status(StatusCode::TOO_MANY_REQUESTS)
            }
            Error::Refusal(Refusal::Busy) => Self::status(StatusCode::SERVICE_UNAVAILABLE),
            Error::Refusal(Refusal::NotAllowed | Refusal::Banned | Refusal::Disabled) => {
                Self::status(StatusCode::FORBIDDEN)
            }
            Error::Refusal(_) => Self::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

const OWN_WORDS: [(StatusCode, &str); 8] = [
    (StatusCode::BAD_REQUEST, "error-400"),
    (StatusCode::FORBIDDEN, "error-403"),
    (StatusCode::NOT_FOUND, "error-404"),
    (StatusCode::METHOD_NOT_ALLOWED, "error-405"),
    (StatusCode::PAYLOAD_TOO_LARGE, "error-413"),
    (StatusCode::TOO_MANY_REQUESTS, "error-429"),
    (StatusCode::INTERNAL_SERVER_ERROR, "error-500"),
    (StatusCode::SERVICE_UNAVAILABLE, "error-503"),
];

#[derive(Debug, Template)]
#[template(path = "site/error.html")]
struct Content<'a> {
    t: Locale,
    text: String,
    what: String,
    code: &'a str,
    /// The ways on for somebody who looks for what old links promised.
    clients: Vec<Client>,
}
