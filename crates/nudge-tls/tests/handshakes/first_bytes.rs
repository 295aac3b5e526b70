//! What comes before a handshake: hellos of SSL 2.0's form, slow ones, and what is none.

use std::time::Duration;

use nudge_tls::AcceptError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::server::{PATIENCE, Server, settings};

/// A hello of Internet Explorer with "Use SSL 2.0" ticked: SSL 2.0's own suites among those of SSL 3.0.
fn ssl2_hello(version: [u8; 2], suites: &[[u8; 3]]) -> Vec<u8> {
    let length = 9 + suites.len() * 3 + 16;
    let mut hello = vec![0x80, u8::try_from(length).unwrap(), 1, version[0], version[1]];
    hello.extend([0, u8::try_from(suites.len() * 3).unwrap(), 0, 0, 0, 16]);
    hello.extend(suites.concat());
    hello.extend([0x5A; 16]);
    hello
}

#[tokio::test]
async fn a_hello_in_ssl_2_0_form_is_answered_with_a_newer_server_hello() {
    let server = Server::start().await;
    let suites = [[1, 0, 0x80], [7, 0, 0xC0], [0, 0, 4], [0, 0, 5], [0, 0, 0x0A], [0, 0, 9], [0, 0, 3]];
    for version in [[3, 0], [3, 1]] {
        let mut stream = server.connect().await;
        stream.write_all(&ssl2_hello(version, &suites)).await.unwrap();
        let mut record = [0; 5];
        timeout(PATIENCE, stream.read_exact(&mut record)).await.unwrap().unwrap();
        assert_eq!(record[..3], [22, version[0], version[1]], "a handshake record");
        let mut message = vec![0; usize::from(u16::from_be_bytes([record[3], record[4]]))];
        timeout(PATIENCE, stream.read_exact(&mut message)).await.unwrap().unwrap();
        assert_eq!(message[0], 2, "ServerHello");
        assert_eq!(message[4..6], version);
        let session = usize::from(message[38]);
        assert_eq!(
            message[39 + session..42 + session],
            [0, 0x0A, 0],
            "3DES, which is our favourite of theirs"
        );
        let length = usize::from(message[3]);
        // Nothing follows the compression method: who sent no extensions gets none.
        assert_eq!(length, 2 + 32 + 1 + session + 2 + 1);
    }
}

#[tokio::test]
async fn ssl_2_0_itself_is_refused() {
    let mut server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(&ssl2_hello([0, 2], &[[1, 0, 0x80]])).await.unwrap();
    assert!(matches!(server.seen().await, Err(AcceptError::Handshake { .. })));
}

#[tokio::test]
async fn plain_text_is_refused_at_its_first_byte() {
    let mut server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"G").await.unwrap();
    assert!(matches!(server.seen().await, Err(AcceptError::NotTls)));
    assert_eq!(timeout(PATIENCE, stream.read(&mut [0; 9])).await.unwrap().unwrap(), 0, "and hung up on");
}

#[tokio::test]
async fn who_goes_away_is_let_go() {
    let mut server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(&[22, 3, 1]).await.unwrap();
    drop(stream);
    assert!(matches!(server.seen().await, Err(AcceptError::Closed)));
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let (folder, mut settings) = settings();
    settings.handshake_timeout = Duration::from_millis(200);
    let mut server = Server::with(folder, settings).await;
    for said in [&[][..], &[22, 3, 1, 2, 0, 1]] {
        let mut stream = server.connect().await;
        stream.write_all(said).await.unwrap();
        assert!(matches!(server.seen().await, Err(AcceptError::TooSlow(_))));
    }
    // Neither within the handshake itself.
    let mut stream = server.connect().await;
    stream.write_all(&ssl2_hello([3, 0], &[[0, 0, 4]])).await.unwrap();
    assert!(matches!(server.seen().await, Err(AcceptError::TooSlow(_))));
}

#[tokio::test]
async fn a_hello_may_come_byte_by_byte() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.set_nodelay(true).unwrap();
    for byte in ssl2_hello([3, 1], &[[0, 0, 5]]) {
        stream.write_all(&[byte]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap(), 22);
}
