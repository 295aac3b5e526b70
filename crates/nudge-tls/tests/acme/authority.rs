//! A certificate authority that knows as much of RFC 8555 as a client can tell.
//!
//! It checks the answer to a challenge against the thumbprint of the account's key (RFC 8555 section 8.1), and signs the
//! request that it is sent. It does not check the signatures of requests, which are the library's affair.

use std::sync::{Arc, Mutex};

use data_encoding::BASE64URL_NOPAD;
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, PKey, Private};
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name, X509Req};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How it treats people.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Manner {
    /// Looks at names after it has answered, as most do.
    Obliging,
    /// Looks at names before it answers.
    Prompt,
    /// Has no time.
    Busy,
}

/// The authority. Stops when it is dropped.
pub(crate) struct Authority {
    /// Where its directory is.
    pub(crate) directory: String,
    /// Its root, in PEM: above its own server's certificate, and above what it issues.
    pub(crate) root: Vec<u8>,
    desk: Arc<Mutex<Desk>>,
    task: JoinHandle<()>,
}

type Reach = Box<dyn Fn(&str) -> Option<String> + Send>;

struct Desk {
    base: String,
    manner: Manner,
    key: PKey<Private>,
    root: X509,
    reach: Reach,
    /// The thumbprints of the accounts' keys.
    accounts: Vec<String>,
    proofs: Vec<Proof>,
    orders: Vec<Request>,
}

struct Proof {
    name: String,
    token: String,
    status: &'static str,
}

struct Request {
    /// Where in `proofs`.
    proofs: Vec<usize>,
    chain: Option<String>,
}

