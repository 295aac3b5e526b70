//! Percent-encoding as MSN Messenger uses it for names: UTF-8, `%XX`, and `+` means plus.

use std::borrow::Cow;

/// Encodes a name for use as one argument of a line.
///
/// Space, `%`, control characters and everything outside ASCII are escaped; the service left other punctuation alone
/// (reference 01 §2.4).
///
/// ```
/// assert_eq!(msnp::percent::encode("Zoë 100%"), "Zo%C3%AB%20100%25");
/// ```
pub fn encode(text: &str) -> Cow<'_, str> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = |byte: &u8| *byte > b' ' && *byte < 0x7f && *byte != b'%';
    if text.as_bytes().iter().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.as_bytes() {
        if is_plain(byte) {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(nibble)).copied().map_or('0', char::from));
            }
        }
    }
    Cow::Owned(out)
}

/// Decodes an argument. A `%` that no two hex digits follow stays as it is; bytes that are no UTF-8 become U+FFFD.
///
/// ```
/// assert_eq!(msnp::percent::decode("a%20b+c%e4%zz"), "a b+c\u{fffd}%zz");
/// ```
pub fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => {
                out.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// The value of a hexadecimal digit.
fn digit(c: u8) -> u8 {
    match c {
        b'0'..=b'9' => c - b'0',
        b'a'..=b'f' => c - b'a' + 10,
        _ => c.wrapping_sub(b'A').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decoding_undoes_encoding(name in any::<String>()) {
            prop_assert_eq!(decode(&encode(&name)), name);
        }

        #[test]
        fn an_encoded_name_is_one_argument(name in any::<String>()) {
            prop_assert!(encode(&name).bytes().all(|b| b.is_ascii_graphic()));
        }

        #[test]
        fn nothing_makes_decoding_panic(text in "[%0-9a-fA-Fz+ \u{80}-\u{ff}]{0,40}") {
            decode(&text);
        }
    }

    #[test]
    fn both_cases_of_hex_are_read() {
        assert_eq!(decode("%c3%A4"), "ä");
        assert_eq!(decode("%"), "%");
        assert_eq!(decode("%4"), "%4");
    }
}
