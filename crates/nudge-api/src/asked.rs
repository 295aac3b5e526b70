//! What a request says, beyond what it is for.

use std::str::FromStr;

use axum::body::Bytes;
use nudge_core::Handle;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::operation::{DEFAULT_LIMIT, MAX_LIMIT, Operation, Place};
use crate::problem::{Kind, Problem};

/// What a request says.
#[derive(Debug)]
pub(crate) struct Asked {
    /// What stands in the path where the operation has a name in braces.
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Bytes,
}

impl Asked {
    /// Reads the query, which may have each of the operation's parameters once, and nothing else.
    pub(crate) fn new(
        operation: &Operation,
        path: Vec<(String, String)>,
        query: Option<&str>,
        body: Bytes,
    ) -> Result<Self, Problem> {
        let query: Vec<(String, String)> = serde_html_form::from_str(query.unwrap_or_default())
            .map_err(|_| refused("the query cannot be read"))?;
        for (index, (name, _)) in query.iter().enumerate() {
            if !operation.query.iter().any(|parameter| parameter.name == name) {
                return Err(refused("there is a parameter in the query that this operation does not have"));
            }
            if query.iter().skip(index + 1).any(|(other, _)| other == name) {
                return Err(Problem::new(Kind::Refused, format!("{name} is in the query more than once")));
            }
        }
        let asked = Self { path, query, body };
        asked.limit()?;
        Ok(asked)
    }

    /// What stands in the path in that place. What cannot be there is not there.
    pub(crate) fn place<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        let text = self.path.iter().find(|(known, _)| known == name).map(|(_, text)| text);
        text.and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
    }

    /// The address of an account in the path.
    pub(crate) fn email(&self) -> Result<Handle, Problem> {
        self.place("email")
    }

    /// A parameter as it was sent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// A parameter.
    pub(crate) fn parameter<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Problem> {
        let wrong = |_| Problem::new(Kind::Refused, format!("{name} is not as it must be"));
        self.text(name).map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// The number of the one that the page is to be older than.
    pub(crate) fn before(&self) -> Result<Option<i64>, Problem> {
        match self.parameter::<i64>("before")? {
            Some(number) if number < 1 => Err(refused("before must be a number from 1 on")),
            number => Ok(number),
        }
    }

    /// A number within bounds, or else `default`.
    pub(crate) fn number(&self, name: &'static str, default: u32, max: u32) -> Result<u32, Problem> {
        let number = self.parameter(name)?.unwrap_or(default);
        if (1..=max).contains(&number) {
            Ok(number)
        } else {
            Err(Problem::new(Kind::Refused, format!("{name} must be from 1 to {max}")))
        }
    }

    /// How many are to be on a page.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        let limit = self.number("limit", DEFAULT_LIMIT, MAX_LIMIT)?;
        Ok(usize::try_from(limit).unwrap_or(usize::MAX))
    }

    /// One more, which tells whether there is a next page.
    pub(crate) fn limit_and_one(&self) -> Result<usize, Problem> {
        Ok(self.limit()?.saturating_add(1))
    }

    /// After which one the page begins.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.text("after").or_else(|| self.text("before"))
    }

    /// The body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let value: Value = serde_json::from_slice(&self.body)
            .map_err(|error| Problem::new(Kind::Malformed, format!("the body is not JSON: {error}")))?;
        serde_json::from_value(value)
            .map_err(|error| Problem::new(Kind::Refused, format!("the body cannot be that: {error}")))
    }
}

fn refused(detail: &'static str) -> Problem {
    Problem::new(Kind::Refused, detail)
}

/// What a place in a path means.
pub(crate) const PLACES: &[Place] = &[
    Place {
        name: "email",
        about: "The address of an account.",
        example: "alice@example.com",
        is_number: false,
    },
    Place { name: "id", about: "A number, as the list says.", example: "7", is_number: true },
    Place { name: "name", about: "The name of an access token.", example: "Windows 98", is_number: false },
];
