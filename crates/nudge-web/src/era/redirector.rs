//! `g.msn.com`, the redirector behind most links of a client: `/5meen_us/60` is a client of generation 5, English, from the
//! United States, asking for number 60 (reference 14 §7).

use axum::http::header::LOCATION;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::host::Asked;
use crate::web::Transport;

/// Where such a link leads: to the tabs, which MSN Messenger 5 asks for this way, or to our first page. `None` if it is none.
pub(crate) fn redirection(uri: &Uri, asked: &Asked, transport: Transport) -> Option<Response> {
    let path = target(uri.path())?;
    Some((StatusCode::FOUND, [(LOCATION, asked.url(path, transport))]).into_response())
}

fn target(path: &str) -> Option<&'static str> {
    let (product, number) = path.strip_prefix('/')?.split_once('/')?;
    let product = product.to_ascii_lowercase();
    let (generation, market) = product.split_once("me")?;
    let (language, country) = market.split_once('_')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code =
        |text: &str| (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !(is_number(generation) && is_code(language) && is_code(country) && is_number(number)) {
        return None;
    }
    Some(if generation == "5" && number == "60" { "/svcs/mms/tabs.asp" } else { "/" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_a_client_is_told_by_its_form() {
        for (path, to) in [
            ("/5meen_us/60", Some("/svcs/mms/tabs.asp")),
            ("/5meen_us/106", Some("/")),
            ("/7MEde_de/1", Some("/")),
            ("/8meen_us", None),
            ("/meen_us/60", None),
            ("/5me_us/60", None),
            ("/5meen_us/60/x", None),
            ("/member/5", None),
            ("/", None),
        ] {
            assert_eq!(target(path), to, "{path}");
        }
    }
}
