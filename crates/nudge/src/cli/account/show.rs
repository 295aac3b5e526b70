//! `nudge account show`.

use nudge_admin::{AccountDetail, GenderView, Request};

use super::output::{facts, or_dash, yes};
use super::{Ending, Target};

/// Show all about an account but its secrets and lists
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let detail: AccountDetail = self.target.ask(Request::Account { email: self.target.email.clone() })?;
        self.target.output.print(&detail, describe)
    }
}

fn describe(detail: &AccountDetail) -> String {
    let AccountDetail { account, has_password, tokens } = detail;
    let (profile, mail, phones) = (&account.profile, &account.mail, &account.phones);
    let tokens: Vec<_> = tokens.iter().map(|token| token.name.as_str()).collect();
    let mut lines = vec![
        ("email", account.email.to_string()),
        ("name", account.name.to_string()),
        ("number", account.id.to_string()),
        ("GUID", account.guid.clone()),
        ("enabled", yes(account.enabled)),
        ("verified", yes(account.verified)),
        ("role", account.role.to_string()),
        ("password", yes(*has_password)),
        ("second factor", yes(account.second_factor)),
        ("presence for everybody", yes(account.shows_presence)),
        ("several places", yes(account.several_places)),
        ("readable password", yes(account.legacy_password)),
        ("access tokens", if tokens.is_empty() { "none".to_owned() } else { tokens.join(", ") }),
        ("messages kept", yes(account.keeps_history)),
        ("made", account.created.to_string()),
        ("last sign-in", or_dash(account.last_sign_in)),
    ];
    let said = [
        ("first name", profile.first_name.clone()),
        ("last name", profile.last_name.clone()),
        ("city", profile.city.clone()),
        ("region", profile.region.clone()),
        ("country", profile.country.clone()),
        ("postal code", profile.postal_code.clone()),
        ("gender", gender(profile.gender).to_owned()),
        ("year of birth", profile.birth_year.map(|year| year.to_string()).unwrap_or_default()),
        ("telephone, home", phones.home.clone().unwrap_or_default()),
        ("telephone, work", phones.work.clone().unwrap_or_default()),
        ("telephone, mobile", phones.mobile.clone().unwrap_or_default()),
    ];
    lines.extend(said.into_iter().filter(|(_, value)| !value.is_empty()));
    lines.push(("in the directory", yes(profile.listed)));
    lines.push(("language", profile.language.to_string()));
    if mail.enabled {
        lines
            .push(("mail", format!("{} in the inbox, {} elsewhere", mail.inbox_unread, mail.folders_unread)));
    }
    facts(&lines)
}

fn gender(gender: GenderView) -> &'static str {
    match gender {
        GenderView::Unspecified => "",
        GenderView::Female => "female",
        GenderView::Male => "male",
    }
}
