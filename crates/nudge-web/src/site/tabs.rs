//! The parts of the site, as tabs at the head of every page.

use nudge_core::Policy;
use nudge_core::member::Registration;

use super::visitor::Visitor;

/// A part of the site.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tab {
    /// What this is.
    Home,
    /// How a client is pointed here.
    Connect,
    /// Signing in.
    SignIn,
    /// Making an account.
    Register,
    /// One's contacts.
    Contacts,
    /// The circles that one belongs to.
    Circles,
    /// What was left for one who was not there.
    Waiting,
    /// What was said, where the server keeps it.
    History,
    /// Access tokens.
    Tokens,
    /// What others see of one.
    Profile,
    /// Where one is signed in.
    Places,
    /// Password and sign-ins.
    Security,
    /// The server itself.
    Administration,
}

/// For whom there is a tab.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Audience {
    Everybody,
    Strangers,
    Visitors,
    Administrators,
}

impl Tab {
    /// Every part that a site can have, in the order of the tabs.
    pub const ALL: [Self; 13] = [
        Self::Home,
        Self::Contacts,
        Self::Circles,
        Self::Waiting,
        Self::History,
        Self::Tokens,
        Self::Profile,
        Self::Places,
        Self::Security,
        Self::Administration,
        Self::Connect,
        Self::SignIn,
        Self::Register,
    ];

    /// The parts that have pages under that policy; nothing leads to others. Where not everybody can register, whoever can has
    /// a link.
    pub fn served(policy: &Policy) -> Vec<Self> {
        Self::ALL.into_iter().filter(|tab| tab.is_served(policy)).collect()
    }

    /// Whether it has pages. Whoever adds pages changes the row.
    fn is_served(self, policy: &Policy) -> bool {
        match self {
            Self::Home
            | Self::Connect
            | Self::SignIn
            | Self::Contacts
            | Self::Circles
            | Self::Tokens
            | Self::Profile
            | Self::Places
            | Self::Security
            | Self::Administration => true,
            Self::Register => policy.registration == Registration::Open,
            Self::History => policy.history,
            Self::Waiting => policy.offline.enabled,
        }
    }

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Connect => "/connect",
            Self::SignIn => "/sign-in",
            Self::Register => "/register",
            Self::Contacts => "/contacts",
            Self::Circles => "/circles",
            Self::Waiting => "/waiting",
            Self::History => "/history",
            Self::Tokens => "/tokens",
            Self::Profile => "/profile",
            Self::Places => "/places",
            Self::Security => "/security",
            Self::Administration => "/administration",
        }
    }

    /// What it is called.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Home => "tab-home",
            Self::Connect => "tab-connect",
            Self::SignIn => "tab-sign-in",
            Self::Register => "tab-register",
            Self::Contacts => "tab-contacts",
            Self::Circles => "tab-circles",
            Self::Waiting => "tab-waiting",
            Self::History => "tab-history",
            Self::Tokens => "tab-tokens",
            Self::Profile => "tab-profile",
            Self::Places => "tab-places",
            Self::Security => "tab-security",
            Self::Administration => "tab-administration",
        }
    }

    /// Whether that reader has it.
    pub fn is_for(self, visitor: Option<&Visitor>) -> bool {
        match self.audience() {
            Audience::Everybody => true,
            Audience::Strangers => visitor.is_none(),
            Audience::Visitors => visitor.is_some(),
            Audience::Administrators => visitor.is_some_and(|visitor| visitor.is_administrator),
        }
    }

    const fn audience(self) -> Audience {
        match self {
            Self::Home | Self::Connect => Audience::Everybody,
            Self::SignIn | Self::Register => Audience::Strangers,
            Self::Contacts
            | Self::Circles
            | Self::Waiting
            | Self::History
            | Self::Tokens
            | Self::Profile
            | Self::Places
            | Self::Security => Audience::Visitors,
            Self::Administration => Audience::Administrators,
        }
    }
}
