//! Lines: reading arguments off one and writing one, and the macro that turns a command's grammar into both.

use std::borrow::Cow;
use std::fmt;

use crate::error::{DecodeError, Problem};
use crate::frame::{PayloadKind, ends_in_length};
use crate::value::Trid;
use crate::{Cap, Dialect};

/// The three letters (or digits, for an error) that a line begins with.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Name([u8; 3]);

impl Name {
    /// The first word of a line, cut or filled up with `?` where it has not three bytes: for messages only.
    pub(crate) fn of(word: &[u8]) -> Self {
        let mut name = *b"???";
        for (to, from) in name.iter_mut().zip(word) {
            *to = if from.is_ascii_graphic() { *from } else { b'?' };
        }
        Self(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or("???"))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The arguments of a line that are still unread.
#[derive(Debug)]
pub(crate) struct Args<'a> {
    rest: &'a str,
    dialect: Dialect,
}

impl<'a> Args<'a> {
    pub(crate) fn new(rest: &'a str, dialect: Dialect) -> Self {
        Self { rest: rest.trim_matches(' '), dialect }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The next argument. One or more spaces separate two (reference 01 §2.1).
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        let (word, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
        self.rest = rest.trim_start_matches(' ');
        (!word.is_empty()).then_some(word)
    }

    /// The next argument, which stays unread.
    pub(crate) fn peek(&self) -> Option<&'a str> {
        self.words().next()
    }

    /// The arguments that are left, which stay unread.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.rest.split(' ').filter(|word| !word.is_empty())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next argument, as a value that must be there.
    pub(crate) fn required<T: Word>(&mut self, what: &'static str) -> Result<T, Problem> {
        let word = self.word().ok_or(Problem::Missing(what))?;
        T::parse(word).ok_or(Problem::Malformed(what))
    }

    /// The next argument, which can only be this word.
    pub(crate) fn expect(&mut self, word: &'static str) -> Result<(), Problem> {
        match self.word() {
            Some(found) if found == word => Ok(()),
            Some(_) => Err(Problem::Malformed(word)),
            None => Err(Problem::Missing(word)),
        }
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(Problem::TooMany) }
    }
}

/// A line being written.
#[derive(Debug)]
pub(crate) struct Line<'o> {
    out: &'o mut Vec<u8>,
    dialect: Dialect,
}

impl<'o> Line<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>, name: &str, dialect: Dialect) -> Self {
        out.extend_from_slice(name.as_bytes());
        Self { out, dialect }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn word(&mut self, word: impl fmt::Display) {
        use std::io::Write;
        // Writing to a Vec cannot fail.
        let _infallible = write!(self.out, " {word}");
    }

    /// The same, of what is text already.
    pub(crate) fn text(&mut self, text: &str) {
        self.out.push(b' ');
        self.out.extend_from_slice(text.as_bytes());
    }

    /// The same, of a value that knows a shorter way.
    pub(crate) fn value(&mut self, value: &impl Word) {
        self.out.push(b' ');
        value.put(self.out);
    }

    /// The line with one more field, if the dialect has it.
    pub(crate) fn with<F: Field>(mut self, field: &F, exists: bool) -> Self {
        if exists {
            field.write(&mut self);
        }
        self
    }

    pub(crate) fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }

    /// Ends the line with the payload's length, and writes the payload after it.
    pub(crate) fn end_with(self, payload: &[u8]) {
        self.out.push(b' ');
        self.out.extend_from_slice(itoa::Buffer::new().format(payload.len()).as_bytes());
        self.out.extend_from_slice(b"\r\n");
        self.out.extend_from_slice(payload);
    }
}

/// A value that is exactly one argument.
pub(crate) trait Word: Sized + fmt::Display {
    /// `None` if the argument has not the value's form.
    fn parse(word: &str) -> Option<Self>;

    /// Writes it, as it is displayed. What lists are full of does so without the formatting machinery, which costs more than
    /// all the rest of a line.
    fn put(&self, out: &mut Vec<u8>) {
        use std::io::Write;
        // Writing to a Vec cannot fail.
        let _infallible = write!(out, "{self}");
    }
}

impl Word for u32 {
    fn parse(word: &str) -> Option<Self> {
        // `str::parse` would accept a sign.
        if word.bytes().all(|b| b.is_ascii_digit()) { word.parse().ok() } else { None }
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
    }
}

