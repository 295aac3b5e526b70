//! From columns to values. The file is not trusted: whatever does not pass a value's check is [`Failure::Corrupt`].

use std::net::IpAddr;

use nudge_core::{
    AccountId, DirectDevice, DisplayName, Gender, Greeting, GroupId, GroupName, GroupSet, Guid, Handle,
    Outsider, Phone, Privacy, Properties, Refusal, ReversePrompt, Role, Serial, Timestamp, TokenName,
};
use rusqlite::Row;

use super::failure::Failure;

pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, Failure> {
    Ok(row.get_ref(column)?.as_str()?)
}

pub(super) fn optional_text<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<&'r str>, Failure> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}

pub(super) fn account_id(row: &Row<'_>, column: usize) -> Result<AccountId, Failure> {
    Ok(AccountId::new(row.get(column)?))
}

pub(super) fn guid(row: &Row<'_>, column: usize) -> Result<Guid, Failure> {
    Ok(Guid::from_bytes(row.get(column)?))
}

pub(super) fn timestamp(row: &Row<'_>, column: usize) -> Result<Timestamp, Failure> {
    Ok(Timestamp::from_millis(row.get(column)?))
}

pub(super) fn optional_timestamp(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, Failure> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis))
}

pub(super) fn serial(row: &Row<'_>, column: usize) -> Result<Serial, Failure> {
    Ok(Serial::new(row.get(column)?))
}

pub(super) fn optional_serial(row: &Row<'_>, column: usize) -> Result<Option<Serial>, Failure> {
    Ok(row.get::<_, Option<u32>>(column)?.map(Serial::new))
}

pub(super) fn handle(row: &Row<'_>, column: usize) -> Result<Handle, Failure> {
    checked("an address", Handle::new(text(row, column)?))
}

pub(super) fn optional_handle(row: &Row<'_>, column: usize) -> Result<Option<Handle>, Failure> {
    optional_text(row, column)?.map(|text| checked("an address", Handle::new(text))).transpose()
}

pub(super) fn ip_address(row: &Row<'_>, column: usize) -> Result<IpAddr, Failure> {
    let text = text(row, column)?;
    text.parse().map_err(|_| Failure::Corrupt(format!("{text} is stored as an IP address and is none")))
}

pub(super) fn role(row: &Row<'_>, column: usize) -> Result<Role, Failure> {
    let text = text(row, column)?;
    text.parse().map_err(|_| Failure::Corrupt(format!("{text} is stored as a role and is none")))
}

pub(super) fn outsider(row: &Row<'_>, column: usize) -> Result<Outsider, Failure> {
    checked("an address from elsewhere", Outsider::from_key(text(row, column)?))
}

pub(super) fn name(row: &Row<'_>, column: usize) -> Result<DisplayName, Failure> {
    checked("a display name", DisplayName::new(text(row, column)?))
}

pub(super) fn optional_name(row: &Row<'_>, column: usize) -> Result<Option<DisplayName>, Failure> {
    optional_text(row, column)?.map(|text| checked("a display name", DisplayName::new(text))).transpose()
}

pub(super) fn optional_greeting(row: &Row<'_>, column: usize) -> Result<Option<Greeting>, Failure> {
    optional_text(row, column)?.map(|text| checked("a greeting", Greeting::new(text))).transpose()
}

pub(super) fn token_name(row: &Row<'_>, column: usize) -> Result<TokenName, Failure> {
    checked("an access token's name", TokenName::new(text(row, column)?))
}

pub(super) fn group_id(row: &Row<'_>, column: usize) -> Result<GroupId, Failure> {
    checked("a group number", GroupId::new(row.get(column)?))
}

pub(super) fn group_name(row: &Row<'_>, column: usize) -> Result<GroupName, Failure> {
    checked("a group name", GroupName::new(text(row, column)?))
}

pub(super) fn group_set(row: &Row<'_>, column: usize) -> Result<GroupSet, Failure> {
    Ok(GroupSet::from_bits(row.get(column)?))
}

/// Seven columns: home, work, mobile, `mobile_enabled`, pageable, `direct_device`, `has_space`.
pub(super) fn properties(row: &Row<'_>, first: usize) -> Result<Properties, Failure> {
    let phone = |column| -> Result<Option<Phone>, Failure> {
        optional_text(row, column)?.map(|text| checked("a telephone number", Phone::new(text))).transpose()
    };
    Ok(Properties {
        home: phone(first)?,
        work: phone(first + 1)?,
        mobile: phone(first + 2)?,
        mobile_enabled: row.get(first + 3)?,
        pageable: row.get(first + 4)?,
        direct: DirectDevice::new(row.get(first + 5)?).ok_or_else(|| {
            Failure::Corrupt("an MSN Direct device is stored that cannot be one".to_owned())
        })?,
        has_space: row.get(first + 6)?,
    })
}

pub(super) fn privacy(row: &Row<'_>, column: usize) -> Result<Privacy, Failure> {
    Ok(if row.get(column)? { Privacy::BlockByDefault } else { Privacy::AllowByDefault })
}

pub(super) const fn privacy_column(privacy: Privacy) -> bool {
    matches!(privacy, Privacy::BlockByDefault)
}

pub(super) fn prompt(row: &Row<'_>, column: usize) -> Result<ReversePrompt, Failure> {
    Ok(if row.get(column)? { ReversePrompt::Silent } else { ReversePrompt::Ask })
}

pub(super) const fn prompt_column(prompt: ReversePrompt) -> bool {
    matches!(prompt, ReversePrompt::Silent)
}

pub(super) fn gender(row: &Row<'_>, column: usize) -> Result<Gender, Failure> {
    match row.get(column)? {
        0u8 => Ok(Gender::Unspecified),
        1 => Ok(Gender::Female),
        2 => Ok(Gender::Male),
        other => Err(Failure::Corrupt(format!("{other} is no gender we know"))),
    }
}

pub(super) const fn gender_column(gender: Gender) -> u8 {
    match gender {
        Gender::Unspecified => 0,
        Gender::Female => 1,
        Gender::Male => 2,
    }
}

/// A row count or limit as SQLite takes it.
pub(super) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

pub(super) fn checked<T>(what: &str, value: Result<T, Refusal>) -> Result<T, Failure> {
    value.map_err(|refusal| Failure::Corrupt(format!("{what} is stored that cannot be one: {refusal}")))
}
