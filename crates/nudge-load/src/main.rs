//! `nudge-load`: how fast is the server, and does it still do everything right then?
//!
//! It starts the server under test, and a bare relay or other servers to compare it with, as processes of their own, and checks
//! every message where it arrives: a number is worth nothing if a message was lost for it.
//!
//! ```text
//! scenario   what is done: sign-ins, chats, files ...
//! pace       when: a closed loop, or an open one with a clock
//! lab        for whom and on what: accounts, servers
//! door       how clients get in and what they do there: MSNP, IRC, XMPP
//! wire       a connection: a cutter over a link of TCP, HTTP or TLS
//! stamp      messages that tell whether they arrived
//! measure    latencies, rates, CPU time, memory
//! result     what came out, as a file, a table, a comparison
//! plot       and as pictures
//! instructions  how many of them a thing takes
//! ```
#![expect(clippy::cast_precision_loss, reason = "what is measured and counted here is far below 2^52")]

mod affinity;
mod child;
mod conversation;
mod cutter;
mod door;
mod hold;
mod instructions;
mod lab;
mod limits;
mod link;
mod machine;
mod measure;
mod pace;
mod plot;
mod population;
mod result;
mod rival;
mod run;
mod scenario;
mod serve;
mod stamp;
mod wire;

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

use instructions::Instructions;
use lab::Options;
use result::{Report, compare, markdown};
use scenario::{All, Rivals, Scenario, Step};

/// As `nudge` does: the server under test is in here too.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Measures a Nudge server beside a bare relay of bytes, and beside other servers.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    options: Options,
    /// How often to run; medians are shown, with the lowest and the highest
    #[arg(long, global = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Keep the result as JSON in this file, or write it out where the table would be
    #[arg(long, global = true, num_args = 0..=1, value_name = "FILE", default_missing_value = "-")]
    json: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    #[command(flatten)]
    One(Scenario),
    /// Everything, in some minutes
    All(All),
    /// Other servers beside Nudge, each on one processor
    Rivals(Rivals),
    /// How many instructions the server executes for each thing, held against what it was
    Instructions(Instructions),
    /// Two results beside each other
    Compare {
        /// Kept with --json
        before: PathBuf,
        /// Kept with --json
        after: PathBuf,
    },
    /// Pictures of a result
    Plot {
        /// Kept with --json
        result: PathBuf,
        /// The folder for the pictures
        #[arg(long)]
        into: PathBuf,
    },
    #[command(hide = true)]
    Serve(serve::Serve),
    #[command(hide = true)]
    Relay(serve::Relay),
    #[command(hide = true)]
    Hold(hold::Hold),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody left to tell if that fails.
            let _ = writeln!(io::stderr().lock(), "nudge-load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { what, mut options, runs, json } = cli;
    let (steps, quick, rivals) = match what {
        What::One(scenario) => (vec![Step::from(scenario)], false, None),
        What::All(all) => (all.steps(), all.quick, None),
        What::Rivals(rivals) => {
            options.on_one_core();
            (Vec::new(), rivals.quick, Some(rivals))
        }
        What::Instructions(instructions) => {
            return say(&tokio::runtime::Runtime::new()?.block_on(instructions.run(options))?);
        }
        What::Compare { before, after } => {
            return say(&compare(&Report::read(&before)?, &Report::read(&after)?));
        }
        What::Plot { result, into } => {
            let files = plot::plot(&Report::read(&result)?, &into)?;
            return say(&files.into_iter().map(|file| file + "\n").collect::<String>());
        }
        What::Serve(serve) => return serve.run(),
        What::Relay(relay) => return relay.run(),
        What::Hold(hold) => return hold.run(),
    };
    limits::raise_open_files()?;
    run::share_processors(&options)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let report = match rivals {
        Some(rivals) => runtime.block_on(run::beside_others(options, &rivals, runs))?,
        None => runtime.block_on(run::own(options, &steps, quick, runs))?,
    };
    match json {
        Some(file) if file.as_os_str() == "-" => say(&report.to_json()?),
        Some(file) => {
            let written = fs::write(&file, report.to_json()?);
            written.with_context(|| format!("cannot write {}", file.display()))?;
            say(&markdown(&report))
        }
        None => say(&markdown(&report)),
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}
