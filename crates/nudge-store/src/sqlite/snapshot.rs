//! Several reads of one moment.

use rusqlite::{Connection, Transaction};

/// Holds the database as it is now, for what is read through that connection until this is dropped. Within a transaction it is
/// held already.
pub(super) fn snapshot(db: &Connection) -> Result<Option<Transaction<'_>>, rusqlite::Error> {
    db.is_autocommit().then(|| db.unchecked_transaction()).transpose()
}
