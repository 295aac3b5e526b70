//! Every rule of changing a circle, as one pure function.
//!
//! A store reads the circle, asks [`decide`], and applies the [`Effect`]s, all in one transaction.

use super::{Circle, CircleLimits, CircleMember, CircleName, CircleRole};
use crate::moderation::text;
use crate::{AccountId, Handle, Refusal};

/// One change that a member wants to make to a circle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CircleEdit {
    /// Asks somebody to join.
    Invite {
        /// Whom.
        whom: Handle,
        /// In which words; at most [`MAX_MESSAGE`] characters, and no control characters but line breaks and tabs.
        message: String,
    },
    /// Says yes to an invitation.
    Accept,
    /// Says no to an invitation.
    Decline,
    /// Leaves. If nobody with the role is left, the member who has been there longest among those with the highest role becomes
    /// an administrator; if nobody is left at all, the circle ends.
    Leave,
    /// Takes a member out, or an invitation back.
    Remove(AccountId),
    /// Gives a member another role.
    SetRole(AccountId, CircleRole),
    /// Gives the circle another name.
    Rename(CircleName),
    /// Ends the circle.
    End,
}

/// The longest invitation, in characters.
pub const MAX_MESSAGE: usize = 300;

/// What the rules need to know of whoever is to be invited.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Invitee {
    /// Their account.
    pub account: AccountId,
    /// How many circles they belong to or are invited to.
    pub circles: usize,
    /// Whether they let whoever asks see and call them.
    pub permits: bool,
}

/// One change to what is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Effect {
    /// That account is invited, by whom and in which words.
    Invite(AccountId, AccountId, String),
    /// That account belongs to the circle.
    Join(AccountId),
    /// That account has nothing to do with it any more.
    Drop(AccountId),
    /// That account has another role.
    Role(AccountId, CircleRole),
    /// The circle has another name.
    Name(CircleName),
    /// The circle is no more.
    End,
}

/// Decides on an edit by `me`. Nothing is done if it is refused.
///
/// To whom a circle is nothing it does not exist: [`Refusal::NoSuchCircle`].
pub fn decide(
    edit: &CircleEdit,
    me: AccountId,
    circle: &Circle,
    invitee: Option<Invitee>,
    limits: &CircleLimits,
) -> Result<Vec<Effect>, Refusal> {
    let mine = circle.member(me).ok_or(Refusal::NoSuchCircle)?;
    let may = |role: CircleRole| {
        if mine.has_joined() && mine.role.includes(role) { Ok(()) } else { Err(Refusal::NotAllowed) }
    };
    let invited = || if mine.has_joined() { Err(Refusal::AlreadyThere) } else { Ok(()) };
    match edit {
        CircleEdit::Invite { whom: _, message } => {
            may(CircleRole::Assistant)?;
            invite(circle, me, invitee, message, limits)
        }
        CircleEdit::Accept => {
            invited()?;
            Ok(vec![Effect::Join(me)])
        }
        CircleEdit::Decline => {
            invited()?;
            Ok(vec![Effect::Drop(me)])
        }
        CircleEdit::Leave => Ok(without(circle, mine)),
        CircleEdit::Remove(whom) => {
            may(CircleRole::Assistant)?;
            let target = circle.member(*whom).ok_or(Refusal::NotThere)?;
            if target.account != me && target.has_joined() && target.role.includes(mine.role) {
                // Nobody takes out their equals, or administrators would fight.
                return Err(Refusal::NotAllowed);
            }
            Ok(without(circle, target))
        }
        CircleEdit::SetRole(whom, role) => {
            may(CircleRole::Administrator)?;
            let target = circle.member(*whom).filter(|member| member.has_joined());
            let target = target.ok_or(Refusal::NotThere)?;
            if target.role == *role {
                return Err(Refusal::Unchanged);
            }
            let others = administrators(circle).any(|other| other.account != target.account);
            if target.role == CircleRole::Administrator && !others {
                return Err(Refusal::LastAdministrator);
            }
            Ok(vec![Effect::Role(target.account, *role)])
        }
        CircleEdit::Rename(name) => {
            may(CircleRole::Assistant)?;
            if *name == circle.name { Err(Refusal::Unchanged) } else { Ok(vec![Effect::Name(name.clone())]) }
        }
        CircleEdit::End => {
            may(CircleRole::Administrator)?;
            Ok(vec![Effect::End])
        }
    }
}

fn invite(
    circle: &Circle,
    me: AccountId,
    invitee: Option<Invitee>,
    message: &str,
    limits: &CircleLimits,
) -> Result<Vec<Effect>, Refusal> {
    text::check(message, MAX_MESSAGE)?;
    // Whoever has blocked the asker is not there for them.
    let invitee = invitee.filter(|invitee| invitee.permits).ok_or(Refusal::UnknownAccount)?;
    if let Some(member) = circle.member(invitee.account) {
        return Err(if member.has_joined() { Refusal::AlreadyThere } else { Refusal::AlreadyInvited });
    }
    if circle.members.len() >= limits.members {
        return Err(Refusal::RoomFull);
    }
    if invitee.circles >= limits.circles {
        return Err(Refusal::TooManyCircles);
    }
    Ok(vec![Effect::Invite(invitee.account, me, message.to_owned())])
}

/// The circle goes on without somebody, if there is anybody to go on with.
fn without(circle: &Circle, gone: &CircleMember) -> Vec<Effect> {
    let is_other = |member: &&CircleMember| member.account != gone.account;
    if !circle.joined().any(|member| is_other(&member)) {
        return vec![Effect::End];
    }
    let mut effects = vec![Effect::Drop(gone.account)];
    if !administrators(circle).any(|member| member.account != gone.account) {
        effects.extend(heir(circle.joined().filter(is_other)).map(|account| {
            // There is somebody: the circle has not ended.
            Effect::Role(account, CircleRole::Administrator)
        }));
    }
    effects
}

/// What becomes of a circle when an account is deleted: its owner leaves, and the invitations that they made are taken back.
pub fn bereave(circle: &Circle, gone: AccountId) -> Vec<Effect> {
    let mut effects = circle.member(gone).map_or_else(Vec::new, |mine| without(circle, mine));
    if effects != [Effect::End] {
        let invited =
            circle.members.iter().filter(|member| member.account != gone && member.is_invited_by(gone));
        effects.extend(invited.map(|member| Effect::Drop(member.account)));
    }
    effects
}

/// Who follows where nobody with the role is left: of those with the highest role, whoever has been there longest.
fn heir<'a>(members: impl Iterator<Item = &'a CircleMember>) -> Option<AccountId> {
    members
        .min_by_key(|member| (member.role.number(), member.since, member.account))
        .map(|member| member.account)
}

fn administrators(circle: &Circle) -> impl Iterator<Item = &CircleMember> {
    circle.joined().filter(|member| member.role == CircleRole::Administrator)
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
