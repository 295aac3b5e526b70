//! An address book over SOAP, as Windows Live Messenger has it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use msnp::value::{List, Privacy};
use nudge_soap::xml::Element;
use nudge_testkit::http::{self, Answer};

use super::known::{Change, Known};

const RST: &str = include_str!("../../../../../nudge-soap/tests/samples/RST.request.xml");

/// Where contacts and groups are asked for, and where memberships are.
const AB: &str = "/abservice/abservice.asmx";
const SHARING: &str = "/abservice/SharingService.asmx";

const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";

/// There was no answer.
#[derive(Debug)]
pub(super) struct Lost(pub(super) anyhow::Error);

/// A program with a ticket.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) http: SocketAddr,
    email: &'static str,
    /// As it stands in `TicketToken`, escaped.
    ticket: String,
}

/// What is in an address book, and under which ids.
#[derive(Debug, Default)]
struct Book {
    contacts: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
    /// Those of the contacts that are on the forward list.
    forward: BTreeSet<String>,
    name: String,
    blocks: bool,
}

impl Program {
    /// Gets a ticket, which is good for every server with the same key.
    pub(super) async fn new(http: SocketAddr, email: &'static str, token: &str) -> Result<Self, Lost> {
        let body = RST.replace("alice@example.com", email).replace("secret16", token);
        let answer =
            http::post(http, "login.live.com", "/RST.srf", &[], body.as_bytes()).await.map_err(Lost)?;
        let tokens = Element::parse(&answer.body).unwrap();
        let tokens = tokens.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap();
        let is_ours = |token: &&Element| {
            let address = token.at(&["AppliesTo", "EndpointReference", "Address"]);
            address.is_some_and(|address| address.text() == "contacts.msn.com")
        };
        let token = tokens.children().iter().find(is_ours).unwrap();
        let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
        Ok(Self { http, email, ticket: ticket.text().replace('&', "&amp;") })
    }

    /// What the server says is so.
    pub(super) async fn told(&self) -> Result<Known, Lost> {
        let book = self.book().await?;
        let mut lists: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for who in book.forward {
            lists.entry(who).or_default().insert(List::Forward.as_str());
        }
        for (list, who) in self.memberships().await? {
            let is_new = lists.entry(who.clone()).or_default().insert(list.as_str());
            assert!(is_new, "{who} is twice on {list:?}");
        }
        let privacy = if book.blocks { Privacy::BlockByDefault } else { Privacy::AllowByDefault };
        Ok(Known { lists, groups: book.groups.into_keys().collect(), privacy, name: book.name })
    }

    /// Makes a change, and waits until it is acknowledged.
    pub(super) async fn make(&self, change: &Change, known: &Known) -> Result<(), Lost> {
        match change {
            Change::Join(List::Forward, who) => {
                let inside = format!(
                    "<contacts><Contact><contactInfo><contactType>LivePending</contactType>\
                     <passportName>{who}</passportName><isMessengerUser>true</isMessengerUser></contactInfo></Contact>\
                     </contacts><options><EnableAllowListManagement>false</EnableAllowListManagement></options>"
                );
                self.done(AB, "ABContactAdd", &inside).await
            }
            Change::Leave(List::Forward, who) => {
                let book = self.book().await?;
                let contact = format!("<contactId>{}</contactId>", book.contacts[who]);
                self.done(
                    AB,
                    "ABContactDelete",
                    &format!("<contacts><Contact>{contact}</Contact></contacts>"),
                )
                .await
            }
            Change::Join(list, who) => self.member("AddMember", *list, who).await,
            Change::Leave(list, who) => self.member("DeleteMember", *list, who).await,
            Change::Privacy(privacy) => {
                let number = if *privacy == Privacy::AllowByDefault { 1 } else { 2 };
                let annotation = format!(
                    "<annotations><Annotation><Name>MSN.IM.BLP</Name><Value>{number}</Value></Annotation></annotations>"
                );
                self.me(&annotation, "Annotation").await
            }
            Change::Name(name) => self.me(&format!("<displayName>{name}</displayName>"), "DisplayName").await,
            Change::AddGroup(name) => {
                let inside = format!(
                    "<groupAddOptions><fRenameOnMsgrConflict>false</fRenameOnMsgrConflict></groupAddOptions><groupInfo>\
                     <GroupInfo><name>{name}</name><groupType>C8529CE2-6EAD-434d-881F-341E17DB3FF8</groupType></GroupInfo>\
                     </groupInfo>"
                );
                self.done(AB, "ABGroupAdd", &inside).await
            }
            Change::RenameGroup(old, new) => {
                let id = self.group(old, known).await?;
                let inside = format!(
                    "<groups><Group><groupId>{id}</groupId><groupInfo><name>{new}</name></groupInfo>\
                     <propertiesChanged>GroupName </propertiesChanged></Group></groups>"
                );
                self.done(AB, "ABGroupUpdate", &inside).await
            }
            Change::RemoveGroup(name) => {
                let id = self.group(name, known).await?;
                let inside = format!("<groupFilter><groupIds><guid>{id}</guid></groupIds></groupFilter>");
                self.done(AB, "ABGroupDelete", &inside).await
            }
        }
    }

    async fn group(&self, name: &str, known: &Known) -> Result<String, Lost> {
        let groups = self.book().await?.groups;
        Ok(groups.get(name).unwrap_or_else(|| panic!("{name} of {known:?} is not in {groups:?}")).clone())
    }

