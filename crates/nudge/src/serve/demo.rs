//! The demonstration: four people who know each other.

use anyhow::{Context as _, bail};
use nudge_core::{Actor, Core, DisplayName, Edit, Error, GroupName, Guid, Handle, List, Refusal, Secret};

use super::Purpose;
use crate::data::{DataFolder, write_once};

/// Somebody to sign in as.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    /// The group that the others have them in; none is "Other Contacts".
    group: Option<&'static str>,
}

/// Everybody, with everybody else as a contact.
pub(super) const PEOPLE: [Person; 4] = [
    Person { email: "test@example.com", name: "Test", group: None },
    Person { email: "alice@example.com", name: "Alice", group: Some("Friends") },
    Person { email: "bob@example.com", name: "Bob", group: Some("Friends") },
    Person { email: "Jessie@brawlstars.com", name: "Jessie", group: Some("Brawlers") },
];

/// Everybody's password.
pub(super) const PASSWORD: &str = "password";

/// Keeps the demonstration's accounts, whose password everybody knows, out of a folder that serves people. A folder of the
/// demonstration is marked when it is new.
pub(super) fn check(folder: &DataFolder, purpose: Purpose) -> anyhow::Result<()> {
    let (path, mark) = (folder.path().display(), folder.demo());
    let is_demo = mark.try_exists().with_context(|| format!("cannot look into {path}"))?;
    match purpose {
        Purpose::Demo if is_demo => Ok(()),
        Purpose::Demo if folder.database().try_exists()? => bail!(
            "the data folder {path} is no demonstration's, and --demo would put accounts there whose password \
             everybody knows: name another with --data, or leave it out"
        ),
        Purpose::Demo => write_once(&mark, MARK).with_context(|| format!("cannot write {}", mark.display())),
        Purpose::Service if is_demo => bail!(
            "the data folder {path} is a demonstration's, with accounts whose password everybody knows: serve it \
             with --demo, or name another with --data"
        ),
        Purpose::Service => Ok(()),
    }
}

/// Makes whatever of it is not there yet.
pub(super) async fn fill(core: &Core) -> anyhow::Result<()> {
    for person in &PEOPLE {
        let email = Handle::new(person.email)?;
        let password = || Secret::new(PASSWORD.to_owned());
        let made = core
            .add_account(
                &Actor::Console,
                email.clone(),
                Some(DisplayName::new(person.name)?),
                Some(password()),
            )
            .await;
        // Whoever is there already may have changed their password.
        if unless(Refusal::HandleTaken, made)?.is_some() {
            core.allow_legacy_password(&Actor::Console, &email, password()).await?;
        }
    }
    for owner in &PEOPLE {
        befriend(core, owner)
            .await
            .with_context(|| format!("cannot make the contacts of {}", owner.email))?;
    }
    Ok(())
}

async fn befriend(core: &Core, owner: &Person) -> anyhow::Result<()> {
    let store = core.store();
    let account = store.account_by_handle(&Handle::new(owner.email)?).await?.id;
    let limits = core.policy().roster;
    for other in PEOPLE.iter().filter(|other| other.email != owner.email) {
        let group = other.group.map(GroupName::new).transpose()?;
        if let Some(name) = group.clone() {
            let edit = Edit::AddGroup { name, guid: Guid::draw(core.entropy()) };
            unless(Refusal::GroupExists, store.edit(account, edit, limits).await)?;
        }
        for list in [List::Allow, List::Forward] {
            let edit = Edit::Add {
                list,
                contact: Handle::new(other.email)?.into(),
                stored_name: Some(DisplayName::new(other.name)?),
                group: group.clone().map(Into::into),
            };
            match store.edit(account, edit, limits).await {
                // In a demonstration that somebody played with, contacts may have been blocked.
                Err(error) if error.refusal() == Some(Refusal::OnOppositeList) => {}
                edited => {
                    unless(Refusal::AlreadyThere, edited)?;
                }
            }
        }
    }
    Ok(())
}

/// What was done; `None` where this was the reason not to do it.
fn unless<T>(expected: Refusal, done: Result<T, Error>) -> Result<Option<T>, Error> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.refusal() == Some(expected) => Ok(None),
        Err(error) => Err(error),
    }
}

const MARK: &[u8] =
    b"This folder was made by `nudge serve --demo`. Everybody knows the passwords of the accounts in it.\n";
