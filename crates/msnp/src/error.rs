//! What can be wrong with a command that the peer sent.

use crate::line::Name;
use crate::value::Trid;

/// The peer's bytes are framed correctly but are no command of the vocabulary.
///
/// It carries what an answer needs: a few commands are answered with a number before the connection is closed
/// (`CVR`: 731, `SND`: 503); all others are closed without a word (reference 01 §2.5).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct DecodeError {
    /// The command, as far as it could be read.
    pub name: Name,
    /// Its transaction id, if it has one and it was readable.
    pub trid: Option<Trid>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Problem {
    /// The vocabulary has no such command, in any dialect or in this one.
    #[error("no such command here in this dialect")]
    UnknownCommand,
    /// An argument is missing.
    #[error("argument `{0}` is missing")]
    Missing(&'static str),
    /// There are more arguments than the form has.
    #[error("too many arguments")]
    TooMany,
    /// An argument does not have the form that it must have.
    #[error("argument `{0}` is malformed")]
    Malformed(&'static str),
}
