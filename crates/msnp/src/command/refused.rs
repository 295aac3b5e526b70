//! Errors.

use std::io::Write;

use crate::value::{ErrorCode, Trid};

/// `nnn trid`: a request failed (reference 04). From MSNP13 on, `nnn trid length` and XML that says more for a log, which
/// is read over: a server may always leave it away (20 §2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refused {
    /// Why.
    pub code: ErrorCode,
    /// Which request, if the server says.
    pub trid: Option<Trid>,
}

impl Refused {
    /// The request with this id failed.
    pub fn new(code: ErrorCode, trid: Trid) -> Self {
        Self { code, trid: Some(trid) }
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        // Writing to a Vec cannot fail.
        let _infallible = match self.trid {
            Some(trid) => write!(out, "{} {trid}\r\n", self.code),
            None => write!(out, "{}\r\n", self.code),
        };
    }
}