/// A field of a command: how it is read from, and written as, any number of arguments.
pub(crate) trait Field: Sized {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem>;
    fn write(&self, line: &mut Line<'_>);
}

impl<T: Word> Field for T {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        args.required(what)
    }

    fn write(&self, line: &mut Line<'_>) {
        line.value(self);
    }
}

impl<T: Word> Field for Option<T> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        args.word().map(|word| T::parse(word).ok_or(Problem::Malformed(what))).transpose()
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(value) = self {
            line.value(value);
        }
    }
}

impl<T: Word> Field for Vec<T> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let mut values = Self::new();
        while !args.is_empty() {
            values.push(args.required(what)?);
        }
        Ok(values)
    }

    fn write(&self, line: &mut Line<'_>) {
        for value in self {
            line.word(value);
        }
    }
}

/// A command of one direction: its arguments and, for some, its payload.
pub(crate) trait Form<'a>: Sized {
    /// The first argument is a transaction id, if it is a number; an answer to a malformed command can carry it.
    const HAS_TRID: bool;

    fn read(args: &mut Args<'_>, payload: Option<&'a [u8]>) -> Result<Self, Problem>;
    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>);
    /// `Some` only where [`Self::HAS_TRID`]; a row of a list dump may have none all the same.
    fn trid(&self) -> Option<Trid>;
}

/// Whether the dialect has all that a row or a field needs.
pub(crate) fn available(dialect: Dialect, needs: &[Cap]) -> bool {
    needs.iter().all(|cap| dialect.has(*cap))
}

/// What `read` makes of a field that the dialect does not have.
pub(crate) fn only_with<T: Field + Default>(
    cap: Cap,
    args: &mut Args<'_>,
    what: &'static str,
) -> Result<T, Problem> {
    if args.dialect().has(cap) { T::read(args, what) } else { Ok(T::default()) }
}

/// Reads a whole command with `F`, and says which one failed if it does.
pub(crate) fn decode_form<'a, F: Form<'a>>(
    rest: &str,
    payload: Option<&'a [u8]>,
    dialect: Dialect,
    name: Name,
) -> Result<F, DecodeError> {
    let mut args = Args::new(rest, dialect);
    F::read(&mut args, payload).and_then(|form| args.finish().map(|()| form)).map_err(|problem| {
        // Only now, because nearly every command is well formed.
        let trid = if F::HAS_TRID { first_number(rest) } else { None };
        DecodeError { name, trid, problem }
    })
}

/// Whether XML follows an error, which says more about it: then the line has three words, and the last is its length.
pub(crate) fn error_payload(line: &[u8], dialect: Dialect) -> Option<PayloadKind> {
    let is_error = line.get(..3).is_some_and(|name| name.iter().all(u8::is_ascii_digit));
    let follows = is_error && dialect.has(Cap::ErrorDetails) && ends_in_length(line);
    follows.then_some(PayloadKind::List)
}

/// A line as text. Bytes that are no UTF-8 are kept visible, not refused (reference 01 §2.1).
pub(crate) fn text(line: &[u8]) -> (Name, Cow<'_, str>) {
    let end = memchr::memchr(b' ', line).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end).unwrap_or((line, b""));
    // Letters of the wrong number or case are no command; `Name` is for the log.
    let name = if word.len() == 3 { Name::of(word) } else { Name(*b"???") };
    (name, String::from_utf8_lossy(rest))
}

