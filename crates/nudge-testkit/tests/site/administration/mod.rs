//! The administration: who comes in, what is wrong with forms, and all of its pages in Chromium.

mod accounts;
mod door;
mod forms;
mod service;

use std::net::{IpAddr, Ipv4Addr};

use nudge_core::member::Origin;
use nudge_core::{Account, Actor, Handle, Role, Secret};
use nudge_testkit::TestServer;
use nudge_testkit::browser::Browser;
use nudge_testkit::http::{Answer, get, post};

use crate::forms::FORM;

const HOST: &str = "im.example.net";
const ROOT: &str = "root@example.com";
const BOB: &str = "bob@example.com";
const PASSWORD: &str = "a good password";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Somebody who has signed in with a browser, without one.
struct Reader {
    cookie: String,
    token: String,
}

/// Makes an account with the password.
async fn make(server: &TestServer, handle: &str, role: Role) -> Account {
    let (core, handle) = (server.core(), Handle::new(handle).unwrap());
    core.add_account(&Actor::Console, handle.clone(), None, Some(secret(PASSWORD))).await.unwrap();
    core.set_role(&Actor::Console, &handle, role).await.unwrap();
    core.store().account_by_handle(&handle).await.unwrap()
}

/// Signs somebody in, whose browser the server then knows.
async fn enter(server: &TestServer, handle: &str) -> Reader {
    let (core, handle) = (server.core(), Handle::new(handle).unwrap());
    let who = core.verify_real_password(&handle, HERE, &secret(PASSWORD)).await.unwrap();
    let session = core.open_place(&who, Origin::new(HERE, "A browser")).await.unwrap();
    let cookie = format!("nudge-session={}", session.expose());
    let page = get(server.web(), HOST, "/", &[("Cookie", &cookie)]).await.unwrap().text();
    let token = page.split("name=\"csrf\" value=\"").nth(1).expect("a form").split('"').next().unwrap();
    Reader { token: token.to_owned(), cookie }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

impl Reader {
    async fn get(&self, server: &TestServer, path: &str) -> Answer {
        get(server.web(), HOST, path, &[("Cookie", &self.cookie)]).await.unwrap()
    }

    async fn post(&self, server: &TestServer, path: &str, fields: &str) -> Answer {
        let headers = [FORM, ("Cookie", self.cookie.as_str())];
        let body = format!("csrf={}&{fields}", self.token);
        post(server.web(), HOST, path, &headers, body.as_bytes()).await.unwrap()
    }
}

/// Fills the form in whose button the selector finds, and presses it.
async fn send(browser: &Browser, fields: &[(&str, &str)], button: &str) -> anyhow::Result<()> {
    for (name, text) in fields {
        browser.fill(name, text).await?;
    }
    browser.follow(button).await
}

/// Signs the administrator in.
async fn sign_in(browser: &Browser) -> anyhow::Result<()> {
    browser.goto("/sign-in?next=/administration").await?;
    send(browser, &[("handle", ROOT), ("password", PASSWORD)], "main form .button").await
}

/// What the audit log says was done, newest first.
async fn noted(server: &TestServer) -> Vec<(String, String)> {
    let entries = server.core().store().audit(None, 1000).await.unwrap();
    let by_root = entries.into_iter().filter(|entry| entry.actor == ROOT);
    by_root.map(|entry| (entry.action, entry.subject)).collect()
}
