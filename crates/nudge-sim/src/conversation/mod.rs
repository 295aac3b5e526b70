//! Whole conversations: what the fuzzer says, and what must be so whatever it was.
//!
//! An input is a list of [`Turn`]s. In each, one of three people does something with a client of some dialect: most of it is in
//! the grammar and some of it wrong; some is bytes; and now and then somebody vanishes, does not read, or waits. Eve, who is
//! online all the time and has blocked everybody, and Dave, who signs in at the end, behave.
//!
//! Whatever is said,
//!
//! - nothing panics, and nothing goes on for ever: the server comes to rest within a bounded time;
//! - all that it says is a command of the dialect, in the one form that it has; as a notice, or as an answer to something that
//!   was asked on that connection; refusals have numbers that are documented;
//! - it says no more than a bound that follows from what was said;
//! - nobody is ever shown anything of Eve: neither whether she is there, nor the name that she has chosen;
//! - at the end everybody who is there sees those, and only those, whom they may see and have as a contact;
//! - Dave signs in and is answered;
//! - and when all have gone, no session, conversation or task is left.

mod guest;
mod input;
mod play;
mod speech;

pub use input::{Begins, Body, Change, Command, Conversation, Deed, Text, Turn, Who, Word};
pub use play::{Played, people, play};
