//! A relay of another make, aiosmtpd, takes the letters.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nudge_mail::{Encryption, Letter, Post, Relay, Settings, Way};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Tests of one file run beside each other.
static PREPARING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The program, which ends with the test.
struct Running {
    _child: Child,
    said: Lines<BufReader<ChildStdout>>,
    port: u16,
    folder: TempDir,
}

impl Running {
    async fn start(mode: &str) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relay");
        let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("aiosmtpd");
        let preparing = PREPARING.lock().await;
        let prepare = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bin/python-environment");
        let requirements = here.join("requirements.txt");
        let prepared = Command::new(prepare).arg(requirements).arg(&environment).status().await.unwrap();
        assert!(
            prepared.success(),
            "aiosmtpd cannot be had: this test needs Python 3 and its package registry"
        );
        drop(preparing);
        let folder = tempfile::tempdir().unwrap();
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(folder.path().join("certificate.pem"), own.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), own.signing_key.serialize_pem()).unwrap();
        let mut child = Command::new(environment.join("bin/python"))
            .arg(here.join("relay.py"))
            .arg(mode)
            .args([folder.path().join("certificate.pem"), folder.path().join("key.pem")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = timeout(PATIENCE, said.next_line()).await.expect("in time").unwrap().expect("a port");
        Self { _child: child, said, port: port.parse().unwrap(), folder }
    }

    /// The next letter that it takes.
    async fn taken(&mut self) -> Value {
        let line = timeout(PATIENCE, self.said.next_line()).await.expect("in time").unwrap();
        serde_json::from_str(&line.expect("a letter")).unwrap()
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn post(&self, encryption: Encryption, password: Option<&str>, root: Option<PathBuf>) -> Post {
        let relay = Relay {
            host: "localhost".to_owned(),
            port: Some(self.port),
            encryption,
            sign_in: password.map(|password| ("nudge".to_owned(), Zeroizing::new(password.to_owned()))),
            root,
        };
        Post::open(&Settings { from: "Nudge <nudge@example.net>".to_owned(), way: Way::Relay(relay) })
            .unwrap()
    }
}

fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        account: 7,
        subject: "¿Qué tal?".to_owned(),
        text: "Line\n.\n.. é\n".to_owned(),
    }
}

#[tokio::test]
async fn letters_go_through_both_kinds_of_tls_with_a_name_and_a_password() {
    for (mode, encryption) in [("starttls", Encryption::StartTls), ("tls", Encryption::Tls)] {
        let mut relay = Running::start(mode).await;
        relay
            .post(encryption, Some("secret"), Some(relay.root()))
            .deliver(&letter("anna@example.org"))
            .await
            .unwrap();
        let taken = relay.taken().await;
        assert_eq!(taken["from"], "nudge@example.net");
        assert_eq!(taken["to"], serde_json::json!(["anna@example.org"]));
        assert_eq!((&taken["encrypted"], &taken["authenticated"]), (&true.into(), &true.into()), "{mode}");
        assert_eq!((&taken["subject"], &taken["automatic"]), (&"¿Qué tal?".into(), &"auto-generated".into()));

        let wrong = relay
            .post(encryption, Some("wrong"), Some(relay.root()))
            .deliver(&letter("anna@example.org"))
            .await;
        let wrong = wrong.unwrap_err().to_string();
        assert!(wrong.starts_with("the mail relay did not take it") && wrong.contains("535"), "{wrong}");
        // Whoever shows a certificate that leads to no known root is told nothing.
        let stranger =
            relay.post(encryption, Some("secret"), None).deliver(&letter("anna@example.org")).await;
        assert!(stranger.is_err(), "{mode}");
    }
}

#[tokio::test]
async fn what_is_put_off_is_sent_later_and_what_is_refused_is_given_up() {
    let mut relay = Running::start("none").await;
    let post = relay.post(Encryption::None, None, None);
    let refused = post.deliver(&letter("never@example.org")).await.unwrap_err().to_string();
    assert!(refused.contains("550"), "{refused}");
    for to in ["never@example.org", "later@example.org", "ben@example.org"] {
        post.send(letter(to)).unwrap();
    }
    let (first, second) = (relay.taken().await, relay.taken().await);
    assert_eq!(first["to"], serde_json::json!(["ben@example.org"]), "nobody waits for what was put off");
    assert_eq!(second["to"], serde_json::json!(["later@example.org"]));
    assert_eq!(first["encrypted"], false);
    // A dot alone on a line does not end a letter.
    assert_eq!(second["text"], "Line\r\n.\r\n.. é\r\n");
}
