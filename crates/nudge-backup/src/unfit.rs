//! Why a file cannot be restored.

use std::io;

use crate::manifest::{MAX_BYTES, MOST_MEMBERS};

/// Why a file is no backup to restore from.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It is something else.
    #[error("it is no backup of Nudge")]
    Foreign,
    /// Its end is missing.
    #[error("it is not complete: its end is missing. Use another backup, or copy this one again")]
    Truncated,
    /// Some of its bytes are others than those that were written.
    #[error(
        "it is damaged or was changed: its checksum is wrong. Use another backup, or copy this one again"
    )]
    Changed,
    /// This program cannot read such backups yet.
    #[error("it was made by a newer program (backup format {format}): restore it with that")]
    NewerFormat {
        /// The number of the format.
        format: u32,
    },
    /// This program does not know the database's schema yet.
    #[error(
        "it was made by a newer program, nudge {version} (schema {found}; this one knows up to {known}): restore it \
         with that"
    )]
    NewerSchema {
        /// The version of that program.
        version: String,
        /// The schema in the backup.
        found: i64,
        /// The newest one known here.
        known: i64,
    },
    /// The manifest cannot be understood.
    #[error("its list of members is not as Nudge writes it (or has more than {MAX_BYTES} bytes)")]
    Manifest,
    /// A member has a name that none of ours has.
    #[error("it has a member that is no file of a data folder: {name:?}")]
    Name {
        /// The name.
        name: String,
    },
    /// A member is larger than it can be.
    #[error("its member {name} has more than {most} bytes")]
    TooLarge {
        /// The name.
        name: String,
        /// How many it may have.
        most: u64,
    },
    /// There are more members than a server has files.
    #[error("it has more than {MOST_MEMBERS} members")]
    TooMany,
    /// A member is listed twice.
    #[error("its member {name} is there twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// A member is not there.
    #[error("it has no {name}")]
    Missing {
        /// The name.
        name: String,
    },
    /// A member is not what the manifest says.
    #[error("its member {name} is not what its list of members says")]
    Differs {
        /// The name.
        name: String,
    },
    /// It has more than the manifest says.
    #[error("it has a member that its list of members does not have")]
    Surplus,
    /// It cannot be read, or what is in it cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}
