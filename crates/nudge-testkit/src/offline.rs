//! Offline messages, as clients leave and fetch them over the web (reference 12).

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Context as _, ensure};
use msnp::xml::Element;
use nudge_core::{Handle, OfflineMessage, Secret, Service};

use crate::cast::SECRET;
use crate::http::{self, Answer};
use crate::{Raw, TestServer};

/// The name under which clients leave messages.
pub const OWS: &str = "ows.messenger.msn.com";
/// The one under which they fetch them.
pub const RSI: &str = "rsi.hotmail.com";

/// What is left in most tests.
pub const HELLO: &str = "Hello from Alice";

/// The run that it is left in.
pub const RUN: &str = "3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD";

/// A ticket for a service, as clients show it.
pub async fn ticket(server: &TestServer, who: &str, service: Service) -> anyhow::Result<String> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let secret = Secret::new(SECRET.to_owned());
    let verified = server.core().verify_password(&Handle::new(who)?, here, &secret).await?;
    Ok(format!("t={}&p=", server.core().issue_ticket(&verified, service)?.text()))
}

/// A text as the MIME that clients put into `Content`.
pub fn content(text: &str, number: u32) -> String {
    let digits = data_encoding::BASE64.encode(text.as_bytes());
    format!(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\
         X-OIM-Message-Type: OfflineMessage\r\nX-OIM-Run-Id: {{{RUN}}}\r\nX-OIM-Sequence-Num: {number}\r\n\r\n{digits}"
    )
}

/// `Store2`, as Windows Live Messenger 8.1 writes it, whatever is in the parts.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Who leaves it.
    pub from: String,
    /// For whom.
    pub to: String,
    /// As clients show it.
    pub ticket: String,
    /// The client, as in `QRY`.
    pub product: String,
    /// What answers a challenge; empty for none.
    pub key: String,
    /// The MIME of it.
    pub content: String,
    /// Which one of the run.
    pub number: u32,
    /// In which of its forms the service is asked.
    pub operation: Operation,
}

/// The two forms of the service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operation {
    /// Of MSN Messenger 7.5 and Windows Live Messenger 8.0.
    Store,
    /// Of the later ones.
    Store2,
}

impl Operation {
    /// The header `SOAPAction`.
    pub fn action(self) -> &'static str {
        match self {
            Self::Store => "\"http://messenger.msn.com/ws/2004/09/oim/Store\"",
            Self::Store2 => "\"http://messenger.live.com/ws/2006/09/oim/Store2\"",
        }
    }
}

impl Leaving {
    /// Somebody leaves something for somebody, with a good ticket.
    pub async fn new(
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
            operation: Operation::Store2,
        })
    }

    /// The whole request.
    pub fn xml(&self) -> String {
        let Self { from, to, ticket, product, key, content, number, operation: _ } = self;
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
    pub async fn send(&self, server: &TestServer) -> anyhow::Result<Answer> {
        let headers = [("SOAPAction", self.operation.action()), ("Content-Type", "text/xml; charset=utf-8")];
        http::post(server.web(), OWS, "/OimWS/oim.asmx", &headers, self.xml().as_bytes()).await
    }

    /// Sends it, and it is taken.
    pub async fn is_taken(&self, server: &TestServer) -> anyhow::Result<()> {
        let (answer, number) = (self.send(server).await?, self.number);
        ensure!(answer.status() == Some(200), "{}{}", answer.head, answer.text());
        let acknowledged = format!("<AcknowledgmentRange Upper=\"{number}\" Lower=\"{number}\"/>");
        ensure!(answer.text().contains(&acknowledged), "{}", answer.text());
        Ok(())
    }

    /// Sends it, and it is not taken for that reason.
    pub async fn is_refused(&self, server: &TestServer, code: &str) -> anyhow::Result<Answer> {
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
pub async fn leave(server: &TestServer, from: &str, to: &str, text: &str, number: u32) -> anyhow::Result<()> {
    Leaving::new(server, from, to, text, number).await?.is_taken(server).await
}

/// Asks the service that messages are fetched from; what is asked is inside of `Body`.
pub async fn rsi(server: &TestServer, ticket: &str, action: &str, operation: &str) -> anyhow::Result<Answer> {
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
pub fn result(answer: &Answer, path: &[&str]) -> anyhow::Result<Element> {
    ensure!(answer.status() == Some(200), "{}{}", answer.head, answer.text());
    let envelope = Element::parse(&answer.body)?;
    envelope.child("Body").and_then(|body| body.at(path)).cloned().with_context(|| answer.text())
}

/// The ids of what waits for somebody, as their client learns them.
pub async fn ids(server: &TestServer, ticket: &str) -> anyhow::Result<Vec<String>> {
    let answer = rsi(server, ticket, "GetMetadata", "<GetMetadata xmlns=\"x\"/>").await?;
    let data = result(&answer, &["GetMetadataResponse", "MD"])?;
    let messages = data.children().iter().filter(|part| part.name() == "M");
    Ok(messages.filter_map(|message| message.child("I")).map(|id| id.text().to_owned()).collect())
}

/// What one of them says, head and body.
pub async fn fetch(server: &TestServer, ticket: &str, id: &str) -> anyhow::Result<(String, String)> {
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
pub async fn delete(server: &TestServer, ticket: &str, ids: &[String]) -> anyhow::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| format!("<messageId>{id}</messageId>")).collect();
    let ids = ids.concat();
    let operation = format!("<DeleteMessages><messageIds>{ids}</messageIds></DeleteMessages>");
    let answer = rsi(server, ticket, "DeleteMessages", &operation).await?;
    result(&answer, &["DeleteMessagesResponse"]).map(drop)
}

/// What waits in the database.
pub async fn waiting(server: &TestServer, who: &str) -> anyhow::Result<Vec<OfflineMessage>> {
    let account = server.core().store().account_by_handle(&Handle::new(who)?).await?.id;
    Ok(server.core().waiting_messages(account).await?)
}

/// Waits until nothing waits for somebody any more: who only listens has to last for three seconds.
pub async fn until_nothing_waits(server: &TestServer, who: &str) -> anyhow::Result<()> {
    for _ in 0..400 {
        if waiting(server, who).await?.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("it still waits for {who}")
}

/// The payload of the next line, which must begin like that.
pub async fn notice(raw: &mut Raw, head: &str) -> anyhow::Result<String> {
    let line = raw.line().await?;
    let length = line.strip_prefix(head).and_then(|length| length.trim().parse().ok());
    let payload = raw.payload(length.with_context(|| format!("expected {head}, got {line}"))?).await?;
    Ok(String::from_utf8(payload)?)
}
