use std::time::Duration;

use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509StoreContext, X509VerifyResult};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::time::Time;

use super::*;

/// 2026-11-21.
fn now() -> SystemTime {
    at(1_795_219_200)
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

fn names(names: &[&str]) -> Names {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    Names::new(&names).unwrap()
}

fn era() -> Names {
    names(&["login.live.com", "messenger.hotmail.com", "chat.example", "10.0.0.7", "fd00::7"])
}

fn der(certificate: &X509) -> Vec<u8> {
    certificate.to_der().unwrap()
}

/// What OpenSSL thinks of a certificate, shown by a host of that name at that time.
fn verdict(authority: &Authority, pair: &Pair, host: &str, now: SystemTime) -> X509VerifyResult {
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(authority.root().clone()).unwrap();
    let mut parameters = X509VerifyParam::new().unwrap();
    parameters.set_time(seconds(now));
    parameters.set_host(host).unwrap();
    store.set_param(&parameters).unwrap();
    let mut context = X509StoreContext::new().unwrap();
    let chain = Stack::new().unwrap();
    context
        .init(&store.build(), &pair.certificate, &chain, |context| {
            context.verify_cert()?;
            Ok(context.error())
        })
        .unwrap()
}

#[test]
fn a_first_run_makes_a_chain_that_verifies_for_every_name_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::open(folder.path(), &era(), 1024, now()).unwrap();
    for pair in [authority.modern(), authority.legacy()] {
        for host in ["login.live.com", "messenger.hotmail.com", "chat.example"] {
            assert_eq!(verdict(&authority, pair, host, now()), X509VerifyResult::OK, "{host}");
        }
        assert_ne!(verdict(&authority, pair, "www.example", now()), X509VerifyResult::OK);
    }
    let bits = |pair: &Pair| pair.certificate.public_key().unwrap().bits();
    assert_eq!((bits(authority.modern()), bits(authority.legacy())), (2048, 1024));
    assert!(authority.modern().signed_with(MessageDigest::sha256()));
    assert!(authority.legacy().signed_with(MessageDigest::sha1()));
    // A machine with an empty battery.
    let y2k = at(946_684_800);
    assert_eq!(verdict(&authority, authority.legacy(), "login.live.com", y2k), X509VerifyResult::OK);
    assert_ne!(verdict(&authority, authority.modern(), "login.live.com", y2k), X509VerifyResult::OK);
}

#[test]
fn the_root_suits_old_systems() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    assert!(authority.root.signed_with(MessageDigest::sha1()));
    let root = Certificate::from_der(&der(authority.root())).unwrap();
    let root = root.tbs_certificate();
    let critical = |name: &str| {
        let mut all = root.extensions().unwrap().iter();
        let id = ObjectIdentifier::new_unwrap(name);
        all.find(|extension| extension.extn_id == id).map(|extension| extension.critical)
    };
    assert_eq!(critical("2.5.29.19"), Some(true), "basicConstraints");
    assert_eq!(critical("2.5.29.30"), Some(false), "nameConstraints, unknown before Windows XP");
    assert_eq!(critical("2.5.29.31"), None, "no place of revocation lists");
    assert_eq!(critical("1.3.6.1.5.5.7.1.1"), None, "no place of the authority");
    assert!(matches!(root.validity().not_after, Time::UtcTime(_)));
    assert_eq!(authority.root().not_after().to_string(), "Dec 31 23:59:59 2037 GMT");
}

#[test]
fn the_root_permits_nothing_else() {
    let only_names = names(&["login.live.com", "chat.example"]);
    for (permitted, what) in
        [(&era(), "permitted subtree violation"), (&only_names, "excluded subtree violation")]
    {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), permitted, 2048, now()).unwrap();
        for (name, what) in
            [("www.bank.example", "permitted subtree violation"), ("192.0.2.1", what), ("2001:db8::1", what)]
        {
            let other = tempfile::tempdir().unwrap();
            let forged = Leaf::modern(&names(&[name]))
                .issue(&Folder::open(other.path()).unwrap(), &authority.root, seconds(now()))
                .unwrap();
            assert_eq!(verdict(&authority, &forged, name, now()).error_string(), what, "{name}");
        }
        let honest = authority.modern();
        assert_eq!(verdict(&authority, honest, "login.live.com", now()), X509VerifyResult::OK);
    }
}

