//! What one account may see of another: name, message, picture. And changing one's own with a client past its connection.

use bytes::Bytes;

use super::DisplayPicture;
use crate::{Account, AccountId, Core, DisplayName, Edit, Error, Limit, PersonalMessage, Profile, Refusal};

/// What somebody shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Appearance {
    /// The number of the account.
    pub account: AccountId,
    /// The name.
    pub name: DisplayName,
    /// What stands below it, as clients write it; nothing is told of the music.
    pub message: PersonalMessage,
    /// The display picture that the site has.
    pub picture: Option<DisplayPicture>,
    /// What the member directory says; empty of those who are not in it.
    pub profile: Profile,
}

impl Core {
    /// What the watcher may see of somebody: everything of themselves, and of others what those show who are on one of the
    /// watcher's lists and let the watcher see them. [`Refusal::NoSuchEntry`] otherwise: why, is not told.
    pub async fn appearance(&self, watcher: AccountId, of: AccountId) -> Result<Appearance, Error> {
        let account = match self.store().account(of).await {
            Err(Error::Refusal(Refusal::UnknownAccount)) => return Err(Refusal::NoSuchEntry.into()),
            account => account?,
        };
        let is_own = watcher == of;
        if !is_own {
            let contact = self.store().contact(watcher, &account.handle).await?;
            contact.and_then(|contact| contact.own_name).ok_or(Refusal::NoSuchEntry)?;
        }
        let picture = self.store().display_picture(of).await?;
        let Account { name, personal_message, profile, .. } = account;
        let profile = if is_own || profile.listed { profile } else { Profile::default() };
        Ok(Appearance { account: of, name, message: personal_message, picture, profile })
    }

    /// Sets name and message at once, as far as they are given. Both are checked before anything changes. Those who see the
    /// account hear of it. `message` is written as clients write it, markup escaped.
    ///
    /// Who has not confirmed the address keeps the name: [`Refusal::Unconfirmed`]. Changes count with those of contacts: beyond
    /// their limit it is [`Refusal::TooFast`].
    pub async fn update_appearance(
        &self,
        account: AccountId,
        name: Option<DisplayName>,
        message: Option<&str>,
    ) -> Result<(), Error> {
        let now = self.store().account(account).await?;
        let name = name.filter(|name| *name != now.name);
        if name.is_some() && !now.state.verified {
            return Err(Refusal::Unconfirmed.into());
        }
        if let Some(message) = message {
            PersonalMessage::new(message, "")?;
            self.count_change(account)?;
        }
        if let Some(name) = name {
            self.edit_roster(account, Edit::RenameSelf(name)).await?;
        }
        if let Some(message) = message {
            self.set_personal_message(account, message).await?;
        }
        Ok(())
    }

    /// Gives an account a display picture with a client, or takes it away. Counts like [`Core::update_appearance`].
    pub async fn update_display_picture(&self, account: AccountId, png: Option<Bytes>) -> Result<(), Error> {
        self.count_change(account)?;
        self.set_display_picture(account, png).await
    }

    fn count_change(&self, account: AccountId) -> Result<(), Refusal> {
        let (pace, now) = (self.policy().contact_changes, self.clock().now());
        let counted = Limit::ContactChanges.unless(self.contact_changes().take(account, pace, now));
        if counted { Ok(()) } else { Err(Refusal::TooFast) }
    }
}
