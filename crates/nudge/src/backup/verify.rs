//! Whether a file can be restored here.

use std::fs::File;
use std::path::Path;

use nudge_backup::{Manifest, Unfit};
use nudge_store::NEWEST_SCHEMA;

use super::watch::Watch;

/// Reads all of a backup, and says what is in it.
pub(crate) fn verify(path: &Path, watch: &Watch) -> Result<Manifest, Unfit> {
    nudge_backup::verify(File::open(path)?, NEWEST_SCHEMA, watch)
}
