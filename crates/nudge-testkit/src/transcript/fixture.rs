//! The accounts that a transcript begins with.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use msnp::percent;
use nudge_core::circle::CircleId;
use nudge_core::{Lists, PhoneKind, Privacy, ReversePrompt};

use super::Script;
use super::template::Variables;
use crate::Member;

/// What must be there before the first line.
#[derive(Clone, Debug)]
pub(super) enum Fixture {
    Account {
        key: String,
        handle: String,
        password: String,
        name: String,
    },
    List {
        owner: String,
        handle: String,
        lists: Lists,
        group: Option<String>,
        name: Option<String>,
    },
    Group {
        owner: String,
        number: u8,
        name: String,
    },
    Setting {
        owner: String,
        settings: Settings,
    },
    /// A form of our own: the reference says nothing of how a circle came to be there.
    Circle {
        owner: String,
        id: CircleId,
        name: String,
    },
}

/// What somebody has set.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    prompt: ReversePrompt,
    privacy: Privacy,
    email: bool,
    phones: Vec<(PhoneKind, String)>,
    pageable: bool,
}

impl Fixture {
    pub(super) fn parse(word: &str, rest: &str) -> anyhow::Result<Self> {
        let words: Vec<&str> = rest.split(' ').collect();
        let option = |key: &str| {
            let options = words.iter().filter_map(|word| word.split_once('='));
            options.filter(|(name, _)| *name == key).map(|(_, value)| percent::decode(value)).next()
        };
        match (word, words.as_slice()) {
            ("@account", [key, handle, ..]) => Ok(Self::Account {
                key: (*key).to_owned(),
                handle: (*handle).to_owned(),
                password: option("password").context("an account without a password")?,
                name: option("name").context("an account without a name")?,
            }),
            ("@list", [owner, handle, on, ..]) => Ok(Self::List {
                owner: (*owner).to_owned(),
                handle: (*handle).to_owned(),
                lists: on
                    .split(',')
                    .try_fold(Lists::NONE, |lists, name| anyhow::Ok(lists | list_named(name)?))?,
                group: option("group"),
                name: option("name"),
            }),
            ("@group", [owner, number, name]) => Ok(Self::Group {
                owner: (*owner).to_owned(),
                number: number.parse().context("a group without a number")?,
                name: percent::decode(name),
            }),
            ("@circle", [owner, id, name]) => Ok(Self::Circle {
                owner: (*owner).to_owned(),
                id: id.parse().context("a circle without a number")?,
                name: percent::decode(name),
            }),
            ("@setting", [owner, ..]) => {
                let is = |key, value| option(key).as_deref() == Some(value);
                let phones = [("PHH", PhoneKind::Home), ("PHW", PhoneKind::Work), ("PHM", PhoneKind::Mobile)];
                let settings = Settings {
                    prompt: if is("GTC", "N") { ReversePrompt::Silent } else { ReversePrompt::Ask },
                    privacy: if is("BLP", "BL") { Privacy::BlockByDefault } else { Privacy::AllowByDefault },
                    email: is("email", "1"),
                    phones: phones.iter().filter_map(|(key, kind)| Some((*kind, option(key)?))).collect(),
                    pageable: is("MOB", "Y"),
                };
                Ok(Self::Setting { owner: (*owner).to_owned(), settings })
            }
            _ => bail!("not all that `{word}` needs"),
        }
    }
}

impl Script {
    /// The accounts with their lists.
    pub fn members(&self) -> anyhow::Result<Vec<Member>> {
        let mut cast = Cast::default();
        for fixture in &self.fixtures {
            cast.take(fixture)?;
        }
        cast.finish()
    }

    /// Addresses by key, and passwords by `password.KEY`.
    pub(super) fn accounts(&self) -> (HashMap<String, (String, String)>, Variables) {
        let (mut accounts, mut variables) = (HashMap::new(), Variables::new());
        for fixture in &self.fixtures {
            if let Fixture::Account { key, handle, password, .. } = fixture {
                variables.insert(format!("password.{key}"), password.clone());
                accounts.insert(key.clone(), (handle.clone(), password.clone()));
            }
        }
        (accounts, variables)
    }
}

