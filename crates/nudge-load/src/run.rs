//! Runs scenarios and collects what they find.

use anyhow::{Context as _, ensure};

use crate::affinity;
use crate::lab::{Lab, Options, Side};
use crate::measure::Progress;
use crate::result::{Facts, Finding, Report};
use crate::rival::Rival;
use crate::scenario::{Rivals, Step};

/// Runs the scenarios in turn, so that what else the machine does meanwhile is spread over all of them.
pub(crate) async fn own(options: Options, steps: &[Step], quick: bool, runs: u32) -> anyhow::Result<Report> {
    measure(options, steps, &[Side::BesideRelay], quick, runs).await
}

/// Runs what can be compared with others, each server in turn on the same single processor.
pub(crate) async fn beside_others(options: Options, rivals: &Rivals, runs: u32) -> anyhow::Result<Report> {
    let wanted = if rivals.only.is_empty() { Rival::ALL.to_vec() } else { rivals.only.clone() };
    let (there, missing): (Vec<Rival>, Vec<Rival>) =
        wanted.into_iter().partition(|rival| rival.is_installed());
    let missing: Vec<&str> = missing.into_iter().map(Rival::name).collect();
    ensure!(
        missing.is_empty() || (rivals.only.is_empty() && !there.is_empty()),
        "not installed: {0}; on Debian: apt-get install {0}",
        missing.join(" ")
    );
    let sides: Vec<Side> = std::iter::once(Side::Nudge).chain(there.into_iter().map(Side::Rival)).collect();
    measure(options, &rivals.steps(), &sides, rivals.quick, runs).await
}

async fn measure(
    options: Options,
    steps: &[Step],
    sides: &[Side],
    quick: bool,
    runs: u32,
) -> anyhow::Result<Report> {
    let mut report = Report::new(Facts::gather(quick));
    let preparing = Progress::of("preparing accounts")?;
    let lab = Lab::open(options, steps.iter().map(|step| step.scenario.group())).await?;
    preparing.clear();
    let mut found = vec![Vec::new(); steps.len()];
    for run in 1..=runs {
        for (step, found) in steps.iter().zip(&mut found) {
            let mut finding = Finding::default();
            for side in sides {
                let (name, lab) = (step.name(), lab.on_the_way(step.way));
                let progress = Progress::of(&format!("{name}, {} ({run}/{runs})", side.name()))?;
                let one = step.scenario.run(&lab, step.side(*side), &progress).await;
                progress.clear();
                let one = one.with_context(|| format!("{name} of {} failed", side.name()))?;
                // Goals are those of the plain way.
                finding.beside(if step.way.is_some() { one.without_goals() } else { one });
            }
            found.push(finding);
        }
    }
    for (step, found) in steps.iter().zip(&found) {
        report.add(&step.name(), found);
    }
    Ok(report)
}

/// Leaves the processor that servers are to have to them. Before the runtime starts its threads.
pub(crate) fn share_processors(options: &Options) -> anyhow::Result<()> {
    let Some(core) = options.server_core else { return Ok(()) };
    affinity::keep_off(core).with_context(|| format!("cannot leave processor {core} to the servers"))
}
