//! Single sign-on: the token service, the proof, and every way in which they fail (reference 10 §6 to §8).

use msnp::auth::sso;
use msnp::passport::{Edition, Request, Wanted};
use msnp::value::EndpointId;
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, ConversationEvent, Error, Event, Package, Passport, PassportError};
use tokio::task::JoinHandle;

use crate::server::{CHALLENGE, PROFILE, Step, config, hears, hears_bytes, listen, play, says, says_with};

/// The one of the reference, and the answers of its samples.
const NONCE: &str = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5v";
const TICKET: &str = "t=EwAgTicketExample0001&p=";
const TOKENS: [&str; 2] = [
    include_str!("../../../nudge-soap/tests/samples/RST.response.xml"),
    include_str!("../../../nudge-soap/tests/samples/RST2.response.xml"),
];
const FAILED: &str = include_str!("../../../nudge-soap/tests/samples/RST.failed.response.xml");

const MACHINE: &str = "{A11ce000-0000-4000-8000-00000000000A}";

/// What the client asks for.
const WANTED: [Wanted<'static>; 5] = [
    Wanted { service: "messengerclear.live.com", policy: "MBI_KEY_OLD" },
    Wanted { service: "messenger.msn.com", policy: "?id=507" },
    Wanted { service: "contacts.msn.com", policy: "MBI" },
    Wanted { service: "messengersecure.live.com", policy: "MBI_SSL" },
    Wanted { service: "storage.msn.com", policy: "MBI" },
];

