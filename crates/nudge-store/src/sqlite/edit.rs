//! Editing lists: read what the rules need, ask the rules, apply what they say.

use nudge_core::{
    AccountId, ContactKey, Edit, Edited, Effect, GroupId, GroupSet, List, Lists, OtherSide, Outsider, Phone,
    PhoneKind, Refusal, RosterLimits, Serial, Who,
    roster::edit::{Target, View, decide},
};
use rusqlite::{Connection, ToSql, params};

use super::{book, failure::Failure, outsiders, roster, row, tombstones};

pub(super) fn edit(
    db: &Connection,
    me: AccountId,
    edit: &Edit,
    limits: &RosterLimits,
) -> Result<Edited, Failure> {
    let view = view(db, me, edit)?;
    let decision = decide(edit, me, &view, limits)?;
    if decision.effects.is_empty() {
        let serial = serial(db, me)?;
        return Ok(Edited { serial, changed: false, outcome: decision.outcome, other: None });
    }

    let serial = raise_serial(db, me)?;
    let other_serial = match decision.other {
        Some(other) if other != me => raise_serial(db, other)?,
        _ => serial,
    };
    let book = book::Book { db, owner: me, serial };
    let apply = Apply { db, me, serial, other_serial, book };
    for effect in &decision.effects {
        apply.effect(effect)?;
    }

    let other = decision.other.map(|account| OtherSide { account, serial: other_serial });
    Ok(Edited { serial, changed: true, outcome: decision.outcome, other })
}

fn view(db: &Connection, me: AccountId, edit: &Edit) -> Result<View, Failure> {
    let needs = edit.needs();
    let mut view = settings(db, me)?;
    if let Some(key) = &needs.target {
        view.target = target(db, me, key)?;
    }
    if let Some(list) = needs.entries_on {
        view.entries = count(db, entries_on(list), me)?;
    }
    if let (Some(List::Forward), Some(target)) = (needs.entries_on, &mut view.target)
        && let Some(account) = target.who.account()
    {
        let sql = "SELECT count(*) FROM contacts WHERE contact = ?1 AND reverse_at IS NOT NULL";
        target.reverse_entries = count(db, sql, account)?;
    }
    if needs.groups {
        view.groups = roster::groups(db, me)?;
    }
    if needs.kept_entries {
        view.kept_entries = count(db, KEPT, me)?;
    }
    if let Some(about) = &needs.notes
        && let Ok(subject) = view.subject(about)
    {
        view.notes = book::notes_about(db, me, subject)?;
        view.note_bytes = book::note_bytes(db, me)?;
    }
    Ok(view)
}

fn settings(db: &Connection, me: AccountId) -> Result<View, Failure> {
    let mut statement =
        db.prepare_cached("SELECT privacy, prompt, mobile_enabled FROM accounts WHERE id = ?1")?;
    let mut rows = statement.query([me.get()])?;
    let row = rows.next()?.ok_or(Refusal::UnknownAccount)?;
    Ok(View {
        privacy: row::privacy(row, 0)?,
        prompt: row::prompt(row, 1)?,
        mobile_enabled: row.get(2)?,
        ..View::default()
    })
}

/// What [`target`] reads of the account that a key names. `mine` is the owner's row about it, `theirs` its row about the
/// owner.
macro_rules! target {
    ($key:literal) => {
        concat!(
            "SELECT them.id, them.guid, them.handle, coalesce(mine.group_bits, 0), coalesce(theirs.acknowledged, 0),
                    (mine.forward_at IS NOT NULL) + 2 * (mine.allow_at IS NOT NULL) + 4 * (mine.block_at IS NOT NULL)
                    + 8 * (theirs.reverse_at IS NOT NULL), coalesce(mine.kept, 0)
             FROM accounts AS them
             LEFT JOIN contacts AS mine ON mine.owner = ?1 AND mine.contact = them.id
             LEFT JOIN contacts AS theirs ON theirs.owner = them.id AND theirs.contact = ?1
             WHERE ",
            $key
        )
    };
}

fn target(db: &Connection, me: AccountId, key: &ContactKey) -> Result<Option<Target>, Failure> {
    match account_target(db, me, key)? {
        Some(target) => Ok(Some(target)),
        None => outsiders::target(db, me, key),
    }
}

