//! Who is let in, and how those are told who are not.

use anyhow::{Context as _, ensure};
use nudge_core::{Actor, Handle, Secret, Service};
use nudge_testkit::TestServer;
use nudge_testkit::cast::{self, ALICE, SECRET};

use nudge_testkit::address_book::{AB, Answered, Program, SHARING, enveloped};

/// A ticket for a service, as it is without a dress.
async fn ticket(server: &TestServer, service: Service) -> anyhow::Result<String> {
    let core = server.core();
    let secret = Secret::new(SECRET.to_owned());
    let who =
        core.verify_password(&Handle::new(ALICE)?, std::net::Ipv4Addr::LOCALHOST.into(), &secret).await?;
    Ok(core.issue_ticket(&who, service)?.text().to_owned())
}

/// It has to be what makes a client get a new ticket: libpurple compares the code with its prefix.
fn is_refused(answer: &Answered) -> anyhow::Result<()> {
    ensure!(answer.status == 500, "{}", answer.text);
    ensure!(answer.fault()? == "PassportAuthFail");
    let code = answer.at(&["Fault", "faultcode"])?;
    ensure!(code.text() == "q0:BadContextToken", "{}", answer.text);
    ensure!(code.attribute("q0") == Some("http://schemas.xmlsoap.org/ws/2003/06/secext"));
    Ok(())
}

#[tokio::test]
async fn a_ticket_is_shown_in_the_header_or_in_a_cookie() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    for (service, is_taken) in [
        (Service::Contacts, true),
        (Service::Messenger, true),
        (Service::Storage, false),
        (Service::Passport, false),
    ] {
        let ticket = ticket(&server, service).await?;
        // Windows Live Messenger 8.0 has no element for it (reference 11 §1).
        for cookie in [format!("MSPAuth={ticket}"), format!("a=b; MSPAuth={ticket}; MSPProf=c")] {
            let headers = format!("Cookie: {cookie}\r\n");
            let body = enveloped("", "FindMembership", "");
            let answer = alice.send(SHARING, "FindMembership", &headers, &body).await?;
            if is_taken { drop(answer.done()?) } else { is_refused(&answer)? }
        }
        let program = alice.with_ticket(&format!("t={ticket}&amp;p="));
        let answer = program.ab("ABFindAll", "").await?;
        if is_taken { drop(answer.done()?) } else { is_refused(&answer)? }
    }
    Ok(())
}

#[tokio::test]
async fn without_a_good_ticket_a_client_is_told_to_get_one() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    for ticket in ["", "t=&amp;p=", "t=EwAgTicketExample0001&amp;p=", "&lt;"] {
        let program = alice.with_ticket(ticket);
        for (path, operation) in [(AB, "ABFindAll"), (SHARING, "AddMember"), (AB, "NoSuchThing")] {
            is_refused(&program.call(path, operation, "").await?).with_context(|| operation.to_owned())?;
        }
    }
    is_refused(&alice.send(AB, "ABFindAll", "", &enveloped("", "ABFindAll", "")).await?)?;
    // What was good once is so no more when the account is switched off.
    alice.find_all().await?;
    let handle = Handle::new(ALICE)?;
    server.core().set_enabled(&Actor::Console, &handle, false).await?;
    is_refused(&alice.ab("ABFindAll", "").await?)
}

#[tokio::test]
async fn over_tls_it_is_the_same() -> anyhow::Result<()> {
    let server = cast::server().tls().start().await?;
    let ticket = ticket(&server, Service::Contacts).await?;
    let header = format!("<Header><ABAuthHeader><TicketToken>{ticket}</TicketToken></ABAuthHeader></Header>");
    let body = enveloped(&header, "ABFindAll", "");
    let request = format!(
        "POST //abservice/abservice.asmx HTTP/1.0\r\nHost: local-bay.contacts.msn.com\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (root, _) = server.roots()?;
    let mut builder = openssl::ssl::SslConnector::builder(openssl::ssl::SslMethod::tls_client())?;
    builder.set_security_level(0);
    builder.set_max_proto_version(Some(openssl::ssl::SslVersion::TLS1))?;
    builder.set_min_proto_version(Some(openssl::ssl::SslVersion::TLS1))?;
    builder.set_cipher_list("AES128-SHA:@SECLEVEL=0")?;
    builder.cert_store_mut().add_cert(openssl::x509::X509::from_der(root)?)?;
    let host = "local-bay.contacts.msn.com";
    let ssl = builder.build().configure()?.into_ssl(host)?;
    let stream = tokio::net::TcpStream::connect(server.secure()?).await?;
    let mut stream = tokio_openssl::SslStream::new(ssl, stream)?;
    std::pin::Pin::new(&mut stream).connect().await.context("the handshake")?;
    let answer = nudge_testkit::http::exchange_on(stream, request.as_bytes()).await?;
    ensure!(answer.status() == Some(200), "{}", answer.text());
    ensure!(
        answer.text().contains(&format!("<PreferredHostName>{host}</PreferredHostName>")),
        "{}",
        answer.text()
    );
    Ok(())
}
