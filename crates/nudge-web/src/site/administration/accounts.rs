//! Everybody who has an account, and finding somebody.

use askama::Template;
use axum::extract::Query;
use nudge_core::moderation::AccountQuery;
use nudge_core::{Account, Core, Handle, Role};
use serde::Deserialize;

use super::list::{ROWS, encoded, page_of};
use super::section::Section;
use crate::site::components::{Avatar, Choice, Empty, Field, Further, Head};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Whom to look for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    text: String,
    #[serde(default)]
    which: String,
    after: Option<String>,
}

/// Which accounts are shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Which {
    #[default]
    All,
    Administrators,
    Disabled,
    Online,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/accounts.html")]
struct Accounts<'a> {
    t: Locale,
    asked: &'a Asked,
    found: Vec<Account>,
    further: Further,
}

/// `GET /administration/accounts`.
pub(super) async fn accounts(cx: Administrator, Query(asked): Query<Asked>) -> Result<Page, Trouble> {
    let t = cx.t();
    let after = asked.after.as_deref().map(Handle::new).transpose().map_err(|_| Trouble::BAD_REQUEST)?;
    let which = Which::from_name(&asked.which);
    let text = asked.text.trim().to_owned();
    let query = AccountQuery { text, after, limit: ROWS + 1, ..which.query(cx.core()) };
    let (found, is_more) = page_of(cx.core().store().search_accounts(query).await?);
    let path = asked.path();
    let last = found.last().filter(|_| is_more);
    let next = last.map(|last| format!("{path}&after={}", encoded(last.handle.as_str())));
    let further = Further::new(t, asked.after.as_ref().map(|_| path), next);
    Ok(Section::Accounts.page(&cx, &Accounts { t, asked: &asked, found, further }))
}

impl Asked {
    /// Where the list begins.
    fn path(&self) -> String {
        format!("{}?text={}&which={}", Section::Accounts.path(), encoded(&self.text), encoded(&self.which))
    }
}

impl Accounts<'_> {
    fn choices(&self) -> Vec<Choice<'static>> {
        Which::ALL.map(|(_, value, text)| Choice { value, label: self.t.say(text).into() }).to_vec()
    }

    fn is_administrator(account: &Account) -> bool {
        account.role == Role::Administrator
    }
}

impl Which {
    /// Every one, as an address has it, and what it is called.
    const ALL: [(Self, &str, &str); 4] = [
        (Self::All, "", "accounts-all"),
        (Self::Administrators, "administrators", "accounts-administrators"),
        (Self::Disabled, "disabled", "accounts-disabled"),
        (Self::Online, "online", "accounts-online"),
    ];

    /// The one with that name; all, where there is none.
    fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, known, _)| *known == name)
            .map(|(which, ..)| which)
            .unwrap_or_default()
    }

    fn query(self, core: &Core) -> AccountQuery {
        let all = AccountQuery::default();
        match self {
            Self::All => all,
            Self::Administrators => AccountQuery { role: Some(Role::Administrator), ..all },
            Self::Disabled => AccountQuery { enabled: Some(false), ..all },
            Self::Online => {
                let among = core.who_is_online().into_iter().map(|online| online.account).collect();
                AccountQuery { among: Some(among), ..all }
            }
        }
    }
}