#[test]
fn the_root_has_a_form_for_windows_xp_and_one_for_rustls() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    let constraints = |root: &X509| {
        let root = Certificate::from_der(&der(root)).unwrap();
        let (_, found) = root.tbs_certificate().get_extension::<NameConstraints>().unwrap().unwrap();
        let mut subtrees = found.permitted_subtrees.unwrap();
        let subjects =
            subtrees.extract_if(.., |one| matches!(one.base, GeneralName::DirectoryName(_))).count();
        (subtrees, subjects)
    };
    let other = authority.modern_root().unwrap();
    let (here, there) = (constraints(authority.root()), constraints(&other));
    assert_eq!((here.1, there.1), (1, 0));
    assert_eq!(here.0, there.0);
    assert_ne!(authority.root().serial_number().to_bn().unwrap(), other.serial_number().to_bn().unwrap());
    assert_eq!(der(&other), der(&authority.modern_root().unwrap()), "it is always the same");
}

#[test]
fn a_restart_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let first = Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    let second = Authority::open(folder.path(), &era(), 2048, now() + days(1)).unwrap();
    assert_eq!(der(first.root()), der(second.root()));
    assert_eq!(der(&first.modern().certificate), der(&second.modern().certificate));
    assert_eq!(der(&first.legacy().certificate), der(&second.legacy().certificate));
}

#[test]
fn what_is_about_to_end_is_renewed_and_the_root_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut authority = Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    let (root, modern) = (der(authority.root()), der(&authority.modern().certificate));
    let legacy = der(&authority.legacy().certificate);

    assert!(!authority.renew(now() + days(365)).unwrap());
    assert!(authority.renew(now() + days(367)).unwrap());
    assert_ne!(der(&authority.modern().certificate), modern);
    assert_eq!(der(&authority.legacy().certificate), legacy);

    assert!(authority.renew(now() + days(5 * 365 - 29)).unwrap());
    assert_ne!(der(&authority.legacy().certificate), legacy);
    assert_eq!(der(authority.root()), root);
    // What was renewed was kept.
    let again = Authority::open(folder.path(), &era(), 2048, now() + days(5 * 365)).unwrap();
    assert_eq!(der(&again.legacy().certificate), der(&authority.legacy().certificate));
}

#[test]
fn other_settings_make_other_certificates_under_the_same_root() {
    let folder = tempfile::tempdir().unwrap();
    let first = Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    let fewer = Authority::open(folder.path(), &names(&["chat.example"]), 1024, now()).unwrap();
    assert_eq!(der(first.root()), der(fewer.root()));
    assert_eq!(fewer.legacy().key.bits(), 1024);
    assert_eq!(verdict(&fewer, fewer.modern(), "chat.example", now()), X509VerifyResult::OK);
    assert_ne!(verdict(&fewer, fewer.modern(), "login.live.com", now()), X509VerifyResult::OK);
}

#[test]
fn a_name_that_the_root_does_not_permit_is_left_out_and_told() {
    let folder = tempfile::tempdir().unwrap();
    Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    let more = names(&["new.example", "login.live.com", "below.chat.example", "10.0.0.8"]);
    let authority = Authority::open(folder.path(), &more, 2048, now()).unwrap();
    let refused: Vec<String> = authority.refused().iter().map(Name::to_string).collect();
    assert_eq!(refused, ["new.example", "10.0.0.8"]);
    for host in ["login.live.com", "below.chat.example"] {
        assert_eq!(verdict(&authority, authority.modern(), host, now()), X509VerifyResult::OK, "{host}");
    }
    let none = Authority::open(folder.path(), &names(&["new.example"]), 2048, now());
    assert!(matches!(none, Err(TlsError::NothingPermitted { .. })));
}

#[test]
fn a_damaged_root_is_never_replaced_and_a_damaged_leaf_is() {
    let folder = tempfile::tempdir().unwrap();
    Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    std::fs::write(folder.path().join("modern.pem"), "no certificate").unwrap();
    Authority::open(folder.path(), &era(), 2048, now()).unwrap();

    // A key of another.
    let root = std::fs::read(folder.path().join("root.pem")).unwrap();
    let leaf = std::fs::read(folder.path().join("legacy.pem")).unwrap();
    let mixed =
        [PKey::private_key_from_pem(&leaf).unwrap().private_key_to_pem_pkcs8().unwrap(), root].concat();
    for damage in [&b"no certificate"[..], &mixed] {
        std::fs::write(folder.path().join("root.pem"), damage).unwrap();
        let opened = Authority::open(folder.path(), &era(), 2048, now());
        assert!(matches!(opened, Err(TlsError::DamagedRoot { .. })));
        assert_eq!(std::fs::read(folder.path().join("root.pem")).unwrap(), damage);
    }
}

#[test]
fn near_the_end_of_the_root_nothing_is_renewed_in_vain() {
    let folder = tempfile::tempdir().unwrap();
    let end = at(u64::try_from(END_OF_TIME).unwrap());
    let mut authority = Authority::open(folder.path(), &era(), 2048, end - days(10)).unwrap();
    assert!(!authority.renew(end - days(5)).unwrap());
    assert!(matches!(authority.renew(end), Err(TlsError::RootNotValid { .. })));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    Authority::open(folder.path(), &era(), 2048, now()).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}
