//! Conversations.

use msnp::Dialect;
use msnp::command::Msg;
use msnp::value::{AckKind, ClientCaps, ErrorCode, Trid};
use msnp_client::{Conversation, ConversationEvent, Delivery, Error, Event};
use tokio::task::JoinHandle;

use crate::server::{Step, hears, hears_bytes, listen, play, says, says_with, session};

const TEXT: &str = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
                    X-MMS-IM-Format: FN=MS%20Sans%20Serif; EF=; CO=0; CS=0; PF=0\r\n\r\n";

/// A conversation that the principal has opened, with a switchboard that plays `script` from then on.
async fn opened(dialect: Dialect, script: Vec<Step>) -> (Conversation, JoinHandle<()>) {
    let (listener, address) = listen().await;
    let mut whole = vec![hears("USR 1 alice@example.com 17.2"), says("USR 1 OK alice@example.com Alice%20A")];
    whole.extend(script);
    let switchboard = play(listener, vec![whole]);
    let referral = vec![hears("XFR 5 SB"), says(&format!("XFR 5 SB {address} CKI 17.2"))];
    let (mut client, server) = session(dialect, referral).await;
    let conversation = client.open_conversation().await.unwrap();
    server.await.unwrap();
    (conversation, switchboard)
}

fn calls_bob() -> Vec<Step> {
    vec![hears("CAL 2 bob@example.com"), says("CAL 2 RINGING 11717653\nJOI bob@example.com Bob%20B")]
}

#[tokio::test]
async fn somebody_is_called_and_told_something() {
    let mut script = calls_bob();
    script.extend([
        hears_bytes(&format!("MSG 3 A {}\r\n{TEXT}Hi", TEXT.len() + 2)),
        says_with("MSG bob@example.com Bob%20B", &format!("{TEXT}Hello")),
        says("ACK 3\nBYE bob@example.com 1"),
    ]);
    let (mut conversation, switchboard) = opened(Dialect::Msnp7, script).await;
    assert_eq!(conversation.call("bob@example.com").await.unwrap().0, 11_717_653);
    assert_eq!(conversation.joined().await.unwrap().name, "Bob B");
    assert_eq!(conversation.participants().len(), 1);
    assert_eq!(conversation.say("Hi").await.unwrap(), Delivery::Delivered);

    let message = conversation.next_message().await.unwrap();
    assert_eq!(message.from.as_str(), "bob@example.com");
    assert_eq!(message.text().as_deref(), Some("Hello"));
    let left = conversation.next_event().await.unwrap();
    assert!(matches!(left, ConversationEvent::Left { idle: true, .. }), "{left:?}");
    assert!(conversation.participants().is_empty());
    assert!(matches!(conversation.next_event().await, Err(Error::Closed)));
    switchboard.await.unwrap();
}

#[tokio::test]
async fn a_ring_is_answered_with_the_roster_in_hand() {
    let (listener, address) = listen().await;
    let switchboard = play(
        listener,
        vec![vec![
            hears("ANS 1 alice@example.com 17.9 42"),
            says(
                "IRO 1 1 2 bob@example.com Bob
                 IRO 1 2 2 eve@example.com Eve
                 ANS 1 OK
                 JOI dave@example.com Dave",
            ),
        ]],
    );
    let ring = says(&format!("RNG 42 {address} CKI 17.9 bob@example.com Bob"));
    let (mut client, server) = session(Dialect::Msnp2, vec![ring]).await;
    let Event::Ring(ring) = client.next_event().await.unwrap() else { panic!("no ring") };
    let mut conversation = client.answer(&ring).await.unwrap();
    assert_eq!(conversation.participants().len(), 2);
    conversation.joined().await.unwrap();
    assert_eq!(conversation.participants()[2].name, "Dave");
    switchboard.await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_call_can_be_refused_and_a_message_lost() {
    let script = vec![
        hears("CAL 2 bob@example.com"),
        says("217 2"),
        hears_bytes(&format!("MSG 3 A {}\r\n{TEXT}Hi", TEXT.len() + 2)),
        says("NAK 3"),
        hears_bytes("MSG 4 N 2\r\nhi"),
        says("NAK 4"),
    ];
    let (mut conversation, switchboard) = opened(Dialect::Msnp5, script).await;
    let refused = conversation.call("bob@example.com").await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::NotOnline));
    assert_eq!(conversation.say("Hi").await.unwrap(), Delivery::Failed);
    assert_eq!(conversation.send(b"hi", AckKind::Negative).await.unwrap(), Delivery::Unknown);
    let lost = conversation.next_event().await.unwrap();
    assert_eq!(lost, ConversationEvent::Undelivered(Trid(4)));
    switchboard.await.unwrap();
}

