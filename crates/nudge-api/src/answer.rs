//! From what was done to what is answered.

use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response as HttpResponse};
use nudge_admin::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::asked::Asked;
use crate::item::{Item, Sorted};
use crate::problem::Problem;
use crate::shape::Shape;

/// How something is answered that was done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// What the body looks like, if there is one.
    pub(crate) shape: Option<Shape>,
    pub(crate) show: fn(Response, &Asked) -> Result<Shown, Problem>,
}

/// What is answered.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    body: Option<Vec<u8>>,
    /// What names something that was made.
    made: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

impl Answer {
    /// Nothing but that it is done.
    pub(crate) const DONE: Self =
        Self { status: StatusCode::NO_CONTENT, shape: None, show: |_, _| Ok(Shown::default()) };

    /// One.
    pub(crate) const fn one<T: nudge_admin::Answer + Serialize + ToSchema>() -> Self {
        Self { status: StatusCode::OK, shape: Some(Shape::of::<T>()), show: one::<T> }
    }

    /// One that was made.
    pub(crate) const fn made<T: nudge_admin::Answer + Item>() -> Self {
        Self { status: StatusCode::CREATED, shape: Some(Shape::of::<T>()), show: made::<T> }
    }

    /// A page of a list that was asked for with one more than there are to be on it.
    pub(crate) const fn page<T>() -> Self
    where
        T: Item,
        Vec<T>: nudge_admin::Answer,
    {
        Self { status: StatusCode::OK, shape: Some(Shape::page::<T>()), show: page::<T> }
    }

    /// A page of a list that was asked for whole.
    pub(crate) const fn page_of_whole<T>() -> Self
    where
        T: Sorted,
        Vec<T>: nudge_admin::Answer,
    {
        Self { status: StatusCode::OK, shape: Some(Shape::page::<T>()), show: page_of_whole::<T> }
    }

    /// A list that is short enough to be answered whole.
    pub(crate) const fn whole<T>() -> Self
    where
        T: Item,
        Vec<T>: nudge_admin::Answer,
    {
        Self { status: StatusCode::OK, shape: Some(Shape::page::<T>()), show: whole::<T> }
    }

    /// Whether something was made.
    pub(crate) fn is_made(&self) -> bool {
        self.status == StatusCode::CREATED
    }

    /// Puts it into an answer to a request for that path.
    pub(crate) fn respond(&self, shown: Shown, path: &str) -> HttpResponse {
        let Some(body) = shown.body else { return self.status.into_response() };
        let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let mut response = (self.status, json, body).into_response();
        let location = shown.made.map(|name| format!("{path}/{}", utf8_percent_encode(&name, IN_PATH)));
        if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

/// What must not stand in a path as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

fn one<T: nudge_admin::Answer + Serialize>(response: Response, _: &Asked) -> Result<Shown, Problem> {
    Ok(Shown { body: Some(json(&content::<T>(response)?)?), made: None })
}

fn made<T: nudge_admin::Answer + Item>(response: Response, _: &Asked) -> Result<Shown, Problem> {
    let made: T = content(response)?;
    Ok(Shown { body: Some(json(&made)?), made: Some(Item::name(&made)) })
}

fn page<T>(response: Response, asked: &Asked) -> Result<Shown, Problem>
where
    T: Item,
    Vec<T>: nudge_admin::Answer,
{
    show(content(response)?, asked.limit()?)
}

fn page_of_whole<T>(response: Response, asked: &Asked) -> Result<Shown, Problem>
where
    T: Sorted,
    Vec<T>: nudge_admin::Answer,
{
    let mut items: Vec<T> = content(response)?;
    items.retain(|item| asked.cursor().is_none_or(|cursor| item.is_after(cursor)));
    show(items, asked.limit()?)
}

fn whole<T>(response: Response, _: &Asked) -> Result<Shown, Problem>
where
    T: Item,
    Vec<T>: nudge_admin::Answer,
{
    show(content::<Vec<T>>(response)?, usize::MAX)
}

fn show<T: Item>(mut items: Vec<T>, limit: usize) -> Result<Shown, Problem> {
    let is_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| is_more).map(Item::name);
    Ok(Shown { body: Some(json(&Page { items, next })?), made: None })
}

fn content<T: nudge_admin::Answer>(response: Response) -> Result<T, Problem> {
    T::from_response(response).ok_or_else(|| Problem::failed(&"an answer of another kind than was asked for"))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::failed(&error))
}
