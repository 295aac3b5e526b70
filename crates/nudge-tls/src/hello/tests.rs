use proptest::prelude::*;

use super::*;

/// A hello of TLS 1.2 with these extensions, without a record around it.
fn message(version: u16, suites: &[u16], extensions: Option<&[(u16, Vec<u8>)]>) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend([7; 32]);
    body.push(0);
    body.extend(list16(&numbers(suites)));
    body.extend([1, 0]);
    if let Some(extensions) = extensions {
        let mut all = Vec::new();
        for (kind, content) in extensions {
            all.extend(kind.to_be_bytes());
            all.extend(list16(content));
        }
        body.extend(list16(&all));
    }
    let mut message = vec![1, 0];
    message.extend(list16(&body));
    message
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn list16(content: &[u8]) -> Vec<u8> {
    [&u16::try_from(content.len()).unwrap().to_be_bytes(), content].concat()
}

fn record(fragment: &[u8]) -> Vec<u8> {
    [&[22, 3, 1][..], &list16(fragment)].concat()
}

fn server_name(name: &[u8]) -> (u16, Vec<u8>) {
    (0, list16(&[&[0][..], &list16(name)].concat()))
}

fn whole() -> Vec<u8> {
    let extensions = [
        (0x0A0A, vec![]),
        server_name(b"Login.Live.com"),
        (10, list16(&numbers(&[29, 23]))),
        (11, vec![1, 0]),
        (13, list16(&numbers(&[0x0804, 0x0401]))),
        (16, list16(b"\x02h2\x08http/1.1")),
        (43, [&[6][..], &numbers(&[0x7A7A, 0x0304, 0x0303])].concat()),
    ];
    message(0x0303, &[0x1301, 0xC02F], Some(&extensions))
}

fn hello(bytes: &[u8]) -> Hello {
    match sniff(bytes) {
        Sniff::Hello(hello) => hello,
        other @ (Sniff::NeedMore { .. } | Sniff::NotTls) => panic!("{other:?}"),
    }
}

#[test]
fn a_hello_of_a_browser_is_read() {
    let expected = Hello {
        framing: Framing::Tls,
        newest: Version::TLS13,
        server_name: Some("login.live.com".into()),
        suites: vec![0x1301, 0xC02F],
        signatures: Some(vec![0x0804, 0x0401]),
        groups: vec![29, 23],
        plain_points: true,
        protocols: vec![b"h2".to_vec(), b"http/1.1".to_vec()],
    };
    assert_eq!(hello(&record(&whole())), expected);
}

#[test]
fn a_hello_of_ssl_3_0_has_nothing_but_suites() {
    let read = hello(&record(&message(0x0300, &[0x0004, 0x0005, 0x000A], None)));
    assert_eq!((read.newest, read.suites), (Version::SSL3, vec![4, 5, 10]));
    assert_eq!((read.server_name, read.signatures), (None, None));
}

#[test]
fn a_version_from_the_future_is_offered_by_the_extension_only() {
    assert_eq!(hello(&record(&message(0x0305, &[5], None))).newest, Version::TLS12);
}

#[test]
fn a_hello_in_a_record_of_ssl_2_0_is_read() {
    let mut bytes = vec![0x80, 9 + 9 + 16, 1, 3, 1, 0, 9, 0, 0, 0, 16];
    bytes.extend([0, 0, 4, 0x01, 0, 0x80, 0, 0, 10]);
    bytes.extend([9; 16]);
    let read = hello(&bytes);
    assert_eq!(read.framing, Framing::Ssl2);
    assert_eq!((read.newest, read.suites), (Version::TLS10, vec![4, 10]), "0x010080 is SSL 2.0's own");
    for end in 0..bytes.len() {
        assert!(matches!(sniff(&bytes[..end]), Sniff::NeedMore { bytes } if bytes > end), "{end}");
    }
    bytes[1] += 1;
    bytes.push(0);
    assert_eq!(sniff(&bytes), Sniff::NotTls, "its parts must fill it");
}

#[test]
fn a_name_that_is_none_is_as_if_there_were_no_name() {
    for name in [&b"10.0.0.1"[..], b"a b", b"\xFF", b"", b"a."] {
        let bytes = record(&message(0x0303, &[5], Some(&[server_name(name)])));
        assert_eq!(hello(&bytes).server_name, None);
    }
}

#[test]
fn everything_else_is_no_tls() {
    let alert: &[u8] = &[21, 3, 1, 0, 2, 1, 0];
    let server_hello: &[u8] = &[22, 3, 1, 0, 4, 2, 0, 0, 0];
    let too_long: &[u8] = &[22, 3, 1, 0x3F, 0xFF, 1, 1, 0, 0];
    let (http, msnp): (&[u8], &[u8]) = (b"GET / HTTP/1.0\r\n", b"VER 1 MSNP8 CVR0\r\n");
    for bytes in [http, msnp, alert, server_hello, too_long, &[22, 2], &[22, 3, 1, 0, 0]] {
        assert_eq!(sniff(bytes), Sniff::NotTls, "{bytes:02x?}");
    }
    assert_eq!(sniff(&[22, 3, 1, 0x40, 0]), Sniff::NotTls, "longer than any hello");
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Sniff::NeedMore { bytes: needed } = sniff(&bytes) {
            prop_assert!(needed > bytes.len() && needed <= MAX_HELLO);
        }
    }

    #[test]
    fn a_broken_hello_is_answered(at in 0_usize..200, value: u8) {
        let mut bytes = record(&whole());
        let index = at % bytes.len();
        bytes[index] = value;
        if let Sniff::NeedMore { bytes: needed } = sniff(&bytes) {
            prop_assert!(needed > bytes.len() && needed <= MAX_HELLO);
        }
    }

    #[test]
    fn a_hello_may_come_in_any_pieces(cuts in proptest::collection::vec(1_usize..60, 0..8)) {
        let whole = whole();
        let (mut bytes, mut rest) = (Vec::new(), &whole[..]);
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len().saturating_sub(1)));
            if !piece.is_empty() {
                bytes.extend(record(piece));
            }
            rest = after;
        }
        bytes.extend(record(rest));
        prop_assert_eq!(hello(&bytes), hello(&record(&whole)));
        for end in 0..bytes.len() {
            match sniff(&bytes[..end]) {
                Sniff::NeedMore { bytes: needed } => prop_assert!(needed > end),
                other @ (Sniff::NotTls | Sniff::Hello(_)) => prop_assert!(false, "{:?} after {} bytes", other, end),
            }
        }
    }
}
