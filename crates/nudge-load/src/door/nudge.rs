//! Nudge, step by step as clients of the era did it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, bail, ensure};
use clap::ValueEnum;
use data_encoding::BASE64;
use msnp::auth::{self, sso};
use msnp::gateway::Server;
use msnp::{Cap, Dialect};
use nudge_soap::xml::Element;
use nudge_tls::client::{ModernClient, Root};
use serde::{Deserialize, Serialize};

use super::Person;
use crate::conversation::{End, Envelope, Gathering, Pair};
use crate::cutter::{Cutter, Unit};
use crate::link::{self, Duplex, Gateway, Link};
use crate::machine;
use crate::population::Accounts;
use crate::wire::Wire;

/// A Nudge server.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct NudgeDoor {
    /// The port of Messenger.
    pub(crate) messenger: SocketAddr,
    /// The port of HTTP, if that is served.
    pub(crate) http: Option<SocketAddr>,
    pub(crate) secure: Option<Secure>,
    pub(crate) transport: Transport,
    pub(crate) dialect: Dialects,
    pub(crate) accounts: Accounts,
}

/// The port of HTTP over TLS.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Secure {
    pub(crate) address: SocketAddr,
    /// The root to trust, in base64.
    pub(crate) root: String,
    /// Made when it is first needed.
    #[serde(skip)]
    client: Arc<OnceLock<ModernClient>>,
}

/// What carries a client's connections.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ValueEnum)]
pub(crate) enum Transport {
    /// The port of Messenger
    #[default]
    Tcp,
    /// The HTTP gateway
    Gateway,
    /// The HTTP gateway behind TLS
    Tls,
}

/// What clients speak.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ValueEnum)]
pub(crate) enum Dialects {
    /// MSN Messenger 4.6: MD5, lists from the notification server
    #[default]
    Msnp7,
    /// Windows Live Messenger 2009: a ticket over HTTP, single sign-on, lists told by the client
    Msnp18,
}

/// The host under which the gateway is asked.
pub(crate) const GATEWAY_HOST: &str = "gateway.messenger.hotmail.com";

/// The host under which tickets are asked for.
pub(crate) const LOGIN_HOST: &str = "login.live.com";

/// The statuses in turn: their order tells a lost or doubled change.
const STATUSES: [&str; 7] = ["BSY", "IDL", "BRB", "AWY", "PHN", "LUN", "NLN"];

/// So many contacts are told in one `ADL`; clients stay below 7,500 bytes.
const TOLD_AT_ONCE: usize = 150;

impl NudgeDoor {
    /// Whether HTTP has to be served for it.
    pub(crate) fn needs_http(transport: Transport, dialect: Dialects) -> bool {
        transport != Transport::Tcp || dialect != Dialects::Msnp7
    }

    fn dialect(&self) -> Dialect {
        match self.dialect {
            Dialects::Msnp7 => Dialect::Msnp7,
            Dialects::Msnp18 => Dialect::Msnp18,
        }
    }

    /// Connects with a server; `referred` is where clients of TCP are sent.
    async fn connect(&self, server: Server, referred: Option<SocketAddr>) -> anyhow::Result<Wire> {
        let cutter = match server {
            Server::Notification => Cutter::notification(self.dialect()),
            Server::Switchboard => Cutter::switchboard(self.dialect()),
        };
        let link = match self.transport {
            Transport::Tcp => Link::Tcp(link::connect(referred.unwrap_or(self.messenger)).await?),
            Transport::Gateway | Transport::Tls => {
                let stream = self.http(GATEWAY_HOST).await?;
                Link::Gateway(Box::new(Gateway::new(stream, GATEWAY_HOST, server)))
            }
        };
        Ok(Wire::new(link, cutter))
    }

    /// A connection for HTTP: over TLS where that is what is measured.
    async fn http(&self, host: &str) -> anyhow::Result<Box<dyn Duplex>> {
        if self.transport == Transport::Tls {
            let secure = self.secure.as_ref().context("TLS is not served")?;
            return link::connect_secure(secure.address, host, secure.client()?).await;
        }
        Ok(Box::new(link::connect(self.http.context("HTTP is not served")?).await?))
    }

