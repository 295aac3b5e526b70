//! Why something was not done, as programs read it (RFC 9457).

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use nudge_admin::Trouble;
use nudge_core::member::Scope;
use serde::Serialize;
use utoipa::ToSchema;

/// The type of a problem's body.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// What is seen of a problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Seen {
    /// What kind of problem it is: where this file describes it.
    #[serde(rename = "type")]
    #[schema(example = "/api/openapi.json#/components/responses/NotFound")]
    kind: String,
    /// The same in words.
    #[schema(example = "Not found")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 404)]
    status: u16,
    /// What is wrong with this request.
    #[schema(example = "there is no such account")]
    detail: Cow<'static, str>,
    /// The scope that the key would need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "accounts:read")]
    scope: Option<&'static str>,
}

macro_rules! kinds {
    ($( $variant:ident = $status:ident, $title:literal, $meaning:literal; )+) => {
        /// What kind of problem it is. There is one for each status.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Kind { $( #[doc = $meaning] $variant, )+ }

        impl Kind {
            /// Every one.
            pub(crate) const ALL: &[Self] = &[$( Self::$variant, )+];

            /// As the description calls it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $( Self::$variant => stringify!($variant), )+ }
            }

            pub(crate) const fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )+ }
            }

            pub(crate) const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )+ }
            }

            /// When it comes up.
            pub(crate) const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )+ }
            }
        }
    };
}

kinds! {
    Malformed = BAD_REQUEST, "Malformed", "The body is not JSON, or did not arrive whole.";
    Unauthorized = UNAUTHORIZED, "A key is needed",
        "There is no key, or it is worth nothing: wrong, revoked, or its owner is switched off, banned or no administrator \
         any more.";
    Forbidden = FORBIDDEN, "Not allowed",
        "The key is not for that; `scope` says which scope it would need. Without `scope`: keys are not taken in clear \
         text, come by HTTPS.";
    NotFound = NOT_FOUND, "Not found", "What it is about does not exist.";
    MethodNotAllowed = METHOD_NOT_ALLOWED, "Method not allowed",
        "Nothing can be done there by that method; the header `Allow` names the others.";
    Conflict = CONFLICT, "Conflict",
        "It cannot be, beside what is there already: an address or a name that is taken, the last administrator, one's own \
         account, or as many as there may be.";
    TooLarge = PAYLOAD_TOO_LARGE, "Too large", "The body has more than 64 KiB.";
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "Not JSON", "The body must be `application/json`.";
    Refused = UNPROCESSABLE_ENTITY, "Refused",
        "A rule does not allow it, or the body or a parameter is not as this file describes it. Nothing was changed.";
    TooMany = TOO_MANY_REQUESTS, "Too many attempts",
        "There were too many wrong keys or passwords from that address of late. The key was not looked at.";
    Failed = INTERNAL_SERVER_ERROR, "Failed", "The server could not do it. Its log says why.";
    Busy = SERVICE_UNAVAILABLE, "Busy", "The server has too much to do; later it may work.";
}

/// A problem.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    scope: Option<Scope>,
    challenge: Option<String>,
}

/// After how many seconds another attempt may work: with the defaults, one failure is forgotten in a third of that.
const RETRY_SECONDS: u16 = 60;

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, detail: detail.into(), scope: None, challenge: None }
    }

    /// There is no key.
    pub(crate) fn no_key() -> Self {
        Self {
            challenge: Some(REALM.to_owned()),
            ..Self::new(Kind::Unauthorized, "show a key as Authorization: Bearer KEY")
        }
    }

    /// The key is worth nothing.
    pub(crate) fn wrong_key() -> Self {
        Self {
            challenge: Some(format!("{REALM}, error=\"invalid_token\"")),
            ..Self::new(Kind::Unauthorized, "the key is wrong or revoked, or its owner is no administrator")
        }
    }

    /// The key is not for that.
    pub(crate) fn missing_scope(scope: Scope) -> Self {
        Self {
            scope: Some(scope),
            challenge: Some(format!("{REALM}, error=\"insufficient_scope\", scope=\"{scope}\"")),
            ..Self::new(Kind::Forbidden, format!("the key has no scope {scope}"))
        }
    }

    /// Nothing is there, or nothing of that name or number.
    pub(crate) fn not_found() -> Self {
        Self::new(Kind::NotFound, "there is nothing here")
    }

    /// We failed; why is for our log alone.
    pub(crate) fn failed(why: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %why, "a request of a program failed");
        Self::new(Kind::Failed, "the server could not do it; its log says why")
    }
}

const REALM: &str = "Bearer realm=\"nudge\"";

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Missing(what) => Self::new(Kind::NotFound, what),
            Trouble::Conflict(what) => Self::new(Kind::Conflict, what),
            Trouble::Refused(what) => Self::new(Kind::Refused, what),
            Trouble::Busy(what) => Self::new(Kind::Busy, what),
            Trouble::Failed(why) => Self::failed(&why),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = self.kind;
        let seen = Seen {
            kind: format!("/api/openapi.json#/components/responses/{}", kind.name()),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: self.detail,
            scope: self.scope.map(Scope::name),
        };
        // It consists of texts and a number.
        let body = serde_json::to_vec(&seen).unwrap_or_default();
        let mut response =
            (kind.status(), [(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON))], body).into_response();
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge.and_then(|challenge| HeaderValue::try_from(challenge).ok()) {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if matches!(kind, Kind::TooMany | Kind::Busy) {
            headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_status_of_its_own() {
        let statuses: std::collections::BTreeSet<_> =
            Kind::ALL.iter().map(|kind| kind.status().as_u16()).collect();
        assert_eq!(statuses.len(), Kind::ALL.len());
        assert!(statuses.iter().all(|status| (400..600).contains(status)));
    }

    #[test]
    fn what_failed_is_for_the_log_alone() {
        let Problem { kind, detail, .. } = Trouble::Failed("disk of /srv is full".to_owned()).into();
        assert_eq!(kind, Kind::Failed);
        assert!(!detail.contains("srv"), "{detail}");
    }
}
