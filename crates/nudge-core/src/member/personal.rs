//! What somebody shows below the name, chosen with a browser.

use crate::{AccountId, Core, Error, PersonalMessage};

impl Core {
    /// Sets what an account shows below the name. Of somebody who is signed in, those who see them hear of it at once; it holds
    /// until their client sets something else, and again once the client is gone.
    ///
    /// `text` is written as clients write it, markup escaped. What is told of the music stays as it is.
    pub async fn set_personal_message(&self, account: AccountId, text: &str) -> Result<(), Error> {
        let chosen = PersonalMessage::new(text, "")?;
        // Nobody signs in between the two steps with what was there before.
        let _turn = self.turns().take(account).await;
        self.store().set_personal_message(account, chosen).await?;
        let Some(me) = self.directory().find(account).filter(|principal| principal.is_loaded()) else {
            return Ok(());
        };
        me.change(self.bus(), |state| {
            let personal = PersonalMessage::new(text, state.personal.media())
                .and_then(|personal| personal.with_details(state.personal.details()));
            // Beside what is told of the music there may be no room left; then it holds from the next time on.
            if let Ok(personal) = personal {
                state.personal = personal;
            }
        });
        Ok(())
    }

    /// What somebody who is signed in shows below the name now; `None` for whoever is not.
    pub fn personal_message_now(&self, account: AccountId) -> Option<PersonalMessage> {
        let me = self.directory().find(account)?;
        let personal = me.state().personal.clone();
        Some(personal)
    }
}
