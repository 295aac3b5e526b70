//! Does what is asked for.

use std::process;

use nudge_core::{
    Account, Actor, Core, Credentials, Handle, HistoryId, MailNotice, Profile, Refusal, Secret, TokenName,
    notice::Alert, password,
};

use super::moderation;
use super::{
    AccountDetail, AccountView, CirclesView, Count, InvitationView, LogView, MailChange, Moment,
    ProfileChange, Request, Response, Serving, SignInView, StatusView, TokenMade, Trouble, WaitingView,
};

/// Does what was asked for, `by` whoever asked. `serving` is there where a server runs on this domain.
pub async fn execute(
    core: &Core,
    serving: Option<&Serving>,
    by: &Actor,
    request: Request,
) -> Result<Response, Trouble> {
    let store = core.store();
    match request {
        Request::AddAccount { email, name, password: None, legacy_password: false } => {
            Ok(AccountView::from(core.add_account(by, email, name, None).await?).into())
        }
        Request::AddAccount { password: None, .. } => {
            Err(Trouble::Refused("without a password there is none to be kept readable".to_owned()))
        }
        Request::AddAccount { email, name, password: Some(secret), legacy_password } => {
            // Looked at before anything is made, so that a refusal leaves no account behind.
            if legacy_password {
                password::check_legacy_policy(&secret.0)?;
            }
            core.add_account(by, email.clone(), name, Some(secret.0.clone())).await?;
            if legacy_password {
                core.allow_legacy_password(by, &email, secret.0).await?;
            }
            account(core, &email).await
        }
        Request::Accounts { after, limit } => {
            let page = store.accounts(after.map(nudge_core::AccountId::new), limit).await?;
            Ok(page.into_iter().map(AccountView::from).collect::<Vec<_>>().into())
        }
        Request::Account { email } => Ok(detail(core, &email).await?.into()),
        Request::SetPassword { email, password } => {
            core.set_password(by, &email, password.0).await?;
            account(core, &email).await
        }
        Request::SetEnabled { email, enabled } => {
            core.set_enabled(by, &email, enabled).await?;
            account(core, &email).await
        }
        Request::SetVerified { email, verified } => {
            core.set_verified(by, &email, verified).await?;
            account(core, &email).await
        }
        Request::DeleteAccount { email } => {
            core.delete_account(by, &email).await?;
            Ok(().into())
        }
        // It has more than one answer: whoever serves the request sees to that.
        Request::Export { .. } => Err(Trouble::Failed("an archive comes in pieces".to_owned())),
        Request::ChangeProfile { email, change } => {
            let profile = change.applied_to(find(core, &email).await?.profile);
            core.set_profile(by, &email, profile).await?;
            account(core, &email).await
        }
        Request::ChangeMail { email, change } => {
            let mail = change.applied_to(find(core, &email).await?.mail);
            core.set_mail(by, &email, mail).await?;
            account(core, &email).await
        }
        Request::AllowLegacyPassword { email, password } => {
            allow_legacy_password(core, by, &email, password.0).await
        }
        Request::ForbidLegacyPassword { email } => {
            core.forbid_legacy_password(by, &email).await?;
            account(core, &email).await
        }
        Request::SignIns { email, limit } => sign_ins(core, &email, limit).await,
        Request::AddToken { email, name } => {
            let (token, secret) = core.add_token(by, &email, TokenName::new(&name)?).await?;
            let name = token.name.to_string();
            Ok(TokenMade { email, name, token: super::Told(secret) }.into())
        }
        Request::Tokens { email } => Ok(detail(core, &email).await?.tokens.into()),
        Request::RevokeToken { email, name } => {
            core.revoke_token(by, &email, &TokenName::new(&name)?).await?;
            Ok(().into())
        }
        Request::History { email, before, limit } => {
            // What was said a moment ago may still be on its way to the database.
            core.flush().await;
            let account = find(core, &email).await?.id;
            let page = store.history(account, before.map(HistoryId), limit).await?;
            Ok(page.into_iter().map(super::MessageView::from).collect::<Vec<_>>().into())
        }
        Request::EraseHistory { email } => {
            let count = core.erase_history(by, &email).await?;
            Ok(Count { count }.into())
        }
        Request::KeepHistory { email, keep } => {
            core.set_keeps_history(by, &email, keep).await?;
            account(core, &email).await
        }
        Request::WaitingMessages { email, from } => {
            Ok(WaitingView::from(core.count_waiting(email.as_ref(), from.as_ref()).await?).into())
        }
        Request::PurgeWaiting { email, from } => {
            let count = core.purge_waiting(by, email.as_ref(), from.as_ref()).await?;
            Ok(Count { count }.into())
        }
        Request::Invitations { limit } => invitations(core, limit).await,
        Request::ClearInvitations { until } => {
            let until = until.map_or_else(|| core.clock().now(), |moment| moment.0);
            Ok(Count { count: core.clear_invitations(by, until).await? }.into())
        }
        Request::Alert { to, text, url } => alert(core, serving, by, to, Alert { text, url }).await,
        Request::Moderate(request) => moderation::execute(core, by, request).await,
        Request::Status => status(core, serving).await,
        Request::LogLevel { level } => log_level(serving, level.as_deref()),
    }
}

