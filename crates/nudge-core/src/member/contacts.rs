//! What somebody does with their contacts in a browser: in the steps in which Messenger does it, each of which is an edit.

use crate::{
    AccountId, ContactKey, Core, Edit, Error, Group, GroupName, GroupSet, Guid, Handle, List, Lists, Privacy,
    Refusal, ReversePrompt, Status,
};

impl Core {
    /// Makes somebody a contact, in that group if one is given, and lets them see the owner unless they are blocked.
    pub async fn add_contact(
        &self,
        owner: AccountId,
        whom: &Handle,
        group: Option<Guid>,
    ) -> Result<(), Error> {
        let add = |list, group: Option<Guid>| Edit::Add {
            list,
            contact: whom.clone().into(),
            stored_name: None,
            group: group.map(Into::into),
        };
        self.edit_roster(owner, add(List::Forward, group)).await?;
        unless(self.edit_roster(owner, add(List::Allow, None)).await, |refusal| {
            matches!(refusal, Refusal::AlreadyThere | Refusal::OnOppositeList)
        })
    }

    /// Takes somebody off the contacts. Whether they may see the owner stays as it is.
    pub async fn remove_contact(&self, owner: AccountId, whom: Guid) -> Result<(), Error> {
        let remove = Edit::Remove { list: List::Forward, contact: whom.into(), group: None };
        self.edit_roster(owner, remove).await.map(drop)
    }

    /// Lets somebody who is on one of the owner's lists see the owner, and no longer keeps them from it.
    pub async fn allow_contact(&self, owner: AccountId, whom: Guid) -> Result<(), Error> {
        self.change_sides(owner, whom.into(), List::Block, List::Allow).await
    }

    /// Keeps somebody who is on one of the owner's lists from seeing the owner.
    pub async fn block_contact(&self, owner: AccountId, whom: Guid) -> Result<(), Error> {
        self.change_sides(owner, whom.into(), List::Allow, List::Block).await
    }

    /// Keeps somebody from seeing the owner, whoever that is.
    pub async fn block_address(&self, owner: AccountId, whom: &Handle) -> Result<(), Error> {
        self.change_sides(owner, whom.clone().into(), List::Allow, List::Block).await
    }

    /// Puts a contact into exactly those groups; into none is "Other Contacts".
    pub async fn set_groups(&self, owner: AccountId, whom: Guid, wanted: &[Guid]) -> Result<(), Error> {
        let roster = self.store().roster(owner).await?;
        let on_forward = |lists: Lists| lists.contains(Lists::FORWARD);
        let known = roster.contacts.iter().filter(|contact| on_forward(contact.lists()));
        let outside = roster.outsiders.iter().filter(|contact| on_forward(contact.lists()));
        let mut entries = known
            .map(|contact| (contact.guid, contact.groups))
            .chain(outside.map(|contact| (contact.guid, contact.groups)));
        let (_, present) = entries.find(|(guid, _)| *guid == whom).ok_or(Refusal::NotThere)?;
        if wanted.iter().any(|guid| roster.groups.iter().all(|group| group.guid != *guid)) {
            return Err(Refusal::NoSuchGroup.into());
        }
        let is_in = |group: &Group, groups: GroupSet| groups.contains(group.id);
        // First into the new ones: out of the last one it must not be off the list.
        for group in roster.groups.iter().filter(|group| wanted.contains(&group.guid)) {
            if !is_in(group, present) {
                let group = Some(group.guid.into());
                let add = Edit::Add { list: List::Forward, contact: whom.into(), stored_name: None, group };
                self.edit_roster(owner, add).await?;
            }
        }
        for group in roster.groups.iter().filter(|group| !wanted.contains(&group.guid)) {
            if is_in(group, present) {
                let group = Some(group.guid.into());
                self.edit_roster(owner, Edit::Remove { list: List::Forward, contact: whom.into(), group })
                    .await?;
            }
        }
        Ok(())
    }

    /// Says what holds for those whom the owner neither allows nor blocks, and what a client does about those who add the
    /// owner.
    pub async fn set_privacy(
        &self,
        owner: AccountId,
        privacy: Privacy,
        prompt: ReversePrompt,
    ) -> Result<(), Error> {
        let is_so = |refusal| refusal == Refusal::Unchanged;
        unless(self.edit_roster(owner, Edit::SetPrivacy(privacy)).await, is_so)?;
        unless(self.edit_roster(owner, Edit::SetPrompt(prompt)).await, is_so)
    }

    /// Makes a group.
    pub async fn add_group(&self, owner: AccountId, name: GroupName) -> Result<(), Error> {
        let guid = Guid::draw(self.entropy());
        self.edit_roster(owner, Edit::AddGroup { name, guid }).await.map(drop)
    }

    /// What somebody sees of another: `Status::Hidden`, if that one is not there, or not to be seen.
    pub fn status_seen_by(&self, watcher: AccountId, whom: AccountId) -> Status {
        let principal = self.directory().find(whom);
        let seen = principal.and_then(|principal| {
            let state = principal.state();
            state.look().filter(|_| state.visible_to(watcher)).map(|look| look.status)
        });
        seen.unwrap_or(Status::Hidden)
    }

    /// Off one list and onto the opposite one.
    async fn change_sides(
        &self,
        owner: AccountId,
        contact: ContactKey,
        from: List,
        to: List,
    ) -> Result<(), Error> {
        // Off the first list, somebody may be on none, and have no number any more.
        let contact = match contact {
            ContactKey::Guid(guid) => self.by_address(owner, guid).await?,
            ContactKey::Handle(_) | ContactKey::Outsider(_) => contact,
        };
        let remove = Edit::Remove { list: from, contact: contact.clone(), group: None };
        unless(self.edit_roster(owner, remove).await, |refusal| refusal == Refusal::NotThere)?;
        let add = Edit::Add { list: to, contact, stored_name: None, group: None };
        unless(self.edit_roster(owner, add).await, |refusal| refusal == Refusal::AlreadyThere)
    }

    async fn by_address(&self, owner: AccountId, guid: Guid) -> Result<ContactKey, Error> {
        let roster = self.store().roster(owner).await?;
        let contact = roster.contacts.into_iter().find(|contact| contact.guid == guid);
        Ok(contact.ok_or(Refusal::NotThere)?.handle.into())
    }
}

/// What was refused because it is so already has been done.
fn unless<T>(done: Result<T, Error>, is_so: impl FnOnce(Refusal) -> bool) -> Result<(), Error> {
    match done {
        Err(Error::Refusal(refusal)) if is_so(refusal) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}
