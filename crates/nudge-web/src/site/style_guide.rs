//! `/style`: every part that pages are made of, in every state. For whoever works on the look, and for the browser tests;
//! the program does not serve it.
//!
//! Its words are samples in English, as are its people, so it has none of the site's texts but those of the parts.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use nudge_core::member::PlaceId;
use nudge_core::{AccountId, Handle, Secret as Hidden, Timestamp};

use super::assets;
use super::components::{
    Avatar, Chart, ChartForm, Choice, Confirm, Empty, Field, Head, Notice, Pager, Presence, Secret, Status,
    SubTabs, Tone,
};
use super::cx::{Cx, Redirect, Request};
use super::flash::Flash;
use super::form::Errors;
use super::page::Page;
use super::signed_in::{Administrator, SignedIn};
use super::tabs::Tab;
use super::texts::Locale;
use super::visitor::Visitor;

/// `/style`; `?visitor` and `?administrator` show what somebody who has signed in sees around it. The two pages below it
/// are for those who really have.
pub(super) fn router() -> Router {
    Router::new()
        .route("/style", get(page).post(sent))
        .route("/style/signed-in", get(async |signed_in: SignedIn| guide(&signed_in)))
        .route("/style/administrator", get(async |administrator: Administrator| guide(&administrator)))
}

async fn page(cx: Cx, RawQuery(query): RawQuery) -> Page {
    guide(&seen_by(&cx, query.as_deref().unwrap_or_default()))
}

/// The forms of the guide do nothing but say so.
async fn sent(cx: Cx) -> Redirect {
    cx.redirect("/style").flash(Flash::success("signed-in-as").with("name", "<Zoë>"))
}

fn guide(cx: &Cx) -> Page {
    let t = cx.t();
    let guide = Guide { t, cx, errors: errors(), moment: Timestamp::from_millis(1_066_818_840_000) };
    Page::new(cx, "Style guide", &guide).tab(Tab::Contacts).scripted()
}

#[derive(Debug, Template)]
#[template(path = "site/style-guide.html")]
struct Guide<'a> {
    t: Locale,
    cx: &'a Cx,
    errors: Errors,
    moment: Timestamp,
}

/// Somebody in the table of contacts.
struct Person {
    name: &'static str,
    handle: &'static str,
    presence: Presence,
    messages: u64,
}

const PEOPLE: [Person; 4] = [
    Person { name: "Alice", handle: "alice@example.com", presence: Presence::Online, messages: 12_345 },
    Person {
        name: "Bob ~ gone fishing",
        handle: "bob@example.com",
        presence: Presence::Away,
        messages: 1234,
    },
    Person { name: "Zoë Núñez", handle: "zoe@example.org", presence: Presence::Busy, messages: 7 },
    Person {
        name: "A_name_without_a_space_that_is_as_long_as_Messenger_lets_names_be_and_then_some",
        handle: "somebody.with.a.very.long.address@a-domain-that-goes-on-and-on.example.net",
        presence: Presence::Offline,
        messages: 0,
    },
];

impl Guide<'_> {
    fn notices() -> [Notice; 3] {
        [
            Notice::new(Tone::Success, "The token was made. It is shown once, below."),
            Notice::new(Tone::Warning, "This account may sign in with its real password over MD5."),
            Notice::new(Tone::Error, "That is not the password of this account."),
        ]
    }

    fn lines(&self) -> Chart {
        let hours = (0..24).map(|hour| format!("{hour:02}:00")).collect();
        let online = (0..24_u64).map(|hour| 40 + 30 * (hour % 12) + hour * hour).collect();
        let talking = (0..24_u64).map(|hour| 10 + 9 * (hour % 9)).collect();
        let chart = Chart::new(self.t, ChartForm::Line, "online", "People online, today", "Hour", hours);
        chart.series("Online", online).series("In a conversation", talking)
    }

    fn bars(&self) -> Chart {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(str::to_owned).to_vec();
        let chart = Chart::new(self.t, ChartForm::Bars, "signins", "Sign-ins, this week", "Day", days);
        chart.series("MSN Messenger", vec![812, 930, 1004, 977, 1403, 1810, 1622])
    }

    fn choices() -> Vec<Choice<'static>> {
        [("contacts", "My contacts"), ("everybody", "Everybody"), ("nobody", "Nobody")]
            .map(|(value, label)| Choice { value, label: label.to_owned() })
            .to_vec()
    }
}

fn errors() -> Errors {
    let mut errors = Errors::new();
    errors.add("wrong", "There is already an account with this address.");
    errors.add("wrong-password", "A password has at least eight characters.");
    errors.add("wrong-tick", "The rules have to be accepted.");
    errors
}

/// The same request, as if somebody had signed in, and with every tab.
fn seen_by(cx: &Cx, who: &str) -> Cx {
    let Request { site, transport, locale, theme, here, flash, binding, token, .. } = &*cx.0;
    let zoe = Handle::new("zoe@example.org").ok();
    let visitor = zoe.filter(|_| matches!(who, "visitor" | "administrator")).map(|handle| Visitor {
        account: AccountId::new(1),
        name: "Zoë Núñez".to_owned(),
        place: PlaceId(1),
        handle,
        is_administrator: who == "administrator",
        csrf: Hidden::new(String::new()),
    });
    Cx(Arc::new(Request {
        site: Arc::clone(site),
        transport: *transport,
        visitor,
        locale: *locale,
        theme: *theme,
        here: here.clone(),
        flash: flash.clone(),
        binding: binding.clone(),
        token: token.clone(),
        origin: cx.origin().clone(),
        pending: None,
        tabs: Tab::ALL.to_vec(),
    }))
}
