//! The parts that pages are made of. Each is a small template of its own: a page has it as a value and writes `{{ part }}`.
//!
//! What a part is given is text, and it escapes it; what it writes is markup, which is what [`HtmlSafe`] says to askama.
//! Buttons and tables need no more than a class, see `docs/website.md`. The style guide shows all of them.

mod avatar;
mod chart;
mod confirm;
mod empty;
mod field;
mod further;
mod head;
mod notice;
mod pager;
mod qr;
mod secret;
mod status;
mod sub_tabs;
mod token;

pub use avatar::Avatar;
pub use chart::{Chart, Form as ChartForm};
pub use confirm::Confirm;
pub use empty::Empty;
pub use field::{Choice, Field};
pub use further::Further;
pub use head::Head;
pub use notice::{Notice, Tone};
pub use pager::Pager;
pub use qr::Qr;
pub use secret::Secret;
pub use status::{Presence, Status};
pub use sub_tabs::SubTabs;
pub use token::Token;

use askama::filters::HtmlSafe;

impl HtmlSafe for Avatar<'_> {}
impl HtmlSafe for Chart {}
impl HtmlSafe for Confirm<'_> {}
impl HtmlSafe for Empty {}
impl HtmlSafe for Field<'_> {}
impl HtmlSafe for Further {}
impl HtmlSafe for Head {}
impl HtmlSafe for Notice {}
impl HtmlSafe for Pager<'_> {}
impl HtmlSafe for Qr {}
impl HtmlSafe for Secret<'_> {}
impl HtmlSafe for Status {}
impl HtmlSafe for SubTabs<'_> {}
impl HtmlSafe for Token<'_> {}
