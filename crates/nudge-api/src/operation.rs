//! What can be asked for: one row of the table.

use nudge_admin::Request;
use nudge_core::member::Scope;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::problem::{Kind, Problem};
use crate::shape::Shape;

/// Something that can be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    pub(crate) method: Verb,
    /// The path, with names in braces for what differs.
    pub(crate) path: &'static str,
    /// What a key must be for.
    pub(crate) scope: Scope,
    /// What programs that are made from the description call it.
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    /// What else there is to say; empty, if nothing.
    pub(crate) about: &'static str,
    pub(crate) query: &'static [Parameter],
    pub(crate) body: Option<Body>,
    pub(crate) answer: Answer,
    /// What can go wrong, besides what can always.
    pub(crate) problems: &'static [Kind],
    /// What is asked for, in words of `nudge-admin`.
    pub(crate) read: fn(&Asked) -> Result<Request, Problem>,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// What a body must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    pub(crate) shape: Shape,
    /// One that is taken.
    pub(crate) example: &'static str,
}

/// A parameter of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) kind: ParameterKind,
}

/// What a parameter can be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ParameterKind {
    /// Any text.
    Text,
    /// `true` or `false`; without it, `false`.
    Switch,
    /// A whole number from 1 on.
    Number {
        /// Without the parameter.
        default: u32,
        /// At most.
        max: u32,
    },
}

/// A place in paths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) example: &'static str,
    pub(crate) is_number: bool,
}

/// How many are on a page unless it is said.
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// How many are on a page at most.
pub(crate) const MAX_LIMIT: u32 = 200;

pub(crate) const LIMIT: Parameter = Parameter {
    name: "limit",
    about: "How many to answer at most.",
    kind: ParameterKind::Number { default: DEFAULT_LIMIT, max: MAX_LIMIT },
};

pub(crate) const AFTER: Parameter = Parameter {
    name: "after",
    about: "Only what comes after that one: `next` of the page before.",
    kind: ParameterKind::Text,
};

pub(crate) const BEFORE: Parameter = Parameter {
    name: "before",
    about: "Only what is older than that one: `next` of the page before.",
    kind: ParameterKind::Text,
};

impl Operation {
    /// The names in braces, in their order.
    pub(crate) fn places(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// What can go wrong with it, at all.
    pub(crate) fn all_problems(&self) -> impl Iterator<Item = Kind> {
        let always = [Kind::Unauthorized, Kind::Forbidden, Kind::TooMany, Kind::Failed, Kind::Busy];
        let with_body = [Kind::Malformed, Kind::TooLarge, Kind::UnsupportedMediaType, Kind::Refused];
        let query = (!self.query.is_empty() && self.body.is_none()).then_some(Kind::Refused);
        let place = self.places().next().map(|_| Kind::NotFound);
        let body = with_body.into_iter().filter(|_| self.body.is_some());
        let all =
            always.into_iter().chain(body).chain(query).chain(place).chain(self.problems.iter().copied());
        let mut seen = Vec::new();
        all.filter(move |kind| {
            let is_new = !seen.contains(kind);
            seen.push(*kind);
            is_new
        })
    }
}
