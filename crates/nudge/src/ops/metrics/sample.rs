//! What is looked at when somebody asks, because nobody counts it meanwhile.

use metrics::gauge;
use nudge_core::circle::CircleCount;

use super::super::readiness::Readiness;

/// Looks at the domain and the store.
pub(super) async fn take(readiness: &Readiness) {
    let report = readiness.report().await;
    gauge!("nudge_ready").set(if report.ready { 1.0 } else { 0.0 });
    if let Some(accounts) = report.accounts {
        gauge!("nudge_accounts").set(float(accounts));
    }
    if let Some(CircleCount { circles, members, invitations }) = report.circles {
        gauge!("nudge_circles").set(float(circles));
        gauge!("nudge_circle_members", "state" => "joined").set(float(members));
        gauge!("nudge_circle_members", "state" => "invited").set(float(invitations));
    }
    if let Some(core) = readiness.core() {
        gauge!("nudge_online").set(float(core.online() as u64));
        gauge!("nudge_conversations").set(float(core.conversations() as u64));
        gauge!("nudge_circles_gathered").set(float(core.gathered_circles() as u64));
    }
}

/// Which program this is.
pub(super) fn build_info() {
    gauge!("nudge_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