impl Authority {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let key = new_key();
        let root = certificate("authority", &key, None, &key, LONG, |builder| {
            builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        });
        let tls = tls(&root, &key);
        let pem = root.to_pem().unwrap();
        let (accounts, proofs, orders) = (Vec::new(), Vec::new(), Vec::new());
        let reach: Reach = Box::new(|_| None);
        let desk = Desk { base: base.clone(), manner, key, root, reach, accounts, proofs, orders };
        let desk = Arc::new(Mutex::new(desk));
        let task = tokio::spawn({
            let desk = Arc::clone(&desk);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    tokio::spawn(serve(tls.clone(), stream, Arc::clone(&desk)));
                }
            }
        });
        Self { directory: format!("{base}/directory"), root: pem, desk, task }
    }

    /// How to ask all names for the answer to a token.
    pub(crate) fn reach(&self, reach: impl Fn(&str) -> Option<String> + Send + 'static) {
        self.desk.lock().unwrap().reach = Box::new(reach);
    }

    pub(crate) fn accounts(&self) -> usize {
        self.desk.lock().unwrap().accounts.len()
    }

    pub(crate) fn tokens(&self) -> Vec<String> {
        self.desk.lock().unwrap().proofs.iter().map(|proof| proof.token.clone()).collect()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One request per connection.
async fn serve(tls: TlsAcceptor, stream: TcpStream, desk: Arc<Mutex<Desk>>) {
    let Ok(mut stream) = tls.accept(stream).await else { return };
    let mut heard = Vec::new();
    let end = loop {
        if let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut heard).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let head = String::from_utf8(heard[..end].to_vec()).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    while heard.len() < end + length {
        assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0);
    }
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let answer = desk.lock().unwrap().answer(&path, &heard[end..]);
    let location = answer.location.map(|location| format!("location: {location}\r\n")).unwrap_or_default();
    let mut reply = format!(
        "HTTP/1.1 {}\r\nreplay-nonce: n\r\ncontent-type: {}\r\ncontent-length: {}\r\n{location}connection: close\r\n\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    );
    // To a HEAD there is no body.
    if !head.starts_with("head ") {
        reply += &answer.body;
    }
    stream.write_all(reply.as_bytes()).await.unwrap();
    drop(stream.shutdown().await);
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    location: Option<String>,
    body: String,
}

impl Answer {
    fn json(status: &'static str, location: Option<String>, body: &Value) -> Self {
        Self { status, kind: "application/json", location, body: body.to_string() }
    }
}

impl Desk {
    fn answer(&mut self, path: &str, body: &[u8]) -> Answer {
        let base = self.base.clone();
        let place = |kind: &str, number: usize| format!("{base}/{kind}/{number}");
        let mut parts = path.trim_start_matches('/').split('/');
        let (kind, number) =
            (parts.next().unwrap(), parts.next().map(|number| number.parse::<usize>().unwrap()));
        match (kind, number) {
            ("directory", None) => Answer::json(
                "200 OK",
                None,
                &json!({
                    "newNonce": format!("{base}/nonce"),
                    "newAccount": format!("{base}/account"),
                    "newOrder": format!("{base}/order"),
                }),
            ),
            ("nonce", None) => Answer::json("200 OK", None, &Value::Null),
            ("account", None) => {
                let key = part(body, "protected")["jwk"].clone();
                // The members in this order, and nothing else (RFC 7638).
                let canonical = format!(
                    "{{\"crv\":{},\"kty\":{},\"x\":{},\"y\":{}}}",
                    key["crv"], key["kty"], key["x"], key["y"]
                );
                self.accounts.push(BASE64URL_NOPAD.encode(&sha256(canonical.as_bytes())));
                let location = place("account", self.accounts.len() - 1);
                Answer::json("201 Created", Some(location), &json!({"status": "valid"}))
            }
            ("order", None) if self.manner == Manner::Busy => Answer::json(
                "429 Too Many Requests",
                None,
                &json!({"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many certificates"}),
            ),
            ("order", None) => {
                let names = part(body, "payload")["identifiers"].as_array().unwrap().clone();
                let mut proofs = Vec::new();
                for name in names {
                    let name = name["value"].as_str().unwrap().to_owned();
                    proofs.push(self.proofs.len());
                    let token = format!("token-{}", self.proofs.len());
                    self.proofs.push(Proof { name, token, status: "pending" });
                }
                self.orders.push(Request { proofs, chain: None });
                let number = self.orders.len() - 1;
                Answer::json("201 Created", Some(place("order", number)), &self.order(number))
            }
            ("order", Some(number)) => Answer::json("200 OK", None, &self.order(number)),
            ("proof", Some(number)) => Answer::json("200 OK", None, &self.proof(number)),
            ("challenge", Some(number)) => {
                let account = number_of(part(body, "protected")["kid"].as_str().unwrap());
                let token = &self.proofs[number].token;
                let right = format!("{token}.{}", self.accounts[account]);
                let found = (self.reach)(token) == Some(right);
                let before = self.challenge(number);
                self.proofs[number].status = if found { "valid" } else { "invalid" };
                let after = self.challenge(number);
                let shown = if self.manner == Manner::Prompt { after } else { before };
                Answer::json("200 OK", None, &shown)
            }
            ("finalize", Some(number)) => {
                let request = part(body, "payload")["csr"].as_str().unwrap().to_owned();
                let request =
                    X509Req::from_der(&BASE64URL_NOPAD.decode(request.as_bytes()).unwrap()).unwrap();
                self.orders[number].chain = Some(self.issue(&request, number));
                Answer::json("200 OK", None, &self.order(number))
            }
            ("certificate", Some(number)) => Answer {
                status: "200 OK",
                kind: "application/pem-certificate-chain",
                location: None,
                body: self.orders[number].chain.clone().unwrap(),
            },
            other => panic!("{other:?}"),
        }
    }

    fn order(&self, number: usize) -> Value {
        let Request { proofs, chain } = &self.orders[number];
        let status = |status| move |&proof: &usize| self.proofs[proof].status == status;
        let state = if chain.is_some() {
            "valid"
        } else if proofs.iter().any(status("invalid")) {
            "invalid"
        } else if proofs.iter().all(status("valid")) {
            "ready"
        } else {
            "pending"
        };
        let base = &self.base;
        let proofs: Vec<String> = proofs.iter().map(|number| format!("{base}/proof/{number}")).collect();
        let mut order = json!({
            "status": state,
            "authorizations": proofs,
            "finalize": format!("{base}/finalize/{number}"),
        });
        if chain.is_some() {
            order["certificate"] = format!("{base}/certificate/{number}").into();
        }
        order
    }

    fn proof(&self, number: usize) -> Value {
        let Proof { name, status, .. } = &self.proofs[number];
        json!({
            "identifier": {"type": "dns", "value": name},
            "status": status,
            "challenges": [self.challenge(number)],
        })
    }

    fn challenge(&self, number: usize) -> Value {
        let Proof { token, status, .. } = &self.proofs[number];
        let mut challenge = json!({
            "type": "http-01",
            "url": format!("{}/challenge/{number}", self.base),
            "token": token,
            "status": status,
        });
        if *status == "invalid" {
            challenge["error"] =
                json!({"type": "urn:ietf:params:acme:error:connection", "detail": "nobody answered"});
        }
        challenge
    }

    /// Signs the request, for the names of the order.
    fn issue(&self, request: &X509Req, number: usize) -> String {
        let key = request.public_key().unwrap();
        assert!(request.verify(&key).unwrap());
        assert_eq!(request.extensions().unwrap().len(), 1, "the names");
        let leaf = certificate("leaf", &key, Some(&self.root), &self.key, 90, |builder| {
            let mut names = SubjectAlternativeName::new();
            for proof in &self.orders[number].proofs {
                names.dns(&self.proofs[*proof].name);
            }
            let names = names.build(&builder.x509v3_context(Some(&self.root), None)).unwrap();
            builder.append_extension(names).unwrap();
        });
        String::from_utf8(leaf.to_pem().unwrap()).unwrap()
    }
}

/// A member of a signed request, unwrapped.
fn part(body: &[u8], name: &str) -> Value {
    let body: Value = serde_json::from_slice(body).unwrap();
    let part = BASE64URL_NOPAD.decode(body[name].as_str().unwrap().as_bytes()).unwrap();
    serde_json::from_slice(&part).unwrap()
}

fn number_of(place: &str) -> usize {
    place.rsplit('/').next().unwrap().parse().unwrap()
}

fn new_key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

/// Good from 2026-11-21 on.
fn certificate<T: HasPublic>(
    name: &str,
    key: &PKey<T>,
    issuer: Option<&X509>,
    signer: &PKey<Private>,
    days: i64,
    extend: impl FnOnce(&mut X509Builder),
) -> X509 {
    let mut subject = X509Name::builder().unwrap();
    subject.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
    let subject = subject.build();
    let mut serial = BigNum::new().unwrap();
    serial.rand(64, MsbOption::ONE, true).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(issuer.map_or(subject.as_ref(), |issuer| issuer.subject_name())).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(START).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(START + days * 24 * 60 * 60).unwrap()).unwrap();
    extend(&mut builder);
    builder.sign(signer, MessageDigest::sha256()).unwrap();
    builder.build()
}

/// The authority's own server. The library's client looks at the machine's clock, so this is good for longer.
fn tls(root: &X509, signer: &PKey<Private>) -> TlsAcceptor {
    let key = new_key();
    let leaf = certificate("server", &key, Some(root), signer, LONG, |builder| {
        let names = SubjectAlternativeName::new().ip("127.0.0.1").build(&builder.x509v3_context(None, None));
        builder.append_extension(names.unwrap()).unwrap();
    });
    let chain = vec![CertificateDer::from(leaf.to_der().unwrap())];
    let key = PrivatePkcs8KeyDer::from(key.private_key_to_pkcs8().unwrap());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// 2026-11-21T00:00:00Z.
const START: i64 = 1_795_219_200;

/// Days.
const LONG: i64 = 100 * 365;