/// A token service that is asked for these in the first edition, which says nothing of the time.
fn asks(address: &str, wanted: &[Wanted<'_>]) -> Step {
    let (handle, secret) = ("alice@example.com", "Password1");
    let request = Request { edition: Edition::Rst, to: "", handle, secret, wanted, now: 0 }.to_xml();
    hears_bytes(&format!(
        "POST /RST.srf HTTP/1.1\r\nHost: {address}\r\nUser-Agent: MSMSGS\r\nConnection: close\r\n\
         Content-Type: text/xml\r\nContent-Length: {}\r\n\r\n{}",
        request.len(),
        *request
    ))
}

fn answers(status: &str, body: &str) -> Step {
    Step::Says(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

/// A proof that fits the secret of the sample, with a machine or without.
fn proves(line: &str) -> bool {
    let secret = std::array::from_fn(|n| u8::try_from(n).unwrap());
    let words: Vec<&str> = line.split(' ').collect();
    let (["USR", "4", "SSO", "S", TICKET, response] | ["USR", "4", "SSO", "S", TICKET, response, MACHINE]) =
        words.as_slice()
    else {
        return false;
    };
    sso::check(&secret, NONCE, response).is_ok()
}

fn proves_on_a_machine(line: &str) -> bool {
    line.ends_with(MACHINE) && proves(line)
}

fn proves_on_none(line: &str) -> bool {
    !line.ends_with('}') && proves(line)
}

/// A notification server up to what it wants proven.
fn challenges(dialect: Dialect, package: &str, challenge: &str) -> Vec<Step> {
    let version = msnp_client::Program::of(dialect).version;
    vec![
        hears(&format!("VER 1 {dialect} CVR0")),
        says(&format!("VER 1 {dialect}")),
        hears(&format!("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS alice@example.com")),
        says("CVR 2 9.9 9.9 1.0 http://a/ http://b/"),
        hears(&format!("USR 3 {package} I alice@example.com")),
        says_with("GCF 0", "<Policies></Policies>"),
        says(&format!("USR 3 {package} S {challenge}")),
    ]
}

fn welcomes() -> [Step; 2] {
    [says("USR 4 OK alice@example.com 1 0\nSBS 0 null"), says_with("MSG Hotmail Hotmail", PROFILE)]
}

/// Signs in to a server with this script, with tokens from that one.
async fn sign_in(
    dialect: Dialect,
    script: Vec<Step>,
    service: impl FnOnce(&str) -> Vec<Vec<Step>>,
    change: impl FnOnce(&mut Config),
) -> (Result<Client, Error>, [JoinHandle<()>; 2]) {
    let (listener, address) = listen().await;
    let server = play(listener, vec![script]);
    let (listener, login) = listen().await;
    let tokens = play(listener, service(&login));
    let mut config = config(&address, dialect);
    config.passport = Passport::at(&format!("http://{login}/rdr/pprdr.asp"));
    change(&mut config);
    (Client::sign_in(config).await, [server, tokens])
}

/// The same of a token service that answers this.
async fn refused_by(answer: Step) -> Error {
    let dialect = Dialect::Msnp15;
    let script = challenges(dialect, "SSO", &format!("MBI_KEY_OLD {NONCE}"));
    let service = |at: &str| vec![vec![asks(at, &WANTED), answer]];
    sign_in(dialect, script, service, |_| {}).await.0.unwrap_err()
}

#[tokio::test]
async fn the_secret_of_the_ticket_is_proven() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::SingleSignOn)) {
        for machine in [None, Some(EndpointId::new(MACHINE).unwrap())] {
            let on_a_machine = machine.is_some() && dialect.has(Cap::Endpoints);
            let mut script = challenges(dialect, "SSO", &format!("MBI_KEY_OLD {NONCE}"));
            script.push(Step::HearsLike(if on_a_machine { proves_on_a_machine } else { proves_on_none }));
            script.extend(welcomes());
            let service = |at: &str| vec![vec![asks(at, &WANTED), answers("200 OK", TOKENS[0])]];
            let change = |config: &mut Config| {
                (config.edition, config.machine) = (Edition::Rst, machine);
            };
            let (client, servers) = sign_in(dialect, script, service, change).await;
            let client = client.unwrap();
            assert_eq!(client.machine().is_some(), on_a_machine);
            assert!(client.ticket("contacts.msn.com").unwrap().starts_with("t="));
            assert_eq!(client.ticket("messengerclear.live.com"), Some(TICKET));
            assert_eq!(client.ticket("nobody.example"), None);
            for server in servers {
                server.await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn newer_dialects_ask_in_the_newer_form() {
    let mut script = challenges(Dialect::Msnp18, "SSO", &format!("MBI_KEY_OLD {NONCE}"));
    script.push(Step::HearsLike(proves_on_none));
    script.extend(welcomes());
    let service = |_: &str| {
        vec![vec![
            hears("POST /RST2.srf HTTP/1.1"),
            Step::HearsLike(|line| line.starts_with("Host: ")),
            hears("User-Agent: MSMSGS"),
            hears("Connection: close"),
            hears("Content-Type: application/soap+xml; charset=utf-8"),
            Step::HearsLike(|line| line.starts_with("Content-Length: ")),
            answers("200 OK", TOKENS[1]),
        ]]
    };
    let (client, [server, _]) = sign_in(Dialect::Msnp18, script, service, |_| {}).await;
    client.unwrap();
    server.await.unwrap();
}

/// As MSN Messenger 7.5 and Windows Live Messenger 8.0: the challenge is the policy.
#[tokio::test]
async fn a_ticket_of_the_service_is_shown_without_proof() {
    let dialect = Dialect::Msnp13;
    let policy = format!("?{}", CHALLENGE.replace(',', "&"));
    let mut wanted = vec![Wanted { service: "messenger.msn.com", policy: &policy }];
    wanted.extend(WANTED.into_iter().skip(2));
    let mut script = challenges(dialect, "TWN", CHALLENGE);
    script.push(hears("USR 4 TWN S t=EwAgTicketExample0002&p="));
    script.extend(welcomes());
    let service = |at: &str| vec![vec![asks(at, &wanted), answers("200 OK", TOKENS[0])]];
    let change = |config: &mut Config| config.package = Package::ServiceTicket;
    let (client, servers) = sign_in(dialect, script, service, change).await;
    client.unwrap();
    for server in servers {
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_secret_is_told_in_the_servers_words() {
    let error = refused_by(answers("200 OK", FAILED)).await;
    assert!(
        matches!(&error, Error::WrongCredentials { reason: Some(reason) } if reason == "Authentication Failure"),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_is_no_answer_is_the_servers_fault() {
    let expired = FAILED.replace("FailedAuthentication", "ExpiredData");
    let error = refused_by(answers("500 Internal Server Error", &expired)).await;
    assert!(
        matches!(&error, Error::Passport(PassportError::Fault { code, .. }) if code == "ExpiredData"),
        "{error:?}"
    );
    for status in ["500 Internal Server Error", "503 Service Unavailable", "404 Not Found"] {
        let error = refused_by(answers(status, "<html/>")).await;
        assert!(matches!(error, Error::Passport(PassportError::Status { .. })), "{error:?}");
    }
    let long = format!("<a>{}</a>", "x".repeat(70_000));
    for body in ["", "<html/>", "<Envelope><Body/></Envelope>", &long] {
        let error = refused_by(answers("200 OK", body)).await;
        assert!(matches!(error, Error::Passport(PassportError::BadAnswer { .. })), "{error:?}");
    }
    // Tickets, but not this one, or none that anything can be proven with.
    let without = TOKENS[0].replace("messengerclear.live.com", "somewhere.else");
    let secretless = TOKENS[0].replace("BinarySecret", "Secret");
    for body in [without, secretless] {
        let error = refused_by(answers("200 OK", &body)).await;
        assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    }
}

#[tokio::test]
async fn another_service_may_be_named_and_no_endless_row_of_them() {
    let redirect = |to: &str| {
        let fault = format!(
            "<Envelope><Fault><faultcode>psf:Redirect</faultcode><redirectUrl>{to}</redirectUrl></Fault></Envelope>"
        );
        answers("200 OK", &fault)
    };
    let dialect = Dialect::Msnp15;
    let script = || challenges(dialect, "SSO", &format!("MBI_KEY_OLD {NONCE}"));
    let again = |at: &str| format!("http://{at}/RST.srf");
    let mut whole = script();
    whole.push(Step::HearsLike(proves_on_none));
    whole.extend(welcomes());
    let service = |at: &str| {
        vec![
            vec![asks(at, &WANTED), redirect(&again(at))],
            vec![asks(at, &WANTED), answers("200 OK", TOKENS[0])],
        ]
    };
    sign_in(dialect, whole, service, |_| {}).await.0.unwrap();
    let service =
        |at: &str| (0..4).map(|_| vec![asks(at, &WANTED), redirect(&again(at))]).collect::<Vec<_>>();
    let error = sign_in(dialect, script(), service, |_| {}).await.0.unwrap_err();
    assert!(matches!(error, Error::Passport(PassportError::TooManyRedirects(3))), "{error:?}");
    let error = refused_by(redirect("nowhere")).await;
    assert!(matches!(error, Error::Passport(PassportError::BadAddress(_))), "{error:?}");
}

/// What the server says of the principal's programs, and of those of others.
#[tokio::test]
async fn places_are_told_apart_from_people() {
    let dialect = Dialect::Msnp18;
    let mut script = challenges(dialect, "SSO", &format!("MBI_KEY_OLD {NONCE}"));
    script.push(Step::HearsLike(proves_on_a_machine));
    script.extend(welcomes());
    let place = format!("<EndpointData id=\"{MACHINE}\"><Capabilities>7:48</Capabilities></EndpointData>");
    script.extend([
        says_with(
            "UBX 1:alice@example.com",
            &format!("<Data><PSM></PSM><CurrentMedia></CurrentMedia>{place}</Data>"),
        ),
        says("NLN NLN 1:alice@example.com Alice 5:48 0"),
        says_with(
            "UBX 1:bob@example.com",
            &format!("<Data><PSM>hi</PSM><CurrentMedia></CurrentMedia>{place}</Data>"),
        ),
        hears("PNG"),
        says("QNG 50"),
        hears_bytes(&format!("UUN 5 alice@example.com;{MACHINE} 4 14\r\ngoawyplzthxbye")),
        says("UUN 5 OK"),
        hears_bytes("UUN 6 alice@example.com 4 14\r\ngoawyplzthxbye"),
        says("UUN 6 OK"),
        hears_bytes("UUN 7 alice@example.com 4 4\r\ngtfo"),
        says("UUN 7 OK"),
    ]);
    let service = |at: &str| vec![vec![asks(at, &WANTED), answers("200 OK", TOKENS[0])]];
    let machine = EndpointId::new(MACHINE).unwrap();
    let change = |config: &mut Config| {
        (config.edition, config.machine) = (Edition::Rst, Some(machine.clone()));
    };
    let (client, [server, _]) = sign_in(dialect, script, service, change).await;
    let mut client = client.unwrap();
    let events = client.settle().await.unwrap();
    let [Event::Places(own), Event::OwnPresence(_), Event::PersonalMessage { text, places, .. }] =
        &events[..]
    else {
        panic!("{events:#?}")
    };
    assert_eq!((own, text.as_str()), (places, "hi"));
    assert_eq!((&own[0].id, own[0].caps.extended), (&machine, 48));
    client.sign_out_place(&machine).await.unwrap();
    client.sign_out_elsewhere().await.unwrap();
    client.sign_out_everywhere().await.unwrap();
    server.await.unwrap();
}

/// Who has two programs in a conversation is in it once.
#[tokio::test]
async fn a_person_comes_with_the_first_program_and_goes_with_the_last() {
    const BOBS: [&str; 2] =
        ["{b0b00000-0000-4000-8000-00000000000a}", "{b0b00000-0000-4000-8000-00000000000b}"];
    let (listener, address) = listen().await;
    let [first, second] = BOBS;
    let script = vec![
        hears(&format!("USR 1 alice@example.com;{MACHINE} 123.456")),
        says(&format!("USR 1 OK alice@example.com;{MACHINE} Alice")),
        hears("CAL 2 alice@example.com"),
        says(&format!(
            "CAL 2 RINGING 11752013\nJOI alice@example.com;{MACHINE} Alice 7:48\nJOI alice@example.com Alice 5:48"
        )),
        says(&format!(
            "JOI bob@example.com;{first} Bob 7:48\nJOI bob@example.com Bob 5:48\nJOI bob@example.com;{second} Bob 7:48"
        )),
        says(&format!("BYE bob@example.com;{first}\nBYE bob@example.com;{second}\nBYE bob@example.com")),
    ];
    let server = play(listener, vec![script]);
    let at = |handle: &str, machine: &str| msnp::value::HandleAtEndpoint {
        handle: msnp::value::Handle::new(handle).unwrap(),
        endpoint: Some(EndpointId::new(machine).unwrap()),
    };
    let me = at("alice@example.com", MACHINE);
    let address = msnp::value::Address::new(&address).unwrap();
    let cookie = msnp::value::Cookie::new("123.456").unwrap();
    let patience = std::time::Duration::from_secs(5);
    let entered = msnp_client::Conversation::enter(&address, cookie, &me, Dialect::Msnp18, patience);
    let mut conversation = entered.await.unwrap();
    conversation.call("alice@example.com").await.unwrap();
    let [bob_first, bob_second] = BOBS.map(|machine| at("bob@example.com", machine));
    for expected in [
        ConversationEvent::PlaceJoined(bob_first.clone()),
        ConversationEvent::Joined(msnp_client::Participant {
            handle: bob_first.handle.clone(),
            name: "Bob".to_owned(),
            caps: msnp::value::ClientCaps::parse("5:48"),
        }),
        ConversationEvent::PlaceJoined(bob_second.clone()),
        ConversationEvent::PlaceLeft(bob_first.clone()),
        ConversationEvent::PlaceLeft(bob_second),
        ConversationEvent::Left { handle: bob_first.handle, idle: false },
    ] {
        assert_eq!(conversation.next_event().await.unwrap(), expected);
    }
    assert!(conversation.participants().is_empty() && conversation.places().is_empty());
    server.await.unwrap();
}
