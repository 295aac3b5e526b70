//! A program that reads and writes an address book, byte for byte.

use anyhow::{Context as _, ensure};
use msnp::xml::Element;

use crate::cast::SECRET;
use crate::{TestServer, http};

const RST: &str = include_str!("../../nudge-soap/tests/samples/RST.request.xml");

/// Where contacts and groups are asked for.
pub const AB: &str = "/abservice/abservice.asmx";
/// Where memberships are.
pub const SHARING: &str = "/abservice/SharingService.asmx";

/// Nobody's book but one's own.
const OWN: &str = "<abId>00000000-0000-0000-0000-000000000000</abId>";

/// A program with a ticket.
#[derive(Clone, Debug)]
pub struct Program {
    web: std::net::SocketAddr,
    /// As it stands in `TicketToken`, escaped.
    pub ticket: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    /// The number in the status line.
    pub status: u16,
    /// The whole body.
    pub text: String,
    /// The same, read.
    pub envelope: Element,
}

impl Program {
    /// Gets a ticket at `RST.srf`, as all do.
    pub async fn of(server: &TestServer, who: &str) -> anyhow::Result<Self> {
        let body = RST.replace("alice@example.com", who).replace("secret16", SECRET);
        let answer = post(server.web(), "/RST.srf", "login.live.com", "", &body).await?;
        let tokens = Element::parse(answer.text().as_bytes())?;
        let tokens = tokens.at(&["Body", "RequestSecurityTokenResponseCollection"]).context("no tokens")?;
        let token = tokens.children().iter().find(|token| {
            let address = token.at(&["AppliesTo", "EndpointReference", "Address"]);
            address.is_some_and(|address| address.text() == "contacts.msn.com")
        });
        let token = token.and_then(|token| token.at(&["RequestedSecurityToken", "BinarySecurityToken"]));
        let ticket = token.context("no token for the address book")?.text().replace('&', "&amp;");
        Ok(Self { web: server.web(), ticket })
    }

    /// A program that has its ticket, as it was handed out, from elsewhere.
    pub fn holding(server: &TestServer, ticket: &str) -> Self {
        Self { web: server.web(), ticket: ticket.replace('&', "&amp;") }
    }

    /// The same program with another ticket.
    #[must_use]
    pub fn with_ticket(&self, ticket: &str) -> Self {
        Self { web: self.web, ticket: ticket.to_owned() }
    }

    /// Sends an operation with what is in it.
    pub async fn call(&self, path: &str, operation: &str, inside: &str) -> anyhow::Result<Answered> {
        let header = format!(
            "<soap:Header><ABApplicationHeader xmlns=\"http://www.msn.com/webservices/AddressBook\"><ApplicationId>\
             CFE80F9D-180F-4399-82AB-413F33A1FA11</ApplicationId><IsMigration>false</IsMigration><PartnerScenario>Timer\
             </PartnerScenario></ABApplicationHeader><ABAuthHeader xmlns=\"http://www.msn.com/webservices/AddressBook\">\
             <ManagedGroupRequest>false</ManagedGroupRequest><TicketToken>{}</TicketToken></ABAuthHeader></soap:Header>",
            self.ticket
        );
        let body = enveloped(&header, operation, inside);
        self.send(path, operation, "", &body).await
    }

    /// The same in the address book, of one's own.
    pub async fn ab(&self, operation: &str, inside: &str) -> anyhow::Result<Answered> {
        self.call(AB, operation, &format!("{OWN}{inside}")).await
    }

    /// The text of an answer that may be longer than what a server would read.
    pub async fn whole(&self, operation: &str) -> anyhow::Result<String> {
        let header = format!(
            "<Header><ABAuthHeader><TicketToken>{}</TicketToken></ABAuthHeader></Header>",
            self.ticket
        );
        let answer = post(self.web, AB, "contacts.msn.com", "", &enveloped(&header, operation, "")).await?;
        ensure!(answer.status() == Some(200), "{}", answer.text());
        Ok(answer.text())
    }

    /// Sends a whole body.
    pub async fn send(
        &self,
        path: &str,
        operation: &str,
        headers: &str,
        body: &str,
    ) -> anyhow::Result<Answered> {
        let action =
            format!("SOAPAction: \"http://www.msn.com/webservices/AddressBook/{operation}\"\r\n{headers}");
        let answer = post(self.web, path, "contacts.msn.com", &action, body).await?;
        ensure!(answer.header("Content-Type") == Some("text/xml; charset=utf-8"), "{}", answer.head);
        let text = answer.text();
        let status = answer.status().context("no status")?;
        Ok(Answered { status, envelope: Element::parse(text.as_bytes())?, text })
    }

    /// Everything that there is.
    pub async fn find_all(&self) -> anyhow::Result<Answered> {
        self.ab("ABFindAll", "<abView>Full</abView><deltasOnly>false</deltasOnly>").await?.done()
    }

    /// What is new.
    pub async fn find_new(&self, since: &str) -> anyhow::Result<Answered> {
        let inside = format!("<deltasOnly>true</deltasOnly><lastChange>{since}</lastChange>");
        self.ab("ABFindAll", &inside).await
    }

    /// Everybody on the lists.
    pub async fn memberships(&self) -> anyhow::Result<Answered> {
        self.call(SHARING, "FindMembership", "<View>Full</View><deltasOnly>false</deltasOnly>").await?.done()
    }

