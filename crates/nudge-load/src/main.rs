//! `nudge-load`: how fast is the server, and does it still do everything right then?
//!
//! It starts the server under test, and a bare relay to compare it with, as processes of their own, and checks every
//! message where it arrives: a number is worth nothing if a message was lost for it.
#![expect(clippy::cast_precision_loss, reason = "what is measured and counted here is far below 2^52")]

mod child;
mod conversation;
mod lab;
mod latency;
mod limits;
mod machine;
mod population;
mod principal;
mod process;
mod report;
mod scenario;
mod serve;
mod stamp;
mod wire;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use mimalloc::MiMalloc;

use lab::{Lab, Subject};
use report::Row;
use scenario::{All, Scenario};

/// As `nudge` does: the server under test is in here too.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Measures a Nudge server beside a bare relay of bytes.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    subject: Subject,
    /// How often to run; medians are shown, with the lowest and the highest
    #[arg(long, global = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Write JSON instead of a table
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    #[command(flatten)]
    One(Scenario),
    /// Everything, in a few minutes
    All(All),
    #[command(hide = true)]
    Serve(serve::Serve),
    #[command(hide = true)]
    Relay(serve::Relay),
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
    let scenarios = match cli.what {
        What::One(scenario) => vec![scenario],
        What::All(all) => all.scenarios(),
        What::Serve(serve) => return serve.run(),
        What::Relay(relay) => return relay.run(),
    };
    limits::raise_open_files()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let rows = runtime.block_on(measure(cli.subject, &scenarios, cli.runs))?;
    let text = if cli.json { serde_json::to_string_pretty(&rows)? + "\n" } else { report::table(&rows) };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// Runs the scenarios in turn, so that what else the machine does meanwhile is spread over all of them.
async fn measure(subject: Subject, scenarios: &[Scenario], runs: u32) -> anyhow::Result<Vec<Row>> {
    let preparing = progress("preparing accounts")?;
    let lab = Lab::open(subject, scenarios.iter().map(Scenario::group)).await?;
    preparing.finish_and_clear();
    let mut measured = vec![Vec::new(); scenarios.len()];
    for run in 1..=runs {
        for (scenario, measured) in scenarios.iter().zip(&mut measured) {
            let progress = progress(&format!("{} ({run}/{runs})", scenario.name()))?;
            let measures = scenario.run(&lab, &progress).await;
            progress.finish_and_clear();
            measured.push(measures.with_context(|| format!("{} failed", scenario.name()))?);
        }
    }
    let rows = scenarios.iter().zip(&measured).flat_map(|(one, runs)| Row::over(one.name(), runs));
    Ok(rows.collect())
}

/// A bar on the standard error, if that is a terminal.
fn progress(what: &str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{prefix:24} {bar:40} {human_pos}/{human_len} {elapsed}")?;
    let bar = ProgressBar::new(1).with_style(style).with_prefix(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}
