//! What tests of offline messages have in common.

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Context as _, ensure};
use nudge_core::{Handle, OfflineMessage, Secret, Service};
use nudge_soap::xml::Element;
use nudge_testkit::cast::SECRET;
use nudge_testkit::http::{self, Answer};
use nudge_testkit::{Raw, TestServer};

/// The names under which clients ask.
pub(crate) const OWS: &str = "ows.messenger.msn.com";
pub(crate) const RSI: &str = "rsi.hotmail.com";

/// What is left in most tests.
pub(crate) const HELLO: &str = "Hello from Alice";

/// The run that it is left in.
pub(crate) const RUN: &str = "3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD";

/// A ticket for a service, as clients show it.
pub(crate) async fn ticket(server: &TestServer, who: &str, service: Service) -> anyhow::Result<String> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let secret = Secret::new(SECRET.to_owned());
    let verified = server.core().verify_password(&Handle::new(who)?, here, &secret).await?;
    Ok(format!("t={}&p=", server.core().issue_ticket(&verified, service)?.text()))
}

/// A text as the MIME that clients put into `Content`.
pub(crate) fn content(text: &str, number: u32) -> String {
    let digits = data_encoding::BASE64.encode(text.as_bytes());
    format!(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\
         X-OIM-Message-Type: OfflineMessage\r\nX-OIM-Run-Id: {{{RUN}}}\r\nX-OIM-Sequence-Num: {number}\r\n\r\n{digits}"
    )
}

/// `Store2`, as Windows Live Messenger 8.1 writes it, whatever is in the parts.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) ticket: String,
    pub(crate) product: String,
    pub(crate) key: String,
    pub(crate) content: String,
    pub(crate) number: u32,
}

impl Leaving {
    /// Somebody leaves something for somebody, with a good ticket.
    pub(crate) async fn new(
        server: &TestServer,
        from: &str,
        to: &str,
        text: &str,
        number: u32,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            from: from.to_owned(),
            to: to.to_owned(),
            ticket: ticket(server, from, Service::MessengerSecure).await?,
            product: "PROD0119GSJUC$18".to_owned(),
            key: String::new(),
            content: content(text, number),
            number,
        })
    }

    pub(crate) fn xml(&self) -> String {
        let Self { from, to, ticket, product, key, content, number } = self;
        let ticket = ticket.replace('&', "&amp;");
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n\
             <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
             <soap:Header>\
             <From memberName=\"{from}\" friendlyName=\"=?utf-8?B?QWxpY2U=?=\" xml:lang=\"en-US\" proxy=\"MSNMSGR\" \
             xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\" msnpVer=\"MSNP15\" buildVer=\"8.1.0178\"/>\
             <To memberName=\"{to}\" xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/>\
             <Ticket passport=\"{ticket}\" appid=\"{product}\" lockkey=\"{key}\" \
             xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/>\
             <Sequence xmlns=\"http://schemas.xmlsoap.org/ws/2003/03/rm\">\
             <Identifier xmlns=\"http://schemas.xmlsoap.org/ws/2002/07/utility\">http://messenger.msn.com</Identifier>\
             <MessageNumber>{number}</MessageNumber></Sequence></soap:Header>\
             <soap:Body><MessageType xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">text</MessageType>\
             <Content xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">{content}</Content></soap:Body></soap:Envelope>"
        )
    }

    /// Sends it, whatever comes of it.
    pub(crate) async fn send(&self, server: &TestServer) -> anyhow::Result<Answer> {
        let action = "\"http://messenger.live.com/ws/2006/09/oim/Store2\"";
        let headers = [("SOAPAction", action), ("Content-Type", "text/xml; charset=utf-8")];
        http::post(server.web(), OWS, "/OimWS/oim.asmx", &headers, self.xml().as_bytes()).await
    }

    /// Sends it, and it is not taken for that reason.
    pub(crate) async fn is_refused(&self, server: &TestServer, code: &str) -> anyhow::Result<Answer> {
        let answer = self.send(server).await?;
        ensure!(answer.status() == Some(500), "{}", answer.head);
        let text = answer.text();
        ensure!(
            text.contains(&format!(
                "<faultcode xmlns:q0=\"http://messenger.live.com/ws/2006/09/oim/\">q0:{code}</faultcode>"
            )),
            "expected {code}, got {text}"
        );
        Ok(answer)
    }
}

