//! `MSG`: a message.

use crate::line::command;
use crate::value::{AckKind, Friendly, Handle, Trid};

command! {
    /// `MSG trid ack length` and a MIME message: say something in the conversation.
    Msg {
        /// Transaction id.
        trid: Trid,
        /// What to hear back.
        ack: AckKind,
    } + payload
}

impl Msg<'_> {
    /// Transaction id and acknowledgement of a line without its length, where it has the form that clients write: single spaces
    /// and nothing else. `None` does not say that it is wrong, only that [`decode`] has to look at it. Nearly all that a switchboard
    /// reads are such lines, and this takes a tenth of the time.
    ///
    /// [`decode`]: crate::switchboard::FromClient::decode
    pub fn usual(line: &[u8]) -> Option<(Trid, AckKind)> {
        let [digits @ .., b' ', kind] = line.strip_prefix(b"MSG ")? else { return None };
        // Nine digits fit, whatever they are.
        if digits.is_empty() || digits.len() > 9 {
            return None;
        }
        let trid = digits.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })?;
        let kind = match kind {
            b'A' => AckKind::Always,
            b'D' => AckKind::Data,
            b'N' => AckKind::Negative,
            b'U' => AckKind::Unacknowledged,
            _ => return None,
        };
        Some((Trid(trid), kind))
    }
}

command! {
    /// `MSG handle name length` and a MIME message: somebody says something; `Hotmail Hotmail` is the server itself.
    MsgDelivery {
        /// Who.
        handle: Handle,
        /// Their name.
        name: Friendly,
    } + payload
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Dialect;
    use crate::frame::Frame;
    use crate::switchboard::FromClient;

    proptest! {
        /// The short way reads what the long way would, or nothing.
        #[test]
        fn the_usual_line_is_read_as_any_other(
            line in prop_oneof!["MSG [0-9]{0,11} [ADNU]", "MSG ?[0-9+-]{0,3} {0,2}[ADNUX]? ?", "\\PC{0,12}"],
        ) {
            let frame = Frame { line: line.as_bytes(), payload: Some(b"") };
            if let Some((trid, ack)) = Msg::usual(frame.line) {
                let read = FromClient::decode(frame, Dialect::Msnp7);
                prop_assert_eq!(read, Ok(Msg { trid, ack, payload: b"".into() }.into()));
            }
        }
    }

    #[test]
    fn what_clients_write_is_usual() {
        assert_eq!(Msg::usual(b"MSG 4 N"), Some((Trid(4), AckKind::Negative)));
        assert_eq!(Msg::usual(b"MSG 999999999 A"), Some((Trid(999_999_999), AckKind::Always)));
        for line in ["MSG 4  N", "MSG  N", "MSG 4 n", "MSG 4294967296 A", "msg 4 N", "MSG 4 N ", "MSG"] {
            assert_eq!(Msg::usual(line.as_bytes()), None, "{line}");
        }
    }
}
