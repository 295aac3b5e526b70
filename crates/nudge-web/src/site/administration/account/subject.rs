//! The account that an address names.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use nudge_core::{Account, AccountId};

use crate::site::cx::Cx;
use crate::site::trouble::Trouble;

/// The account whose number is in the path. Where there is none, there is no such page.
#[derive(Debug)]
pub(in crate::site::administration) struct Subject(pub(super) Account);

impl<S: Send + Sync> FromRequestParts<S> for Subject {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let cx = Cx::from_request_parts(parts, state).await?;
        let missing = Trouble::status(StatusCode::NOT_FOUND);
        let Path(number) = Path::<i64>::from_request_parts(parts, state).await.map_err(|_| missing)?;
        Ok(Self(cx.core().store().account(AccountId::new(number)).await?))
    }
}

/// The page of an account.
pub(super) fn path(account: &Account) -> String {
    format!("/administration/accounts/{}", account.id)
}
