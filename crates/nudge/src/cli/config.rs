//! `nudge config`: the settings, explained, checked and shown.

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};

use super::Ending;
use super::settings::{DataArgs, SettingsArgs, complain};
use crate::config::{create_if_missing, effective_json, effective_text, manual, setting_count, template};
use crate::terminal;

/// Look at the settings
#[derive(Debug, clap::Args)]
#[command(after_help = LAYERS)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say whether the settings are right, and what is wrong with them
    #[command(after_help = CHECK_EXAMPLES)]
    Check(SettingsArgs),
    /// Show the value of every setting and where it came from
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        #[command(flatten)]
        settings: SettingsArgs,
        /// An array of objects, for a script.
        #[arg(long)]
        json: bool,
    },
    /// Write nudge.toml with every setting explained and commented out, where there is none
    Init(DataArgs),
    /// Explain every setting
    Reference {
        /// How to write it.
        #[arg(long, value_enum, default_value_t = Format::Markdown)]
        format: Format,
    },
}

/// How the settings are explained.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The page of the manual.
    Markdown,
    /// A nudge.toml with everything commented out.
    Toml,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Check(settings) => check(&settings),
            Command::Show { settings, json } => show(&settings, json),
            Command::Init(data) => init(&data),
            Command::Reference { format } => {
                terminal::print(match format {
                    Format::Markdown => manual(),
                    Format::Toml => template(),
                })?;
                Ok(Ending::Done)
            }
        }
    }
}

fn check(settings: &SettingsArgs) -> anyhow::Result<Ending> {
    let loaded = match settings.load()? {
        Ok(loaded) => loaded,
        Err(problems) => {
            complain(&problems);
            return Ok(Ending::Misconfigured);
        }
    };
    let path = settings.data.folder().settings();
    let path = if path.exists() { path.display().to_string() } else { format!("no {} yet", path.display()) };
    let (given, count) = (loaded.given(), setting_count());
    terminal::print(format_args!(
        "OK: {given} of {count} settings are given, the others have their defaults ({path})"
    ))?;
    Ok(Ending::Done)
}

fn show(settings: &SettingsArgs, json: bool) -> anyhow::Result<Ending> {
    match settings.load()? {
        Ok(loaded) if json => terminal::print(format_args!("{:#}", effective_json(&loaded)))?,
        Ok(loaded) => terminal::print(effective_text(&loaded))?,
        Err(problems) => {
            complain(&problems);
            return Ok(Ending::Misconfigured);
        }
    }
    Ok(Ending::Done)
}

fn init(data: &DataArgs) -> anyhow::Result<Ending> {
    let file = data.folder().settings();
    let created = create_if_missing(data.folder().path())
        .with_context(|| format!("cannot write {}", file.display()))?;
    let what = if created.is_some() { "written" } else { "there already, left as it is" };
    terminal::print(format_args!("{}: {what}", file.display()))?;
    Ok(Ending::Done)
}

const LAYERS: &str = "\
A setting has its default, unless nudge.toml in the data folder says otherwise, unless a variable of the \
environment does (NUDGE_LIMITS_LINE_BYTES for limits.line_bytes), unless a flag does \
(--set limits.line_bytes=4096).";

const CHECK_EXAMPLES: &str = "\
Examples:
  nudge config check
  nudge config check --data /srv/nudge --set history.enabled=true";

const SHOW_EXAMPLES: &str = "\
Examples:
  nudge config show
  nudge config show --json | jq '.[] | select(.from.source != \"default\")'";
