//! One encoding per form, however many receive it.

use std::sync::OnceLock;

use bytes::Bytes;

/// Which of a few ways of writing an endpoint reads. The front end hands the numbers out; the domain only carries them.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Form(u8);

impl Form {
    /// How many forms a front end may have.
    pub const COUNT: u8 = 8;

    /// `None` from [`Form::COUNT`] on.
    pub const fn new(number: u8) -> Option<Self> {
        if number < Self::COUNT { Some(Self(number)) } else { None }
    }
}

/// What front ends have made of a thing that many receive: it is written once for each form, not once for each receiver.
#[derive(Debug, Default)]
pub struct Encodings([OnceLock<Bytes>; Form::COUNT as usize]);

impl Encodings {
    /// The encoding for this form, made now if this is its first receiver.
    pub fn of(&self, form: Form, make: impl FnOnce() -> Bytes) -> Bytes {
        match self.0.get(usize::from(form.0)) {
            Some(cell) => cell.get_or_init(make).clone(),
            // `Form` has no such number.
            None => make(),
        }
    }
}
