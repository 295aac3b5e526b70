//! How many instructions the server executes for one thing of each kind that it is there for.
//!
//! The number hardly depends on the machine or on what else it does, so it can be kept with the code and compared: a change
//! that makes a hot path longer is seen where times would drown it. The server runs in callgrind; everything else is as in
//! the scenarios, and checked as there.

mod callgrind;
mod kept;
mod path;

use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use tempfile::TempDir;

use crate::lab::{Lab, Options};
use crate::measure::Progress;
pub(crate) use callgrind::Counted;
use kept::Kept;
use path::HotPath;

/// What to count, and against what to hold it.
#[derive(Args, Debug)]
pub(crate) struct Instructions {
    /// Only these
    #[arg(long, value_enum)]
    only: Vec<HotPath>,
    /// The numbers that are kept with the code
    #[arg(long, default_value = "docs/performance/instructions.json")]
    kept: PathBuf,
    /// Keep the numbers of now there, instead of holding them against those
    #[arg(long)]
    keep: bool,
    /// Leave what callgrind wrote in this folder, for `callgrind_annotate`
    #[arg(long)]
    profiles: Option<PathBuf>,
}

impl Instructions {
    /// Counts, and gives a table. Numbers that are too far from those that are kept are an error.
    pub(crate) async fn run(&self, mut options: Options) -> anyhow::Result<String> {
        ensure!(!cfg!(debug_assertions), "only a release build has instructions worth counting");
        callgrind::is_there()?;
        options.on_one_thread();
        let paths = if self.only.is_empty() { HotPath::ALL.to_vec() } else { self.only.clone() };
        let preparing = Progress::of("preparing accounts")?;
        let lab = Lab::open(options, paths.iter().map(|path| path.group())).await?;
        preparing.clear();
        let folder = tempfile::tempdir()?;
        let mut now = Kept::default();
        for path in paths {
            let each = self.count(&lab, path, &folder).await;
            now.note(path.name(), each.with_context(|| format!("counting {} failed", path.name()))?);
        }
        if self.keep {
            Kept::read(&self.kept).unwrap_or_default().with(&now).write(&self.kept)?;
            return Ok(now.table(&now));
        }
        let before = Kept::read(&self.kept)?;
        let table = now.table(&before);
        let moved = now.moved(&before);
        if moved.is_empty() {
            return Ok(table);
        }
        bail!(
            "{table}\nno longer what {} says: {}. If that is meant, keep the new numbers: nudge-load instructions --keep",
            self.kept.display(),
            moved.join(", ")
        )
    }

    /// Once with few things and once with more: what the server does for itself is in both.
    async fn count(&self, lab: &Lab, path: HotPath, folder: &TempDir) -> anyhow::Result<u64> {
        let (few, more) = path.times();
        let progress = Progress::of(&format!("{} in callgrind", path.name()))?;
        progress.expect(few + more);
        let lab = lab.on_the_way(path.way());
        let mut totals = Vec::new();
        for times in [few, more] {
            let file = folder.path().join(format!("{}-{times}.callgrind", path.name()));
            let server = lab.counted(&path.group(), &Counted::into(&file))?;
            path.play(&server, times, &progress).await?;
            server.finish()?;
            totals.push(callgrind::total(&file)?);
            if let Some(profiles) = &self.profiles {
                std::fs::create_dir_all(profiles)?;
                std::fs::copy(&file, profiles.join(file.file_name().unwrap_or_default()))?;
            }
        }
        progress.clear();
        let between = totals.last().zip(totals.first()).and_then(|(more, few)| more.checked_sub(*few));
        let between = between.context("more took less")?;
        Ok(between / ((more - few) * path.things()) as u64)
    }
}
