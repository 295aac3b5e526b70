//! `nudge client-config hosts`.

use std::net::Ipv4Addr;

use nudge_reach::{Generation, hosts_lines};

use super::{FileOutput, assumed_address};
use crate::cli::Ending;

/// Make lines for a client's hosts file
///
/// They lead the host names that are built into the clients to the server. Without --client they serve every generation,
/// and leave alone the names that other programs need to this day. Add them at the end of the file, which is HOSTS in the
/// Windows folder of Windows 95, 98 and ME, system32\drivers\etc\hosts there from Windows NT 4.0 on, and /etc/hosts
/// elsewhere.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Only what this client asks for: 1-4, windows-messenger, 5.0, 6, 7.0, 7.5, mac or third-party.
    #[arg(long, value_name = "CLIENT")]
    client: Option<Generation>,
    /// The server's IPv4 address, for a hosts file takes no name. Without it: the address of this machine.
    #[arg(long, value_name = "ADDRESS")]
    address: Option<Ipv4Addr>,
    #[command(flatten)]
    output: FileOutput,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let address = match self.address {
            Some(address) => address,
            None => assumed_address("--address")?,
        };
        self.output.write(hosts_lines(address, self.client).as_bytes())
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge client-config hosts --address 192.168.1.10 --client 7.5
  nudge client-config hosts --address 192.168.1.10 --output hosts.txt

To undo it, delete the lines between the two that begin with \"# Nudge:\", and those two.";
