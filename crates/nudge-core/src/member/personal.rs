//! What somebody shows below the name, chosen with a browser or a client.

use crate::{AccountId, Core, Error, PersonalMessage};

impl Core {
    /// Sets what an account shows below the name. Of somebody who is signed in, those who see them hear of it at once; it holds
    /// until something else is set, here or by a client.
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

    /// Keeps what a client has set, so that it holds with the next one too (reference 13 §5). What is told of the music ends with
    /// the session. It is durable when this returns.
    pub async fn keep_personal_message(
        &self,
        account: AccountId,
        message: &PersonalMessage,
    ) -> Result<(), Error> {
        let kept = PersonalMessage::new(message.text(), "")?;
        let _turn = self.turns().take(account).await;
        if self.store().account(account).await?.personal_message != kept {
            self.store().set_personal_message(account, kept).await?;
        }
        Ok(())
    }
}
