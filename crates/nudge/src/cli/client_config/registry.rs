//! `nudge client-config registry`.

use std::num::NonZeroU16;

use nudge_reach::{
    DEFAULT_PORT, Generation, Host, RegistryFile, ServerAddress, registry_file, registry_undo_file,
    reset_file,
};

use super::{FileOutput, assumed_address};
use crate::cli::{Ending, Usage};

/// Make a registry file
///
/// For MSN Messenger 1.0 to 4.7 and Windows Messenger it names the server; for MSN Messenger 5.0 to 8.5 it makes the
/// client forget where it has been before. Start the client once and close it, open the file on its machine as the user
/// who will sign in, and start the client again. The file works on every Windows that the client runs on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The client: 1-4, windows-messenger, 5.0, 6, 7.0 or 7.5.
    #[arg(long, value_name = "CLIENT", default_value_t = Generation::Msn1To4)]
    client: Generation,
    /// The name or IPv4 address under which the client reaches the server. Without it: the address of this machine.
    #[arg(long, value_name = "NAME")]
    host: Option<Host>,
    /// The server's port.
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT, value_parser = port)]
    port: NonZeroU16,
    /// Make the file that takes it back.
    #[arg(long, conflicts_with_all = ["host", "port"])]
    undo: bool,
    #[command(flatten)]
    output: FileOutput,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let content = match (self.client.needs().registry, self.undo) {
            (Some(RegistryFile::Points), true) => registry_undo_file(),
            (Some(RegistryFile::Points), false) => {
                registry_file(&ServerAddress { host: self.host()?, port: self.port })
            }
            (Some(RegistryFile::Resets), false) => reset_file(),
            (Some(RegistryFile::Resets), true) => {
                let what =
                    "there is nothing to undo: the client writes anew what the registry file made it forget";
                return Err(Usage(what.to_owned()).into());
            }
            (None, _) => {
                let client = self.client;
                let what =
                    format!("no registry file helps here: see `nudge client-config steps --client {client}`");
                return Err(Usage(what).into());
            }
        };
        self.output.write(content.as_bytes())
    }

    fn host(&self) -> anyhow::Result<Host> {
        match &self.host {
            Some(host) => Ok(host.clone()),
            None => Ok(assumed_address("--host")?.to_string().parse()?),
        }
    }
}

fn port(text: &str) -> Result<NonZeroU16, &'static str> {
    text.parse().map_err(|_| "expected a number from 1 to 65535")
}

const EXAMPLES: &str = "\
Examples:
  nudge client-config registry --host 192.168.1.10 --output msn.reg
  nudge client-config registry --host im.example.net --port 1900 > msn.reg
  nudge client-config registry --client 7.0 --output forget.reg

In Windows PowerShell use --output: its > writes another encoding, which old Windows cannot read.";
