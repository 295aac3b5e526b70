//! Does what is asked for to look after the service.

use nudge_core::member::{KeyId, LinkId};
use nudge_core::moderation::{AccountQuery, BanId, Banned, NewBan, ReportFilter, ReportId};
use nudge_core::{Actor, Core, Handle, Timestamp, TokenName};

use super::{KeyMade, Moderation, MotdView};
use crate::{AccountView, Response, Told, Trouble};

/// Does what was asked for.
pub(crate) async fn execute(core: &Core, by: &Actor, request: Moderation) -> Result<Response, Trouble> {
    let store = core.store();
    match request {
        Moderation::SetRole { email, role } => {
            core.set_role(by, &email, role).await?;
            account(core, &email).await
        }
        Moderation::Rename { email, to } => {
            core.rename_account(by, &email, to.clone()).await?;
            account(core, &to).await
        }
        Moderation::SignOut { email } => {
            core.sign_out_everywhere(by, &email).await?;
            Ok(().into())
        }
        Moderation::RemoveSecondFactor { email } => {
            core.remove_second_factor(by, &email).await?;
            account(core, &email).await
        }
        Moderation::Search { text, after, limit } => {
            let query = AccountQuery { text, after, limit, ..AccountQuery::default() };
            Ok(views::<_, AccountView>(store.search_accounts(query).await?).into())
        }
        Moderation::Online => Ok(views::<_, super::OnlineView>(core.who_is_online()).into()),
        Moderation::EndSession { email } => {
            core.disconnect(by, &email).await?;
            Ok(().into())
        }
        Moderation::AddLink { label, uses, expires } => {
            let link = core.add_link(by, &label, uses, expires.map(|moment| moment.0)).await?;
            Ok(super::LinkView::from(link).into())
        }
        Moderation::Links { before, limit } => {
            Ok(views::<_, super::LinkView>(store.links(before.map(LinkId), limit).await?).into())
        }
        Moderation::WithdrawLink { id } => {
            core.withdraw_link(by, LinkId(id)).await?;
            Ok(().into())
        }
        Moderation::AddBan { kind, whom, reason, expires } => {
            let whom = Banned::from_parts(&kind, &whom)?;
            let ban = NewBan { whom, reason, expires: expires.map(|moment| moment.0) };
            Ok(super::BanView::from(core.add_ban(by, ban).await?).into())
        }
        Moderation::Bans => Ok(views::<_, super::BanView>(store.bans().await?).into()),
        Moderation::LiftBan { id } => {
            core.lift_ban(by, BanId(id)).await?;
            Ok(().into())
        }
        Moderation::Reports { all, before, limit } => {
            let filter = if all { ReportFilter::All } else { ReportFilter::Open };
            let reports = store.reports(filter, before.map(ReportId), limit).await?;
            Ok(views::<_, super::ReportView>(reports).into())
        }
        Moderation::SettleReport { id, note } => {
            core.settle_report(by, ReportId(id), &note).await?;
            Ok(().into())
        }
        Moderation::Motd => Ok(MotdView { text: store.motd().await? }.into()),
        Moderation::SetMotd { text } => {
            core.set_motd(by, text.clone()).await?;
            Ok(MotdView { text }.into())
        }
        Moderation::Audit { before, limit } => {
            Ok(views::<_, super::AuditView>(store.audit(before, limit).await?).into())
        }
        Moderation::AddKey { owner, name, scopes } => {
            let scopes = scopes.into_iter().map(|scope| scope.0).collect();
            let (key, secret) = core.add_key(by, &owner, TokenName::new(&name)?, scopes).await?;
            Ok(KeyMade { name: key.name.to_string(), key: Told(secret) }.into())
        }
        Moderation::Keys { owner } => {
            let owner = match owner {
                Some(owner) => Some(store.account_by_handle(&owner).await?.id),
                None => None,
            };
            Ok(views::<_, super::KeyView>(store.keys(owner).await?).into())
        }
        Moderation::RevokeKey { id } => {
            core.revoke_key(by, KeyId(id)).await?;
            Ok(().into())
        }
        Moderation::Statistics { hours, step_minutes } => statistics(core, hours, step_minutes).await,
    }
}

async fn account(core: &Core, email: &Handle) -> Result<Response, Trouble> {
    Ok(AccountView::from(core.store().account_by_handle(email).await?).into())
}

async fn statistics(core: &Core, hours: u32, step_minutes: u32) -> Result<Response, Trouble> {
    let step = i64::from(step_minutes.max(1)) * MINUTE_MILLIS;
    // Steps begin at whole multiples, so that the same moment is in the same step every time.
    let end = (core.clock().now().millis().div_euclid(step) + 1) * step;
    let start = end.saturating_sub(i64::from(hours) * 60 * MINUTE_MILLIS).div_euclid(step) * step;
    let (start, end) = (Timestamp::from_millis(start), Timestamp::from_millis(end));
    Ok(views::<_, super::SampleView>(core.store().samples(start, end, step).await?).into())
}

const MINUTE_MILLIS: i64 = 60_000;

fn views<T, V: From<T>>(found: Vec<T>) -> Vec<V> {
    found.into_iter().map(V::from).collect()
}
