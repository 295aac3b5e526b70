//! `nudge doctor`: whether a client would get in from here.

use std::io;
use std::path::PathBuf;

use nudge_core::Handle;
use nudge_reach::{DEFAULT_PORT, Generation};
use serde::Serialize;

use super::Ending;
use super::password::PasswordArgs;
use super::settings::DataArgs;
use crate::doctor::{Finding, Outcome, Patient, Ports, RootSource, examine};
use crate::{machine, terminal};

/// Check, as a client would, that names, ports and the sign-in work from here
///
/// Run it on the machine that is to be connected, or on one beside it. Each line says what was looked at and how it is; below it
/// stands what to change where it fails.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The server's name or address. Without it: wherever this machine finds messenger.hotmail.com, as a client does.
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Only what this client needs: 1-4, windows-messenger, 5.0, 6, 7.0, 7.5, mac or third-party.
    #[arg(long, value_name = "CLIENT")]
    client: Option<Generation>,
    /// Also sign in with this account, as the client does. Its password or access token is asked for, and sent over TLS to
    /// whoever has shown a certificate below the root. Whoever is signed in with the account is signed out.
    #[arg(long = "as", value_name = "EMAIL")]
    handle: Option<Handle>,
    #[command(flatten)]
    password: PasswordArgs,
    /// The root certificate that the client has: the server's tls/root.cer, or tls/root-for-rustls.cer. Without it: those of
    /// the data folder if there are any, or else what the server's page gives.
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    /// The port of the messenger service.
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT.get())]
    port: u16,
    /// The port of HTTP.
    #[arg(long, value_name = "PORT", default_value_t = 80)]
    http_port: u16,
    /// The port of HTTPS.
    #[arg(long, value_name = "PORT", default_value_t = 443)]
    https_port: u16,
    /// Print JSON, for a script, when all is done.
    #[arg(long)]
    json: bool,
}

/// The whole, for a script.
#[derive(Debug, Serialize)]
struct Report {
    ok: bool,
    findings: Vec<Finding>,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let account = match self.handle {
            Some(handle) => Some((handle, self.password.known_password()?.0)),
            None => None,
        };
        let patient = Patient {
            root: root(self.root, &self.data),
            now: machine::now(),
            host: self.host,
            client: self.client,
            ports: Ports { msnp: self.port, http: self.http_port, https: self.https_port },
            account,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut findings: Vec<Finding> = Vec::new();
        let mut printed = Ok(());
        runtime.block_on(examine(&patient, &mut |finding| {
            if !self.json && printed.is_ok() {
                printed = terminal::print(lines(&finding, findings.last()));
            }
            findings.push(finding);
        }));
        // A name that is still looked up keeps nobody waiting.
        runtime.shutdown_background();
        printed?;
        conclude(findings, self.json)
    }
}

/// Where the root comes from: the file, the folder that was named, or the one in the current folder if it has one.
fn root(file: Option<PathBuf>, data: &DataArgs) -> RootSource {
    let folder = data.folder();
    match file {
        Some(file) => RootSource::File(file),
        None if data.given().is_some() || folder.root_certificate().exists() => RootSource::Folder(folder),
        None => RootSource::Page,
    }
}

/// What is printed of a finding. The remedy of the one before is not repeated.
fn lines(finding: &Finding, before: Option<&Finding>) -> String {
    let is_repeated =
        finding.remedy.is_some() && before.is_some_and(|before| before.remedy == finding.remedy);
    if is_repeated { Finding { remedy: None, ..finding.clone() }.to_string() } else { finding.to_string() }
}

fn conclude(findings: Vec<Finding>, json: bool) -> anyhow::Result<Ending> {
    let count = |outcome| findings.iter().filter(|finding| finding.outcome == outcome).count();
    let (fails, not_checked) = (count(Outcome::Fails), count(Outcome::NotChecked));
    let ok = fails == 0;
    if json {
        terminal::print(serde_json::to_string_pretty(&Report { ok, findings })?)?;
    } else {
        summary(fails, not_checked)?;
    }
    Ok(if ok { Ending::Done } else { Ending::Failed })
}

fn summary(fails: usize, not_checked: usize) -> io::Result<()> {
    let unknown = match not_checked {
        0 => String::new(),
        count => format!(" {count} could not be checked."),
    };
    match fails {
        0 => terminal::print(format_args!("\nWhat was checked works from here.{unknown}")),
        1 => terminal::print(format_args!("\n1 thing fails.{unknown}")),
        count => terminal::print(format_args!("\n{count} things fail.{unknown}")),
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge doctor
  nudge doctor --host im.example.net --client 7.0
  nudge doctor --host 192.168.1.10 --client 1-4 --as alice@example.com
  nudge doctor --host im.example.net --client 6 --as alice@example.com --root nudge.cer

The exit code is 0 if nothing fails, and 1 if something does.";
