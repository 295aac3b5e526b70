//! What is behind the face for old TLS, and what is not.

use anyhow::ensure;
use nudge_testkit::cast;
use nudge_testkit::http;

use crate::era::SYSTEMS;

/// What comes over it can be read on the way: pages of ours are not served there, nor anything under names of ours.
#[tokio::test]
async fn only_the_eras_names_and_services() -> anyhow::Result<()> {
    let server = cast::server().tls().start().await?;
    let (root, at) = (server.roots()?.0.to_vec(), server.secure()?);
    let system = &SYSTEMS[3];
    for (host, path, status) in [
        ("nexus.passport.com", "/rdr/pprdr.asp", 200),
        ("config.messenger.msn.com", "/Config/MsgrConfig.asmx?op=GetClientConfig", 200),
        ("nexus.passport.com", "/connect", 404),
        ("nexus.passport.com", "/connect/root.cer", 404),
        ("nexus.passport.com", "/", 404),
        ("www.example.org", "/rdr/pprdr.asp", 421),
        ("www.example.org", "/connect", 421),
        ("127.0.0.1", "/", 421),
    ] {
        let request = http::request("GET", host, path, &[("Cookie", "a=b")], b"");
        let answer = system.ask(at, &root, "nexus.passport.com", &request).await?;
        ensure!(answer.status() == Some(status), "{host}{path}: {}", answer.head);
        ensure!(!answer.head.to_ascii_lowercase().contains("set-cookie"), "{}", answer.head);
    }
    Ok(())
}

/// A client that was pointed at us names us with the port that it was given, and signs in at the host that it was told.
#[tokio::test]
async fn our_own_names_whatever_the_port_and_the_login_host() -> anyhow::Result<()> {
    let server = cast::server()
        .tls()
        .web_config(|web| {
            web.own_hosts = vec!["im.example.org".to_owned()];
            web.login_host = Some("login.example.org:8443".to_owned());
        })
        .start()
        .await?;
    let (root, at) = (server.roots()?.0.to_vec(), server.secure()?);
    for (host, path, status) in [
        ("im.example.org", "/rdr/pprdr.asp", 200),
        ("IM.example.org:8443", "/rdr/pprdr.asp", 200),
        ("login.example.org:8443", "/login2.srf", 401),
        ("www.example.org:8443", "/rdr/pprdr.asp", 421),
    ] {
        let request = http::request("GET", host, path, &[], b"");
        let answer = SYSTEMS[3].ask(at, &root, "nexus.passport.com", &request).await?;
        ensure!(answer.status() == Some(status), "{host}{path}: {}", answer.head);
    }
    Ok(())
}
