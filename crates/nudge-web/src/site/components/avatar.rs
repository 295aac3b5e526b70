//! Somebody's picture, or what stands for it.

use askama::Template;

/// A round picture: the initials on a coloured disc where there is none. The name stands beside it, so it is mute.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "site/components/avatar.html")]
pub struct Avatar<'a> {
    name: &'a str,
    handle: &'a str,
    picture: Option<&'a str>,
    large: bool,
}

/// How many colours the style sheet has.
const TINTS: u32 = 8;

impl<'a> Avatar<'a> {
    /// Of somebody with that name; the address decides about the colour, which so stays when the name changes.
    pub const fn new(name: &'a str, handle: &'a str) -> Self {
        Self { name, handle, picture: None, large: false }
    }

    /// The path of a picture.
    #[must_use]
    pub const fn picture(mut self, path: &'a str) -> Self {
        self.picture = Some(path);
        self
    }

    /// As the head of a page has it.
    #[must_use]
    pub const fn large(mut self) -> Self {
        self.large = true;
        self
    }

    /// The first letters of the first and the last word.
    fn initials(&self) -> String {
        let first = |word: &str| word.chars().find(|letter| letter.is_alphanumeric());
        let mut words = self.name.split_whitespace().filter_map(first);
        let (one, other) = (words.next(), words.next_back());
        let letters = one.into_iter().chain(other).flat_map(char::to_uppercase);
        let initials: String = letters.collect();
        if initials.is_empty() { "?".to_owned() } else { initials }
    }

    fn tint(&self) -> u32 {
        self.handle.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
            % TINTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_letters_of_whatever_a_name_has() {
        for (name, initials) in [
            ("Alice", "A"),
            ("alice van dyke", "AD"),
            ("(*) Zoë ~ñandú~", "ZÑ"),
            ("王 小明", "王小"),
            ("<3", "3"),
            ("~ :) ~", "?"),
            ("", "?"),
        ] {
            assert_eq!(Avatar::new(name, "").initials(), initials, "{name}");
        }
    }
}
