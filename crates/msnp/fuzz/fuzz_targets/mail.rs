//! Mail notices: no message of the service makes the reader panic, and what is listed is the same after having been written
//! and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::Dialect;
use msnp::payload::mail::MailNotice;
use msnp::payload::mail_data::MailData;

fuzz_target!(|payload: &[u8]| {
    if let Some(MailNotice::Waiting(mail)) = MailNotice::parse(payload) {
        let _ = MailNotice::parse(&mail.to_bytes(Dialect::Msnp12));
    }
    let value = String::from_utf8_lossy(payload);
    if let Ok(data) = MailData::parse(&value) {
        // Control characters are not written, and a name that looks encoded is.
        let once = MailData::parse(&data.to_value());
        assert_eq!(once.as_ref().map(MailData::to_value), Ok(data.to_value()));
    }
});
