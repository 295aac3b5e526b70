//! Contact cards, What's New and profiles (reference 13 §2 to §4).

use nudge_core::{Handle, Secret, Service};
use nudge_soap::xml::Element;
use nudge_testkit::cast::{ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{TestServer, cast};

use super::http::{Answer, exchange, post};

async fn ticket(server: &TestServer, service: Service) -> String {
    let (core, handle) = (server.core(), Handle::new(ALICE).unwrap());
    let secret = Secret::new(SECRET.to_owned());
    let who = core.verify_password(&handle, [127, 0, 0, 1].into(), &secret).await.unwrap();
    core.issue_ticket(&who, service).unwrap().text().to_owned()
}

async fn number(server: &TestServer, who: &str) -> i64 {
    server.core().store().account_by_handle(&Handle::new(who).unwrap()).await.unwrap().id.get()
}

async fn ask(server: &TestServer, path: &str, body: &str) -> Answer {
    exchange(server.web(), &post(path, "services.live.com", "Content-Type: text/xml\r\n", body)).await
}

const FAILED: &str = "HTTP/1.1 500 Internal Server Error";

#[tokio::test]
async fn a_card_says_what_the_contact_shows() {
    let server = cast::server().start().await.unwrap();
    let sample = include_str!("../../../nudge-soap/tests/samples/GetXmlFeed.request.xml");
    let path = "/contactcard/ContactCardService.asmx";
    let bob = number(&server, BOB).await;
    server.core().set_personal_message(nudge_core::AccountId::new(bob), "a &amp; b").await.unwrap();
    for service in [Service::Spaces, Service::Messenger] {
        let ticket = ticket(&server, service).await;
        let request = sample.replace("EwAgTicketExample0001", &ticket);
        let of = |whom: i64| request.replace("1311768467463790321", &whom.to_string());
        let answer = ask(&server, path, &of(bob)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
        let card = Element::parse(answer.body.as_bytes()).unwrap();
        let card = card.at(&["Body", "GetXmlFeedResponse", "GetXmlFeedResult", "contactCard"]).unwrap();
        let elements = card.child("elements").unwrap().children().iter();
        let titles: Vec<_> = elements.map(|element| element.child("title").unwrap().text()).collect();
        assert_eq!(titles, ["Bob", "a & b"]);
        // Who shows nothing has no card.
        assert_eq!(ask(&server, path, &of(number(&server, CAROL).await)).await.status(), FAILED);
    }
    assert_eq!(ask(&server, path, sample).await.status(), FAILED);
}

#[tokio::test]
async fn there_is_nothing_new() {
    let server = cast::server().start().await.unwrap();
    let sample = include_str!("../../../nudge-soap/tests/samples/GetContactsRecentActivity.request.xml");
    let request = sample.replace("EwAgTicketExample0001", &ticket(&server, Service::WhatsNew).await);
    let path = "/whatsnew/whatsnewservice.asmx";
    for operation in ["GetContactsRecentActivity", "GetBatchRecentActivity"] {
        let answer = ask(&server, path, &request.replace("GetContactsRecentActivity", operation)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
        assert!(
            answer.body.contains(&format!("<{operation}Result><Activities/><Templates/>")),
            "{}",
            answer.body
        );
    }
    let answer = ask(&server, path, sample).await;
    assert!(answer.status() == FAILED && answer.body.contains("BadContextToken"), "{}", answer.body);
    let answer = ask(&server, path, &request.replace("GetContactsRecentActivity", "Explode")).await;
    assert!(answer.status() == FAILED && answer.body.contains("Forbidden"), "{}", answer.body);
}

#[tokio::test]
async fn a_profile_is_told_to_those_who_may_see_it() {
    let server = cast::server().start().await.unwrap();
    let ticket = ticket(&server, Service::Directory).await;
    let path = "/profile/Profile.asmx";
    let request = |operation: &str, whom: i64| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><SOAPUserHeader><TicketToken>t={ticket}&amp;p=\
             </TicketToken></SOAPUserHeader></s:Header><s:Body><{operation} xmlns=\"http://profile.live.com/\"><request>\
             <ViewName>WLX.DC.IncrementalView</ViewName><Id><Ns1>Cid</Ns1><V1>{whom}</V1></Id></request></{operation}></s:Body>\
             </s:Envelope>"
        )
    };
    let (alice, bob, carol) =
        (number(&server, ALICE).await, number(&server, BOB).await, number(&server, CAROL).await);
    for (whom, name) in [(alice, "Alice"), (bob, "Bob")] {
        let answer = ask(&server, path, &request("Get", whom)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
        let shown =
            format!("<A><N>ExpressionProfile.DisplayName</N><V xsi:type=\"xsd:string\">{name}</V></A>");
        assert!(answer.body.contains(&shown), "{}", answer.body);
    }
    for (operation, whom) in [("Get", carol), ("Set", alice), ("GetMany", alice)] {
        let answer = ask(&server, path, &request(operation, whom)).await;
        assert_eq!(answer.status(), FAILED, "{operation} {whom}");
    }
    let other = request("Get", bob).replace(&ticket, "x");
    assert!(ask(&server, path, &other).await.body.contains("BadContextToken"));
}