    /// Signs in, takes the lists and goes online. Where we know how many contacts there should be, they must be there.
    pub(crate) async fn enter(&self, index: usize) -> anyhow::Result<Person> {
        let handle = self.accounts.handle(index);
        let wire = if self.dialect().has(Cap::SingleSignOn) {
            self.by_ticket(index, &handle).await
        } else {
            self.by_digest(index, &handle).await
        };
        Ok(Person { wire: wire.with_context(|| format!("signing {handle} in"))?, handle })
    }

    /// `VER INF USR USR SYN CHG`, each after the answer to the one before.
    ///
    /// Every list must be whole: its rows are counted, and their number is compared with the one that they state.
    async fn by_digest(&self, index: usize, handle: &str) -> anyhow::Result<Wire> {
        let mut wire = self.connect(Server::Notification, None).await?;
        let version = format!("VER 1 {}", self.dialect());
        wire.ask(&format!("{version} CVR0\r\n"), &version).await?;
        wire.ask("INF 2\r\n", "INF 2 MD5").await?;
        let shown = wire.ask(&format!("USR 3 MD5 I {handle}\r\n"), "USR 3 MD5 S ").await?;
        let challenge = shown.rsplit(' ').next().unwrap_or_default();
        let digest = auth::sign_in_digest(challenge, self.accounts.secret.as_bytes());
        wire.ask(&format!("USR 4 MD5 S {digest}\r\n"), "USR 4 OK ").await?;
        wire.ask("SYN 5 0\r\n", "SYN 5 ").await?;
        wire.send(b"CHG 6 NLN\r\n").await?;
        let mut lists = Lists::default();
        wire.until("CHG 6", |unit| {
            lists.note(unit.line)?;
            Ok(unit.line.starts_with(b"CHG 6 ").then_some(()))
        })
        .await?;
        let there = lists.whole()?;
        if let Some(due) = self.accounts.contacts(index) {
            ensure!(there == due.len(), "{there} contacts instead of {}", due.len());
        }
        Ok(wire)
    }

    /// `VER CVR USR`, a ticket from `RST.srf`, `USR ADL CHG`, each after the answer to the one before.
    ///
    /// What a client has in its copy of the address book it tells; fetching that is not part of it.
    async fn by_ticket(&self, index: usize, handle: &str) -> anyhow::Result<Wire> {
        let mut wire = self.connect(Server::Notification, None).await?;
        let version = format!("VER 1 {}", self.dialect());
        wire.ask(&format!("{version} CVR0\r\n"), &version).await?;
        let program = format!("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 14.0.8117 MSMSGS {handle}\r\n");
        wire.ask(&program, "CVR 2 ").await?;
        let shown = wire.ask(&format!("USR 3 SSO I {handle}\r\n"), "USR 3 SSO S ").await?;
        let nonce = shown.rsplit(' ').next().unwrap_or_default();
        let (ticket, secret) = self.ticket(handle).await.context("a ticket")?;
        // The initial vector is nobody's secret.
        let response = sso::response(&secret, nonce, [7; 8]);
        wire.ask(&format!("USR 4 SSO S {ticket} {response}\r\n"), "USR 4 OK ").await?;
        let contacts = self.accounts.contacts(index).unwrap_or_default();
        // Whoever has nobody says so.
        let mut parts: Vec<&[String]> = contacts.chunks(TOLD_AT_ONCE).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for part in parts {
            let list = contact_list(part);
            wire.ask(&format!("ADL 5 {}\r\n{list}", list.len()), "ADL 5 OK").await?;
        }
        wire.ask("CHG 6 NLN 2788999228:48 0\r\n", "CHG 6 ").await?;
        Ok(wire)
    }