fn account_target(db: &Connection, me: AccountId, key: &ContactKey) -> Result<Option<Target>, Failure> {
    let (sql, key): (_, &dyn ToSql) = match key {
        ContactKey::Handle(handle) => (target!("them.handle = ?2"), &handle.as_str()),
        ContactKey::Guid(guid) => (target!("them.guid = ?2"), guid.as_bytes()),
        ContactKey::Outsider(_) => return Ok(None),
    };
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![me.get(), key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Target {
        who: Who::Account { id: row::account_id(row, 0)?, handle: row::handle(row, 2)? },
        guid: row::guid(row, 1)?,
        groups: row::group_set(row, 3)?,
        acknowledged: row.get(4)?,
        lists: Lists::from_bits(row.get(5)?),
        kept: row.get(6)?,
        reverse_entries: 0,
    }))
}

/// How many are kept in the address book without being on the forward list.
const KEPT: &str = "SELECT (SELECT count(*) FROM contacts WHERE owner = ?1 AND kept)
                         + (SELECT count(*) FROM outside_contacts WHERE owner = ?1 AND kept)";

/// How many entries there are, of those with an account and those without.
fn entries_on(list: List) -> &'static str {
    macro_rules! count {
        ($column:literal) => {
            concat!(
                "SELECT (SELECT count(",
                $column,
                ") FROM contacts WHERE owner = ?1) + (SELECT count(",
                $column,
                ") FROM outside_contacts WHERE owner = ?1)"
            )
        };
    }
    match list {
        List::Forward => count!("forward_at"),
        List::Allow => count!("allow_at"),
        List::Block => count!("block_at"),
    }
}

fn count(db: &Connection, sql: &str, of: AccountId) -> Result<usize, Failure> {
    Ok(db.prepare_cached(sql)?.query_row([of.get()], |row| row.get(0))?)
}

fn serial(db: &Connection, id: AccountId) -> Result<Serial, Failure> {
    let mut statement = db.prepare_cached("SELECT serial FROM accounts WHERE id = ?1")?;
    Ok(Serial::new(statement.query_row([id.get()], |row| row.get(0))?))
}

pub(super) fn raise_serial(db: &Connection, id: AccountId) -> Result<Serial, Failure> {
    let sql = "UPDATE accounts SET serial = serial + 1 WHERE id = ?1 RETURNING serial";
    Ok(Serial::new(db.prepare_cached(sql)?.query_row([id.get()], |row| row.get(0))?))
}

/// An edit being applied.
struct Apply<'a> {
    db: &'a Connection,
    me: AccountId,
    serial: Serial,
    other_serial: Serial,
    book: book::Book<'a>,
}

