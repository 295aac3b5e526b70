//! `nudge chat`: try a server without Windows.

use std::env;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use anyhow::Context as _;
use msnp::{Cap, Dialect};
use nudge_core::Handle;
use zeroize::Zeroizing;

use super::{Ending, Usage};
use crate::chat::{self, Options, Whereto};
use crate::terminal;

/// Chat from a terminal
///
/// Signs in to a server as MSN Messenger would. On a terminal it fills the screen; with --plain, or where input or output
/// is not a terminal, it reads commands and prints events line by line. /help lists the commands.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The address to sign in with.
    #[arg(long = "as", value_name = "EMAIL")]
    handle: Handle,
    /// The server.
    #[arg(long, value_name = "HOST[:PORT]", default_value = "127.0.0.1:1863")]
    server: String,
    /// The version of the protocol to speak, from MSNP2 to MSNP12. Without it, the newest of them that signs in without HTTP;
    /// with --passport-url, the newest.
    #[arg(long, visible_alias = "protocol", value_name = "MSNPn", ignore_case = true)]
    dialect: Option<Dialect>,
    /// The page that says where one signs in, for MSNP8 and later. Without it, the one at the server, on port 80. By http,
    /// the password can be read on the way.
    #[arg(long, value_name = "URL")]
    passport_url: Option<String>,
    /// Read the password or access token from the first line of the standard input.
    #[arg(long, conflicts_with = "password")]
    password_stdin: bool,
    /// The password or access token. Everybody on this machine can see it in the list of processes.
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
    /// Lines instead of a full screen.
    #[arg(long)]
    plain: bool,
}

/// The variable that the password may come from.
const PASSWORD_VARIABLE: &str = "NUDGE_CHAT_PASSWORD";

/// The longest line that is read as a password, in bytes.
const MAX_PASSWORD_LINE: u64 = 4096;

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let password = self.password()?;
        let Self { handle, server, dialect, passport_url, plain, .. } = self;
        let dialect = dialect.unwrap_or_else(|| newest(passport_url.is_some()));
        if !dialect.has(Cap::SyncedLists) {
            let why = format!(
                "clients of {dialect} have their contacts from an address book; choose MSNP12 or older"
            );
            return Err(Usage(why).into());
        }
        let passport = passport_url.unwrap_or_else(|| nexus_at(&server));
        let handle = handle.as_str().to_owned();
        chat::run(Options { whereto: Whereto { server, handle, dialect, passport }, password, plain })?;
        Ok(Ending::Done)
    }

    fn password(&self) -> anyhow::Result<Zeroizing<String>> {
        if let Some(password) = &self.password {
            terminal::complain(format_args!(
                "nudge: --password can be read by everybody on this machine in the list of processes; \
                 --password-stdin and {PASSWORD_VARIABLE} cannot"
            ));
            return Ok(Zeroizing::new(password.clone()));
        }
        if self.password_stdin {
            return first_line();
        }
        if let Ok(password) = env::var(PASSWORD_VARIABLE) {
            return Ok(Zeroizing::new(password));
        }
        if !io::stdin().is_terminal() {
            let hint = format!(
                "no password: set {PASSWORD_VARIABLE}, or say --password-stdin and send it as the first line of the \
                 standard input"
            );
            return Err(Usage(hint).into());
        }
        let prompt = format!("Password or access token of {}: ", self.handle);
        Ok(Zeroizing::new(rpassword::prompt_password(prompt).context("cannot ask for the password")?))
    }
}

/// The first line of the standard input. The rest is left for the chat.
fn first_line() -> anyhow::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    let mut input = io::stdin().lock().take(MAX_PASSWORD_LINE);
    input.read_line(&mut line).context("cannot read the password")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Usage("the standard input has no password in its first line".to_owned()).into());
    }
    Ok(Zeroizing::new(password.to_owned()))
}

/// The newest dialect with contacts; where nobody has said where tickets are, of those that need none.
fn newest(with_tickets: bool) -> Dialect {
    let fits = |dialect: &Dialect| {
        dialect.has(Cap::SyncedLists) && (with_tickets || !dialect.has(Cap::TicketSignIn))
    };
    Dialect::ALL.into_iter().rfind(fits).unwrap_or(Dialect::BEFORE_VER)
}

/// The nexus of a Nudge server.
fn nexus_at(server: &str) -> String {
    let host = match server.rsplit_once(':') {
        // An IPv6 address without brackets has no port.
        Some((host, port)) if port.parse::<u16>().is_ok() && !is_bare_ipv6(server) => host,
        _ => server,
    };
    let host = if is_bare_ipv6(host) { format!("[{host}]") } else { host.to_owned() };
    format!("http://{host}/rdr/pprdr.asp")
}

fn is_bare_ipv6(host: &str) -> bool {
    host.parse::<std::net::Ipv6Addr>().is_ok()
}

const EXAMPLES: &str = "\
Examples:
  nudge chat --as alice@example.com
  nudge chat --as bob@example.com --server 192.168.1.10 --dialect MSNP2
  nudge chat --as bob@example.com --passport-url http://127.0.0.1:8080/rdr/pprdr.asp
  printf '%s\\n' \"$TOKEN\" '/to bob@example.com' 'hello' | nudge chat --as alice@example.com --password-stdin

--password-stdin leaves the standard input to the pipe, so the chat is in lines.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nexus_is_at_the_server() {
        for (server, host) in [
            ("example.com", "example.com"),
            ("example.com:1863", "example.com"),
            ("192.0.2.1:1863", "192.0.2.1"),
            ("[::1]:1863", "[::1]"),
            ("[::1]", "[::1]"),
            ("::1", "[::1]"),
        ] {
            assert_eq!(nexus_at(server), format!("http://{host}/rdr/pprdr.asp"));
        }
    }

    #[test]
    fn without_a_place_for_tickets_none_is_needed() {
        assert_eq!((newest(false), newest(true)), (Dialect::Msnp7, Dialect::Msnp12));
    }
}