/// The transaction id of an error line.
pub(crate) fn first_number(rest: &str) -> Option<Trid> {
    Args::new(rest, Dialect::BEFORE_VER).word().and_then(Trid::parse)
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

/// Defines a command from its grammar: fields in the order of the line.
///
/// `field: Type` must be there; `Option<Type>` may; `Vec<Type>` takes the rest; `field: Type where Cap` exists only in
/// dialects with the capability: in others its value is not written, and is the default when read. `+ payload` makes it
/// a payload command, whose length is not a field.
macro_rules! command {
    (
        $(#[$doc:meta])*
        $name:ident { $( $(#[$field_doc:meta])* $field:ident : $type:ty $(where $cap:ident)? ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct $name { $( $(#[$field_doc])* pub $field: $type, )* }

        impl<'a> $crate::line::Form<'a> for $name {
            const HAS_TRID: bool = $crate::line::command!(@trid $($field)*);

            fn read(args: &mut $crate::line::Args<'_>, _: Option<&'a [u8]>) -> Result<Self, $crate::Problem> {
                let _unused_without_fields = &args;
                Ok(Self { $( $field: $crate::line::command!(@read args, $field $(, $cap)?)?, )* })
            }

            fn write(&self, name: &str, dialect: $crate::Dialect, out: &mut Vec<u8>) {
                let line = $crate::line::Line::new(out, name, dialect);
                $( let line = line.with(&self.$field, $crate::line::available(dialect, &[$($crate::Cap::$cap)?])); )*
                line.end();
            }

            fn trid(&self) -> Option<$crate::value::Trid> {
                $crate::line::command!(@trid_of self $($field)*)
            }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident { $( $(#[$field_doc:meta])* $field:ident : $type:ty $(where $cap:ident)? ),* $(,)? } + payload
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct $name<'a> {
            $( $(#[$field_doc])* pub $field: $type, )*
            /// The payload, byte for byte.
            pub payload: std::borrow::Cow<'a, [u8]>,
        }

        impl $name<'_> {
            /// The command with its payload in memory of its own, to outlive the buffer that it was read from.
            pub fn into_owned(self) -> $name<'static> {
                $name { payload: std::borrow::Cow::Owned(self.payload.into_owned()), $( $field: self.$field, )* }
            }
        }

        impl<'a> $crate::line::Form<'a> for $name<'a> {
            const HAS_TRID: bool = $crate::line::command!(@trid $($field)*);

            fn read(args: &mut $crate::line::Args<'_>, payload: Option<&'a [u8]>) -> Result<Self, $crate::Problem> {
                let _unused_without_fields = &args;
                Ok(Self {
                    $( $field: $crate::line::command!(@read args, $field $(, $cap)?)?, )*
                    payload: payload.ok_or($crate::Problem::Missing("payload"))?.into(),
                })
            }

            fn write(&self, name: &str, dialect: $crate::Dialect, out: &mut Vec<u8>) {
                let line = $crate::line::Line::new(out, name, dialect);
                $( let line = line.with(&self.$field, $crate::line::available(dialect, &[$($crate::Cap::$cap)?])); )*
                line.end_with(&self.payload);
            }

            fn trid(&self) -> Option<$crate::value::Trid> {
                $crate::line::command!(@trid_of self $($field)*)
            }
        }
    };
    (@trid trid $($rest:ident)*) => { true };
    (@trid answer $($rest:ident)*) => { true };
    (@trid $($rest:ident)*) => { false };
    (@trid_of $self:ident trid $($rest:ident)*) => { Some($self.trid) };
    (@trid_of $self:ident answer $($rest:ident)*) => { $self.answer.map(|answer| answer.trid) };
    (@trid_of $self:ident $($rest:ident)*) => { None };
    (@read $args:ident, $field:ident) => { $crate::line::Field::read($args, stringify!($field)) };
    (@read $args:ident, $field:ident, $cap:ident) => {
        $crate::line::only_with($crate::Cap::$cap, $args, stringify!($field))
    };
}

/// Defines a vocabulary: one row per command, saying its name, the variant (and the type, where it has another name),
/// whether a dialect must have a capability (or several) for it, and whether it carries a payload: `+ payload`, `+ data` or
/// `+ list`, by the limit in [`crate::frame::Limits`], and `+ maybe` for a list that comes only with some lines. Decoding,
/// encoding and framing follow from the rows.
macro_rules! vocabulary {
    (
        $(#[$doc:meta])*
        $enum:ident {
            $( $(#[$row_doc:meta])*
               $name:literal => $variant:ident $(($type:ident))? $(<$life:lifetime>)? $(if $($cap:ident)&+)? $(+ $payload:ident)? ),* $(,)?
        }
        $( errors => $error:ident )?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum $enum<'a> {
            $( $(#[$row_doc])* $variant($crate::line::vocabulary!(@type $variant $(($type))? $(<$life>)?)), )*
            $(
                /// A line of three digits: the request with this transaction id failed.
                $error($crate::command::Refused),
            )?
        }

        impl<'a> $enum<'a> {
            /// Reads a frame as a command of this vocabulary, in the form that the dialect has.
            pub fn decode(frame: $crate::frame::Frame<'a>, dialect: $crate::Dialect) -> Result<Self, $crate::DecodeError> {
                let (name, rest) = $crate::line::text(frame.line);
                $(
                    if name == *$name && $crate::line::available(dialect, &[$( $( $crate::Cap::$cap ),+ )?]) {
                        return $crate::line::decode_form(&rest, frame.payload, dialect, name).map(Self::$variant);
                    }
                )*
                $(
                    if let Some(code) = $crate::value::ErrorCode::from_line(name) {
                        return Ok(Self::$error($crate::command::Refused { code, trid: $crate::line::first_number(&rest) }));
                    }
                )?
                Err($crate::DecodeError { name, trid: None, problem: $crate::Problem::UnknownCommand })
            }

            /// Writes the command in the form that the dialect has.
            pub fn encode(&self, dialect: $crate::Dialect, out: &mut Vec<u8>) {
                match self {
                    $( Self::$variant(command) => $crate::line::Form::write(command, $name, dialect, out), )*
                    $( Self::$error(refused) => refused.write(out), )?
                }
            }

            /// The transaction id: the request's own, or that of the request that this answers. `None` for the
            /// commands that have none.
            pub fn trid(&self) -> Option<$crate::value::Trid> {
                match self {
                    $( Self::$variant(command) => $crate::line::Form::trid(command), )*
                    $( Self::$error($crate::command::$error { trid, .. }) => *trid, )?
                }
            }

            /// The command with its payload, if it has one, in memory of its own.
            pub fn into_owned(self) -> $enum<'static> {
                match self {
                    $( Self::$variant(command) => $enum::$variant(
                        $crate::line::vocabulary!(@owned command $(<$life>)?)
                    ), )*
                    $( Self::$error(refused) => $enum::$error(refused), )?
                }
            }

            /// The names of the vocabulary's commands that exist in a dialect.
            pub fn names(dialect: $crate::Dialect) -> Vec<&'static str> {
                let rows = [$( ($name, $crate::line::available(dialect, &[$( $( $crate::Cap::$cap ),+ )?])), )*];
                rows.into_iter().filter_map(|(name, exists)| exists.then_some(name)).collect()
            }
        }

        impl $crate::frame::Vocabulary for $enum<'_> {
            fn payload(line: &[u8], dialect: $crate::Dialect) -> Option<$crate::frame::PayloadKind> {
                let name = line.get(..3)?;
                $(
                    if name == $name.as_bytes() {
                        return $crate::line::vocabulary!(@payload line $($payload)?)
                            .filter(|_| $crate::line::available(dialect, &[$( $( $crate::Cap::$cap ),+ )?]));
                    }
                )*
                let unknown: Option<$crate::frame::PayloadKind> = None;
                $( let unknown = unknown.or_else(|| $crate::line::vocabulary!(@payload_of $error line dialect)); )?
                unknown
            }
        }

        $( $crate::line::vocabulary!(@from $enum $variant $(($type))? $(<$life>)?); )*
        $( impl From<$crate::command::$error> for $enum<'_> {
            fn from(refused: $crate::command::$error) -> Self { Self::$error(refused) }
        } )?
    };
    (@type $variant:ident) => { $crate::command::$variant };
    (@type $variant:ident <$life:lifetime>) => { $crate::command::$variant<$life> };
    (@type $variant:ident ($type:ident)) => { $crate::command::$type };
    (@type $variant:ident ($type:ident) <$life:lifetime>) => { $crate::command::$type<$life> };
    (@owned $command:ident) => { $command };
    (@owned $command:ident <$life:lifetime>) => { $command.into_owned() };
    (@payload_of $error:ident $line:ident $dialect:ident) => { $crate::line::error_payload($line, $dialect) };
    (@payload $line:ident) => { None::<$crate::frame::PayloadKind> };
    (@payload $line:ident payload) => { Some($crate::frame::PayloadKind::Message) };
    (@payload $line:ident data) => { Some($crate::frame::PayloadKind::Data) };
    (@payload $line:ident list) => { Some($crate::frame::PayloadKind::List) };
    (@payload $line:ident maybe) => {
        $crate::frame::ends_in_length($line).then_some($crate::frame::PayloadKind::List)
    };
    // A type that several rows share has no one variant to become.
    (@from $enum:ident $variant:ident ($type:ident) $(<$life:lifetime>)?) => {};
    (@from $enum:ident $variant:ident) => {
        impl From<$crate::command::$variant> for $enum<'_> {
            fn from(command: $crate::command::$variant) -> Self { Self::$variant(command) }
        }
    };
    (@from $enum:ident $variant:ident <$life:lifetime>) => {
        impl<$life> From<$crate::command::$variant<$life>> for $enum<$life> {
            fn from(command: $crate::command::$variant<$life>) -> Self { Self::$variant(command) }
        }
    };
}

pub(crate) use {command, vocabulary};
