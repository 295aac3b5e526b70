//! What administrators did.

use askama::Template;
use axum::extract::Query;
use nudge_core::moderation::AuditEntry;

use super::list::{Before, ROWS, further, page_of};
use super::section::Section;
use crate::site::components::{Empty, Further, Head};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

#[derive(Debug, Template)]
#[template(path = "site/administration/audit.html")]
struct Log {
    t: Locale,
    entries: Vec<AuditEntry>,
    further: Further,
}

/// `GET /administration/audit`.
pub(super) async fn audit(cx: Administrator, Query(from): Query<Before>) -> Result<Page, Trouble> {
    let t = cx.t();
    let (entries, is_more) = page_of(cx.core().store().audit(from.before, ROWS + 1).await?);
    let last = entries.last().filter(|_| is_more).map(|entry| entry.id);
    let further = further(t, &format!("{}?", Section::Audit.path()), from.before, last);
    Ok(Section::Audit.page(&cx, &Log { t, entries, further }))
}

impl Log {
    /// What was done, in words; its name, where another version of the program has written it.
    fn action(&self, entry: &AuditEntry) -> String {
        let known = ACTIONS.iter().find(|(name, _)| *name == entry.action);
        known.map_or_else(|| entry.action.clone(), |(_, text)| self.t.say(text).into())
    }
}

/// What each action is called.
const ACTIONS: [(&str, &str); 29] = [
    ("account.added", "audit-account-added"),
    ("account.deleted", "audit-account-deleted"),
    ("account.enabled", "audit-account-enabled"),
    ("account.disabled", "audit-account-disabled"),
    ("account.renamed", "audit-account-renamed"),
    ("account.verified", "audit-account-verified"),
    ("account.role", "audit-account-role"),
    ("account.password", "audit-account-password"),
    ("account.legacy_password", "audit-account-legacy-password"),
    ("account.profile", "audit-account-profile"),
    ("account.mail", "audit-account-mail"),
    ("account.history", "audit-account-history"),
    ("history.erased", "audit-history-erased"),
    ("offline_messages.purged", "audit-offline-messages-purged"),
    ("account.signed_out", "audit-account-signed-out"),
    ("account.session_ended", "audit-account-session-ended"),
    ("account.second_factor", "audit-account-second-factor"),
    ("token.added", "audit-token-added"),
    ("token.revoked", "audit-token-revoked"),
    ("invitation.added", "audit-invitation-added"),
    ("invitation.withdrawn", "audit-invitation-withdrawn"),
    ("invitation.cleared", "audit-invitation-cleared"),
    ("ban.added", "audit-ban-added"),
    ("ban.lifted", "audit-ban-lifted"),
    ("report.settled", "audit-report-settled"),
    ("announcement.shown", "audit-announcement-shown"),
    ("announcement.of_the_day", "audit-announcement-of-the-day"),
    ("key.added", "audit-key-added"),
    ("key.revoked", "audit-key-revoked"),
];

#[cfg(test)]
mod tests {
    use nudge_core::moderation::Action;

    use super::*;

    #[test]
    fn every_action_has_words() {
        for action in Action::ALL {
            assert!(ACTIONS.iter().any(|(name, _)| *name == action.name()), "{}", action.name());
        }
        assert_eq!(ACTIONS.len(), Action::ALL.len());
    }
}
