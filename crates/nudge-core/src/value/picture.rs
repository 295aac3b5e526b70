use std::{fmt, sync::Arc};

use crate::Refusal;

/// How the contacts of a principal can fetch their display picture, in the words of the principal's client: 1 to 3,072
/// bytes without spaces and control characters. The domain passes it on as it was written. Cheap to clone.
#[derive(Clone, Eq, PartialEq, Hash)]
pub struct Picture(Arc<str>);

impl Picture {
    /// The longest description, in bytes. Those of real clients have up to a thousand.
    pub const MAX_BYTES: usize = 3072;

    /// Checks a description. Anything else is [`Refusal::InvalidPicture`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        if fits && !text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            Ok(Self(text.into()))
        } else {
            Err(Refusal::InvalidPicture)
        }
    }

    /// The description as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without the words: they may name files and people.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_word_of_at_most_three_kibibytes() {
        let longest = "x".repeat(Picture::MAX_BYTES);
        for text in ["%3Cmsnobj%20Creator%3D%22a%40b.c%22%2F%3E", "0", &longest] {
            assert_eq!(Picture::new(text).unwrap().as_str(), text);
        }
        for text in ["", "two words", "a\r\nNLN", "a\0b", &format!("{longest}x")] {
            assert_eq!(Picture::new(text), Err(Refusal::InvalidPicture), "{text:?}");
        }
    }
}
