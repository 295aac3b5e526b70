//! What a server says of its own accord.

use std::time::Duration;

use msnp::Dialect;
use msnp::command::OutReason;
use msnp::value::{ErrorCode, Status};
use msnp_client::{Client, Config, Error, Event};

use crate::server::{Step, config, hears, hears_bytes, listen, play, says, says_with, session, signs_in};

#[tokio::test]
async fn each_notice_is_an_event_of_its_own() {
    let script = vec![
        hears("CHG 5 NLN"),
        says(
            "NLN BSY eve@example.com Eve
             CHG 5 NLN
             ILN 5 AWY bob@example.com Bob%20B
             FLN eve@example.com
             ADD 0 RL 12 dave@example.com Dave
             REM 0 RL 13 dave@example.com
             BPR 14 bob@example.com MOB Y
             RNG 1 127.0.0.1 CKI 17.1 bob@example.com Bob
             CHG 0 HDN
             XFR 0 NS 10.0.0.7:1863 0 10.0.0.6:1863
             800 99",
        ),
        says_with("NOT", "<NOTIFICATION/>"),
        says_with("IPG", "<NOTIFICATION/>"),
        says_with("MSG Hotmail Hotmail", "MIME-Version: 1.0\r\n\r\nType: 1"),
        hears("PNG"),
        says("QNG"),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    client.set_status(Status::Online).await.unwrap();
    let events = client.settle().await.unwrap();
    server.await.unwrap();
    assert!(
        matches!(
            &events[..],
            [
                Event::Presence(nln),
                Event::InitialPresence(iln),
                Event::Offline(_),
                Event::Added(_),
                Event::Removed(_),
                Event::Property(_),
                Event::Ring(ring),
                Event::StatusForced(_),
                Event::Moved(_),
                Event::Refused(_),
                Event::Alert(_),
                Event::Page(_),
                Event::Message(_),
            ] if nln.status == Status::Busy && iln.name.decode() == "Bob B" && ring.cookie.as_str() == "17.1"
        ),
        "{events:#?}"
    );
}

#[tokio::test]
async fn a_challenge_is_answered_unseen() {
    let script = vec![
        says("CHL 0 15570131571988941333"),
        hears_bytes("QRY 5 msmsgs@msnmsgr.com 32\r\n8f2f5a91b72102cd28355e9fc9000d6e"),
        says("QRY 5\nFLN bob@example.com"),
    ];
    let (mut client, server) = session(Dialect::Msnp6, script).await;
    assert!(matches!(client.next_event().await.unwrap(), Event::Offline(_)));
    server.await.unwrap();
}

#[tokio::test]
async fn a_challenge_is_left_alone_on_request() {
    let (listener, address) = listen().await;
    let mut script = signs_in(Dialect::Msnp6);
    script.push(says("CHL 0 15570131571988941333"));
    let _server = play(listener, vec![script]);
    let quiet = Config { product: None, ..config(&address, Dialect::Msnp6) };
    let mut client = Client::sign_in(quiet).await.unwrap();
    let event = client.next_event().await.unwrap();
    assert!(matches!(event, Event::Challenge(digits) if digits.as_str() == "15570131571988941333"));
}

#[tokio::test]
async fn the_end_of_a_session_says_why() {
    let (mut client, server) = session(Dialect::Msnp3, vec![says("OUT OTH")]).await;
    server.await.unwrap();
    assert!(matches!(client.ping().await, Err(Error::Closed)));
    let event = client.next_event().await.unwrap();
    assert_eq!(event, Event::SignedOut(Some(OutReason::SignedInElsewhere)));
    assert!(matches!(client.next_event().await, Err(Error::Closed)));
}

#[tokio::test]
async fn waiting_for_an_event_can_be_given_up_and_taken_up_again() {
    let script = vec![
        Step::Says("NLN BSY bob@ex".into()),
        hears("PNG"),
        Step::Says("ample.com Bob\r\nQNG\r\n".into()),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    let nothing = client.event_within(Duration::from_millis(30)).await;
    assert!(matches!(nothing, Err(Error::Timeout)), "{nothing:?}");
    client.ping().await.unwrap();
    let handle = client
        .wait_for(|event| if let Event::Presence(nln) = event { Some(nln.contact.handle) } else { None })
        .await
        .unwrap();
    assert_eq!(handle.as_str(), "bob@example.com");
    server.await.unwrap();
}

#[tokio::test]
async fn an_answer_in_the_middle_of_notices_finds_its_request() {
    let script = vec![
        hears("XFR 5 SB"),
        says("NLN BSY bob@example.com Bob\n913 5\nFLN bob@example.com"),
        hears("PNG"),
        says("QNG"),
    ];
    let (mut client, server) = session(Dialect::Msnp2, script).await;
    let refused = client.open_conversation().await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::NotWhenOffline));
    assert_eq!(client.settle().await.unwrap().len(), 2);
    server.await.unwrap();
}
