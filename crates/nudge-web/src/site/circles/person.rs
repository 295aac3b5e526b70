//! Somebody of a circle, as a row shows them.

use nudge_core::circle::{Circle, CircleMember, CircleRole, MemberState};
use nudge_core::{AccountId, Error, Refusal, Status};

use super::super::components::{Avatar, Presence};
use super::super::signed_in::SignedIn;
use super::super::trouble::Trouble;
use super::{path, role_text};

/// A member, or somebody who is invited.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Where more about them is, for a reader who can do something about them.
    pub(super) path: Option<String>,
    pub(super) name: String,
    /// `None` where the name is all that is to be seen.
    pub(super) address: Option<String>,
    /// What decides about the colour.
    handle: String,
    /// `None` for who is not in the circle now, or is not to be seen there.
    pub(super) presence: Option<Presence>,
    pub(super) role: &'static str,
    pub(super) is_me: bool,
}

impl Person {
    pub(super) fn avatar(&self) -> Avatar<'_> {
        Avatar::new(&self.name, &self.handle)
    }

    /// As `mine` sees them.
    pub(super) fn of(
        circle: &Circle,
        mine: &CircleMember,
        member: &CircleMember,
        there: &[(AccountId, Status)],
    ) -> Self {
        let has_page = can_set_role(mine, member) || can_take_out(mine, member);
        let seen = there.iter().find(|(account, _)| *account == member.account);
        // Who was only asked does not show their name yet.
        let handle = member.handle.to_string();
        let shown = if member.has_joined() { member.name.as_str() } else { handle.as_str() };
        Self {
            path: has_page.then(|| format!("{}/members/{}", path(circle), member.guid)),
            name: shown.to_owned(),
            address: (shown != handle).then(|| handle.clone()),
            presence: seen.map(|(_, status)| (*status).into()),
            role: if member.has_joined() { role_text(member.role) } else { "circle-is-invited" },
            is_me: member.account == mine.account,
            handle,
        }
    }
}

/// Whether `mine` says which role that one has.
pub(super) fn can_set_role(mine: &CircleMember, member: &CircleMember) -> bool {
    member.has_joined() && mine.has_joined() && mine.role.includes(CircleRole::Administrator)
}

/// Whether `mine` takes that one out, or their invitation back. Oneself one does not take out: one leaves.
pub(super) fn can_take_out(mine: &CircleMember, member: &CircleMember) -> bool {
    let is_lower = !member.has_joined() || !member.role.includes(mine.role);
    helps(mine) && member.account != mine.account && is_lower
}

/// Whether that one invites, renames and takes out.
pub(super) fn helps(mine: &CircleMember) -> bool {
    mine.has_joined() && mine.role.includes(CircleRole::Assistant)
}

/// In which words somebody was invited, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// `None`, if they have no account any more.
    pub(super) by: Option<String>,
    pub(super) words: String,
}

impl Asked {
    /// Of somebody who has not answered yet.
    pub(super) async fn of(
        cx: &SignedIn,
        circle: &Circle,
        member: &CircleMember,
    ) -> Result<Option<Self>, Trouble> {
        let MemberState::Invited { by, message } = &member.state else { return Ok(None) };
        let by = match by {
            Some(by) => inviter(cx, circle, *by).await?,
            None => None,
        };
        Ok(Some(Self { by, words: message.clone() }))
    }
}

/// By name, where they belong to the circle; whoever has left it shows no more than the address.
async fn inviter(cx: &SignedIn, circle: &Circle, by: AccountId) -> Result<Option<String>, Trouble> {
    if let Some(member) = circle.joined().find(|member| member.account == by) {
        let (name, handle) = (member.name.as_str(), member.handle.as_str());
        return Ok(Some(if name == handle { handle.to_owned() } else { format!("{name} ({handle})") }));
    }
    match cx.core().store().account(by).await {
        Ok(account) => Ok(Some(account.handle.to_string())),
        Err(Error::Refusal(Refusal::UnknownAccount)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
