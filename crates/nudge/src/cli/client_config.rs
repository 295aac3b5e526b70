//! `nudge client-config`: what points an untouched client at the server.

use std::fs;
use std::num::NonZeroU16;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use nudge_reach::{DEFAULT_PORT, Host, ServerAddress, registry_file};

use super::Ending;
use crate::terminal;

/// Make the files that point a client at a server
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a registry file for MSN Messenger 1.0 to 4.6 and Windows Messenger 4.0 to 4.7
    ///
    /// Start the client once and close it, open the file on its machine as the user who will sign in, and start the
    /// client again. The file works on every Windows from 95 on. Windows Messenger 4.7.2009 and later sign in by
    /// Passport and need more than this.
    #[command(after_help = REGISTRY_EXAMPLES)]
    Registry {
        /// The name or IPv4 address under which the client reaches the server.
        #[arg(long, value_name = "NAME")]
        host: Host,
        /// The server's port.
        #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT, value_parser = port)]
        port: NonZeroU16,
        /// The file to write; the standard output where there is none.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Command::Registry { host, port, output } = self.command;
        let content = registry_file(&ServerAddress { host, port });
        if let Some(path) = output {
            fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
            terminal::print(format_args!("{}: written", path.display()))?;
        } else {
            terminal::write(content.as_bytes())?;
        }
        Ok(Ending::Done)
    }
}

fn port(text: &str) -> Result<NonZeroU16, &'static str> {
    text.parse().map_err(|_| "expected a number from 1 to 65535")
}

const REGISTRY_EXAMPLES: &str = "\
Examples:
  nudge client-config registry --host 192.168.1.10 --output msn.reg
  nudge client-config registry --host im.example.net --port 1900 > msn.reg

In Windows PowerShell use --output: its > writes another encoding, which old Windows cannot read.";
