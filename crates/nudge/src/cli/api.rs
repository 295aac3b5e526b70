//! `nudge api`: the JSON API, described.

use clap::Subcommand;

use super::Ending;
use crate::terminal;

/// Describe the JSON API with which programs look after the service
///
/// A running server has the description at /api/openapi.json of the website.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print its description for programs (OpenAPI 3.1, JSON)
    Openapi,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Command::Openapi = self.command;
        terminal::print(nudge_api::document())?;
        Ok(Ending::Done)
    }
}
