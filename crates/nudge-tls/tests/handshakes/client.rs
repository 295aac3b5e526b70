//! Our own client, with which the doctor looks at both faces.

use nudge_tls::{Client, Face, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::{Server, day};

#[tokio::test]
async fn each_face_answers_the_client_of_its_time() {
    let mut server = Server::start().await;
    let client = Client::new(&server.root.to_der().unwrap(), day(0)).unwrap();
    for (face, version, name) in
        [(Face::Legacy, Version::TLS10, None), (Face::Modern, Version::TLS13, Some("login.live.com"))]
    {
        let mut stream = client.connect(face, "login.live.com", server.connect().await).await.unwrap();
        stream.write_all(b"hello").await.unwrap();
        let mut heard = [0; 5];
        stream.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"hello");
        let seen = server.seen().await.unwrap();
        assert_eq!((seen.face, seen.version, seen.server_name.as_deref()), (face, version, name));
    }
}

#[tokio::test]
async fn another_root_another_name_and_another_time_are_refused_in_words() {
    let (server, other) = (Server::start().await, Server::start().await);
    let [root, strange] = [&server.root, &other.root].map(|root| root.to_der().unwrap());
    // Only the legacy face sends the root along.
    for (root, host, day, what) in [
        (&strange, "login.live.com", day(0), ["self-signed certificate", "unable to get local issuer"]),
        (&root, "bank.example", day(0), ["hostname mismatch"; 2]),
        (&root, "login.live.com", day(20 * 365), ["certificate has expired"; 2]),
    ] {
        for (face, what) in [Face::Legacy, Face::Modern].into_iter().zip(what) {
            let client = Client::new(root, day).unwrap();
            let error = client.connect(face, host, server.connect().await).await.unwrap_err().to_string();
            assert!(error.contains(what), "{face}: {error}");
        }
    }
}
