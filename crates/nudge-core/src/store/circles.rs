//! What the domain asks of a database about circles.

use async_trait::async_trait;

use crate::circle::edit::CircleEdit;
use crate::circle::{Circle, CircleCount, CircleId, CircleLimits, NewCircle};
use crate::{AccountId, Error, Timestamp};

/// The part of a [`Store`](crate::Store) that circles need. The same promises hold.
#[async_trait]
pub trait CircleStore: Send + Sync {
    /// Makes a circle with its owner as the only member, or refuses with
    /// [`Refusal::TooManyCircles`](crate::Refusal::TooManyCircles).
    async fn make_circle(
        &self,
        new: NewCircle,
        limits: CircleLimits,
        now: Timestamp,
    ) -> Result<Circle, Error>;

    /// The circle with that number, if there is one.
    async fn circle(&self, id: CircleId) -> Result<Option<Circle>, Error>;

    /// The circles that an account belongs to or is invited to, the one that it came to first at the front; none for an
    /// account that does not exist.
    async fn circles_of(&self, account: AccountId) -> Result<Vec<Circle>, Error>;

    /// How many circles there are, with how many people.
    async fn count_circles(&self) -> Result<CircleCount, Error>;

    /// Changes a circle by the rules of [`decide`](crate::circle::edit::decide).
    async fn edit_circle(
        &self,
        id: CircleId,
        me: AccountId,
        edit: CircleEdit,
        limits: CircleLimits,
        now: Timestamp,
    ) -> Result<CircleEdited, Error>;
}

/// A change of a circle that has been made and is durable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleEdited {
    /// As it was.
    pub before: Circle,
    /// As it is; `None` if it is no more.
    pub after: Option<Circle>,
}
