//! `VER` to the profile, with every turn that it can take.

use msnp::Dialect;
use msnp::value::ErrorCode;
use msnp_client::{Client, Config, Error, Package, Passport};

use crate::passport;
use crate::server::{PROFILE, Step, config, hears, listen, play, says, says_with, signs_in};

async fn attempt(dialect: Dialect, scripts: Vec<Vec<Step>>) -> Result<Client, Error> {
    let (listener, address) = listen().await;
    let server = play(listener, scripts);
    let (nexus, _passport) = passport::granting().await;
    let mut config = Config { passport: Passport::at(&nexus), ..config(&address, dialect) };
    if config.package == Package::SingleSignOn {
        // By configuration, later dialects sign in as those before them.
        config.package = Package::Ticket;
    }
    let result = Client::sign_in(config).await;
    server.await.unwrap();
    result
}

#[tokio::test]
async fn every_dialect_signs_in() {
    for dialect in Dialect::ALL {
        let client = attempt(dialect, vec![signs_in(dialect)]).await.unwrap();
        assert_eq!(client.dialect(), dialect);
        assert_eq!(client.handle().as_str(), "alice@example.com");
        let name = if dialect < Dialect::Msnp10 { "Alice A" } else { "alice@example.com" };
        assert_eq!(client.name(), name);
        assert_eq!(client.verified(), (dialect >= Dialect::Msnp6).then_some(true));
        assert_eq!(client.profile().payload, PROFILE.as_bytes());
    }
}

#[tokio::test]
async fn a_sign_in_that_arrives_byte_by_byte_is_the_same() {
    let dribbling = |step| if let Step::Says(bytes) = step { Step::Dribbles(bytes) } else { step };
    let script = signs_in(Dialect::Msnp7).into_iter().map(dribbling).collect();
    assert_eq!(attempt(Dialect::Msnp7, vec![script]).await.unwrap().name(), "Alice A");
}

#[tokio::test]
async fn a_referral_is_followed_in_the_form_of_each_dialect() {
    for (dialect, tail) in [(Dialect::Msnp2, ""), (Dialect::Msnp5, " 0"), (Dialect::Msnp7, " 0 127.0.0.1:1")]
    {
        let (listener, address) = listen().await;
        let dispatch = vec![
            hears(&format!("VER 1 {dialect} CVR0")),
            says(&format!("VER 1 {dialect}")),
            hears("INF 2"),
            says("INF 2 MD5"),
            hears("USR 3 MD5 I alice@example.com"),
            says(&format!("XFR 3 NS {address}{tail}")),
        ];
        let server = play(listener, vec![dispatch, signs_in(dialect)]);
        Client::sign_in(config(&address, dialect)).await.unwrap();
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_referral_to_nowhere_starts_again_on_the_same_connection() {
    let mut script = vec![
        hears("VER 1 MSNP7 CVR0"),
        says("VER 1 MSNP7"),
        hears("INF 2"),
        says("INF 2 MD5"),
        hears("USR 3 MD5 I alice@example.com"),
        says("XFR 3 NS 0 0"),
    ];
    script.extend(signs_in(Dialect::Msnp7));
    attempt(Dialect::Msnp7, vec![script]).await.unwrap();
}

#[tokio::test]
async fn servers_that_refer_for_ever_are_left() {
    let (listener, address) = listen().await;
    let referral = || {
        vec![
            hears("VER 1 MSNP7 CVR0"),
            says("VER 1 MSNP7"),
            hears("INF 2"),
            says("INF 2 MD5"),
            hears("USR 3 MD5 I alice@example.com"),
            says(&format!("XFR 3 NS {address} 0")),
        ]
    };
    let _server = play(listener, (0..10).map(|_| referral()).collect());
    let result = Client::sign_in(config(&address, Dialect::Msnp7)).await;
    assert!(matches!(result, Err(Error::TooManyReferrals(_))), "{result:?}");
}

#[tokio::test]
async fn each_refusal_has_its_name() {
    let up_to_proof = || signs_in(Dialect::Msnp7).into_iter().take(7);

    let wrong = up_to_proof().chain([says("911 4")]).collect();
    let result = attempt(Dialect::Msnp7, vec![wrong]).await;
    assert!(matches!(result, Err(Error::WrongCredentials { reason: None })), "{result:?}");

    let full = up_to_proof().chain([says("600 4")]).collect();
    let result = attempt(Dialect::Msnp7, vec![full]).await;
    assert!(matches!(result, Err(Error::Refused(ErrorCode::ServerBusy))), "{result:?}");

    for answer in ["VER 1 0", "VER 1 CVR0", "VER 1 MSNP6"] {
        let other = vec![hears("VER 1 MSNP7 CVR0"), says(answer)];
        let result = attempt(Dialect::Msnp7, vec![other]).await;
        assert!(matches!(result, Err(Error::NoCommonDialect(Dialect::Msnp7))), "{result:?}");
    }

    let ctp = vec![hears("VER 1 MSNP2 CVR0"), says("VER 1 MSNP2"), hears("INF 2"), says("INF 2 CTP")];
    let result = attempt(Dialect::Msnp2, vec![ctp]).await;
    assert!(matches!(result, Err(Error::PackageNotOffered("MD5"))), "{result:?}");
}

#[tokio::test]
async fn a_server_that_closes_at_any_point_is_closed() {
    for dialect in [Dialect::Msnp5, Dialect::Msnp8, Dialect::Msnp11] {
        for steps in 0..signs_in(dialect).len() {
            let script = signs_in(dialect).into_iter().take(steps).collect();
            let result = attempt(dialect, vec![script]).await;
            assert!(matches!(result, Err(Error::Closed)), "{dialect} after {steps} steps: {result:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_for_ever() {
    let (listener, address) = listen().await;
    let server = play(listener, vec![vec![hears("VER 1 MSNP7 CVR0"), hears("never")]]);
    let patience = std::time::Duration::from_millis(50);
    let result = Client::sign_in(Config { patience, ..config(&address, Dialect::Msnp7) }).await;
    assert!(matches!(result, Err(Error::Timeout)), "{result:?}");
    assert!(server.await.is_err());
}

#[tokio::test]
async fn the_oldest_client_may_send_its_password() {
    let (listener, address) = listen().await;
    let script = vec![
        hears("VER 1 MSNP2 CVR0"),
        says("VER 1 MSNP2"),
        hears("INF 2"),
        says("INF 2 MD5 CTP"),
        hears("USR 3 CTP I alice@example.com"),
        says("USR 3 CTP S"),
        hears("USR 4 CTP S Password1"),
        says("USR 4 OK alice@example.com Alice"),
        says_with("MSG Hotmail Hotmail", PROFILE),
    ];
    let server = play(listener, vec![script]);
    Client::sign_in(Config { package: Package::Ctp, ..config(&address, Dialect::Msnp2) }).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_way_of_signing_in_that_the_dialect_does_not_have_is_not_tried() {
    let ways = [
        (Package::Md5, Dialect::Msnp8, "MD5"),
        (Package::Ctp, Dialect::Msnp3, "CTP"),
        (Package::Ticket, Dialect::Msnp7, "TWN"),
    ];
    for (package, dialect, name) in ways {
        let result = Client::sign_in(Config { package, ..config("127.0.0.1:1", dialect) }).await;
        assert!(matches!(result, Err(Error::NotInDialect { request, .. }) if request == name), "{result:?}");
    }
}
