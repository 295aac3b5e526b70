//! `nudge client-config certificate`.

use std::fs;
use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, bail};

use super::FileOutput;
use crate::cli::settings::DataArgs;
use crate::cli::{Ending, Usage};

/// Give out the server's root certificate, which clients from MSN Messenger 5.0 on must trust
///
/// It is a file that Windows opens with a double click and the Keychain of a Mac takes (DER, .cer). It contains no secret.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: FileOutput,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let path = self.data.folder().root_certificate();
        let certificate = match fs::read(&path) {
            Ok(certificate) => certificate,
            Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
                "there is no root certificate at {} yet: the server makes it when it first starts with HTTPS; \
                 if its data folder is another, name it with --data",
                path.display()
            ),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        if !certificate.starts_with(&DER_SEQUENCE) {
            bail!("{} is no certificate in DER", path.display());
        }
        if self.output.output.is_none() && io::stdout().is_terminal() {
            let what = "a certificate is no text for a terminal: say with --output which file to write";
            return Err(Usage(what.to_owned()).into());
        }
        self.output.write(&certificate)
    }
}

/// How a certificate begins: a sequence of 256 to 65535 bytes.
const DER_SEQUENCE: [u8; 2] = [0x30, 0x82];

const EXAMPLES: &str = "\
Examples:
  nudge client-config certificate --output nudge.cer
  nudge client-config certificate --data /srv/nudge > nudge.cer";
