//! Contact cards: what a client shows beside a contact (reference 13 §2).

mod card;
mod request;

pub use card::{Card, Element, not_shown};
pub use request::CardRequest;

/// With a slash at the end, and without one in the header `SOAPAction`.
const NAMESPACE: &str = "http://www.msn.com/webservices/spaces/v1/";
