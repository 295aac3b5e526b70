//! The first page: what this is, and the ways on. It is read with browsers of the era, too, so it needs neither style nor
//! script.

use askama::Template;

use super::clients::{Client, clients};
use super::cx::Cx;
use super::page::Page;
use super::tabs::Tab;
use super::texts::Locale;

/// `GET /`.
pub(super) async fn home(cx: Cx) -> Page {
    let t = cx.t();
    Page::new(&cx, t.say("home-title"), &Home { t, cx: &cx, clients: clients() }).tab(Tab::Home)
}

#[derive(Debug, Template)]
#[template(path = "site/home.html")]
struct Home<'a> {
    t: Locale,
    cx: &'a Cx,
    clients: Vec<Client>,
}