    async fn me(&self, info: &str, properties: &str) -> Result<(), Lost> {
        let inside = format!(
            "<contacts><Contact><contactInfo><contactType>Me</contactType>{info}</contactInfo>\
             <propertiesChanged>{properties} </propertiesChanged></Contact></contacts>"
        );
        self.done(AB, "ABContactUpdate", &inside).await
    }

    async fn member(&self, operation: &str, list: List, who: &str) -> Result<(), Lost> {
        let role = if list == List::Allow { "Allow" } else { "Block" };
        let inside = format!(
            "<serviceHandle><Id>0</Id><Type>Messenger</Type><ForeignId/></serviceHandle><memberships><Membership>\
             <MemberRole>{role}</MemberRole><Members><Member xsi:type=\"PassportMember\"><PassportName>{who}</PassportName>\
             </Member></Members></Membership></memberships>"
        );
        self.done(SHARING, operation, &inside).await
    }

    async fn book(&self) -> Result<Book, Lost> {
        let inside = "<abView>Full</abView><deltasOnly>false</deltasOnly>";
        let answer = self.call(AB, "ABFindAll", inside).await?;
        let envelope = Element::parse(&answer.body).unwrap();
        let result = envelope.at(&["Body", "ABFindAllResponse", "ABFindAllResult"]);
        let result = result.unwrap_or_else(|| panic!("{}", answer.text()));
        let mut book = Book::default();
        for contact in result.child("contacts").map(Element::children).unwrap_or_default() {
            let (id, info) = (said(contact, &["contactId"]), contact.child("contactInfo").unwrap());
            if said(info, &["contactType"]) == "Me" {
                said(info, &["displayName"]).clone_into(&mut book.name);
                let all = info.child("annotations").map(Element::children).unwrap_or_default();
                let is_privacy = |one: &&Element| said(one, &["Name"]) == "MSN.IM.BLP";
                book.blocks = all.iter().find(is_privacy).is_some_and(|one| said(one, &["Value"]) == "2");
                continue;
            }
            let who = said(info, &["passportName"]).to_owned();
            let before = book.contacts.insert(who.clone(), id.to_owned());
            assert_eq!(before, None, "{who} is twice in the address book of {}", self.email);
            if said(info, &["isMessengerUser"]) == "true" {
                book.forward.insert(who);
            }
        }
        for group in result.child("groups").map(Element::children).unwrap_or_default() {
            let (id, name) = (said(group, &["groupId"]), said(group, &["groupInfo", "name"]));
            let before = book.groups.insert(name.to_owned(), id.to_owned());
            assert_eq!(before, None, "{name} is twice in the address book of {}", self.email);
        }
        Ok(book)
    }

    /// Who is on the allow list and on the block list.
    async fn memberships(&self) -> Result<Vec<(List, String)>, Lost> {
        let inside = "<View>Full</View><deltasOnly>false</deltasOnly>";
        let answer = self.call(SHARING, "FindMembership", inside).await?;
        let envelope = Element::parse(&answer.body).unwrap();
        let services = envelope.at(&["Body", "FindMembershipResponse", "FindMembershipResult", "Services"]);
        let memberships = services.and_then(|services| services.at(&["Service", "Memberships"]));
        let memberships = memberships.unwrap_or_else(|| panic!("{}", answer.text()));
        let mut found = Vec::new();
        for membership in memberships.children() {
            let list = match said(membership, &["MemberRole"]) {
                "Allow" => List::Allow,
                "Block" => List::Block,
                _ => continue,
            };
            let members = membership.child("Members").map(Element::children).unwrap_or_default();
            found.extend(members.iter().map(|member| (list, said(member, &["PassportName"]).to_owned())));
        }
        Ok(found)
    }

    /// Nothing but the end of the connection may keep it from being done.
    async fn done(&self, path: &str, operation: &str, inside: &str) -> Result<(), Lost> {
        self.call(path, operation, inside).await.map(drop)
    }

    async fn call(&self, path: &str, operation: &str, inside: &str) -> Result<Answer, Lost> {
        let own = if path == AB { "<abId>00000000-0000-0000-0000-000000000000</abId>" } else { "" };
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope \
             xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Header>\
             <ABApplicationHeader xmlns=\"{NAMESPACE}\"><ApplicationId>CFE80F9D-180F-4399-82AB-413F33A1FA11</ApplicationId>\
             <IsMigration>false</IsMigration><PartnerScenario>Timer</PartnerScenario></ABApplicationHeader>\
             <ABAuthHeader xmlns=\"{NAMESPACE}\"><ManagedGroupRequest>false</ManagedGroupRequest>\
             <TicketToken>{}</TicketToken></ABAuthHeader></soap:Header>\
             <soap:Body><{operation} xmlns=\"{NAMESPACE}\">{own}{inside}</{operation}></soap:Body></soap:Envelope>",
            self.ticket
        );
        let action = format!("\"{NAMESPACE}/{operation}\"");
        let headers = [("SOAPAction", action.as_str()), ("Content-Type", "text/xml; charset=utf-8")];
        let answer =
            http::post(self.http, "contacts.msn.com", path, &headers, body.as_bytes()).await.map_err(Lost)?;
        assert_eq!(answer.status(), Some(200), "{operation} of {}: {}", self.email, answer.text());
        Ok(answer)
    }
}

/// What an element says, deep in another; nothing, where there is none.
fn said<'e>(of: &'e Element, path: &[&str]) -> &'e str {
    of.at(path).map_or("", Element::text)
}
