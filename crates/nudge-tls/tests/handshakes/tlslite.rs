//! A client of another make: both ends from one library have hidden a broken suite before (OpenSSL issue 18112).

use std::path::Path;

use nudge_tls::{Face, Version};
use openssl::nid::Nid;
use openssl::x509::X509;
use tokio::process::Command;
use tokio::time::timeout;

use crate::server::{PATIENCE, Server, signature};

#[tokio::test(flavor = "multi_thread")]
async fn tlslite_ng_of_the_era_talks_and_resumes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/handshakes/tlslite");
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tlslite");
    let prepare = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bin/python-environment");
    let prepared =
        Command::new(prepare).arg(here.join("requirements.txt")).arg(&environment).status().await.unwrap();
    assert!(
        prepared.success(),
        "tlslite-ng cannot be had: this test needs Python 3 and its package registry"
    );

    let mut server = Server::start().await;
    for version in [Version::SSL3, Version::TLS10, Version::TLS11] {
        for (cipher, mac, name) in [
            ("rc4", "md5", "TLS_RSA_WITH_RC4_128_MD5"),
            ("rc4", "sha", "TLS_RSA_WITH_RC4_128_SHA"),
            ("3des", "sha", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ] {
            let client = Command::new(environment.join("bin/python"))
                .arg(here.join("client.py"))
                .arg(server.address.port().to_string())
                .arg((version.0 & 0xFF).to_string())
                .args([cipher, mac])
                .kill_on_drop(true)
                .output();
            let output = timeout(PATIENCE, client).await.expect("in time").unwrap();
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{version} {name}: {complaint}");
            let leaf = X509::from_pem(&output.stdout).unwrap();
            assert_eq!(signature(&leaf), Nid::SHA1WITHRSAENCRYPTION);
            assert!(leaf.verify(&server.root.public_key().unwrap()).unwrap());
            // The first connection, and the one that resumed it.
            for _ in 0..2 {
                let seen = server.seen().await.unwrap();
                assert_eq!((seen.face, seen.version, seen.cipher.as_str()), (Face::Legacy, version, name));
                assert_eq!(seen.server_name, None);
            }
        }
    }
}
