//! Those on somebody's lists, each put together from three rows: what the owner has written down about them, what they have
//! about the owner, and their account.
//!
//! Both kinds of rows come in the order of accounts and are laid side by side here: asked for in one statement, SQLite would look
//! up each of the second kind by itself. Every sign-in of the older dialects comes through here.

use nudge_core::{
    AccountId, Contact, DisplayName, Greeting, GroupSet, Guid, Handle, Lists, Positions, Privacy, Properties,
    Serial, roster::permits,
};
use rusqlite::{Connection, Params, Row, params};

use super::{accounts, failure::Failure, row};

/// The account, as others see it: columns that come first, wherever they are asked for. The sixth says whether there is
/// anything in those after it.
macro_rules! account {
    ($statement:literal) => {
        concat!(
            "SELECT them.id, them.handle, them.name, them.privacy, them.guid,
                    them.home IS NOT NULL OR them.work IS NOT NULL OR them.mobile IS NOT NULL OR them.mobile_enabled
                        OR them.pageable OR them.direct_device OR them.has_space,
                    them.home, them.work, them.mobile, them.mobile_enabled, them.pageable, them.direct_device,
                    them.has_space",
            $statement
        )
    };
}

/// How many columns the account has.
const ACCOUNT: usize = 13;

/// The owner's rows, in the order of accounts.
macro_rules! mine {
    ($which:literal) => {
        concat!(
            account!(
                ", mine.stored_name, mine.forward_at, mine.allow_at, mine.block_at, mine.group_bits, mine.kept, mine.changed_at
                 FROM contacts AS mine CROSS JOIN accounts AS them ON them.id = mine.contact
                 WHERE mine.owner = ?1"
            ),
            $which,
            " ORDER BY mine.contact"
        )
    };
}

/// The rows of others about the owner, in the same order. The index has all of it.
macro_rules! theirs {
    ($which:literal) => {
        concat!(
            "SELECT owner, allow_at, block_at, reverse_at, acknowledged, greeting
             FROM contacts INDEXED BY contacts_reverse
             WHERE contact = ?1",
            $which,
            " ORDER BY owner"
        )
    };
}

/// One entry of the roster.
pub(super) fn one(db: &Connection, owner: AccountId, handle: &Handle) -> Result<Option<Contact>, Failure> {
    accounts::exists(db, owner)?;
    let Some(id) = accounts::find(db, handle)? else { return Ok(None) };
    let both = params![owner.get(), id.get()];
    let found = joined(db, mine!(" AND mine.contact = ?2"), theirs!(" AND owner = ?2"), both)?;
    Ok(found.into_iter().find(|contact| !contact.lists().is_empty()))
}

/// Everybody on a list or in the address book, oldest entry first, and last those who are on no list.
pub(super) fn everybody(db: &Connection, owner: AccountId) -> Result<Vec<Contact>, Failure> {
    let mut contacts = joined(db, mine!(""), theirs!(""), [owner.get()])?;
    contacts.retain(|contact| contact.kept || !contact.lists().is_empty());
    contacts.sort_by_cached_key(|contact| {
        let oldest = contact.positions.oldest();
        (oldest.is_none(), oldest, contact.account)
    });
    Ok(contacts)
}

/// Lays the rows of both statements, which take the same values, side by side.
fn joined<P: Params + Copy>(
    db: &Connection,
    mine: &str,
    theirs: &str,
    values: P,
) -> Result<Vec<Contact>, Failure> {
    let mut statement = db.prepare_cached(theirs)?;
    let theirs = statement.query_and_then(values, Theirs::read)?.collect::<Result<Vec<_>, _>>()?;
    let mut theirs = theirs.into_iter().peekable();
    let mut statement = db.prepare_cached(mine)?;
    let mut rows = statement.query(values)?;
    let mut contacts = Vec::with_capacity(theirs.len());
    while let Some(row) = rows.next()? {
        let id = row::account_id(row, 0)?;
        while let Some(of_another) = theirs.next_if(|theirs| theirs.owner < id) {
            contacts.extend(stranger(db, of_another)?);
        }
        let theirs = theirs.next_if(|theirs| theirs.owner == id).unwrap_or_else(|| Theirs::nothing(id));
        contacts.push(Mine::read(row)?.with(row, theirs)?);
    }
    for of_another in theirs {
        contacts.extend(stranger(db, of_another)?);
    }
    Ok(contacts)
}