impl Settings {
    fn on(&self, member: Member) -> Member {
        let mut member = member.prompt(self.prompt).privacy(self.privacy);
        for (kind, number) in &self.phones {
            member = member.phone(*kind, number);
        }
        if self.pageable {
            member = member.pageable();
        }
        if self.email { member.mail(1, 0) } else { member }
    }
}

/// The accounts so far.
#[derive(Default)]
struct Cast {
    members: Vec<Member>,
    keys: HashMap<String, String>,
    /// Owner, number and name.
    groups: Vec<(String, u8, String)>,
    /// Owner, contact and name of the group: a transcript may name a group before it says its number.
    grouped: Vec<(String, String, String)>,
}

impl Cast {
    fn take(&mut self, fixture: &Fixture) -> anyhow::Result<()> {
        match fixture {
            Fixture::Account { key, handle, password, name } => {
                self.keys.insert(key.clone(), handle.clone());
                self.members.push(Member::new(handle, password).named(name));
            }
            Fixture::List { owner, handle, lists, group, name } => {
                let owner = self.handle(owner)?;
                self.ensure(handle, name.as_deref());
                self.change(&owner, |member| member.contact(handle, *lists))?;
                // The reverse list follows from the other side's forward list.
                if lists.contains(Lists::REVERSE) {
                    self.change(handle, |member| member.contact(&owner, Lists::FORWARD))?;
                }
                for group in group.iter().flat_map(|groups| groups.split(',')) {
                    self.grouped.push((owner.clone(), handle.clone(), group.to_owned()));
                }
            }
            Fixture::Group { owner, number, name } => {
                self.groups.push((self.handle(owner)?, *number, name.clone()));
            }
            Fixture::Setting { owner, settings } => {
                let owners = if owner == "*" {
                    self.keys.values().cloned().collect()
                } else {
                    vec![self.handle(owner)?]
                };
                for owner in owners {
                    self.change(&owner, |member| settings.on(member))?;
                }
            }
            Fixture::Circle { owner, id, name } => {
                let owner = self.handle(owner)?;
                self.change(&owner, |member| member.circle(*id, name))?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Vec<Member>> {
        self.groups.sort_unstable();
        for (owner, _, name) in self.groups.clone() {
            self.change(&owner, |member| member.group(&name))?;
        }
        for (owner, handle, name) in std::mem::take(&mut self.grouped) {
            let group = self.groups.iter().find(|(of, _, named)| *of == owner && *named == name);
            let number = group.with_context(|| format!("`{owner}` has no group `{name}`"))?.1;
            self.change(&owner, |member| member.into_group(&handle, number))?;
        }
        Ok(self.members)
    }

    fn handle(&self, key: &str) -> anyhow::Result<String> {
        self.keys.get(key).cloned().with_context(|| format!("`{key}` is no account"))
    }

    /// Makes an account for somebody who only stands on a list.
    fn ensure(&mut self, handle: &str, name: Option<&str>) {
        if !self.members.iter().any(|member| member.handle == handle) {
            self.members.push(Member::new(handle, "nobody").named(name.unwrap_or(handle)));
        }
    }

    fn change(&mut self, handle: &str, change: impl FnOnce(Member) -> Member) -> anyhow::Result<()> {
        let member = self.members.iter_mut().find(|member| member.handle == handle);
        let member = member.with_context(|| format!("`{handle}` has no account"))?;
        *member = change(member.clone());
        Ok(())
    }
}

fn list_named(name: &str) -> anyhow::Result<Lists> {
    Ok(match name {
        "FL" => Lists::FORWARD,
        "AL" => Lists::ALLOW,
        "BL" => Lists::BLOCK,
        "RL" => Lists::REVERSE,
        _ => bail!("`{name}` is no list"),
    })
}
