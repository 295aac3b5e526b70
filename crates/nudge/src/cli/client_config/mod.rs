//! `nudge client-config`: what points an untouched client at the server.

mod certificate;
mod hosts;
mod registry;
mod steps;

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;

use super::{Ending, Usage};
use crate::own_address::own_address;
use crate::terminal;

/// Make the files that point a client at a server
///
/// `nudge client-config steps` says which of them a client needs. The server's own pages at /connect have the same for
/// download.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Registry(registry::Args),
    Hosts(hosts::Args),
    Certificate(certificate::Args),
    Steps(steps::Args),
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Registry(args) => args.run(),
            Command::Hosts(args) => args.run(),
            Command::Certificate(args) => args.run(),
            Command::Steps(args) => args.run(),
        }
    }
}

/// Where a file goes.
#[derive(Debug, clap::Args)]
struct FileOutput {
    /// The file to write; the standard output where there is none.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl FileOutput {
    /// Writes it, byte for byte.
    fn write(&self, content: &[u8]) -> anyhow::Result<Ending> {
        if let Some(path) = &self.output {
            fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))?;
            terminal::print(format_args!("{}: written", path.display()))?;
        } else {
            terminal::write(content)?;
        }
        Ok(Ending::Done)
    }
}

/// The address that is meant where none is given, which the user is told.
fn assumed_address(flag: &str) -> anyhow::Result<Ipv4Addr> {
    let Some(address) = own_address() else {
        let what = format!(
            "this machine has no address that others could reach: say with {flag} where the server is"
        );
        return Err(Usage(what).into());
    };
    terminal::complain(format_args!(
        "nudge: the server is assumed at {address}, which is this machine; {flag} names another"
    ));
    Ok(address)
}
