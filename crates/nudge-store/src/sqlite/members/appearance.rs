//! What others see of somebody besides the name.

use nudge_core::member::DisplayPicture;
use nudge_core::{AccountId, PersonalMessage, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::failure::Failure;
use super::super::{accounts, row};

pub(in super::super) fn set_message(
    db: &Connection,
    account: AccountId,
    message: &PersonalMessage,
) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET personal_message = ?2 WHERE id = ?1";
    accounts::changed(db.prepare_cached(sql)?.execute(params![account.get(), message.text()])?)
}

pub(in super::super) fn picture(
    db: &Connection,
    account: AccountId,
) -> Result<Option<DisplayPicture>, Failure> {
    let sql = "SELECT png, changed FROM display_pictures WHERE account = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement
        .query_row([account.get()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    let Some((png, changed)) = found else { return Ok(None) };
    let picture = DisplayPicture::new(png.into(), Timestamp::from_millis(changed));
    row::checked("a display picture", picture).map(Some)
}

pub(in super::super) fn set_picture(
    db: &Connection,
    account: AccountId,
    picture: Option<&DisplayPicture>,
) -> Result<(), Failure> {
    accounts::exists(db, account)?;
    match picture {
        Some(picture) => db
            .prepare_cached(
                "INSERT INTO display_pictures (account, png, changed) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET png = excluded.png, changed = excluded.changed",
            )?
            .execute(params![account.get(), &picture.png[..], picture.changed.millis()])?,
        None => {
            db.prepare_cached("DELETE FROM display_pictures WHERE account = ?1")?.execute([account.get()])?
        }
    };
    Ok(())
}

pub(in super::super) fn pictured(
    db: &Connection,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, Timestamp)>, Failure> {
    let mut statement = db.prepare_cached("SELECT changed FROM display_pictures WHERE account = ?1")?;
    let mut found = Vec::new();
    for account in accounts {
        let changed = statement.query_row([account.get()], |row| row.get(0)).optional()?;
        found.extend(changed.map(|changed| (*account, Timestamp::from_millis(changed))));
    }
    Ok(found)
}
