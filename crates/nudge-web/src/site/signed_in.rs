//! Pages that are not for everybody.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::cx::Cx;
use super::flash::Flash;
use super::tabs::Tab;
use super::trouble::Trouble;
use super::visitor::Visitor;

/// A request of somebody who has signed in; a [`Cx`] otherwise. Strangers are led to where one signs in, and from there
/// back (`next`); where there is no such page, they are refused.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The request.
    pub cx: Cx,
    /// Whose it is.
    pub visitor: Visitor,
}

/// A request of somebody who looks after the server. Others are not told that there is such a page. Where a second factor is
/// needed for it, whoever has none is led to where it is set.
#[derive(Clone, Debug)]
pub struct Administrator(pub SignedIn);

/// Where a second factor is set.
const SECOND_FACTOR: &str = "/security/second-factor";

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let cx = Cx::from_request_parts(parts, state).await.map_err(Trouble::into_response)?;
        match cx.visitor().cloned() {
            Some(visitor) => Ok(Self { cx, visitor }),
            None if cx.has(Tab::SignIn) => {
                let next = utf8_percent_encode(cx.here(), NON_ALPHANUMERIC);
                Err(cx.redirect(&format!("{}?next={next}", Tab::SignIn.path())).into_response())
            }
            None => Err(Trouble::status(StatusCode::FORBIDDEN).into_response()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        if !signed_in.visitor.is_administrator {
            // Without any words, as if there were nothing.
            return Err(StatusCode::NOT_FOUND.into_response());
        }
        let lacks = signed_in.core().lacks_second_factor(signed_in.visitor.account).await;
        if lacks.map_err(|error| Trouble::from(error).into_response())? {
            let why = Flash::warning("admin-second-factor-needed");
            return Err(signed_in.redirect(SECOND_FACTOR).flash(why).into_response());
        }
        Ok(Self(signed_in))
    }
}

impl Deref for SignedIn {
    type Target = Cx;

    fn deref(&self) -> &Cx {
        &self.cx
    }
}

impl Deref for Administrator {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}
