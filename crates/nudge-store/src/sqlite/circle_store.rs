//! The part of the trait that circles need, method by method.

use async_trait::async_trait;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{Circle, CircleCount, CircleId, CircleLimits, NewCircle};
use nudge_core::{AccountId, CircleEdited, CircleStore, Error, Timestamp};

use super::{SqliteStore, circles};

#[async_trait]
impl CircleStore for SqliteStore {
    async fn make_circle(
        &self,
        new: NewCircle,
        limits: CircleLimits,
        now: Timestamp,
    ) -> Result<Circle, Error> {
        self.write(move |db| circles::make(db, &new, &limits, now)).await
    }

    async fn circle(&self, id: CircleId) -> Result<Option<Circle>, Error> {
        self.read(move |db| circles::find(db, id)).await
    }

    async fn circles_of(&self, account: AccountId) -> Result<Vec<Circle>, Error> {
        self.read(move |db| circles::of(db, account)).await
    }

    async fn count_circles(&self) -> Result<CircleCount, Error> {
        self.read(circles::count).await
    }

    async fn edit_circle(
        &self,
        id: CircleId,
        me: AccountId,
        edit: CircleEdit,
        limits: CircleLimits,
        now: Timestamp,
    ) -> Result<CircleEdited, Error> {
        self.write(move |db| circles::edit(db, id, me, &edit, &limits, now)).await
    }
}
