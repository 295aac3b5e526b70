//! What members told about each other.

use askama::Template;
use axum::extract::Query;
use nudge_core::moderation::{Report, ReportFilter, ReportId};
use serde::Deserialize;

use super::list::{ROWS, further, page_of};
use super::section::Section;
use crate::site::components::{Empty, Further, Head, SubTabs};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Which of them, and from where on.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    which: String,
    before: Option<i64>,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/reports.html")]
struct Reports {
    t: Locale,
    is_all: bool,
    shown: Vec<Report>,
    further: Further,
}

const ALL: &str = "/administration/reports?which=all";

/// `GET /administration/reports`. Without `which=all`, those that nobody has dealt with.
pub(super) async fn reports(cx: Administrator, Query(asked): Query<Asked>) -> Result<Page, Trouble> {
    let t = cx.t();
    let is_all = asked.which == "all";
    let (filter, path) = if is_all {
        (ReportFilter::All, format!("{ALL}&"))
    } else {
        (ReportFilter::Open, format!("{}?", Section::Reports.path()))
    };
    let found = cx.core().store().reports(filter, asked.before.map(ReportId), ROWS + 1).await?;
    let (shown, is_more) = page_of(found);
    let last = shown.last().filter(|_| is_more).map(|report| report.id.0);
    let further = further(t, &path, asked.before, last);
    Ok(Section::Reports.page(&cx, &Reports { t, is_all, shown, further }))
}

impl Reports {
    fn tabs(&self) -> SubTabs<'static> {
        SubTabs::new(self.t.say("reports-which"))
            .tab(Section::Reports.path(), self.t.say("reports-open"), !self.is_all)
            .tab(ALL, self.t.say("reports-all"), self.is_all)
    }

    /// The beginning of what was told.
    fn beginning(report: &Report) -> String {
        let mut chars = report.text.chars();
        let mut text: String = chars.by_ref().take(BEGINNING).collect();
        if chars.next().is_some() {
            text.push('…');
        }
        text
    }
}

/// How many characters of a report a list shows.
const BEGINNING: usize = 120;
