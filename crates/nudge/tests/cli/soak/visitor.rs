//! Somebody with a browser, and a program of the era behind old TLS.

use anyhow::{Context as _, ensure};
use nudge_testkit::http;

use super::place::Place;

const HOST: &str = "im.example.net";

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[derive(Debug)]
pub(super) struct Visitor {
    email: String,
    password: &'static str,
    pub(super) visits: u64,
}

impl Visitor {
    pub(super) fn new(email: String, password: &'static str) -> Self {
        Self { email, password, visits: 0 }
    }

    /// Looks around, signs in, and out again.
    pub(super) async fn act(&mut self, place: &Place) -> anyhow::Result<()> {
        let to = place.life.http;
        for path in ["/", "/connect", "/sign-in", "/connect/root.cer"] {
            let page = http::get(to, HOST, path, &[]).await.context(path)?;
            ensure!(page.status() == Some(200), "{path}: {}", page.head);
        }
        // The same behind TLS.
        let page = http::get(place.secure_http, HOST, "/", &[]).await.context("the first page, by TLS")?;
        ensure!(page.status() == Some(200), "by TLS: {}", page.head);

        let page = http::get(to, HOST, "/sign-in", &[]).await?;
        let (cookie, token) = (cookie(&page)?, token(&page)?);
        let (email, password) = (self.email.replace('@', "%40"), self.password.replace(' ', "+"));
        let form = format!("csrf={token}&handle={email}&password={password}&next=%2F");
        let headers = [FORM, ("Cookie", cookie.as_str())];
        let answer = http::post(to, HOST, "/sign-in", &headers, form.as_bytes()).await?;
        ensure!(answer.status() == Some(303), "signing in: {}{}", answer.head, answer.text());
        let cookie = format!("{cookie}; {}", self::cookie(&answer)?);
        let page = http::get(to, HOST, "/", &[("Cookie", &cookie)]).await?;
        ensure!(page.text().contains(&self.email), "{} is not named: {}", self.email, page.text());
        let headers = [FORM, ("Cookie", cookie.as_str())];
        let form = format!("csrf={}", self::token(&page)?);
        let answer = http::post(to, HOST, "/sign-out", &headers, form.as_bytes()).await?;
        ensure!(answer.status() == Some(303), "signing out: {}{}", answer.head, answer.text());
        self.visits += 1;
        Ok(())
    }
}

/// The cookie that came.
fn cookie(answer: &http::Answer) -> anyhow::Result<String> {
    let cookie = answer.header("Set-Cookie").with_context(|| format!("no cookie: {}", answer.head))?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// The mark of the page's forms.
fn token(page: &http::Answer) -> anyhow::Result<String> {
    let text = page.text();
    let rest = text.split("name=\"csrf\" value=\"").nth(1).context("no form")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}