    /// The ticket for the notification server, and the secret to show that it is ours (reference 10 §6).
    async fn ticket(&self, handle: &str) -> anyhow::Result<(String, [u8; sso::SECRET_BYTES])> {
        let stream = self.http(LOGIN_HOST).await?;
        let body = ticket_request(handle, &self.accounts.secret);
        let answer = link::post(stream, LOGIN_HOST, "/RST.srf", "text/xml", body.as_bytes()).await?;
        ensure!(answer.status == 200, "the login server says {}", answer.status);
        let envelope = Element::parse(&answer.body)?;
        let tokens = envelope.at(&["Body", "RequestSecurityTokenResponseCollection"]).context("no tokens")?;
        let token = tokens.children().iter().find(|token| {
            let address = token.at(&["AppliesTo", "EndpointReference", "Address"]);
            address.is_some_and(|address| address.text() == CLEAR)
        });
        let token = token.context("no token for single sign-on")?;
        let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).context("no ticket")?;
        let secret = token.at(&["RequestedProofToken", "BinarySecret"]).context("no secret")?;
        let secret = BASE64.decode(secret.text().as_bytes())?;
        let secret = secret.try_into().ok().context("a secret of another length")?;
        Ok((ticket.text().to_owned(), secret))
    }

    /// `XFR USR CAL RNG ANS JOI`.
    pub(super) async fn pair(&self, mut caller: Person, mut callee: Person) -> anyhow::Result<Pair> {
        let names = format!("opening a conversation of {} with {}", caller.handle, callee.handle);
        let steps = async {
            let mut one = self.open(&mut caller).await?;
            let other = self.call(&mut one, 2, &mut callee).await?;
            anyhow::Ok((one, other))
        };
        let (one, other) = steps.await.context(names)?;
        let envelope = Envelope::Msn { ack: "N" };
        Ok(Pair {
            caller: End::new(one, envelope.clone(), Some(caller)),
            callee: End::new(other, envelope, Some(callee)),
        })
    }

    /// The same with many. Whoever is called later is announced to those who are there.
    pub(crate) async fn gather(&self, people: Vec<Person>) -> anyhow::Result<Gathering> {
        let mut people = people.into_iter();
        let mut speaker = people.next().context("nobody to speak")?;
        let mut one = self.open(&mut speaker).await?;
        let envelope = Envelope::Msn { ack: "N" };
        let mut hearers = Vec::new();
        for (index, mut person) in people.enumerate() {
            let wire = self.call(&mut one, index + 2, &mut person).await.context("gathering")?;
            hearers.push(End::new(wire, envelope.clone(), Some(person)));
        }
        for hearer in &mut hearers {
            // Those who came after it; what it was told of those before it came with the answer.
            hearer.wire.drain().await?;
        }
        Ok(Gathering { speaker: End::new(one, envelope, Some(speaker)), hearers, has_echo: false })
    }

    async fn open(&self, caller: &mut Person) -> anyhow::Result<Wire> {
        // `XFR trid SB address CKI cookie`
        let referral = caller.wire.ask("XFR 7 SB\r\n", "XFR 7 SB ").await?;
        let mut wire = self.connect(Server::Switchboard, self.referred(word(&referral, 3)?)?).await?;
        let enter = format!("USR 1 {} {}\r\n", caller.handle, word(&referral, 5)?);
        wire.ask(&enter, "USR 1 OK ").await?;
        Ok(wire)
    }

    async fn call(&self, one: &mut Wire, number: usize, callee: &mut Person) -> anyhow::Result<Wire> {
        let call = format!("CAL {number} {}\r\n", callee.handle);
        one.ask(&call, &format!("CAL {number} RINGING ")).await?;
        // `RNG session address CKI cookie handle name`
        let ring = callee.wire.line("RNG ").await?;
        let mut other = self.connect(Server::Switchboard, self.referred(word(&ring, 2)?)?).await?;
        let answer = format!("ANS 1 {} {} {}\r\n", callee.handle, word(&ring, 4)?, word(&ring, 1)?);
        other.ask(&answer, "ANS 1 OK").await?;
        one.line("JOI ").await?;
        Ok(other)
    }

    /// Clients of the gateway go where they are, whatever they are told.
    fn referred(&self, address: &str) -> anyhow::Result<Option<SocketAddr>> {
        if self.transport == Transport::Tcp { Ok(Some(address.parse()?)) } else { Ok(None) }
    }

    /// Whether it is that notice, whatever comes after the address.
    pub(super) fn is_announced(&self, principal: &str, change: usize, unit: Unit<'_>) -> bool {
        unit.line.starts_with(self.notice_of(principal, change).as_bytes())
    }

    /// What a watcher of this principal is told then, for the bare relay to say.
    pub(crate) fn notice(&self, principal: &str, change: usize) -> String {
        format!("{}{principal}\r\n", self.notice_of(principal, change))
    }

    /// `NLN status handle `, where later dialects put the network before the address.
    fn notice_of(&self, principal: &str, change: usize) -> String {
        let network = if self.dialect().has(Cap::NetworkInAddress) { "1:" } else { "" };
        format!("NLN {} {network}{principal} ", status(change))
    }
}

