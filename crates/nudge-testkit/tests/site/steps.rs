//! What tests of a member's life have in common: somebody with an account, a browser, a client.

use std::time::Duration;

use msnp_client::{Client, Event};
use nudge_core::{Account, Actor, DisplayName, Handle, Policy, Secret};
use nudge_testkit::TestServer;
use nudge_testkit::browser::Browser;

pub(crate) const BOB: &str = "bob@example.com";
pub(crate) const PASSWORD: &str = "a password of Bob's";

/// A server with that policy and nobody on it, and where its site is.
pub(crate) async fn start(policy: impl FnOnce(&mut Policy)) -> (TestServer, String) {
    let server = TestServer::builder().policy(policy).start().await.unwrap();
    let origin = format!("http://{}", server.web());
    (server, origin)
}

/// An account that signs in with [`PASSWORD`].
pub(crate) async fn member(server: &TestServer, handle: &str, name: &str) -> Account {
    let (handle, name) = (Handle::new(handle).unwrap(), DisplayName::new(name).unwrap());
    let password = Secret::new(PASSWORD.to_owned());
    server.core().add_account(&Actor::Console, handle, Some(name), Some(password)).await.unwrap()
}

/// A new access token of an account.
pub(crate) async fn token(server: &TestServer, account: &Account) -> String {
    let count = server.core().store().tokens(account.id).await.unwrap().len();
    let name = nudge_core::TokenName::new(&format!("machine {count}")).unwrap();
    let (_, secret) = server.core().add_token(&Actor::Owner, &account.handle, name).await.unwrap();
    secret.expose().to_owned()
}

/// Fills the form in and sends it.
pub(crate) async fn send(browser: &Browser, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    send_form(browser, "main form", fields).await
}

/// Fills a form in, one of several on its page, and sends it.
pub(crate) async fn send_form(browser: &Browser, form: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    for (name, text) in fields {
        browser.fill(name, text).await?;
    }
    browser.follow(&format!("{form} button[type='submit']")).await
}

/// Signs Bob in.
pub(crate) async fn sign_in(browser: &Browser) -> anyhow::Result<()> {
    sign_in_as(browser, BOB, PASSWORD).await
}

pub(crate) async fn sign_in_as(browser: &Browser, handle: &str, password: &str) -> anyhow::Result<()> {
    browser.goto("/sign-in").await?;
    send(browser, &[("handle", handle), ("password", password)]).await
}

/// Waits until the server has ended the client's session, and says how long that took.
pub(crate) async fn dropped(mut client: Client) -> anyhow::Result<Duration> {
    let began = std::time::Instant::now();
    let ended = |event| matches!(event, Event::SignedOut(_)).then_some(());
    match client.wait_for(ended).await {
        Ok(()) | Err(msnp_client::Error::Closed) => Ok(began.elapsed()),
        Err(error) => Err(error.into()),
    }
}