impl Apply<'_> {
    fn effect(&self, effect: &Effect) -> Result<(), Failure> {
        let me = self.me.get();
        match effect {
            Effect::CreateOutsider(outsider, guid) => self.outsider(outsider).create(*guid),
            Effect::Enlist(Who::Outsider(outsider), list) => self.outsider(outsider).enlist(*list),
            Effect::Enlist(Who::Account { id, .. }, list) => {
                enlist(self.db, self.me, *id, *list, self.serial, self.other_serial)
            }
            Effect::Delist(who, list) => self.delist(who, *list),
            Effect::Keep(who) => self.book.keep(who),
            Effect::Unkeep(who) => {
                self.book.unkeep(who)?;
                self.forget_if_unlisted(who)
            }
            Effect::Greet(contact, greeting) => self.book.greet(*contact, greeting),
            Effect::Annotate(subject, notes) => self.book.annotate(*subject, notes),
            Effect::Acknowledge(contact) => {
                tombstones::bury_pending(self.db, self.me, self.serial, *contact)?;
                acknowledge(self.db, self.me, *contact)
            }
            Effect::SetGroups(Who::Outsider(outsider), groups) => self.outsider(outsider).set_groups(*groups),
            Effect::SetGroups(Who::Account { id, .. }, groups) => self.set_groups(*id, *groups),
            Effect::StoreName(Who::Outsider(outsider), name) => self.outsider(outsider).store_name(name),
            Effect::StoreName(Who::Account { id, .. }, name) => {
                store_name(self.db, self.me, *id, name.as_str())?;
                self.touch(*id)
            }
            Effect::SetName(name) => {
                self.run("UPDATE accounts SET name = ?2 WHERE id = ?1", params![me, name.as_str()])
            }
            Effect::CreateGroup(group) => self.run(
                "INSERT INTO contact_groups (owner, number, guid, name, made_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                params![me, group.id.get(), group.guid.as_bytes(), group.name.as_str(), self.serial.get()],
            ),
            Effect::DropGroup(id) => self.drop_group(*id),
            Effect::NameGroup(id, name) => self.run(
                "UPDATE contact_groups SET name = ?3, changed_at = ?4 WHERE owner = ?1 AND number = ?2",
                params![me, id.get(), name.as_str(), self.serial.get()],
            ),
            Effect::SetPrivacy(privacy) => self.run(
                "UPDATE accounts SET privacy = ?2 WHERE id = ?1",
                params![me, row::privacy_column(*privacy)],
            ),
            Effect::SetPrompt(prompt) => self.run(
                "UPDATE accounts SET prompt = ?2 WHERE id = ?1",
                params![me, row::prompt_column(*prompt)],
            ),
            Effect::SetPhone(kind, phone) => {
                let sql = match kind {
                    PhoneKind::Home => "UPDATE accounts SET home = ?2 WHERE id = ?1",
                    PhoneKind::Work => "UPDATE accounts SET work = ?2 WHERE id = ?1",
                    PhoneKind::Mobile => "UPDATE accounts SET mobile = ?2 WHERE id = ?1",
                };
                self.run(sql, params![me, phone.as_ref().map(Phone::as_str)])
            }
            // Both columns at once, because the schema allows no pageable account without a device.
            Effect::SetMobileEnabled(enabled) => self.run(
                "UPDATE accounts SET mobile_enabled = ?2, pageable = pageable AND ?2 WHERE id = ?1",
                params![me, enabled],
            ),
            Effect::SetPageable(pageable) => {
                self.run("UPDATE accounts SET pageable = ?2 WHERE id = ?1", params![me, pageable])
            }
            Effect::SetDirectDevice(device) => {
                self.run("UPDATE accounts SET direct_device = ?2 WHERE id = ?1", params![me, device.get()])
            }
            Effect::SetSpace(has) => {
                self.run("UPDATE accounts SET has_space = ?2 WHERE id = ?1", params![me, has])
            }
            Effect::SetSeveralPlaces(several) => {
                self.run("UPDATE accounts SET several_places = ?2 WHERE id = ?1", params![me, several])
            }
        }
    }

    fn outsider<'o>(&'o self, outsider: &'o Outsider) -> outsiders::Entry<'o> {
        outsiders::Entry { db: self.db, owner: self.me, outsider, serial: self.serial }
    }

    fn set_groups(&self, contact: AccountId, groups: GroupSet) -> Result<(), Failure> {
        self.run(
            "UPDATE contacts SET group_bits = ?3 WHERE owner = ?1 AND contact = ?2",
            params![self.me.get(), contact.get(), groups.bits()],
        )?;
        self.touch(contact)
    }

    /// The entry in the book is not as it was.
    fn touch(&self, contact: AccountId) -> Result<(), Failure> {
        self.run(
            "UPDATE contacts SET changed_at = ?3 WHERE owner = ?1 AND contact = ?2",
            params![self.me.get(), contact.get(), self.serial.get()],
        )
    }

    fn delist(&self, who: &Who, list: List) -> Result<(), Failure> {
        tombstones::bury_membership(self.db, self.me, self.serial, who, list)?;
        if list == List::Forward {
            self.leave_forward(who)?;
        }
        match who {
            Who::Outsider(outsider) => self.outsider(outsider).delist(list)?,
            Who::Account { id, .. } => {
                let sql = match list {
                    List::Forward => {
                        "UPDATE contacts SET forward_at = NULL, reverse_at = NULL, acknowledged = 0, greeting = NULL
                         WHERE owner = ?1 AND contact = ?2"
                    }
                    List::Allow => "UPDATE contacts SET allow_at = NULL WHERE owner = ?1 AND contact = ?2",
                    List::Block => "UPDATE contacts SET block_at = NULL WHERE owner = ?1 AND contact = ?2",
                };
                self.run(sql, params![self.me.get(), id.get()])?;
            }
        }
        self.forget_if_unlisted(who)
    }

    /// What is to be remembered of somebody's being on the forward list.
    fn leave_forward(&self, who: &Who) -> Result<(), Failure> {
        let kept = match who {
            Who::Account { id, .. } => {
                tombstones::bury_reverse(self.db, *id, self.other_serial, self.me)?;
                let sql = "SELECT kept FROM contacts WHERE owner = ?1 AND contact = ?2";
                self.db.prepare_cached(sql)?.query_row([self.me.get(), id.get()], |row| row.get(0))?
            }
            Who::Outsider(outsider) => self.outsider(outsider).is_kept()?,
        };
        if kept { Ok(()) } else { self.book.left(who) }
    }

    fn forget_if_unlisted(&self, who: &Who) -> Result<(), Failure> {
        match who {
            Who::Outsider(outsider) => self.outsider(outsider).forget_if_unlisted(),
            Who::Account { id, .. } => {
                self.forget_row_if_unlisted(self.me, *id)?;
                // The contact may have stored a name for the owner, who was only on its reverse list.
                self.forget_row_if_unlisted(*id, self.me)
            }
        }
    }

    fn forget_row_if_unlisted(&self, owner: AccountId, contact: AccountId) -> Result<(), Failure> {
        self.run(
            "DELETE FROM contacts AS mine
             WHERE owner = ?1 AND contact = ?2 AND forward_at IS NULL AND allow_at IS NULL AND block_at IS NULL
               AND NOT kept
               AND NOT EXISTS (SELECT 1 FROM contacts AS theirs
                               WHERE theirs.owner = ?2 AND theirs.contact = ?1 AND theirs.reverse_at IS NOT NULL)",
            params![owner.get(), contact.get()],
        )
    }

    fn drop_group(&self, id: GroupId) -> Result<(), Failure> {
        let owner = self.me.get();
        self.book.group_goes(id.get())?;
        self.run(
            "UPDATE contacts SET group_bits = group_bits & ~(1 << ?2), changed_at = ?3
             WHERE owner = ?1 AND group_bits & (1 << ?2) <> 0",
            params![owner, id.get(), self.serial.get()],
        )?;
        self.run(
            "UPDATE outside_contacts SET group_bits = group_bits & ~(1 << ?2), changed_at = ?3
             WHERE owner = ?1 AND group_bits & (1 << ?2) <> 0",
            params![owner, id.get(), self.serial.get()],
        )?;
        self.run("DELETE FROM contact_groups WHERE owner = ?1 AND number = ?2", params![owner, id.get()])
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Failure> {
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}

/// Puts `contact` at the end of the list. `reverse` is the serial of the contact, if the list is the forward list.
pub(super) fn enlist(
    db: &Connection,
    owner: AccountId,
    contact: AccountId,
    list: List,
    serial: Serial,
    reverse: Serial,
) -> Result<(), Failure> {
    let sql = match list {
        List::Forward => {
            "INSERT INTO contacts (owner, contact, forward_at, reverse_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?3)
             ON CONFLICT DO UPDATE SET forward_at = excluded.forward_at, reverse_at = excluded.reverse_at,
                                       changed_at = excluded.changed_at, kept = 0"
        }
        List::Allow => {
            "INSERT INTO contacts (owner, contact, allow_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET allow_at = excluded.allow_at"
        }
        List::Block => {
            "INSERT INTO contacts (owner, contact, block_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET block_at = excluded.block_at"
        }
    };
    let mut statement = db.prepare_cached(sql)?;
    match list {
        List::Forward => {
            statement.execute(params![owner.get(), contact.get(), serial.get(), reverse.get()])?
        }
        List::Allow | List::Block => statement.execute(params![owner.get(), contact.get(), serial.get()])?,
    };
    Ok(())
}

/// Notes that `owner` has dealt with having `contact` on the reverse list.
pub(super) fn acknowledge(db: &Connection, owner: AccountId, contact: AccountId) -> Result<(), Failure> {
    let sql = "UPDATE contacts SET acknowledged = 1, greeting = NULL
               WHERE owner = ?2 AND contact = ?1 AND reverse_at IS NOT NULL";
    db.prepare_cached(sql)?.execute([owner.get(), contact.get()])?;
    Ok(())
}

/// Stores a name for `contact`, who may be on no list but the reverse one and then has no row yet.
pub(super) fn store_name(
    db: &Connection,
    owner: AccountId,
    contact: AccountId,
    name: &str,
) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO contacts (owner, contact, stored_name) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET stored_name = excluded.stored_name",
    )?
    .execute(params![owner.get(), contact.get(), name])?;
    Ok(())
}