async fn find(core: &Core, email: &Handle) -> Result<Account, Trouble> {
    Ok(core.store().account_by_handle(email).await?)
}

async fn account(core: &Core, email: &Handle) -> Result<Response, Trouble> {
    Ok(AccountView::from(find(core, email).await?).into())
}

async fn detail(core: &Core, email: &Handle) -> Result<AccountDetail, Trouble> {
    let account = find(core, email).await?;
    let credentials: Option<Credentials> = core.store().credentials(email).await?;
    let tokens = core.store().tokens(account.id).await?;
    Ok(AccountDetail {
        account: account.into(),
        has_password: credentials.is_some_and(|credentials| credentials.password.is_some()),
        tokens: tokens.into_iter().map(Into::into).collect(),
    })
}

async fn allow_legacy_password(
    core: &Core,
    by: &Actor,
    email: &Handle,
    password: Secret,
) -> Result<Response, Trouble> {
    let allowed = core.allow_legacy_password(by, email, password).await;
    if let Err(error) = allowed {
        return Err(match error.refusal() {
            Some(Refusal::BadCredentials) => {
                Trouble::Refused("that is not the account's password".to_owned())
            }
            Some(_) | None => error.into(),
        });
    }
    account(core, email).await
}

async fn sign_ins(core: &Core, email: &Handle, limit: usize) -> Result<Response, Trouble> {
    let account = find(core, email).await?.id;
    let tokens = core.store().tokens(account).await?;
    let records = core.store().sign_ins(account, limit).await?;
    let views = records.into_iter().map(|record| {
        let sign_in = record.sign_in;
        let token = tokens.iter().find(|token| Some(token.id) == sign_in.token);
        SignInView {
            started: sign_in.started.into(),
            ended: record.ended.map(Moment),
            address: sign_in.address,
            client: sign_in.client.to_string(),
            protocol: sign_in.protocol.to_string(),
            token: token.map(|token| token.name.to_string()),
        }
    });
    Ok(views.collect::<Vec<_>>().into())
}

async fn invitations(core: &Core, limit: usize) -> Result<Response, Trouble> {
    let mut views = Vec::new();
    for invitation in core.store().invitations(limit).await? {
        let inviter = core.store().account(invitation.from).await;
        let from = match inviter {
            Ok(account) => Some(account.handle),
            Err(error) if error.refusal() == Some(Refusal::UnknownAccount) => None,
            Err(error) => return Err(error.into()),
        };
        views.push(InvitationView::new(invitation, from));
    }
    Ok(views.into())
}

async fn alert(
    core: &Core,
    serving: Option<&Serving>,
    by: &Actor,
    to: Option<Handle>,
    alert: Alert,
) -> Result<Response, Trouble> {
    if serving.is_none() {
        return Err(not_running());
    }
    if let Some(email) = &to {
        find(core, email).await?;
    }
    let count = core.announce(by, to.as_ref(), alert).await?;
    if to.is_some() && count == 0 {
        return Err(Trouble::Missing("the principal is not signed in".to_owned()));
    }
    Ok(Count { count: u64::try_from(count).unwrap_or(u64::MAX) }.into())
}

async fn status(core: &Core, serving: Option<&Serving>) -> Result<Response, Trouble> {
    let serving = serving.ok_or_else(not_running)?;
    Ok(StatusView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: process::id(),
        since: serving.since,
        listeners: serving.listeners.clone(),
        accounts: core.store().account_count().await?,
        online: core.online(),
        conversations: core.conversations(),
        circles: CirclesView::new(core.store().count_circles().await?, core.gathered_circles()),
    }
    .into())
}

fn log_level(serving: Option<&Serving>, level: Option<&str>) -> Result<Response, Trouble> {
    let log = &serving.ok_or_else(not_running)?.log;
    if let Some(level) = level {
        log.set(level)?;
        tracing::info!(log.level = log.level(), "what is logged was changed");
    }
    Ok(LogView { level: log.level() }.into())
}

fn not_running() -> Trouble {
    Trouble::Failed("no server is running on this data folder".to_owned())
}

impl ProfileChange {
    fn applied_to(self, mut profile: Profile) -> Profile {
        let texts = [
            (&mut profile.first_name, self.first_name),
            (&mut profile.last_name, self.last_name),
            (&mut profile.city, self.city),
            (&mut profile.region, self.region),
            (&mut profile.country, self.country),
            (&mut profile.postal_code, self.postal_code),
        ];
        for (text, change) in texts {
            if let Some(change) = change {
                *text = change.into();
            }
        }
        profile.gender = self.gender.map_or(profile.gender, Into::into);
        profile.birth_year = self.birth_year.or(profile.birth_year);
        profile.language = self.language.unwrap_or(profile.language);
        profile.listed = self.listed.unwrap_or(profile.listed);
        profile
    }
}

impl MailChange {
    fn applied_to(self, mail: MailNotice) -> MailNotice {
        MailNotice {
            enabled: self.enabled.unwrap_or(mail.enabled),
            inbox_unread: self.inbox_unread.unwrap_or(mail.inbox_unread),
            folders_unread: self.folders_unread.unwrap_or(mail.folders_unread),
        }
    }
}
