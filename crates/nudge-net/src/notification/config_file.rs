//! `GCF`: files of the client's configuration (reference 02 §8, 20 §4).

use std::borrow::Cow;

use msnp::Dialect;
use msnp::command::{Gcf, GcfReply};
use msnp::payload::config::{POLICIES, SHIELDS};
use msnp::value::{ErrorCode, Trid};

use super::Cx;
use super::online::Online;

impl Online {
    /// Clients ask for `Shields.xml`, which keeps nobody out. Whatever else one asks for is the same file: any other answer
    /// would have it ask again.
    pub(super) fn gcf(&mut self, gcf: Gcf, cx: &mut Cx<'_>) {
        if self.synced.is_none() {
            cx.out.refuse(gcf.trid, ErrorCode::NotExpected);
            return;
        }
        let payload = Cow::Borrowed(SHIELDS.as_bytes());
        cx.say(self.dialect, GcfReply { trid: gcf.trid, file: Some(gcf.file), payload });
    }
}

/// The policies, which later clients do not ask for and wait for before they prove who they are.
pub(super) fn push(dialect: Dialect, cx: &mut Cx<'_>) {
    let payload = Cow::Borrowed(POLICIES.as_bytes());
    cx.say(dialect, GcfReply { trid: Trid::UNASKED, file: None, payload });
}
