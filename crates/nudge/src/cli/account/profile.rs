//! `nudge account profile`.

use nudge_core::Profile;

use nudge_admin::{GenderView, Particular, ProfileChange, Request};

use super::{Ending, Target, Usage};

/// Change what the owner says about themselves
///
/// The client is told it at sign-in, and the member directory finds those who are listed. What is not given stays as it
/// is; an empty text takes one back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// Given name.
    #[arg(long, value_name = "TEXT")]
    first_name: Option<Particular>,
    /// Family name.
    #[arg(long, value_name = "TEXT")]
    last_name: Option<Particular>,
    /// City.
    #[arg(long, value_name = "TEXT")]
    city: Option<Particular>,
    /// State, province or region.
    #[arg(long, value_name = "TEXT")]
    region: Option<Particular>,
    /// Country, by its two letters.
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Option<Particular>,
    /// Postal code.
    #[arg(long, value_name = "TEXT")]
    postal_code: Option<Particular>,
    /// Gender.
    #[arg(long, value_enum)]
    gender: Option<Gender>,
    /// Year of birth.
    #[arg(long, value_name = "YEAR", value_parser = year)]
    birth_year: Option<u16>,
    /// Language of the client, as a Windows language code (1033 is English).
    #[arg(long, value_name = "LCID")]
    language: Option<u16>,
    /// Let the member directory show the profile.
    #[arg(long, conflicts_with = "unlisted")]
    listed: bool,
    /// Keep the profile out of the member directory.
    #[arg(long)]
    unlisted: bool,
}

/// A gender, as the clients know them.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Gender {
    /// Not said.
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
}

impl From<Gender> for GenderView {
    fn from(gender: Gender) -> Self {
        match gender {
            Gender::Unspecified => Self::Unspecified,
            Gender::Female => Self::Female,
            Gender::Male => Self::Male,
        }
    }
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let change = ProfileChange {
            first_name: self.first_name,
            last_name: self.last_name,
            city: self.city,
            region: self.region,
            country: self.country,
            postal_code: self.postal_code,
            gender: self.gender.map(Into::into),
            birth_year: self.birth_year,
            language: self.language,
            listed: (self.listed || self.unlisted).then_some(self.listed),
        };
        if change == ProfileChange::default() {
            return Err(Usage("nothing to change: see nudge account profile --help".to_owned()).into());
        }
        let request = Request::ChangeProfile { email: self.target.email.clone(), change: Box::new(change) };
        self.target.change(request, |_| "the profile is changed.".to_owned())
    }
}

fn year(text: &str) -> Result<u16, Usage> {
    let (first, last) = (Profile::YEARS.start(), Profile::YEARS.end());
    let year = text.parse().ok().filter(|year| Profile::YEARS.contains(year));
    year.ok_or_else(|| Usage(format!("expected a year from {first} to {last}")))
}

fn country(text: &str) -> Result<Particular, Usage> {
    let code = Profile::country(text).and_then(|code| code.parse().ok());
    code.ok_or_else(|| Usage("expected two letters such as CH".to_owned()))
}

const EXAMPLES: &str = "\
Examples:
  nudge account profile alice@example.com --first-name Alice --city Zürich --country CH --listed
  nudge account profile alice@example.com --city ''";
