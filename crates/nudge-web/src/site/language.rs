//! The languages of the site, and which of them a reader gets.

use std::cmp::Reverse;

/// A language that the site speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// English, which everybody gets who asks for nothing that is here.
    English,
    /// Spanish.
    Spanish,
}

/// How many languages of a browser's list are looked at.
const LONGEST_WISH: usize = 32;

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// As HTML and HTTP name it (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The one with that tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first of ours in a browser's list (RFC 9110 §12.5.4), the most wanted first; `es-AR` is as good as `es`.
    pub fn wished(accept_language: &str) -> Option<Self> {
        let mut wishes: Vec<_> =
            accept_language.split(',').take(LONGEST_WISH).filter_map(Self::wish).collect();
        // Stable: among equals, the one that stands first.
        wishes.sort_by_key(|(_, weight)| Reverse(*weight));
        wishes.into_iter().map(|(language, _)| language).next()
    }

    /// One of the list, with its weight in thousandths; one with the weight 0 is not wanted.
    fn wish(item: &str) -> Option<(Self, u32)> {
        let (range, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let primary = range.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let language = if primary == "*" { Self::English } else { Self::from_tag(&primary)? };
        Some((language, thousandths(weight.trim().strip_prefix("q=")?)?)).filter(|(_, weight)| *weight > 0)
    }
}

/// `0.25` as 250. No more than three decimals are allowed (RFC 9110 §12.4.2).
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole = match whole {
        "0" => 0,
        "1" => 1000,
        _ => return None,
    };
    let decimals: u32 = format!("{decimals:0<3}").parse().ok()?;
    Some(whole + decimals).filter(|weight| *weight <= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_that_is_here_is_taken() {
        for (wished, got) in [
            ("es", Some(Language::Spanish)),
            ("ES-ar,en;q=0.5", Some(Language::Spanish)),
            ("de, en;q=0.7, es;q=0.701", Some(Language::Spanish)),
            ("en;q=0.8,es;q=0.8", Some(Language::English)),
            ("es;q=0, en;q=0.1", Some(Language::English)),
            ("de,*;q=0.1", Some(Language::English)),
            ("de-CH, fr", None),
            ("est", None),
            ("", None),
        ] {
            assert_eq!(Language::wished(wished), got, "{wished}");
        }
    }

    #[test]
    fn a_weight_that_is_none_makes_no_wish() {
        for weight in ["q=", "q=2", "q=1.001", "q=0.1234", "q=-1", "q=0.+1", "x=1", "q=1.5e3"] {
            assert_eq!(Language::wished(&format!("es;{weight}")), None, "{weight}");
        }
    }
}
