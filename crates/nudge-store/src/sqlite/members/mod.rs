//! What members do with a browser.

pub(super) mod appearance;
pub(super) mod codes;
pub(super) mod keys;
pub(super) mod links;
pub(super) mod places;
pub(super) mod second_factor;