#[tokio::test]
async fn a_ticket_is_good_for_one_use() {
    let (listener, address) = listen().await;
    let switchboard = play(listener, vec![vec![hears("ANS 1 alice@example.com 17.9 42"), says("911 1")]]);
    let ring = says(&format!("RNG 42 {address} CKI 17.9 bob@example.com Bob"));
    let (mut client, _server) = session(Dialect::Msnp7, vec![ring]).await;
    let Event::Ring(ring) = client.next_event().await.unwrap() else { panic!("no ring") };
    let refused = client.answer(&ring).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::AuthenticationFailed));
    switchboard.await.unwrap();
}

#[tokio::test]
async fn typing_is_told_only_where_clients_know_of_it() {
    let notice = "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: alice@example.com\r\n\r\n\r\n";
    let script =
        vec![hears_bytes(&format!("MSG 2 U 90\r\n{notice}")), says_with("MSG bob@example.com Bob", notice)];
    let (mut conversation, switchboard) = opened(Dialect::Msnp3, script).await;
    conversation.typing().await.unwrap();
    let typing = conversation.next_message().await.unwrap();
    assert_eq!(typing.typing().as_deref(), Some("alice@example.com"));
    assert_eq!(typing.text(), None);
    switchboard.await.unwrap();

    let (mut conversation, switchboard) = opened(Dialect::Msnp2, vec![hears("OUT")]).await;
    conversation.typing().await.unwrap();
    conversation.leave().await.unwrap();
    switchboard.await.unwrap();
}

#[tokio::test]
async fn many_messages_can_be_under_way_at_once() {
    let sent = (0..100).map(|i| format!("MSG {i} U 2\r\nhi")).collect::<Vec<_>>().concat();
    let received = "MSG bob@example.com Bob 2\r\nho".repeat(100);
    let script = vec![hears_bytes(&sent), Step::Says(received)];
    let (conversation, switchboard) = opened(Dialect::Msnp7, script).await;
    let (mut sender, mut receiver) = conversation.into_connection().into_split();
    for i in 0..100 {
        sender.queue(Msg { trid: Trid(i), ack: AckKind::Unacknowledged, payload: b"hi".into() });
    }
    sender.flush().await.unwrap();
    for _ in 0..100 {
        let length = receiver.recv_with(|frame, _| frame.payload.map(<[u8]>::len)).await.unwrap();
        assert_eq!(length, Some(2));
    }
    switchboard.await.unwrap();
}

#[tokio::test]
async fn what_the_clients_of_others_can_do_is_told_in_msnp12() {
    let nudge = "MIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n";
    let data = "MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\n\r\n....";
    let script = vec![
        hears("CAL 2 bob@example.com"),
        says("CAL 2 RINGING 1\nJOI bob@example.com Bob 1073791020"),
        hears_bytes(&format!("MSG 3 A {}\r\n{nudge}", nudge.len())),
        says("ACK 3"),
        hears_bytes(&format!("MSG 4 D {}\r\n{data}", data.len())),
        says("ACK 4"),
        says_with("MSG bob@example.com Bob", nudge),
    ];
    let (mut conversation, switchboard) = opened(Dialect::Msnp12, script).await;
    conversation.call("bob@example.com").await.unwrap();
    assert_eq!(conversation.joined().await.unwrap().caps, Some(ClientCaps::new(1_073_791_020)));
    assert_eq!(conversation.nudge().await.unwrap(), Delivery::Delivered);
    assert_eq!(conversation.send(data.as_bytes(), AckKind::Data).await.unwrap(), Delivery::Delivered);
    assert!(conversation.next_message().await.unwrap().is_nudge());
    switchboard.await.unwrap();

    let (mut conversation, _switchboard) = opened(Dialect::Msnp10, vec![]).await;
    let refused = conversation.nudge().await;
    assert!(matches!(refused, Err(Error::NotInDialect { .. })), "{refused:?}");
}
