//! What is in a backup: its first member, as JSON.

use std::collections::BTreeSet;

use nudge_admin::Moment;
use serde::{Deserialize, Serialize};

use crate::unfit::Unfit;

/// The list of members, and what they are of.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// How a backup is written. It changes only where an older program could not read what a newer one has written.
    format: u32,
    /// The version of the program that made it.
    pub version: String,
    /// The version of the database's schema.
    pub schema: i64,
    /// When it was made.
    pub made: Moment,
    /// The other members, in their order.
    pub members: Vec<Member>,
}

/// One file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its path in the data folder, with `/`.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Of its content, in hexadecimal.
    pub sha256: String,
}

/// The name of the manifest itself.
pub const NAME: &str = "manifest.json";

/// The longest manifest, in bytes.
pub(crate) const MAX_BYTES: u64 = 1 << 20;

/// The longest member other than the database, in bytes: settings, keys and certificates are far shorter.
pub const MAX_SMALL: u64 = 4 << 20;

/// How many members there are at most; a server has about a dozen.
pub const MOST_MEMBERS: usize = 256;

/// The folder of keys and certificates.
pub const CERTIFICATES: &str = "tls";

/// The database.
pub const DATABASE: &str = "nudge.db";

/// Files of the data folder that are in a backup, beside the certificates. The first two always are.
pub const FILES: [&str; 4] = [DATABASE, "nudge.key", "nudge.toml", "nudge.demo"];

const FORMAT: u32 = 1;

impl Manifest {
    /// Of a backup that is being made by this program. It must be one that can be read again.
    pub fn new(schema: i64, made: Moment, members: Vec<Member>) -> Result<Self, Unfit> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Self { format: FORMAT, version, schema, made, members };
        manifest.check()?;
        Ok(manifest)
    }

    /// Reads it, and checks all that can be checked without the members.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, Unfit> {
        /// What every format has.
        #[derive(Deserialize)]
        struct Any {
            format: u32,
        }

        let any: Any = serde_json::from_slice(json).map_err(|_| Unfit::Manifest)?;
        if any.format != FORMAT {
            return Err(Unfit::NewerFormat { format: any.format });
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|_| Unfit::Manifest)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// How many bytes the members have together.
    pub fn size(&self) -> u64 {
        self.members.iter().fold(0, |sum, member| sum.saturating_add(member.size))
    }

    fn check(&self) -> Result<(), Unfit> {
        if self.members.len() > MOST_MEMBERS {
            return Err(Unfit::TooMany);
        }
        let mut names = BTreeSet::new();
        for member in &self.members {
            if !is_allowed(&member.name) {
                return Err(Unfit::Name { name: member.name.clone() });
            }
            if member.name != DATABASE && member.size > MAX_SMALL {
                return Err(Unfit::TooLarge { name: member.name.clone(), most: MAX_SMALL });
            }
            if !names.insert(&member.name) {
                return Err(Unfit::Twice { name: member.name.clone() });
            }
        }
        for must in FILES.iter().take(2) {
            if !self.members.iter().any(|member| member.name == *must) {
                return Err(Unfit::Missing { name: (*must).to_owned() });
            }
        }
        Ok(())
    }
}

/// Whether a file of that name is kept in backups. None of these names leads out of the data folder.
pub fn is_allowed(name: &str) -> bool {
    FILES.contains(&name)
        || name.split_once('/').is_some_and(|(folder, file)| folder == CERTIFICATES && is_plain(file))
}

/// A name that is the same on every system: no separators, no hidden files.
fn is_plain(file: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !file.starts_with('.') && (1..=64).contains(&file.len()) && file.bytes().all(plain)
}
