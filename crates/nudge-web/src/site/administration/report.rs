//! One report, and what is done about it.

use askama::Template;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use nudge_core::moderation::{Report, ReportId};
use nudge_core::{Account, Refusal};
use serde::Deserialize;

use super::section::Section;
use super::words::why;
use crate::site::components::{Field, Head};
use crate::site::cx::Cx;
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// The report whose number is in the path. Where there is none, there is no such page.
#[derive(Debug)]
pub(super) struct Named(Report);

/// What became of it.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    note: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/report.html")]
struct Shown<'a> {
    t: Locale,
    cx: &'a Administrator,
    report: &'a Report,
    /// The one whom it is about, if they have an account.
    about: Option<Account>,
    by: Option<Account>,
    note: &'a str,
    errors: Errors,
}

/// `GET /administration/reports/{number}`.
pub(super) async fn report(cx: Administrator, Named(report): Named) -> Result<Page, Trouble> {
    page(&cx, &report, "", Errors::new()).await
}

/// `POST /administration/reports/{number}`.
pub(super) async fn settle(
    cx: Administrator,
    Named(report): Named,
    Form(said): Form<Said>,
) -> Result<Response, Trouble> {
    let settled = cx.core().settle_report(&cx.visitor.administrator(), report.id, said.note.trim()).await;
    match settled {
        Ok(()) => {
            let done = Flash::success("report-is-settled").with("number", report.id.0.to_string());
            Ok(cx.redirect(Section::Reports.path()).flash(done).into_response())
        }
        Err(error) if error.refusal() == Some(Refusal::InvalidText) => {
            let mut errors = Errors::new();
            errors.add("note", cx.t().say(why(error)?));
            let page = page(&cx, &report, &said.note, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        // Somebody else has settled it, whose page has no form.
        Err(error) => {
            let path = format!("{}/{}", Section::Reports.path(), report.id.0);
            Ok(cx.redirect(&path).flash(Flash::error(why(error)?)).into_response())
        }
    }
}

async fn page(cx: &Administrator, report: &Report, note: &str, errors: Errors) -> Result<Page, Trouble> {
    let about = account(cx, &report.about).await?;
    let by = match &report.by {
        Some(by) => account(cx, by).await?,
        None => None,
    };
    let t = cx.t();
    let title = t.say("report-title").with("handle", report.about.as_str());
    Ok(Section::page_below(cx, title, &Shown { t, cx, report, about, by, note, errors }))
}

/// The account with that address, if there is one.
async fn account(cx: &Administrator, handle: &nudge_core::Handle) -> Result<Option<Account>, Trouble> {
    match cx.core().store().account_by_handle(handle).await {
        Ok(account) => Ok(Some(account)),
        Err(error) if error.refusal() == Some(Refusal::UnknownAccount) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Shown<'_> {
    /// The form for a ban, with the address filled in.
    fn ban_path(&self) -> String {
        super::bans::path_for(&self.report.about)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let cx = Cx::from_request_parts(parts, state).await?;
        let missing = Trouble::status(StatusCode::NOT_FOUND);
        let Path(number) = Path::<i64>::from_request_parts(parts, state).await.map_err(|_| missing)?;
        Ok(Self(cx.core().store().report(ReportId(number)).await?))
    }
}
