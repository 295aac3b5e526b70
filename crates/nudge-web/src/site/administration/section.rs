//! The parts of the administration, as tabs below the head of each page.

use askama::Template;

use crate::site::components::SubTabs;
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::tabs::Tab;
use crate::site::texts::Locale;

/// A part of the administration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Section {
    Overview,
    Accounts,
    Online,
    Invitations,
    Reports,
    Bans,
    Announcements,
    Audit,
    Keys,
}

impl Section {
    const ALL: [Self; 9] = [
        Self::Overview,
        Self::Accounts,
        Self::Online,
        Self::Invitations,
        Self::Reports,
        Self::Bans,
        Self::Announcements,
        Self::Audit,
        Self::Keys,
    ];

    /// Where it is.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/administration",
            Self::Accounts => "/administration/accounts",
            Self::Online => "/administration/online",
            Self::Invitations => "/administration/invitations",
            Self::Reports => "/administration/reports",
            Self::Bans => "/administration/bans",
            Self::Announcements => "/administration/announcements",
            Self::Audit => "/administration/audit",
            Self::Keys => "/administration/keys",
        }
    }

    /// What it is called.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Overview => "admin-overview",
            Self::Accounts => "admin-accounts",
            Self::Online => "admin-online",
            Self::Invitations => "admin-invitations",
            Self::Reports => "admin-reports",
            Self::Bans => "admin-bans",
            Self::Announcements => "admin-announcements",
            Self::Audit => "admin-audit",
            Self::Keys => "admin-keys",
        }
    }

    /// The tabs, with this one as where the reader is.
    pub(super) fn tabs(self, t: Locale) -> SubTabs<'static> {
        Self::ALL.into_iter().fold(SubTabs::new(t.say("admin-sections")), |tabs, section| {
            tabs.tab(section.path(), t.say(section.text()), section == self)
        })
    }

    /// Its first page.
    pub(super) fn page(self, cx: &Administrator, content: &impl Template) -> Page {
        Self::page_below(cx, cx.t().say(self.text()), content)
    }

    /// A page below one of them, which browsers call so.
    pub(super) fn page_below(cx: &Administrator, title: impl Into<String>, content: &impl Template) -> Page {
        Page::new(cx, title, content).tab(Tab::Administration)
    }
}
