//! Circles as members, clients and the website ask for them.

use super::edit::CircleEdit;
use super::{Circle, CircleId, CircleName, NewCircle};
use crate::store::CircleEdited;
use crate::{AccountId, Core, Error, Limit, Refusal};

impl Core {
    /// Makes a circle, whose administrator and only member is that account.
    ///
    /// [`Refusal::TooManyCircles`] where the account is in as many as it may be.
    pub async fn make_circle(&self, owner: AccountId, name: CircleName) -> Result<Circle, Error> {
        self.pace_circles(owner)?;
        let new = NewCircle { id: CircleId::draw(self.entropy()), name, owner };
        self.store().make_circle(new, self.policy().circles, self.clock().now()).await
    }

    /// A circle that the account belongs to, or is invited to; [`Refusal::NoSuchCircle`] for any other.
    pub async fn circle(&self, account: AccountId, id: CircleId) -> Result<Circle, Error> {
        let circle = self.store().circle(id).await?;
        let circle = circle.filter(|circle| circle.member(account).is_some());
        Ok(circle.ok_or(Refusal::NoSuchCircle)?)
    }

    /// Changes a circle. It is durable when this returns.
    pub async fn edit_circle(
        &self,
        me: AccountId,
        id: CircleId,
        edit: CircleEdit,
    ) -> Result<CircleEdited, Error> {
        self.pace_circles(me)?;
        self.store().edit_circle(id, me, edit, self.policy().circles, self.clock().now()).await
    }

    /// Changes of circles count with changes of contacts.
    fn pace_circles(&self, account: AccountId) -> Result<(), Refusal> {
        let (pace, now) = (self.policy().contact_changes, self.clock().now());
        let allowed = self.contact_changes().take(account, pace, now);
        if Limit::ContactChanges.unless(allowed) { Ok(()) } else { Err(Refusal::TooFast) }
    }
}
