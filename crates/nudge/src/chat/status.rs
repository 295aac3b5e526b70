//! The states a principal can be in, in the words of this client.

use msnp::value::Status;

/// A state: what one types for it, how it reads, and its mark in the contact list.
struct Row {
    status: Status,
    typed: &'static str,
    reads: &'static str,
    mark: &'static str,
}

const ROWS: [Row; 9] = [
    Row { status: Status::Online, typed: "online", reads: "online", mark: "●" },
    Row { status: Status::Busy, typed: "busy", reads: "busy", mark: "◐" },
    Row { status: Status::Away, typed: "away", reads: "away", mark: "◐" },
    Row { status: Status::BeRightBack, typed: "brb", reads: "right back", mark: "◐" },
    Row { status: Status::OnThePhone, typed: "phone", reads: "on the phone", mark: "◐" },
    Row { status: Status::OutToLunch, typed: "lunch", reads: "out to lunch", mark: "◐" },
    Row { status: Status::Hidden, typed: "hidden", reads: "hidden", mark: "◌" },
    Row { status: Status::Idle, typed: "idle", reads: "idle", mark: "◐" },
    Row { status: Status::Offline, typed: "offline", reads: "offline", mark: "○" },
];

/// What can be typed after `/status`.
pub(super) fn choices() -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(|row| row.status != Status::Offline).map(|row| row.typed)
}

/// The state that was typed.
pub(super) fn parse(typed: &str) -> Option<Status> {
    let row = ROWS.iter().find(|row| row.typed.eq_ignore_ascii_case(typed))?;
    (row.status != Status::Offline).then_some(row.status)
}

/// As in "bob is on the phone".
pub(super) fn reads(status: Status) -> &'static str {
    row(status).map_or("online", |row| row.reads)
}

/// One column wide.
pub(super) fn mark(status: Status) -> &'static str {
    row(status).map_or("●", |row| row.mark)
}

fn row(status: Status) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.status == status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_is_understood_and_offline_is_not_a_choice() {
        assert_eq!(choices().filter_map(parse).count(), 8);
        assert_eq!(parse("BRB"), Some(Status::BeRightBack));
        assert_eq!(parse("offline"), None);
    }
}
