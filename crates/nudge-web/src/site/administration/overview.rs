//! How the server is, at a glance.

use askama::Template;
use axum::extract::Query;
use nudge_core::moderation::Sample;
use nudge_core::{Core, Error, Timestamp};
use serde::Deserialize;

use super::section::Section;
use super::span::Span;
use crate::site::components::{Chart, ChartForm, Empty, Head, SubTabs};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Over how much time.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    span: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/overview.html")]
struct Overview {
    t: Locale,
    accounts: String,
    online: String,
    reports: String,
    sign_ins: String,
    messages: String,
    circles: String,
    span: Span,
    charts: Vec<Chart>,
}

/// `GET /administration`. A span that there is not is a day.
pub(super) async fn overview(cx: Administrator, Query(asked): Query<Asked>) -> Result<Page, Trouble> {
    let (t, core) = (cx.t(), cx.core());
    let span = Span::from_name(&asked.span).unwrap_or_default();
    let today = today(core).await?;
    let online = u64::try_from(core.online()).unwrap_or(u64::MAX);
    let content = Overview {
        t,
        accounts: t.number(core.store().account_count().await?),
        online: t.number(online),
        reports: t.number(core.store().open_reports().await?),
        sign_ins: t.number(today.sign_ins),
        messages: t.number(today.messages),
        circles: t.number(core.store().count_circles().await?.circles),
        span,
        charts: charts(t, span, &span.counted(core).await?),
    };
    Ok(Section::Overview.page(&cx, &content))
}

impl Overview {
    fn spans(&self) -> SubTabs<'static> {
        Span::ALL.into_iter().fold(SubTabs::new(self.t.say("admin-spans")), |tabs, span| {
            tabs.tab(span.path(), self.t.say(span.text()), span == self.span)
        })
    }
}

/// What was counted since midnight.
async fn today(core: &Core) -> Result<Sample, Error> {
    let now = core.clock().now();
    let midnight = Timestamp::from_millis(now.millis().div_euclid(DAY_MILLIS).saturating_mul(DAY_MILLIS));
    let counted = core.store().samples(midnight, now.plus_millis(1), DAY_MILLIS).await?;
    Ok(counted.into_iter().next().unwrap_or_default())
}

const DAY_MILLIS: i64 = 86_400_000;

/// None, where nothing was counted in all that time.
fn charts(t: Locale, span: Span, counted: &[Sample]) -> Vec<Chart> {
    if counted.iter().all(|sample| Sample { at: sample.at, ..Sample::default() } == *sample) {
        return Vec::new();
    }
    let all = |figure: fn(&Sample) -> u64| counted.iter().map(figure).collect();
    let chart = |id, title, form| span.chart(t, id, title, form, counted);
    vec![
        chart("online", "admin-chart-online", ChartForm::Line)
            .series(t.say("admin-chart-online"), all(|sample| sample.online)),
        chart("sign-ins", "admin-chart-sign-ins", ChartForm::Bars)
            .series(t.say("admin-chart-succeeded"), all(|sample| sample.sign_ins))
            .series(t.say("admin-chart-failed"), all(|sample| sample.failures)),
        chart("messages", "admin-chart-messages", ChartForm::Bars)
            .series(t.say("admin-chart-messages"), all(|sample| sample.messages)),
        chart("registrations", "admin-chart-registrations", ChartForm::Bars)
            .series(t.say("admin-chart-registrations"), all(|sample| sample.registrations)),
    ]
}
