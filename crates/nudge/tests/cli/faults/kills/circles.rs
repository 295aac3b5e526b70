//! Somebody who makes, renames and ends circles on the website, with its forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use nudge_testkit::dice::Dice;
use nudge_testkit::http::{self, Answer};

use super::soap::Lost;
use super::{Counts, Life};

const HOST: &str = "im.example.net";

/// More than these are not there at once.
const MOST: usize = 5;

#[derive(Debug)]
pub(super) struct Circles {
    /// What the browser was given when its owner signed in. A server that was killed knows it as well.
    cookie: String,
    /// The token of the forms.
    token: String,
    dice: Dice,
    /// The circles by their pages, with their names.
    known: BTreeMap<String, String>,
    on_its_way: Option<Try>,
    made: u64,
    pub(super) counts: Counts,
}

/// A form that is sent.
#[derive(Debug)]
enum Try {
    Made(String),
    Renamed(String, String),
    Ended(String),
}

impl Circles {
    /// Signs in.
    pub(super) async fn new(server: SocketAddr, email: &str, password: &str, dice: Dice) -> Self {
        let page = http::get(server, HOST, "/sign-in", &[]).await.unwrap();
        let cookie = cookie_of(&page);
        let fields = format!("handle={}&password={password}", email.replace('@', "%40"));
        let answer = send(server, "/sign-in", &cookie, &token_of(&page), &fields).await.unwrap();
        assert_eq!(answer.status(), Some(303), "{}{}", answer.head, answer.text());
        let cookie = cookie_of(&answer);
        let page = http::get(server, HOST, "/circles", &[("Cookie", &cookie)]).await.unwrap();
        let token = token_of(&page);
        let (known, on_its_way) = (BTreeMap::new(), None);
        Self { cookie, token, dice, known, on_its_way, made: 0, counts: Counts::default() }
    }

    /// Changes things until the server is killed.
    pub(super) async fn act(&mut self, life: &Life) {
        loop {
            self.made += 1;
            let name = format!("Circle {}", self.made);
            let pages: Vec<&String> = self.known.keys().collect();
            let attempt = match self.dice.below(4) {
                _ if pages.is_empty() => Try::Made(name),
                0 | 1 if pages.len() < MOST => Try::Made(name),
                2 => Try::Renamed((*self.dice.one_of(&pages)).clone(), name),
                _ => Try::Ended((*self.dice.one_of(&pages)).clone()),
            };
            match self.send(life, &attempt).await {
                Ok(page) => {
                    self.note(&attempt, page);
                    self.counts.acknowledged += 1;
                }
                Err(lost) => {
                    life.must_be_over(&lost);
                    self.on_its_way = Some(attempt);
                    return;
                }
            }
        }
    }

    /// Where the answer leads.
    async fn send(&self, life: &Life, attempt: &Try) -> Result<String, Lost> {
        let (path, fields) = match attempt {
            Try::Made(name) => ("/circles".to_owned(), format!("name={}", name.replace(' ', "+"))),
            Try::Renamed(page, name) => (format!("{page}/name"), format!("name={}", name.replace(' ', "+"))),
            Try::Ended(page) => (format!("{page}/end"), String::new()),
        };
        let answer = send(life.http, &path, &self.cookie, &self.token, &fields).await.map_err(Lost)?;
        assert_eq!(answer.status(), Some(303), "{attempt:?}: {}{}", answer.head, answer.text());
        Ok(answer.header("Location").unwrap().to_owned())
    }

    fn note(&mut self, done: &Try, leads_to: String) {
        match done {
            Try::Made(name) => drop(self.known.insert(leads_to, name.clone())),
            Try::Renamed(page, name) => drop(self.known.insert(page.clone(), name.clone())),
            Try::Ended(page) => drop(self.known.remove(page)),
        }
    }

    /// The circles that were acknowledged are there, under the names that were, and none that was ended. Whoever has signed in is.
    pub(super) async fn check(&mut self, life: &Life) {
        let page = http::get(life.http, HOST, "/circles", &[("Cookie", &self.cookie)]).await.unwrap();
        assert_eq!(page.status(), Some(200), "{}", page.head);
        let found = circles(&page.text());
        let attempt = self.on_its_way.take();
        if found == self.known {
            self.counts.not_made += u64::from(attempt.is_some());
            return;
        }
        let attempt = attempt.unwrap_or_else(|| panic!("found {found:?}, acknowledged {:?}", self.known));
        let new = found.keys().find(|page| !self.known.contains_key(*page)).cloned().unwrap_or_default();
        self.note(&attempt, new);
        assert_eq!(found, self.known, "with or without {attempt:?}");
        self.counts.made += 1;
    }
}

/// The circles on their page: where each is, and what it is called.
fn circles(page: &str) -> BTreeMap<String, String> {
    let links = page.split("href=\"/circles/").skip(1);
    let read = links.filter_map(|link| {
        let (id, rest) = link.split_once('"')?;
        let name = rest.split_once("Circle ")?.1;
        let number: String = name.chars().take_while(char::is_ascii_digit).collect();
        Some((format!("/circles/{id}"), format!("Circle {number}")))
    });
    read.collect()
}

fn cookie_of(answer: &Answer) -> String {
    let cookie = answer.header("Set-Cookie").unwrap_or_else(|| panic!("no cookie: {}", answer.head));
    cookie.split(';').next().unwrap_or_default().to_owned()
}

fn token_of(page: &Answer) -> String {
    let text = page.text();
    let token = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    token.unwrap_or_else(|| panic!("no form: {text}")).to_owned()
}

async fn send(
    server: SocketAddr,
    path: &str,
    cookie: &str,
    token: &str,
    fields: &str,
) -> anyhow::Result<Answer> {
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", cookie)];
    http::post(server, HOST, path, &headers, format!("csrf={token}&{fields}").as_bytes()).await
}
