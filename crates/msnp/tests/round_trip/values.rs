//! Values that can be on a line.

use std::borrow::Cow;

use msnp::value::{
    Address, Cookie, ErrorCode, Flag, Friendly, GroupNumber, Handle, PropertyKey, SessionId, Text, Trid,
};
use msnp::{Cap, Dialect};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// What a word is made of: anything but spaces and control characters, inside ASCII and out.
const WORD: &str = "[!-~\u{a1}-\u{17f}\u{1f600}-\u{1f64f}]{1,16}";

pub(crate) fn trid() -> impl Strategy<Value = Trid> {
    any::<u32>().prop_map(Trid)
}

pub(crate) fn text() -> impl Strategy<Value = Text> {
    WORD.prop_map(|word| Text::new(&word).unwrap())
}

pub(crate) fn texts() -> impl Strategy<Value = Vec<Text>> {
    vec(text(), 0..6)
}

/// `%40` is read as `@` and so cannot come back.
pub(crate) fn handle() -> impl Strategy<Value = Handle> {
    WORD.prop_map(|word| Handle::new(&word.replace('%', "@")).unwrap())
}

pub(crate) fn friendly() -> impl Strategy<Value = Friendly> {
    prop_oneof![
        ".{1,12}".prop_map(|name| Friendly::encode(&name).unwrap()),
        WORD.prop_map(|w| Friendly::new(&w).unwrap())
    ]
}

pub(crate) fn address() -> impl Strategy<Value = Address> {
    WORD.prop_map(|word| Address::new(&word).unwrap())
}

pub(crate) fn cookie() -> impl Strategy<Value = Cookie> {
    WORD.prop_map(|word| Cookie::new(&word).unwrap())
}

pub(crate) fn session() -> impl Strategy<Value = SessionId> {
    any::<u32>().prop_map(SessionId)
}

pub(crate) fn group() -> impl Strategy<Value = GroupNumber> {
    (0u8..30).prop_map(|number| GroupNumber::new(number).unwrap())
}

pub(crate) fn flag() -> impl Strategy<Value = Flag> {
    any::<bool>().prop_map(Flag)
}

pub(crate) fn property() -> impl Strategy<Value = PropertyKey> {
    prop_oneof![
        select(&PropertyKey::ALL[..]),
        // Lower case, so as not to hit upon one that is known.
        "[a-z]{1,3}".prop_map(|key| PropertyKey::Other(key.as_str().into())),
    ]
}

pub(crate) fn payload() -> impl Strategy<Value = Cow<'static, [u8]>> {
    vec(any::<u8>(), 0..64).prop_map(Cow::Owned)
}

pub(crate) fn error_code() -> impl Strategy<Value = ErrorCode> {
    select(ErrorCode::ALL)
}

/// One of the values of an enum of words.
pub(crate) fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

/// Present or not where the dialect has the capability; else absent.
pub(crate) fn if_has<T: std::fmt::Debug + 'static>(
    dialect: Dialect,
    cap: Cap,
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    if dialect.has(cap) { option::of(strategy).boxed() } else { Just(()).prop_map(|()| None).boxed() }
}

/// A command, or whatever else has fields that do not depend on each other.
macro_rules! draw {
    ($type:ident { $($field:ident: $strategy:expr),* $(,)? }) => {
        ($($strategy,)* proptest::prelude::Just(()))
            .prop_map(|($($field,)* ())| $type { $($field),* })
    };
}
pub(crate) use draw;
