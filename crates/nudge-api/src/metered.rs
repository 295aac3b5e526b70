//! What the API counts. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;

use axum::http::StatusCode;
use metrics::{Counter, counter};

/// The handles of the API.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    requests: Family::ALL.map(|family| {
        CLASSES.map(
            |(_, class)| counter!("nudge_api_requests_total", "family" => family.label(), "status" => class),
        )
    }),
    refused: Refused::ALL.map(|reason| counter!("nudge_api_refused_total", "reason" => reason.label())),
});

/// What the API counts.
pub(crate) struct Metered {
    requests: [[Counter; CLASSES.len()]; Family::ALL.len()],
    refused: [Counter; Refused::ALL.len()],
}

/// Of the status. An answer is of no other.
const CLASSES: [(u16, &str); 3] = [(2, "2xx"), (4, "4xx"), (5, "5xx")];

impl Metered {
    /// Counts a request that was answered.
    pub(crate) fn request(&self, family: Family, status: StatusCode) {
        for (_, counters) in Family::ALL.iter().zip(&self.requests).filter(|(known, _)| **known == family) {
            let class = status.as_u16() / 100;
            for (_, counter) in CLASSES.iter().zip(counters).filter(|((known, _), _)| *known == class) {
                counter.increment(1);
            }
        }
    }

    /// Counts a program that was not let in.
    pub(crate) fn refused(&self, reason: Refused) {
        for (_, counter) in Refused::ALL.iter().zip(&self.refused).filter(|(known, _)| **known == reason) {
            counter.increment(1);
        }
    }
}

macro_rules! families {
    ($( $variant:ident = $label:literal, $meaning:literal; )+) => {
        /// What requests are about.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Family { $( #[doc = $meaning] $variant, )+ }

        impl Family {
            /// Every one.
            pub(crate) const ALL: [Self; 9] = [$( Self::$variant, )+];

            /// As it is written.
            pub(crate) const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }

            /// What it is about.
            pub(crate) const fn about(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )+ }
            }
        }
    };
}

families! {
    Accounts = "accounts", "Accounts, and what opens them.";
    Online = "online", "Who is signed in.";
    Invitations = "invitations", "Links with which somebody may register.";
    Reports = "reports", "What members tell about each other.";
    Bans = "bans", "Who is not let in.";
    Announcements = "announcements", "What the service says to its members.";
    Audit = "audit", "What was done by those who look after the service.";
    Statistics = "statistics", "How the server is, and was.";
    Other = "other", "The description, and what is not there.";
}

/// Why a program was not let in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refused {
    /// It has shown no key.
    NoKey,
    /// The key is worth nothing.
    WrongKey,
    /// There were too many wrong ones.
    Throttled,
    /// The key is not for that.
    Scope,
    /// It came in clear text.
    PlainHttp,
}

impl Refused {
    const ALL: [Self; 5] = [Self::NoKey, Self::WrongKey, Self::Throttled, Self::Scope, Self::PlainHttp];

    const fn label(self) -> &'static str {
        match self {
            Self::NoKey => "no_key",
            Self::WrongKey => "wrong_key",
            Self::Throttled => "throttled",
            Self::Scope => "scope",
            Self::PlainHttp => "plain_http",
        }
    }
}
