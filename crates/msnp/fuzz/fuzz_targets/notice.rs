//! The payloads that are only written: no text of a user can add a header, or an element.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::Dialect;
use msnp::payload::mime::Message;
use msnp::payload::notification::{Kind, Notification};
use msnp::payload::profile::Profile;

fuzz_target!(|text: &str| {
    let profile = Profile { country: text.into(), ticket: text.into(), ..Profile::default() };
    let plain = Profile::default().to_bytes(Dialect::Msnp7);
    let written = profile.to_bytes(Dialect::Msnp7);
    let headers = |payload: &[u8]| Message::parse(payload).expect("a profile is a message").headers.len();
    assert_eq!(headers(&written), headers(&plain));

    let kinds = [
        Kind::Page { from: text },
        Kind::Alert { site_url: text, action_url: text },
        Kind::AddressBook { modified: "", circle: None },
    ];
    for kind in kinds {
        let notice = |text| Notification { to: text, member_id: 1, text, kind: kind.clone() }.to_bytes();
        let markup = |payload: Vec<u8>| payload.iter().filter(|b| b"<>\"".contains(b)).count();
        let empty = match kind {
            Kind::Page { .. } => Kind::Page { from: "" },
            Kind::Alert { .. } => Kind::Alert { site_url: "", action_url: "" },
            Kind::AddressBook { .. } => kind.clone(),
        };
        let plain = Notification { to: "", member_id: 1, text: "", kind: empty }.to_bytes();
        assert_eq!(markup(notice(text)), markup(plain));
    }
});
