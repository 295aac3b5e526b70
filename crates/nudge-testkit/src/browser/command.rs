//! What chromedriver understands besides `WebDriver`.

use axum::http::Method;
use serde_json::json;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId};

/// The browser's console, since it was asked for last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console;

impl FormatRequestData for Console {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let asked = RequestData::new(Method::POST, format!("session/{session}/se/log"));
        asked.add_body(json!({ "type": "browser" }))
    }
}
