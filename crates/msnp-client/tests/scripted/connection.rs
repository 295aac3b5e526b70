//! The lowest layer: bytes as they are.

use std::time::Duration;

use msnp::command::Png;
use msnp::frame::FrameError;
use msnp::{Dialect, Problem, notification};
use msnp_client::{Connection, Error, Notification, PAYLOAD_LIMIT};

use crate::server::{Step, hears, hears_bytes, listen, play, says, says_with};

async fn connect(script: Vec<Step>) -> Connection<Notification> {
    let (listener, address) = listen().await;
    play(listener, vec![script]);
    Connection::connect(&address, Dialect::Msnp7, Duration::from_secs(5)).await.unwrap()
}

#[tokio::test]
async fn garbage_is_sent_as_it_is() {
    let script = vec![hears_bytes("\r\n\0 nonsense"), hears("PNG"), says("QNG")];
    let mut connection = connect(script).await;
    connection.send_bytes(b"\r\n\0 nonsense").await.unwrap();
    connection.send(Png {}).await.unwrap();
    let answer = connection.recv_within(Duration::from_secs(5)).await.unwrap();
    assert!(matches!(answer, notification::FromServer::Qng(_)));
    assert!(matches!(connection.recv().await, Err(Error::Closed)));
}

#[tokio::test]
async fn a_command_that_is_none_costs_one_command() {
    let mut connection = connect(vec![says("XYZ 1\nQNG")]).await;
    let unknown = connection.recv().await;
    assert!(matches!(&unknown, Err(Error::Decode(e)) if e.problem == Problem::UnknownCommand), "{unknown:?}");
    assert!(matches!(connection.recv().await, Ok(notification::FromServer::Qng(_))));
}

#[tokio::test]
async fn frames_are_there_for_those_who_want_no_commands() {
    let mut connection = connect(vec![says_with("MSG a b", "hello"), says("XYZ 1")]).await;
    let frame = connection.recv_frame().await.unwrap();
    assert_eq!((&frame.line[..], frame.payload.as_deref()), (&b"MSG a b"[..], Some(&b"hello"[..])));
    assert_eq!(connection.recv_frame().await.unwrap().line, "XYZ 1");
}

#[tokio::test]
async fn a_server_cannot_fill_the_memory() {
    let stated = PAYLOAD_LIMIT + 1;
    let mut connection = connect(vec![says(&format!("MSG a b {stated}"))]).await;
    let refused = connection.recv().await;
    assert!(matches!(refused, Err(Error::Frame(FrameError::PayloadTooLong { .. }))), "{refused:?}");
}
