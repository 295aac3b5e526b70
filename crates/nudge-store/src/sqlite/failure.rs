use nudge_core::{Error, Fault, Refusal};
use rusqlite::{ErrorCode, types::FromSqlError};

/// Why work on a connection ended early.
#[derive(Debug)]
pub(super) enum Failure {
    /// The rules do not allow it.
    Refusal(Refusal),
    /// The database failed.
    Sql(rusqlite::Error),
    /// The database holds what it should not.
    Corrupt(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<FromSqlError> for Failure {
    fn from(error: FromSqlError) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refusal(refusal) => Self::Refusal(refusal),
            Failure::Sql(error) => Self::Fault(fault(error)),
            Failure::Corrupt(what) => Self::Fault(Fault::StoreCorrupt { what }),
        }
    }
}

/// Says what SQLite's error means for the operator.
pub(super) fn fault(error: rusqlite::Error) -> Fault {
    let code = error.sqlite_error_code();
    if matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) {
        return Fault::StoreCorrupt { what: error.to_string() };
    }
    if code.is_none() {
        // Not SQLite but the reading of a column: the type is not the one the schema promises.
        return Fault::StoreCorrupt { what: error.to_string() };
    }
    Fault::StoreUnavailable { what: sentence(&error).to_owned(), source: Some(Box::new(error)) }
}

/// The operator's sentence for an error of SQLite.
pub(super) fn sentence(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk with the database is full",
        Some(ErrorCode::SystemIoFailure) => "the disk with the database reports an error",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program keeps the database locked"
        }
        Some(ErrorCode::ReadOnly) => "the database file or its folder cannot be written",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "the database file cannot be opened",
        Some(ErrorCode::OutOfMemory) => "there is not enough memory for the database",
        _ => "the database refused a statement",
    }
}
