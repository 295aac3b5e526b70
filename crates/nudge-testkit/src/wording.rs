//! The same requests and notices, as each dialect writes them: for tests of what is the same in all of them.

use msnp::{Cap, Dialect};

/// `CHG`, from a client that can do nothing; the answer is the same line.
pub fn chg(trid: u32, status: &str, dialect: Dialect) -> String {
    format!("CHG {trid} {status}{}", caps(dialect))
}

/// `ILN`, of a contact whose client can do nothing.
pub fn iln(trid: u32, status: &str, who: &str, name: &str, dialect: Dialect) -> String {
    format!("ILN {trid} {status} {who} {name}{}", caps(dialect))
}

/// `NLN`, of a contact whose client can do nothing.
pub fn nln(status: &str, who: &str, name: &str, dialect: Dialect) -> String {
    format!("NLN {status} {who} {name}{}", caps(dialect))
}

/// `JOI`, of a participant whose client can do nothing.
pub fn joi(who: &str, name: &str, dialect: Dialect) -> String {
    let caps = if dialect.has(Cap::RosterCaps) { " 0" } else { "" };
    format!("JOI {who} {name}{caps}")
}

fn caps(dialect: Dialect) -> &'static str {
    if dialect.has(Cap::ClientCaps) { " 0" } else { "" }
}

/// `SYN` of a client that has no copy of its lists.
pub fn syn(trid: u32, dialect: Dialect) -> String {
    let copy = if dialect.has(Cap::ListSerials) { "0" } else { "0 0" };
    format!("SYN {trid} {copy}")
}

/// `ADD`, or `ADC`: somebody onto a list, under that name where one is told.
pub fn add(trid: u32, list: &str, who: &str, name: &str, dialect: Dialect) -> String {
    match (dialect.has(Cap::AddressBook), list) {
        (false, _) => format!("ADD {trid} {list} {who} {name}"),
        (true, "FL") => format!("ADC {trid} FL N={who} F={name}"),
        (true, _) => format!("ADC {trid} {list} N={who}"),
    }
}

/// `REM`: somebody off a list; `guid` is what those clients call a contact by that have GUIDs.
pub fn rem(trid: u32, list: &str, who: &str, guid: &str, dialect: Dialect) -> String {
    let who = if list == "FL" && dialect.has(Cap::AddressBook) { guid } else { who };
    format!("REM {trid} {list} {who}")
}

/// `REA` of the client's own user, or `PRP MFN`.
pub fn rename_me(trid: u32, me: &str, name: &str, dialect: Dialect) -> String {
    if dialect.has(Cap::AddressBook) {
        format!("PRP {trid} MFN {name}")
    } else {
        format!("REA {trid} {me} {name}")
    }
}

/// `REA` of somebody else, or `SBP MFN`.
pub fn rename_contact(trid: u32, who: &str, guid: &str, name: &str, dialect: Dialect) -> String {
    if dialect.has(Cap::AddressBook) {
        format!("SBP {trid} {guid} MFN {name}")
    } else {
        format!("REA {trid} {who} {name}")
    }
}

/// The answer to `PNG`.
pub fn qng(dialect: Dialect) -> &'static str {
    if dialect.has(Cap::PingInterval) { "QNG 50" } else { "QNG" }
}
