//! The whole sign-in of an untouched client, whose system speaks TLS as it did then.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::percent;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::http::{self, Answer};
use nudge_testkit::{Heard, Raw};
use openssl::ssl::{SslConnector, SslMethod, SslOptions, SslVersion};
use openssl::x509::X509;
use tokio::net::TcpStream;

/// A system of the era.
pub(crate) struct System {
    name: &'static str,
    version: SslVersion,
    cipher: &'static str,
}

pub(crate) const SYSTEMS: [System; 6] = [
    System { name: "Windows 98, SSL 3.0 and RC4-MD5", version: SslVersion::SSL3, cipher: "RC4-MD5" },
    System { name: "Windows 2000, SSL 3.0 and RC4-SHA", version: SslVersion::SSL3, cipher: "RC4-SHA" },
    System { name: "Windows 98 with TLS ticked, RC4-MD5", version: SslVersion::TLS1, cipher: "RC4-MD5" },
    System { name: "Windows XP, TLS 1.0 and RC4-SHA", version: SslVersion::TLS1, cipher: "RC4-SHA" },
    System { name: "Windows XP, TLS 1.0 and 3DES", version: SslVersion::TLS1, cipher: "DES-CBC3-SHA" },
    System { name: "Windows Vista, TLS 1.0 and AES", version: SslVersion::TLS1, cipher: "AES128-SHA" },
];

impl System {
    /// Shakes hands without naming the host, and checks the certificate against the installed root and the name.
    pub(crate) async fn ask(
        &self,
        at: SocketAddr,
        root: &[u8],
        host: &str,
        request: &[u8],
    ) -> anyhow::Result<Answer> {
        let _legacy = openssl::provider::Provider::try_load(None, "legacy", true)?;
        let mut builder = SslConnector::builder(SslMethod::tls_client())?;
        builder.set_security_level(0);
        builder.clear_options(SslOptions::NO_SSLV3);
        builder.set_min_proto_version(Some(self.version))?;
        builder.set_max_proto_version(Some(self.version))?;
        builder.set_cipher_list(&format!("{}:@SECLEVEL=0", self.cipher))?;
        builder.cert_store_mut().add_cert(X509::from_der(root)?)?;
        let ssl = builder.build().configure()?.use_server_name_indication(false).into_ssl(host)?;
        let mut stream = tokio_openssl::SslStream::new(ssl, TcpStream::connect(at).await?)?;
        std::pin::Pin::new(&mut stream).connect().await.context("the handshake")?;
        let cipher = stream.ssl().current_cipher().map(|cipher| cipher.name().to_owned());
        ensure!(cipher.as_deref() == Some(self.cipher), "{cipher:?} was agreed on");
        http::exchange_on(stream, request).await
    }
}

/// Nexus, login server, notification server, contact list: as MSN Messenger 5.0 to 7.0, which know the nexus by its name.
#[tokio::test]
async fn every_system_of_the_era_reaches_its_contact_list() -> anyhow::Result<()> {
    let server = cast::server().tls().start().await?;
    let (root, at) = (server.roots()?.0.to_vec(), server.secure()?);
    for system in &SYSTEMS {
        let sign_in = async {
            let nexus = "nexus.passport.com";
            let request = http::request("GET", nexus, "/rdr/pprdr.asp", &[], b"");
            let answer = system.ask(at, &root, nexus, &request).await.context("the nexus")?;
            let urls = answer.header("PassportURLs").context("no PassportURLs")?;
            let login =
                urls.split(',').find_map(|part| part.strip_prefix("DALogin=")).context(urls.to_owned())?;
            let (host, path) = login.split_once('/').context("no path")?;
            ensure!(host == "loginnet.passport.com", "the login server is {host}");

            let mut raw = Raw::greeted(server.notification(), Dialect::Msnp8).await?;
            raw.send("CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@example.com").await?;
            let cvr = raw.line().await?;
            ensure!(cvr.starts_with("CVR 5 5.0.0544 5.0.0544 1.0.0000 "), "{cvr}");
            let challenge = raw.challenged("TWN", ALICE).await?;
            let authorization = format!(
                "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={},pwd={SECRET},{challenge}",
                percent::encode(ALICE)
            );
            let headers = [("Authorization", authorization.as_str()), ("User-Agent", "MSMSGS")];
            let request = http::request("GET", host, &format!("/{path}"), &headers, b"");
            let answer = system.ask(at, &root, host, &request).await.context("the login server")?;
            let told = answer.header("Authentication-Info").context("no Authentication-Info")?;
            let ticket = told.split('\'').nth(1).context("no ticket")?;

            raw.send(&format!("USR 3 TWN S {ticket}")).await?;
            let answer = raw.hear().await?;
            ensure!(answer == Heard::Line(format!("USR 3 OK {ALICE} Alice 1 0")), "{answer:?}");
            let profile = raw.line().await?;
            raw.skip_payload(&profile).await?;
            raw.send("SYN 4 0").await?;
            let mut dump = Vec::new();
            while !dump.last().is_some_and(|line: &String| line.starts_with("LST ")) {
                dump.push(raw.line().await?);
            }
            ensure!(dump.last() == Some(&format!("LST {BOB} Bob 11 0")), "{dump:?}");
            anyhow::Ok(())
        };
        sign_in.await.context(system.name)?;
    }
    Ok(())
}

/// The gateway, which no client of the era asked over TLS, is there for those of today, and behind both faces.
#[tokio::test]
async fn the_gateway_opens_for_every_system() -> anyhow::Result<()> {
    let server = cast::server().tls().start().await?;
    let (root, at) = (server.roots()?.0.to_vec(), server.secure()?);
    for host in ["gateway.messenger.hotmail.com", "geo.gateway.messenger.live.com"] {
        for system in &SYSTEMS {
            let path = "/gateway/gateway.dll?SessionID=&Action=open&Server=NS";
            let request = http::request("POST", host, path, &[], b"VER 1 MSNP8 CVR0\r\n");
            let answer = system.ask(at, &root, host, &request).await.context(system.name)?;
            ensure!(answer.text() == "VER 1 MSNP8\r\n", "{}: {answer:?}", system.name);
            let told = answer.header("X-MSN-Messenger").context("no session")?;
            ensure!(told.ends_with(&format!("; GW-IP={host}")), "{told}");
        }
    }
    Ok(())
}
