//! What clients ask about their surroundings when they start: `GetClientConfig`, and the tabs of their main window.

mod document;
mod request;
mod tabs;

pub use document::{Generation, MsgrConfig, soap_response};
pub use request::{ClientInfo, market};
pub use tabs::{Tab, tab_ad, tabs_document};
