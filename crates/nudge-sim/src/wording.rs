//! The same requests and notices, as each dialect writes them: for tests of what is the same in all of them.

use msnp::{Cap, Dialect};

/// `CHG`, from a client that can do nothing; the answer is the same line.
pub fn chg(trid: u32, status: &str, dialect: Dialect) -> String {
    format!("CHG {trid} {status}{}", caps(dialect))
}

/// `ILN`, of a contact whose client can do nothing; `NLN` in dialects that have no other word.
pub fn iln(trid: u32, status: &str, who: &str, name: &str, dialect: Dialect) -> String {
    if dialect.has(Cap::InitialPresence) {
        format!("ILN {trid} {status} {} {name}{}", contact(who, dialect), caps(dialect))
    } else {
        nln(status, who, name, dialect)
    }
}

/// `NLN`, of a contact whose client can do nothing.
pub fn nln(status: &str, who: &str, name: &str, dialect: Dialect) -> String {
    format!("NLN {status} {} {name}{}", contact(who, dialect), caps(dialect))
}

/// `FLN`.
pub fn fln(who: &str, dialect: Dialect) -> String {
    let caps = if dialect.has(Cap::ExtendedCaps) { " 0:0" } else { "" };
    format!("FLN {}{caps}", contact(who, dialect))
}

/// `UBX`, as far as the length of what follows.
pub fn ubx(who: &str, dialect: Dialect) -> String {
    format!("UBX {} ", contact(who, dialect))
}

/// A contact in presence.
pub fn contact(who: &str, dialect: Dialect) -> String {
    if dialect.has(Cap::NetworkInAddress) {
        format!("1:{who}")
    } else if dialect.has(Cap::NetworkInPresence) {
        format!("{who} 1")
    } else {
        who.to_owned()
    }
}

/// `JOI`, of a participant whose client can do nothing.
pub fn joi(who: &str, name: &str, dialect: Dialect) -> String {
    format!("JOI {who} {name}{}", roster_caps(dialect))
}

/// What stands behind the name of a participant whose client can do nothing.
pub fn roster_caps(dialect: Dialect) -> &'static str {
    match (dialect.has(Cap::RosterCaps), dialect.has(Cap::ExtendedCaps)) {
        (_, true) => " 0:0",
        (true, false) => " 0",
        (false, false) => "",
    }
}

fn caps(dialect: Dialect) -> &'static str {
    match (dialect.has(Cap::ClientCaps), dialect.has(Cap::NoObjectAsZero), dialect.has(Cap::ExtendedCaps)) {
        (_, _, true) => " 0:0 0",
        (_, true, false) => " 0 0",
        (true, false, false) => " 0",
        (false, false, false) => "",
    }
}

/// `ADL` and `RML` of one person, and the answer.
pub fn membership(name: &str, trid: u32, who: &str, lists: u8) -> (String, String, String) {
    let (local, domain) = who.split_once('@').unwrap_or((who, ""));
    let payload = format!("<ml><d n=\"{domain}\"><c n=\"{local}\" l=\"{lists}\" t=\"1\"/></d></ml>");
    (format!("{name} {trid}"), payload, format!("{name} {trid} OK"))
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
    if dialect.has(Cap::NameProperty) {
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