    /// Puts somebody on a list, or takes them off it.
    pub async fn member(&self, operation: &str, role: &str, member: &str) -> anyhow::Result<Answered> {
        let inside = format!(
            "<serviceHandle><Id>0</Id><Type>Messenger</Type><ForeignId/></serviceHandle><memberships><Membership>\
             <MemberRole>{role}</MemberRole><Members><Member xsi:type=\"PassportMember\">{member}</Member></Members>\
             </Membership></memberships>"
        );
        self.call(SHARING, operation, &inside).await
    }

    /// Adds somebody as Windows Live Messenger does.
    pub async fn add(&self, whom: &str, greeting: &str) -> anyhow::Result<Answered> {
        let inside = format!(
            "<contacts><Contact><contactInfo><contactType>LivePending</contactType><passportName>{whom}</passportName>\
             <isMessengerUser>true</isMessengerUser><MessengerMemberInfo><PendingAnnotations><Annotation>\
             <Name>MSN.IM.InviteMessage</Name><Value>\n  {greeting}\n</Value></Annotation></PendingAnnotations>\
             <DisplayName>x</DisplayName></MessengerMemberInfo></contactInfo></Contact></contacts>\
             <options><EnableAllowListManagement>true</EnableAllowListManagement></options>"
        );
        self.ab("ABContactAdd", &inside).await
    }

    /// Says what is different about somebody.
    pub async fn update(&self, id: &str, info: &str, properties: &str) -> anyhow::Result<Answered> {
        let inside = format!(
            "<contacts><Contact><contactId>{id}</contactId><contactInfo>{info}</contactInfo><propertiesChanged>{properties} \
             </propertiesChanged></Contact></contacts>"
        );
        self.ab("ABContactUpdate", &inside).await
    }
}

/// An envelope as Windows Live Messenger writes it.
pub fn enveloped(header: &str, operation: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{header}<soap:Body>\
         <{operation} xmlns=\"http://www.msn.com/webservices/AddressBook\">{inside}</{operation}></soap:Body></soap:Envelope>"
    )
}

async fn post(
    web: std::net::SocketAddr,
    path: &str,
    host: &str,
    headers: &str,
    body: &str,
) -> anyhow::Result<http::Answer> {
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: text/xml; charset=utf-8\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    http::exchange(web, request.as_bytes()).await
}

impl Answered {
    /// It has to be no fault.
    pub fn done(self) -> anyhow::Result<Self> {
        ensure!(self.status == 200, "{}", self.text);
        Ok(self)
    }

    /// The code of the fault, found where aMSN and papyon look for it.
    pub fn fault(&self) -> anyhow::Result<&str> {
        let code = self.envelope.at(&["Body", "Fault", "detail", "errorcode"]);
        ensure!(self.status == 500, "{}", self.text);
        Ok(code.with_context(|| self.text.clone())?.text())
    }

    /// What is in the body.
    pub fn at(&self, path: &[&str]) -> anyhow::Result<&Element> {
        self.envelope
            .child("Body")
            .and_then(|body| body.at(path))
            .with_context(|| format!("no {path:?}: {}", self.text))
    }

    /// The text of it.
    pub fn text_at(&self, path: &[&str]) -> anyhow::Result<String> {
        Ok(self.at(path)?.text().to_owned())
    }

    /// The contacts, with the owner.
    pub fn contacts(&self) -> anyhow::Result<&[Element]> {
        Ok(self.at(&["ABFindAllResponse", "ABFindAllResult", "contacts"])?.children())
    }

    /// The contact with that address.
    pub fn contact(&self, whom: &str) -> anyhow::Result<&Element> {
        let named = |contact: &&Element| {
            let address = said(contact, &["contactInfo", "passportName"]);
            address.is_some_and(|address| address.eq_ignore_ascii_case(whom))
        };
        self.contacts()?.iter().find(named).with_context(|| format!("no {whom}: {}", self.text))
    }

    /// The groups.
    pub fn groups(&self) -> anyhow::Result<&[Element]> {
        Ok(self.at(&["ABFindAllResponse", "ABFindAllResult", "groups"])?.children())
    }

    /// The version of the book.
    pub fn stamp(&self) -> anyhow::Result<String> {
        self.text_at(&["ABFindAllResponse", "ABFindAllResult", "ab", "lastChange"])
    }

    /// The members with that role: address or number, in order.
    pub fn members(&self, role: &str) -> anyhow::Result<Vec<&Element>> {
        let services = self.at(&["FindMembershipResponse", "FindMembershipResult", "Services"])?;
        let memberships = services.at(&["Service", "Memberships"]).context("no memberships")?.children();
        let membership = memberships.iter().find(|of| said(of, &["MemberRole"]) == Some(role));
        let members = membership.and_then(|of| of.child("Members")).with_context(|| self.text.clone())?;
        Ok(members.children().iter().collect())
    }

    /// Their addresses.
    pub fn addresses(&self, role: &str) -> anyhow::Result<Vec<String>> {
        let address = |member: &Element| {
            ["PassportName", "Email", "PhoneNumber"]
                .iter()
                .find_map(|name| said(member, &[name]))
                .map(str::to_owned)
        };
        self.members(role)?.into_iter().map(|member| address(member).context("nobody")).collect()
    }
}

/// What an element says, deep in another.
pub fn said<'e>(of: &'e Element, path: &[&str]) -> Option<&'e str> {
    of.at(path).map(Element::text)
}

/// What an annotation says.
pub fn annotation<'e>(of: &'e Element, list: &[&str], name: &str) -> Option<&'e str> {
    let all = of.at(list)?.children();
    said(all.iter().find(|annotation| said(annotation, &["Name"]) == Some(name))?, &["Value"])
}
