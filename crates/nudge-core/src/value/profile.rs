use std::ops::RangeInclusive;

/// What a principal says about themselves, for their own client and, if `listed`, for the member directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Profile {
    /// Given name; empty when not said, like every text here.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Country, as a two-letter code.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// Gender.
    pub gender: Gender,
    /// Year of birth.
    pub birth_year: Option<u16>,
    /// Language of the client, as a Windows language code (LCID).
    pub language: u16,
    /// Whether the member directory may show this profile. Off until its owner asks for it.
    pub listed: bool,
}

impl Profile {
    /// The longest text, in characters.
    pub const MAX_CHARS: usize = 64;

    /// The years of birth that there are.
    pub const YEARS: RangeInclusive<u16> = 1900..=2100;

    /// Whether a text can be one of a profile. They end up in headers of a message to the client, where a line end would begin
    /// another header.
    pub fn takes(text: &str) -> bool {
        text.chars().count() <= Self::MAX_CHARS && !text.chars().any(char::is_control)
    }

    /// A country as it is kept: two letters, or nothing. `None` for what is neither.
    pub fn country(text: &str) -> Option<String> {
        let is_code =
            text.is_empty() || (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()));
        is_code.then(|| text.to_ascii_uppercase())
    }

    /// English (United States).
    pub const DEFAULT_LANGUAGE: u16 = 1033;
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            first_name: String::new(),
            last_name: String::new(),
            city: String::new(),
            region: String::new(),
            country: String::new(),
            postal_code: String::new(),
            gender: Gender::default(),
            birth_year: None,
            language: Self::DEFAULT_LANGUAGE,
            listed: false,
        }
    }
}

/// Gender, as far as the clients of the era can tell it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Gender {
    /// Not said.
    #[default]
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
}
