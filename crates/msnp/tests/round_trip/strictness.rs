//! Which lines of a client are malformed, so that the connection is closed, and which are read so that a number can answer
//! them (references 01 §2.5, 02 §4 and §5).

use msnp::frame::Frame;
use msnp::notification::FromClient;
use msnp::value::{PageDevice, PropertyKey};
use msnp::{DecodeError, Dialect, Problem};

const GUID: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";

fn decode(line: &str, dialect: u8) -> Result<FromClient<'static>, DecodeError> {
    let line = line.replace("GUID", GUID);
    let dialect: Dialect = format!("MSNP{dialect}").parse().unwrap();
    let payload = ["PAG", "PGD", "UUX"].iter().any(|name| line.starts_with(name)).then_some(&b""[..]);
    FromClient::decode(Frame { line: line.as_bytes(), payload }, dialect).map(FromClient::into_owned)
}

#[test]
fn what_a_dialect_does_not_have_is_no_command() {
    for (line, without) in [
        ("INF 1", &[8, 9, 12][..]),
        ("ADD 1 FL bob@example.com Bob", &[10, 12]),
        ("REA 1 bob@example.com Bob", &[10, 12]),
        ("LST 1 RL", &[9, 12]),
        ("LSG 1", &[6, 9, 12]),
        ("ADC 1 AL N=bob@example.com", &[7, 9]),
        ("SBP 1 GUID MFN Bob", &[7, 9]),
        ("PGD 1 bob@example.com 1", &[5, 8]),
        ("UUX 1", &[7, 10]),
        ("GCF 1 Shields.xml", &[7, 10]),
        ("LKP 1 tel:+1", &[7, 10]),
        ("GSB 1", &[10, 11, 12]),
    ] {
        for dialect in without {
            let error = decode(line, *dialect).unwrap_err();
            assert_eq!(error.problem, Problem::UnknownCommand, "{line} in MSNP{dialect}");
        }
    }
}

#[test]
fn values_of_the_wrong_form_are_malformed() {
    for (line, dialects) in [
        ("USR 1 TWN I a@b.c", &[2, 7][..]),
        ("USR 1 MD5 I a@b.c", &[8, 12]),
        ("USR 1 CTP I a@b.c", &[3, 8]),
        ("USR 1 SSO I a@b.c", &[7, 12]),
        ("SYN 1 0 0", &[9]),
        ("SYN 1 0", &[10, 12]),
        ("ADD 1 PL bob@example.com Bob", &[2, 9]),
        ("REM 1 PL bob@example.com", &[2, 9]),
        ("ADC 1 XL N=bob@example.com", &[10]),
        ("ADC 1 AL bob@example.com", &[10]),
        ("ADC 1 AL C=GUID", &[10]),
        ("ADC 1 AL C=GUID GUID", &[10]),
        ("ADC 1 FL C=GUID", &[10]),
        ("ADC 1 FL C=GUID 2", &[10]),
        ("ADC 1 FL C={GUID} GUID", &[10]),
        ("ADC 1 FL N=bob@example.com N=bob@example.com", &[10]),
        ("ADC 1 FL N=bob@example.com X=1", &[10]),
        ("ADC 1 FL F=Bob", &[10]),
        ("REM 1 FL bob@example.com", &[10, 12]),
        ("REM 1 FL GUID 2", &[10]),
        ("REM 1 AL bob@example.com GUID", &[10]),
        ("REM 1 FL bob@example.com 30", &[7, 9]),
        ("ADG 1", &[7, 10]),
        ("RMG 1 Friends", &[7, 9]),
        ("RMG 1 30", &[7]),
        ("REG 1 Friends Work", &[7, 10]),
        ("REG 1 2 Work", &[10]),
        ("SBP 1 bob@example.com MFN Bob", &[10]),
        ("SBP 1 GUID NAME Bob", &[10]),
        ("PRP 1 NAME Bob", &[5, 12]),
        ("CHG 1 XXX 0", &[8, 12]),
        ("CHG 1 NLN -1", &[8]),
        ("CHG 1 NLN 4294967296", &[8]),
        ("CHG 1 NLN 0", &[7]),
        ("CHG 1 NLN 0 %3Cmsnobj/%3E", &[8]),
        ("PGD 1 bob@example.com phone", &[9]),
        ("PGD 1 bob@example.com", &[9]),
        ("UUX one", &[11]),
        ("UUX 1 1", &[11]),
        ("GCF 1", &[11]),
        ("GTC 1 a", &[8, 10]),
        ("BLP 1 RL", &[8, 10]),
    ] {
        for dialect in dialects {
            let decoded = decode(line, *dialect);
            let error = decoded.err().unwrap_or_else(|| panic!("{line} in MSNP{dialect} is read"));
            assert_ne!(error.problem, Problem::UnknownCommand, "{line} in MSNP{dialect}");
        }
    }
    let long = format!("CHG 1 NLN 0 {}", "x".repeat(3073));
    assert_eq!(decode(&long, 9).unwrap_err().problem, Problem::Malformed("object"));
}

#[test]
fn what_gets_a_number_is_read() {
    for (line, dialects) in [
        ("FND 1 fname=*", &[8, 12][..]),
        ("PAG 1 bob@example.com", &[9, 12]),
        ("PRP 1 mfn Bob", &[5, 12]),
        ("RMG 1 New%20Group", &[10, 12]),
        ("RMG 1 2", &[10]),
        ("ADC 1 FL N=a@b F=a@b", &[10]),
        ("ADC 1 FL N=tel:words F=Bob", &[11]),
        ("ADC 1 PL N=bob@example.com", &[10]),
        ("REM 1 RL bob@example.com", &[2, 10]),
        ("CHG 1 FLN", &[2, 12]),
        ("CHG 1 NLN", &[8, 12]),
        ("LKP 1 nobody", &[11, 12]),
        ("ADG 1 Work 0", &[7, 12]),
        ("RMG 1 GUID 0", &[10]),
        ("REG 1 GUID Work 0", &[10]),
    ] {
        for dialect in dialects {
            assert!(decode(line, *dialect).is_ok(), "{line} in MSNP{dialect}");
        }
    }
    for (key, expected) in [("WWE", PropertyKey::Direct), ("HSB", PropertyKey::HasBlog)] {
        let FromClient::Prp(prp) = decode(&format!("PRP 1 {key} 1"), 7).unwrap() else { panic!("{key}") };
        assert_eq!(prp.key, expected);
        assert!(!prp.key.is_in(Dialect::Msnp7) && prp.key.is_in(Dialect::Msnp12));
    }
    let FromClient::Pgd(pgd) = decode("PGD 1 bob@example.com 7", 9).unwrap() else { panic!() };
    assert_eq!(pgd.device, PageDevice::Other(7));
    let FromClient::Chg(chg) = decode("CHG 1 NLN 5 0", 9).unwrap() else { panic!() };
    assert_eq!(chg.object, None);
}

#[test]
fn secrets_are_not_in_the_debug_output() {
    let proof = decode("USR 1 TWN S t=secret&p=hidden", 8).unwrap();
    let shown = format!("{proof:?}");
    assert!(!shown.contains("secret") && !shown.contains("hidden"), "{shown}");
}