/// Somebody has left something for somebody.
pub(crate) async fn leave(
    server: &TestServer,
    from: &str,
    to: &str,
    text: &str,
    number: u32,
) -> anyhow::Result<()> {
    let answer = Leaving::new(server, from, to, text, number).await?.send(server).await?;
    ensure!(answer.status() == Some(200), "{}{}", answer.head, answer.text());
    let acknowledged = format!("<AcknowledgmentRange Upper=\"{number}\" Lower=\"{number}\"/>");
    ensure!(answer.text().contains(&acknowledged), "{}", answer.text());
    Ok(())
}

/// Asks the service that messages are fetched from; what is asked is inside of `Body`.
pub(crate) async fn rsi(
    server: &TestServer,
    ticket: &str,
    action: &str,
    operation: &str,
) -> anyhow::Result<Answer> {
    let bare = ticket.trim_start_matches("t=").trim_end_matches("&p=");
    let namespace = "http://www.hotmail.msn.com/ws/2004/09/oim/rsi";
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope \
         xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header>\
         <PassportCookie xmlns=\"{namespace}\"><t>{bare}</t><p></p></PassportCookie></soap:Header>\
         <soap:Body>{operation}</soap:Body></soap:Envelope>"
    );
    let action = format!("\"{namespace}/{action}\"");
    let headers = [("SOAPAction", action.as_str()), ("Content-Type", "text/xml; charset=utf-8")];
    http::post(server.web(), RSI, "/rsi/rsi.asmx", &headers, body.as_bytes()).await
}

/// What is inside of the body of an answer.
pub(crate) fn result(answer: &Answer, path: &[&str]) -> anyhow::Result<Element> {
    ensure!(answer.status() == Some(200), "{}{}", answer.head, answer.text());
    let envelope = Element::parse(&answer.body)?;
    envelope.child("Body").and_then(|body| body.at(path)).cloned().with_context(|| answer.text())
}

/// The ids of what waits for somebody, as their client learns them.
pub(crate) async fn ids(server: &TestServer, ticket: &str) -> anyhow::Result<Vec<String>> {
    let answer = rsi(server, ticket, "GetMetadata", "<GetMetadata xmlns=\"x\"/>").await?;
    let data = result(&answer, &["GetMetadataResponse", "MD"])?;
    let messages = data.children().iter().filter(|part| part.name() == "M");
    Ok(messages.filter_map(|message| message.child("I")).map(|id| id.text().to_owned()).collect())
}

/// What one of them says, head and body.
pub(crate) async fn fetch(server: &TestServer, ticket: &str, id: &str) -> anyhow::Result<(String, String)> {
    let operation =
        format!("<GetMessage><messageId>{id}</messageId><alsoMarkAsRead>true</alsoMarkAsRead></GetMessage>");
    let answer = rsi(server, ticket, "GetMessage", &operation).await?;
    let letter = result(&answer, &["GetMessageResponse", "GetMessageResult"])?;
    let (head, body) = letter.text().split_once("\n\n").context("a head and a body")?;
    let digits: String = body.lines().collect();
    let text = String::from_utf8(data_encoding::BASE64.decode(digits.as_bytes())?)?;
    Ok((head.to_owned(), text))
}

/// Says that the client has them.
pub(crate) async fn delete(server: &TestServer, ticket: &str, ids: &[String]) -> anyhow::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| format!("<messageId>{id}</messageId>")).collect();
    let ids = ids.concat();
    let operation = format!("<DeleteMessages><messageIds>{ids}</messageIds></DeleteMessages>");
    let answer = rsi(server, ticket, "DeleteMessages", &operation).await?;
    result(&answer, &["DeleteMessagesResponse"]).map(drop)
}

/// What waits in the database.
pub(crate) async fn waiting(server: &TestServer, who: &str) -> anyhow::Result<Vec<OfflineMessage>> {
    let account = server.core().store().account_by_handle(&Handle::new(who)?).await?.id;
    Ok(server.core().waiting_messages(account).await?)
}

/// Waits until nothing waits for somebody any more.
pub(crate) async fn until_nothing_waits(server: &TestServer, who: &str) -> anyhow::Result<()> {
    for _ in 0..100 {
        if waiting(server, who).await?.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("it still waits for {who}")
}

/// The payload of the next line, which must begin like that.
pub(crate) async fn notice(raw: &mut Raw, head: &str) -> anyhow::Result<String> {
    let line = raw.line().await?;
    let length = line.strip_prefix(head).and_then(|length| length.trim().parse().ok());
    let payload = raw.payload(length.with_context(|| format!("expected {head}, got {line}"))?).await?;
    Ok(String::from_utf8(payload)?)
}