/// Somebody about whom the owner has written nothing down. They are there if the owner is their contact.
fn stranger(db: &Connection, theirs: Theirs) -> Result<Option<Contact>, Failure> {
    if theirs.reverse.is_none() {
        return Ok(None);
    }
    let mut statement = db.prepare_cached(account!(" FROM accounts AS them WHERE id = ?1"))?;
    let mut rows = statement.query([theirs.owner.get()])?;
    rows.next()?.map(|row| Mine::nothing().with(row, theirs)).transpose()
}

/// What the owner has about somebody.
struct Mine {
    stored_name: Option<DisplayName>,
    positions: Positions,
    groups: GroupSet,
    kept: bool,
    changed: Serial,
}

/// What somebody has about the owner.
struct Theirs {
    owner: AccountId,
    /// Only whether they are allowed or blocked.
    lists: Lists,
    reverse: Option<Serial>,
    acknowledged: bool,
    greeting: Option<Greeting>,
}

impl Mine {
    fn nothing() -> Self {
        Self {
            stored_name: None,
            positions: Positions::default(),
            groups: GroupSet::NONE,
            kept: false,
            changed: Serial::new(0),
        }
    }

    fn read(row: &Row<'_>) -> Result<Self, Failure> {
        let positions = Positions {
            forward: row::optional_serial(row, ACCOUNT + 1)?,
            allow: row::optional_serial(row, ACCOUNT + 2)?,
            block: row::optional_serial(row, ACCOUNT + 3)?,
            reverse: None,
        };
        Ok(Self {
            stored_name: row::optional_name(row, ACCOUNT)?,
            positions,
            groups: row::group_set(row, ACCOUNT + 4)?,
            kept: row.get(ACCOUNT + 5)?,
            changed: row::serial(row, ACCOUNT + 6)?,
        })
    }

    /// The whole, with the account in the first columns of the row.
    fn with(self, row: &Row<'_>, theirs: Theirs) -> Result<Contact, Failure> {
        let Self { stored_name, positions, groups, kept, changed } = self;
        let privacy: Privacy = row::privacy(row, 3)?;
        let visible = permits(privacy, theirs.lists);
        let shows_properties = visible && positions.forward.is_some();
        let guid: Guid = row::guid(row, 4)?;
        Ok(Contact {
            account: theirs.owner,
            guid,
            handle: row::handle(row, 1)?,
            stored_name,
            own_name: if visible { Some(row::name(row, 2)?) } else { None },
            positions: Positions { reverse: theirs.reverse, ..positions },
            acknowledged: theirs.acknowledged,
            groups,
            properties: if shows_properties { Some(properties(row)?) } else { None },
            kept,
            changed,
            greeting: theirs.greeting,
        })
    }
}

impl Theirs {
    fn nothing(owner: AccountId) -> Self {
        Self { owner, lists: Lists::NONE, reverse: None, acknowledged: false, greeting: None }
    }

    fn read(row: &Row<'_>) -> Result<Self, Failure> {
        let mut lists = Lists::NONE;
        for (column, list) in [(1, Lists::ALLOW), (2, Lists::BLOCK)] {
            if row.get::<_, Option<i64>>(column)?.is_some() {
                lists |= list;
            }
        }
        Ok(Self {
            owner: row::account_id(row, 0)?,
            lists,
            reverse: row::optional_serial(row, 3)?,
            acknowledged: row.get(4)?,
            greeting: row::optional_greeting(row, 5)?,
        })
    }
}

/// Most have none.
fn properties(row: &Row<'_>) -> Result<Properties, Failure> {
    if row.get(5)? { row::properties(row, 6) } else { Ok(Properties::default()) }
}