impl Secure {
    pub(crate) fn new(address: SocketAddr, root: &[u8]) -> Self {
        Self { address, root: BASE64.encode(root), client: Arc::default() }
    }

    fn client(&self) -> anyhow::Result<&ModernClient> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let root = Root::parse(&BASE64.decode(self.root.as_bytes())?)?;
        let client = ModernClient::new(&root, machine::system_time())?;
        Ok(self.client.get_or_init(|| client))
    }
}

impl fmt::Debug for Secure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secure").field("address", &self.address).finish_non_exhaustive()
    }
}

fn status(change: usize) -> &'static str {
    STATUSES.get((change + STATUSES.len() - 1) % STATUSES.len()).copied().unwrap_or("NLN")
}

pub(super) fn announcement(change: usize) -> String {
    format!("CHG {} {}\r\n", change + 10, status(change))
}

pub(super) async fn is_there(person: &mut Person) -> anyhow::Result<()> {
    person.wire.ask("PNG\r\n", "QNG").await?;
    Ok(())
}

fn word(line: &str, at: usize) -> anyhow::Result<&str> {
    line.split(' ').nth(at).with_context(|| format!("too short: {line}"))
}

/// `<ml l="1"><d n="domain"><c n="name" l="3" t="1"/></d></ml>`: on the forward and the allow list. All are of one domain.
fn contact_list(contacts: &[String]) -> String {
    let split: Vec<(&str, &str)> = contacts.iter().filter_map(|handle| handle.split_once('@')).collect();
    let Some((_, domain)) = split.first() else { return "<ml l=\"1\"></ml>".to_owned() };
    let contact = |(name, _): &(&str, &str)| format!("<c n=\"{name}\" l=\"3\" t=\"1\"/>");
    let contacts: Vec<String> = split.iter().map(contact).collect();
    format!("<ml l=\"1\"><d n=\"{domain}\">{}</d></ml>", contacts.concat())
}

/// The service whose ticket single sign-on wants.
const CLEAR: &str = "messengerclear.live.com";

