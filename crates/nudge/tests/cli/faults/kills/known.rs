//! What somebody has been told is so about their lists, and what one change makes of it.

use std::collections::{BTreeMap, BTreeSet};

use msnp::value::{List, Privacy};

use super::contacts::FRIENDS;
use nudge_testkit::dice::Dice;

/// More groups than these are not made.
const GROUPS: usize = 4;

const LISTS: [List; 3] = [List::Forward, List::Allow, List::Block];

/// Lists and settings.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Known {
    /// Who is on which lists; nobody is there who is on none.
    pub(super) lists: BTreeMap<String, BTreeSet<&'static str>>,
    pub(super) groups: BTreeSet<String>,
    pub(super) privacy: Privacy,
    pub(super) name: String,
}

/// One change that the rules allow.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Join(List, String),
    Leave(List, String),
    Privacy(Privacy),
    Name(String),
    AddGroup(String),
    RenameGroup(String, String),
    RemoveGroup(String),
}

impl Known {
    /// A change, by the dice. New names have a number, so that none comes twice.
    pub(super) fn change(&self, dice: &mut Dice, has_groups: bool, number: u64) -> Change {
        match dice.below(10) {
            0 => Change::Privacy(match self.privacy {
                Privacy::AllowByDefault => Privacy::BlockByDefault,
                Privacy::BlockByDefault => Privacy::AllowByDefault,
            }),
            1 => Change::Name(format!("Name {number}")),
            2 | 3 if has_groups => {
                let groups: Vec<&String> = self.groups.iter().collect();
                let name = format!("Group {number}");
                match dice.below(3) {
                    _ if groups.is_empty() => Change::AddGroup(name),
                    0 if groups.len() < GROUPS => Change::AddGroup(name),
                    1 => Change::RenameGroup((*dice.one_of(&groups)).clone(), name),
                    _ => Change::RemoveGroup((*dice.one_of(&groups)).clone()),
                }
            }
            _ => self.of_lists(dice),
        }
    }

    fn of_lists(&self, dice: &mut Dice) -> Change {
        let (who, list) = (*dice.one_of(&FRIENDS), *dice.one_of(&LISTS));
        let is_on = |list: List| self.lists.get(who).is_some_and(|on| on.contains(list.as_str()));
        // Allow and block exclude each other: what is in the way goes first.
        let opposite = if list == List::Allow { List::Block } else { List::Allow };
        let list = if list != List::Forward && is_on(opposite) { opposite } else { list };
        if is_on(list) { Change::Leave(list, who.to_owned()) } else { Change::Join(list, who.to_owned()) }
    }

    /// What is so after it.
    pub(super) fn after(&self, change: &Change) -> Self {
        let mut then = self.clone();
        match change {
            Change::Join(list, who) => {
                then.lists.entry(who.clone()).or_default().insert(list.as_str());
            }
            Change::Leave(list, who) => {
                then.lists.entry(who.clone()).or_default().remove(list.as_str());
            }
            Change::Privacy(privacy) => then.privacy = *privacy,
            Change::Name(name) => name.clone_into(&mut then.name),
            Change::AddGroup(name) => drop(then.groups.insert(name.clone())),
            Change::RenameGroup(old, new) => {
                then.groups.remove(old);
                then.groups.insert(new.clone());
            }
            Change::RemoveGroup(name) => drop(then.groups.remove(name)),
        }
        then.lists.retain(|_, on| !on.is_empty());
        then
    }
}
