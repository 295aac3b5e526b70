//! The load generator as people use it.

mod results;
mod rivals;
mod scenarios;
mod tool;
