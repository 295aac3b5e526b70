//! `GetMetadata`: which messages wait.

use msnp::payload::mail_data::MailData;

use super::RSI;
use crate::envelope::answer;
use crate::writer::Writer;

/// The answer: all of them, however many, directly in the response (Pidgin looks there, and aMSN takes the first child).
pub fn metadata(data: &MailData) -> String {
    let mut result = Writer::new();
    let document = data.to_document();
    result.element_with("GetMetadataResponse", &[("xmlns", RSI)], |w| w.written(&document));
    answer(None, &result)
}

#[cfg(test)]
mod tests {
    use msnp::payload::mail_data::{MailCounts, OfflineMessage};

    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn the_answer_is_the_sample() {
        let message = OfflineMessage {
            received: "2026-01-02T03:04:05.000Z".to_owned(),
            read: false,
            size: 950,
            from: "bob@example.com".to_owned(),
            name: "Bob".to_owned(),
            id: "0f5a1c2e-0000-4000-8000-00000000a001".to_owned(),
        };
        let data = MailData::Listed { counts: Some(MailCounts::default()), messages: vec![message.clone()] };
        let sample = include_str!("../../tests/samples/GetMetadata.response.xml");
        assert_eq!(metadata(&data), in_one_line(sample));
        let many = MailData::Listed { counts: None, messages: vec![message; 26] };
        assert_eq!(metadata(&many).matches("<M>").count(), 26, "here they are all told");
    }
}
