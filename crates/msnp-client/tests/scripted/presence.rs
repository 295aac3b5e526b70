//! What a client tells of its user and itself, and what it hears of others, from MSNP8 on.

use std::time::Duration;

use msnp::Dialect;
use msnp::payload::mail::MailNotice;
use msnp::value::{ClientCaps, MsnObject, PropertyKey, Status};
use msnp_client::{Error, Event};

use crate::server::{Step, hears, hears_bytes, says, says_with, session, session_with};

const PICTURE: &str = "%3Cmsnobj%20Size%3D%225%22%2F%3E";

fn picture() -> MsnObject {
    MsnObject::new(PICTURE).unwrap()
}

#[tokio::test]
async fn a_state_comes_with_what_the_dialect_has() {
    for (dialect, tail) in [
        (Dialect::Msnp7, String::new()),
        (Dialect::Msnp8, " 268435492".to_owned()),
        (Dialect::Msnp9, format!(" 268435492 {PICTURE}")),
        (Dialect::Msnp12, format!(" 268435492 {PICTURE}")),
    ] {
        let script = vec![
            hears(&format!("CHG 5 BSY{tail}")),
            says(&format!("CHG 5 BSY{tail}")),
            // A change of state alone leaves the rest as it was.
            hears(&format!("CHG 6 NLN{tail}")),
            says(&format!("CHG 6 NLN{tail}")),
        ];
        let (mut client, server) = session(dialect, script).await;
        client.set_presence(Status::Busy, Some(ClientCaps::new(268_435_492)), Some(picture())).await.unwrap();
        client.set_status(Status::Online).await.unwrap();
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_of_itself_can_do_nothing() {
    let script = vec![hears("CHG 5 NLN 0"), says("CHG 5 NLN 0"), hears("CHG 6 NLN"), says("CHG 6 NLN 0")];
    let (mut client, server) = session(Dialect::Msnp10, script).await;
    client.set_status(Status::Online).await.unwrap();
    // As a few clients do, to whom servers have to be kind.
    client.set_presence(Status::Online, None, None).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn presence_tells_capabilities_pictures_messages_and_mail() {
    let personal = r"<Data><PSM>a &amp; b</PSM><CurrentMedia>\0Music\01\0{0}\0x\0</CurrentMedia></Data>";
    let mail = "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialmdatanotification; charset=UTF-8\r\n\r\n\
                Mail-Data: <MD><E><I>3</I><IU>2</IU><O>0</O><OU>0</OU></E></MD>\r\nInbox-URL: /i\r\nFolders-URL: /f\r\n\
                Post-URL: http://p/\r\n\r\n";
    let script = vec![
        hears("CHG 5 NLN 0"),
        says(&format!("CHG 5 NLN 0\nILN 5 BSY bob@example.com Bob 268435492 {PICTURE}")),
        says_with("UBX bob@example.com", personal),
        says_with("UBX eve@example.com", ""),
        says_with("UBX eve@example.com", "<Data"),
        says_with("MSG Hotmail Hotmail", mail),
        says("NLN NLN eve@example.com Eve 0"),
        hears("PNG"),
        says("QNG 50"),
    ];
    let (mut client, server) = session(Dialect::Msnp11, script).await;
    client.set_status(Status::Online).await.unwrap();
    let events = client.settle().await.unwrap();
    server.await.unwrap();
    let [
        Event::InitialPresence(bob),
        Event::PersonalMessage { handle, text, media, .. },
        Event::PersonalMessage { text: nothing, media: silence, .. },
        Event::Stray(_),
        Event::Mail(MailNotice::Waiting(mail)),
        Event::Presence(eve),
    ] = &events[..]
    else {
        panic!("{events:#?}")
    };
    assert_eq!((bob.caps, bob.object.clone()), (ClientCaps::new(268_435_492), Some(picture())));
    assert_eq!((handle.as_str(), text.as_str()), ("bob@example.com", "a & b"));
    assert_eq!(media, r"\0Music\01\0{0}\0x\0");
    assert!(nothing.is_empty() && silence.is_empty());
    assert_eq!((mail.inbox, mail.inbox_unread), (3, 2));
    assert_eq!((eve.caps, eve.object.clone()), (ClientCaps::new(0), None));
}

#[tokio::test]
async fn a_personal_message_is_told_escaped() {
    let payload = "<Data><PSM>a &amp; &lt;b&gt;</PSM><CurrentMedia></CurrentMedia></Data>";
    let script = vec![hears_bytes(&format!("UUX 5 {}\r\n{payload}", payload.len())), says("UUX 5 0")];
    let (mut client, server) = session(Dialect::Msnp12, script).await;
    client.set_personal_message("a & <b>", "").await.unwrap();
    server.await.unwrap();

    let (mut client, server) = session(Dialect::Msnp10, vec![]).await;
    let refused = client.set_personal_message("a", "").await;
    assert!(matches!(refused, Err(Error::NotInDialect { request: "UUX", .. })), "{refused:?}");
    server.await.unwrap();
}

#[tokio::test]
async fn the_own_name_is_a_property_from_msnp10_on() {
    let script = vec![
        hears("PRP 5 MFN Alice%20L"),
        says("PRP 5 MFN Alice%20L"),
        hears("PRP 6 PHM"),
        says("PRP 6 PHM"),
    ];
    let (mut client, server) = session(Dialect::Msnp10, script).await;
    client.rename_self("Alice L").await.unwrap();
    assert_eq!(client.name(), "Alice L");
    assert_eq!(client.set_property(PropertyKey::MobilePhone, None).await.unwrap(), None);
    server.await.unwrap();
}

#[tokio::test]
async fn challenges_are_answered_in_the_way_of_the_dialect() {
    for (dialect, product, answer) in [
        (Dialect::Msnp10, "msmsgs@msnmsgr.com", "8f2f5a91b72102cd28355e9fc9000d6e"),
        (Dialect::Msnp11, "PROD0101{0RM?UBW", "a2bcaf5dec2e7407282d443a8e38abd8"),
    ] {
        let script = vec![
            says("CHL 0 15570131571988941333"),
            hears_bytes(&format!("QRY 5 {product} 32\r\n{answer}")),
            says("QRY 5\nFLN bob@example.com"),
        ];
        let (mut client, server) = session(dialect, script).await;
        assert!(matches!(client.next_event().await.unwrap(), Event::Offline(_)));
        server.await.unwrap();
    }
}

#[tokio::test]
async fn what_the_client_is_comes_with_who_it_is() {
    let script = vec![
        hears("CVR 5 0x0409 winnt 5.1 i386 MSNMSGR 7.5.0324 MSMSGS alice@example.com"),
        says("CVR 5 7.5 7.5 1.0 http://a/ http://b/"),
    ];
    let (mut client, server) = session(Dialect::Msnp12, script).await;
    assert_eq!(client.announce_version().await.unwrap().minimum.as_str(), "1.0");
    server.await.unwrap();
}

/// A client that pings after 20 ms of silence.
async fn anxious(script: Vec<Step>) -> (msnp_client::Client, tokio::task::JoinHandle<()>) {
    session_with(Dialect::Msnp9, script, |config| {
        config.keep_alive = Some(Duration::from_millis(20));
        config.patience = Duration::from_millis(400);
    })
    .await
}

#[tokio::test]
async fn a_quiet_connection_is_kept_alive() {
    let script = vec![
        hears("PNG"),
        says("QNG"),
        hears("PNG"),
        says("QNG"),
        hears("PNG"),
        // From now on it asks to be left alone.
        says("QNG 50"),
        hears("PNG"),
        says("FLN bob@example.com\nQNG 50\nFLN eve@example.com"),
    ];
    let (mut client, server) = anxious(script).await;
    let silence = client.event_within(Duration::from_millis(300)).await;
    assert!(matches!(silence, Err(Error::Timeout)), "{silence:?}");
    // The next ping is the one that is asked for.
    let events = client.settle().await.unwrap();
    assert!(matches!(&events[..], [Event::Offline(_)]), "{events:?}");
    assert!(matches!(client.next_event().await.unwrap(), Event::Offline(_)));
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_answer_a_ping_is_gone() {
    let (mut client, _server) = anxious(vec![hears("PNG"), hears("never")]).await;
    let gone = tokio::time::timeout(Duration::from_secs(5), client.next_event()).await.unwrap();
    assert!(matches!(gone, Err(Error::Timeout)), "{gone:?}");
}
