//! An administrator's program that makes and revokes somebody's access tokens.

use std::collections::{BTreeMap, BTreeSet};

use nudge_testkit::{http, passport};
use serde_json::{Value, json};

use super::letters::CHALLENGE;
use super::soap::Lost;
use super::{Counts, Life};
use nudge_testkit::dice::Dice;

const HOST: &str = "im.example.net";

/// More than these are not there at once.
const MOST: usize = 5;

#[derive(Debug)]
pub(super) struct Tokens {
    email: &'static str,
    authorization: String,
    dice: Dice,
    /// What opens the account; of a token that nobody has acknowledged, nobody knows what it is.
    good: BTreeMap<String, Option<String>>,
    /// What must never open it again.
    revoked: Vec<String>,
    on_its_way: Option<Try>,
    made: u64,
    pub(super) counts: Counts,
}

/// What was asked for when the server was killed.
#[derive(Debug)]
enum Try {
    Made(String),
    Revoked(String),
}

impl Tokens {
    pub(super) fn new(email: &'static str, key: &str, dice: Dice) -> Self {
        Self {
            email,
            authorization: format!("Bearer {key}"),
            dice,
            good: BTreeMap::new(),
            revoked: Vec::new(),
            on_its_way: None,
            made: 0,
            counts: Counts::default(),
        }
    }

    /// Changes things until the server is killed.
    pub(super) async fn act(&mut self, life: &Life) {
        loop {
            let makes = self.good.is_empty() || (self.good.len() < MOST && self.dice.below(2) == 0);
            let (result, attempt) = if makes {
                self.made += 1;
                let name = format!("token {}", self.made);
                (self.make(life, &name).await, Try::Made(name))
            } else {
                let names: Vec<&String> = self.good.keys().collect();
                let name = (*self.dice.one_of(&names)).clone();
                (self.revoke(life, &name).await, Try::Revoked(name))
            };
            if let Err(lost) = result {
                life.must_be_over(&lost);
                self.on_its_way = Some(attempt);
                return;
            }
            self.counts.acknowledged += 1;
        }
    }

    async fn make(&mut self, life: &Life, name: &str) -> Result<(), Lost> {
        let made = self.ask(life, "POST", "", Some(&json!({ "name": name })), 201).await?;
        self.good.insert(name.to_owned(), Some(made["token"].as_str().unwrap().to_owned()));
        Ok(())
    }

    async fn revoke(&mut self, life: &Life, name: &str) -> Result<(), Lost> {
        let path = format!("/{}", name.replace(' ', "%20"));
        self.ask(life, "DELETE", &path, None, 204).await?;
        self.revoked.extend(self.good.remove(name).unwrap());
        Ok(())
    }

    /// Each token that was acknowledged is there, and each one that was revoked is not; and so they open the account, or not.
    pub(super) async fn check(&mut self, life: &Life) {
        let told = self.ask(life, "GET", "", None, 200).await.unwrap();
        let names: Vec<&str> =
            told["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
        let found: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found.len(), names.len(), "twice: {names:?}");
        let mut expected: BTreeSet<String> = self.good.keys().cloned().collect();
        let attempt = self.on_its_way.take();
        if found == expected {
            self.counts.not_made += u64::from(attempt.is_some());
        } else {
            match &attempt {
                Some(Try::Made(name)) => {
                    expected.insert(name.clone());
                    self.good.insert(name.clone(), None);
                }
                Some(Try::Revoked(name)) => {
                    expected.remove(name);
                    self.revoked.extend(self.good.remove(name).unwrap());
                }
                None => {}
            }
            assert_eq!(found, expected, "{attempt:?}");
            self.counts.made += 1;
        }
        let known: Vec<&String> = self.good.values().flatten().collect();
        if !known.is_empty() {
            let secret = *self.dice.one_of(&known);
            assert!(self.opens(life, secret).await, "a good token does not open");
        }
        // The last one, and one of all.
        if let Some(last) = self.revoked.last() {
            assert!(!self.opens(life, last).await, "a revoked token opens");
            let any = self.dice.one_of(&self.revoked);
            assert!(!self.opens(life, any).await, "a revoked token opens");
        }
    }

    async fn opens(&self, life: &Life, secret: &str) -> bool {
        let answer = passport::login(life.http, self.email, secret, CHALLENGE).await.unwrap();
        answer.head.contains("da-status=success")
    }

    async fn ask(
        &self,
        life: &Life,
        method: &str,
        path: &str,
        body: Option<&Value>,
        status: u16,
    ) -> Result<Value, Lost> {
        let path = format!("/api/v1/accounts/{}/tokens{path}", self.email);
        let headers = [("Authorization", self.authorization.as_str()), ("Content-Type", "application/json")];
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = http::request(method, HOST, &path, &headers, body.as_bytes());
        let answer = http::exchange(life.http, &request).await.map_err(Lost)?;
        assert_eq!(answer.status(), Some(status), "{method} {path}: {}{}", answer.head, answer.text());
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_slice(&answer.body).unwrap())
    }
}
