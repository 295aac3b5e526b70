//! Circles as members, clients and the website ask for them.

use super::edit::CircleEdit;
use super::{Circle, CircleId, CircleName, NewCircle};
use crate::notice::CircleEvent;
use crate::store::CircleEdited;
use crate::{AccountId, Core, Error, Limit, Notice, Refusal};

impl Core {
    /// Makes a circle, whose administrator and only member is that account.
    ///
    /// [`Refusal::TooManyCircles`] where the account is in as many as it may be.
    pub async fn make_circle(&self, owner: AccountId, name: CircleName) -> Result<Circle, Error> {
        self.pace_circles(owner)?;
        let new = NewCircle { id: CircleId::draw(self.entropy()), name, owner };
        let made = self.store().make_circle(new, self.policy().circles, self.clock().now()).await;
        let made = Limit::noted(made)?;
        self.bus().send(owner, Notice::CircleChanged(made.id));
        Ok(made)
    }

    /// A circle that the account belongs to, or is invited to; [`Refusal::NoSuchCircle`] for any other.
    pub async fn circle(&self, account: AccountId, id: CircleId) -> Result<Circle, Error> {
        let circle = self.store().circle(id).await?;
        let circle = circle.filter(|circle| circle.member(account).is_some());
        Ok(circle.ok_or(Refusal::NoSuchCircle)?)
    }

    /// Changes a circle. It is durable when this returns, and everybody whom it concerns has been told; whoever does not belong
    /// to it any more is not in it any more.
    pub async fn edit_circle(
        &self,
        me: AccountId,
        id: CircleId,
        edit: CircleEdit,
    ) -> Result<CircleEdited, Error> {
        self.pace_circles(me)?;
        let _turn = self.gatherings().turns().take_any(id.get()).await;
        let (limits, now) = (self.policy().circles, self.clock().now());
        let edited = Limit::noted(self.store().edit_circle(id, me, edit, limits, now).await)?;
        self.show_circle(&edited);
        Ok(edited)
    }

    /// Lets everybody see what has changed.
    pub(crate) fn show_circle(&self, edited: &CircleEdited) {
        let (before, after) = (&edited.before, edited.after.as_ref());
        if let Some(gathering) = self.gatherings().find(before.id) {
            let belongs =
                |account| after.is_some_and(|circle| circle.joined().any(|it| it.account == account));
            for gone in before.joined().filter(|member| !belongs(member.account)) {
                if let Some(principal) = self.directory().find(gone.account) {
                    principal.put_out_of(&gathering, self.bus());
                }
            }
            if let Some(circle) = after.filter(|circle| circle.name != before.name) {
                gathering.tell(self.bus(), CircleEvent::Renamed(circle.name.clone()), |_| true);
            }
        }
        let was = |account| before.member(account).is_some();
        let came = after.into_iter().flat_map(|circle| &circle.members).filter(|member| !was(member.account));
        for member in before.members.iter().chain(came) {
            self.bus().send(member.account, Notice::CircleChanged(before.id));
        }
    }

    /// Changes of circles count with changes of contacts.
    fn pace_circles(&self, account: AccountId) -> Result<(), Refusal> {
        let (pace, now) = (self.policy().contact_changes, self.clock().now());
        let allowed = self.contact_changes().take(account, pace, now);
        if Limit::ContactChanges.unless(allowed) { Ok(()) } else { Err(Refusal::TooFast) }
    }
}