/// Passport's own token, without which no client asks for another, and the one that is wanted.
fn ticket_request(handle: &str, secret: &str) -> String {
    let wanted = |number: u32, service: &str, policy: &str| {
        format!(
            "<wst:RequestSecurityToken Id=\"RST{number}\">\
             <wst:RequestType>http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue</wst:RequestType>\
             <wsp:AppliesTo><wsa:EndpointReference><wsa:Address>{service}</wsa:Address></wsa:EndpointReference>\
             </wsp:AppliesTo>{policy}</wst:RequestSecurityToken>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:wsse=\"http://schemas.xmlsoap.org/ws/2003/06/secext\" \
         xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2002/12/policy\" \
         xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/03/addressing\" \
         xmlns:wst=\"http://schemas.xmlsoap.org/ws/2004/04/trust\"><Header>\
         <ps:AuthInfo xmlns:ps=\"http://schemas.microsoft.com/Passport/SoapServices/PPCRL\" Id=\"PPAuthInfo\">\
         <ps:HostingApp>{{7108E71A-9926-4FCB-BCC9-9A9D3F32E423}}</ps:HostingApp><ps:BinaryVersion>4</ps:BinaryVersion>\
         <ps:UIVersion>1</ps:UIVersion><ps:Cookies/><ps:RequestParams>AQAAAAIAAABsYwQAAAAxMDMz</ps:RequestParams>\
         </ps:AuthInfo><wsse:Security><wsse:UsernameToken Id=\"user\"><wsse:Username>{}</wsse:Username>\
         <wsse:Password>{}</wsse:Password></wsse:UsernameToken></wsse:Security></Header><Body>\
         <ps:RequestMultipleSecurityTokens \
         xmlns:ps=\"http://schemas.microsoft.com/Passport/SoapServices/PPCRL\" Id=\"RSTS\">{}{}\
         </ps:RequestMultipleSecurityTokens></Body></Envelope>",
        quick_xml::escape::escape(handle),
        quick_xml::escape::escape(secret),
        wanted(0, "http://Passport.NET/tb", ""),
        wanted(1, CLEAR, "<wsse:PolicyReference URI=\"MBI_KEY_OLD\"/>"),
    )
}

/// How far the lists have come: for each the row that came last and how many there should be.
#[derive(Debug, Default)]
struct Lists([Option<(usize, usize)>; 4]);

const NAMES: [&[u8]; 4] = [b"FL", b"AL", b"BL", b"RL"];

impl Lists {
    /// `LST trid list serial row rows ...`.
    fn note(&mut self, line: &[u8]) -> anyhow::Result<()> {
        let Some(arguments) = line.strip_prefix(b"LST ") else { return Ok(()) };
        let mut arguments = arguments.split(|byte| *byte == b' ').skip(1);
        let list = arguments.next().unwrap_or_default();
        let mut number = || {
            let digits = arguments.next().and_then(|digits| std::str::from_utf8(digits).ok());
            digits.and_then(|digits| digits.parse::<usize>().ok())
        };
        let (_serial, row, rows) = (number(), number(), number());
        let place = NAMES.iter().zip(&mut self.0).find(|(name, _)| **name == list).map(|(_, place)| place);
        let (Some(row), Some(rows), Some(place)) = (row, rows, place) else {
            bail!("a row that is none: {}", String::from_utf8_lossy(line));
        };
        let due = place.map_or(rows.min(1), |(last, _)| last + 1);
        ensure!(row == due, "row {row} of {rows} came where {due} was due");
        *place = Some((row, rows));
        Ok(())
    }

    /// How long the forward list is, if all lists have come as a whole.
    fn whole(&self) -> anyhow::Result<usize> {
        for (name, place) in NAMES.iter().zip(&self.0) {
            let whole = place.is_some_and(|(last, rows)| last == rows);
            ensure!(whole, "the list {} did not come as a whole", String::from_utf8_lossy(name));
        }
        Ok(self.0.first().copied().flatten().map_or(0, |(_, rows)| rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_never_looks_like_the_one_before_or_after() {
        for change in 0..20 {
            assert_ne!(status(change), status(change + 1));
        }
        assert_eq!(status(0), "NLN", "as principals come online");
    }

    #[test]
    fn contacts_are_told_by_domain() {
        assert_eq!(contact_list(&[]), "<ml l=\"1\"></ml>");
        let two = ["a@x.example".to_owned(), "b@x.example".to_owned()];
        assert_eq!(
            contact_list(&two),
            "<ml l=\"1\"><d n=\"x.example\"><c n=\"a\" l=\"3\" t=\"1\"/><c n=\"b\" l=\"3\" t=\"1\"/></d></ml>"
        );
    }

    fn taken(rows: &[&str]) -> anyhow::Result<usize> {
        let mut lists = Lists::default();
        rows.iter().try_for_each(|row| lists.note(row.as_bytes()))?;
        lists.whole()
    }

    const OTHERS: [&str; 3] = ["LST 5 AL 9 0 0", "LST 5 BL 9 0 0", "LST 5 RL 9 1 1 c@x.example c"];

    #[test]
    fn whole_lists_are_counted() {
        let rows =
            ["LST 5 FL 9 1 2 a@x.example a 0", "BPR 9 a@x.example PHH", "LST 5 FL 9 2 2 b@x.example b 0"];
        assert_eq!(taken(&[&rows[..], &OTHERS].concat()).unwrap(), 2);
        assert_eq!(taken(&[&["LST 5 FL 9 0 0"][..], &OTHERS].concat()).unwrap(), 0);
    }

    #[test]
    fn a_missing_row_or_list_is_found() {
        assert!(taken(&[&["LST 5 FL 9 1 2 a@x.example a 0"][..], &OTHERS].concat()).is_err());
        assert!(taken(&[&["LST 5 FL 9 2 2 b@x.example b 0"][..], &OTHERS].concat()).is_err());
        let twice = ["LST 5 FL 9 1 1 a@x.example a 0", "LST 5 FL 9 1 1 a@x.example a 0"];
        assert!(taken(&[&twice[..], &OTHERS].concat()).is_err());
        assert!(taken(&OTHERS).is_err());
    }
}
