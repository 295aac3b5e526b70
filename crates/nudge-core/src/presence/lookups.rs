//! What a principal asks about others without changing anything.

use super::Session;
use crate::{DisplayName, Error, Handle, Limit, Refusal};

impl Session {
    /// Which of those addresses have an account here, in their order. It counts as a search, whatever becomes of it: whoever
    /// could ask for any number of addresses would soon know all of them.
    pub async fn have_accounts(&self, handles: &[Handle]) -> Result<Vec<bool>, Error> {
        let (pace, now) = (self.core.policy().searches, self.core.clock().now());
        if !Limit::Searches.unless(self.me.principal.state().searches.take(pace, now)) {
            return Err(Refusal::TooFast.into());
        }
        let mut have = Vec::with_capacity(handles.len());
        for handle in handles {
            have.push(match self.core.store().account_by_handle(handle).await {
                Ok(_) => true,
                Err(Error::Refusal(Refusal::UnknownAccount)) => false,
                Err(error) => return Err(error),
            });
        }
        Ok(have)
    }

    /// The principal's own name, as it is now.
    pub fn name(&self) -> DisplayName {
        self.me.principal.state().name.clone()
    }

    /// Has a contact introduced, who may have been one for long: if they are there and may be seen, the principal hears of them
    /// as of somebody who was there already, marked with `tag`. Before the first presence, and of others, nothing is heard.
    pub fn look_at(&self, handle: &Handle, tag: u32) {
        if self.status().is_none() {
            return;
        }
        let contact = self.core.directory().find_by_handle(handle);
        // Who is not on the forward list is not seen, even by those who may be called.
        if let Some(contact) = contact.filter(|contact| self.me.principal.has_as_contact(contact.account)) {
            contact.introduce_to(&self.me, Some(tag));
        }
    }
}
