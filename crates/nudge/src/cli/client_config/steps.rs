//! `nudge client-config steps`.

use std::fmt::Write as _;

use nudge_reach::{GENERATIONS, Generation, HOSTS_PLACES, HOSTS_UNDO, Importance, Needs, for_generation};
use serde::Serialize;

use crate::cli::Ending;
use crate::cli::output::Output;

/// Say what to do on a client's machine
///
/// Three sentences per client, and the commands that make the files. Without --client: for every client.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The client: 1-4, windows-messenger, 5.0, 6, 7.0, 7.5, mac or third-party.
    #[arg(long, value_name = "CLIENT")]
    client: Option<Generation>,
    #[command(flatten)]
    output: Output,
}

/// The same for a script.
#[derive(Debug, Serialize)]
struct Row {
    client: &'static str,
    name: &'static str,
    which: &'static str,
    steps: [&'static str; 3],
    registry: bool,
    certificate: bool,
    /// The names without which it does not sign in, where they must be led to the server.
    hosts: Vec<&'static str>,
    ports: &'static [u16],
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let wanted: Vec<_> = match self.client {
            Some(client) => vec![client.needs()],
            None => GENERATIONS.to_vec(),
        };
        let steps: Vec<_> = wanted.iter().copied().map(Row::of).collect();
        self.output.print(&steps, |_| text(&wanted))
    }
}

impl Row {
    fn of(needs: &Needs) -> Self {
        let must = |host: &&nudge_reach::EraHost| host.importance == Importance::Must;
        let hosts = for_generation(needs.generation).filter(must).map(|host| host.name);
        Self {
            client: needs.generation.slug(),
            name: needs.name,
            which: needs.which,
            steps: needs.steps,
            registry: needs.registry.is_some(),
            certificate: needs.certificate,
            hosts: if needs.hosts { hosts.collect() } else { Vec::new() },
            ports: needs.ports,
        }
    }
}

fn text(wanted: &[&Needs]) -> String {
    let mut text = String::new();
    for needs in wanted {
        push(&mut text, needs);
    }
    if wanted.iter().any(|needs| needs.hosts) {
        text.push_str("Where the hosts file is:\n");
        for place in HOSTS_PLACES {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {}: {}\n    {}", place.system, place.path, place.note);
        }
        let _ = writeln!(text, "  {HOSTS_UNDO}");
    }
    text.truncate(text.trim_end().len());
    text
}

fn push(text: &mut String, needs: &Needs) {
    let client = needs.generation;
    let _ = writeln!(text, "{} (--client {client})\n  {}\n", needs.name, needs.which);
    for (number, step) in (1..).zip(needs.steps) {
        let _ = writeln!(text, "  {number}. {step}");
    }
    text.push('\n');
    if needs.registry.is_some() {
        let _ = writeln!(
            text,
            "  Registry file:     nudge client-config registry --client {client} --output nudge.reg"
        );
    }
    if needs.hosts {
        let _ = writeln!(text, "  Hosts lines:       nudge client-config hosts --client {client}");
    }
    if needs.certificate {
        text.push_str("  Root certificate:  nudge client-config certificate --output nudge.cer\n");
    }
    let ports: Vec<_> = needs.ports.iter().map(u16::to_string).collect();
    let _ = writeln!(text, "  Server's ports:    {} (TCP)\n", ports.join(", "));
}
