//! What every form must have.

use askama::Template;

use crate::site::guard;

/// The hidden field that says that the form is ours and its reader's.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "site/components/token.html")]
pub struct Token<'a>(pub(in crate::site) &'a str);
