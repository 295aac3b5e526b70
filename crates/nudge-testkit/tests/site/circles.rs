//! Circles, from the first member to the end, with clients of MSNP18 signed in beside the browser.

use anyhow::{Context as _, ensure};
use nudge_core::circle::edit::{CircleEdit, MAX_MESSAGE};
use nudge_core::circle::{Circle, CircleId, CircleLimits, CircleName, CircleRole};
use nudge_core::{Account, Actor, ContactKey, Edit, Handle, List, Policy};
use nudge_testkit::http::{Answer, get, post};
use nudge_testkit::{Raw, TestServer, browser, circles};

use crate::download::{downloaded, form_token, session};
use crate::forms::FORM;
use crate::steps::{self, BOB, PASSWORD, member, send, send_form, sign_in};

const ALICE: &str = "alice@example.com";
const CAROL: &str = "carol@example.com";
const HOST: &str = "im.example.net";
const HOME: &str = "{a11ce000-0000-4000-8000-00000000000a}";
const BOBS: &str = "{b0b00000-0000-4000-8000-00000000000b}";

/// A server with Alice, Bob and Carol.
struct Club {
    server: TestServer,
    origin: String,
    alice: Account,
    bob: Account,
    carol: Account,
}

impl Club {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(policy: impl FnOnce(&mut Policy)) -> Self {
        let (server, origin) = steps::start(policy).await;
        let bob = member(&server, BOB, "Bob").await;
        let alice = member(&server, ALICE, "Alice Liddell").await;
        let carol = member(&server, CAROL, "Carol").await;
        Self { server, origin, alice, bob, carol }
    }

    async fn make(&self, owner: &Account, name: &str) -> CircleId {
        let name = CircleName::new(name).unwrap();
        self.server.core().make_circle(owner.id, name).await.unwrap().id
    }

    async fn edit(&self, who: &Account, id: CircleId, edit: CircleEdit) {
        self.server.core().edit_circle(who.id, id, edit).await.unwrap();
    }

    async fn invite(&self, by: &Account, id: CircleId, whom: &Account) {
        let message = "We meet on Tuesdays.\nBring a <book>!".to_owned();
        self.edit(by, id, CircleEdit::Invite { whom: whom.handle.clone(), message }).await;
    }

    async fn join(&self, by: &Account, id: CircleId, whom: &Account) {
        self.invite(by, id, whom).await;
        self.edit(whom, id, CircleEdit::Accept).await;
    }

    async fn circle(&self, id: CircleId) -> Option<Circle> {
        self.server.core().store().circle(id).await.unwrap()
    }

    /// The first circle of somebody.
    async fn first(&self, whose: &Account) -> anyhow::Result<Circle> {
        let circles = self.server.core().store().circles_of(whose.id).await?;
        circles.into_iter().next().context("no circle")
    }

    async fn role(&self, id: CircleId, whose: &Account) -> Option<CircleRole> {
        self.circle(id).await?.member(whose.id).map(|member| member.role)
    }

    async fn reader(&self, who: &Account) -> Reader<'_> {
        let cookie = session(&self.server, who).await;
        let token = form_token(&self.server, "/circles", &cookie).await;
        Reader { server: &self.server, cookie, token }
    }
}

/// Somebody with a browser that has neither style nor script.
struct Reader<'a> {
    server: &'a TestServer,
    cookie: String,
    token: String,
}

impl Reader<'_> {
    async fn get(&self, path: &str) -> Answer {
        get(self.server.web(), HOST, path, &[("Cookie", &self.cookie)]).await.unwrap()
    }

    async fn post(&self, path: &str, fields: &str) -> Answer {
        let headers = [FORM, ("Cookie", self.cookie.as_str())];
        let body = format!("csrf={}&{fields}", self.token);
        post(self.server.web(), HOST, path, &headers, body.as_bytes()).await.unwrap()
    }

    /// What the page says to which the answer leads.
    async fn said_after(&self, answer: &Answer) -> String {
        assert_eq!(answer.status(), Some(303), "{}", answer.text());
        let cookies: Vec<_> =
            answer.header("Set-Cookie").into_iter().filter_map(|it| it.split(';').next()).collect();
        let cookies = format!("{}; {}", self.cookie, cookies.join("; "));
        let next = answer.header("Location").unwrap();
        let page = get(self.server.web(), HOST, next, &[("Cookie", &cookies)]).await.unwrap().text();
        let notice = page.split("class=\"notice").nth(1).expect("something is said");
        notice.split("<p>").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    }
}

/// Whether a client was told to read about that circle anew.
fn is_told(heard: &[(String, String)], id: CircleId) -> bool {
    heard.iter().any(|(line, payload)| line.starts_with("NOT ") && payload.contains(&id.to_string()))
}

async fn says(browser: &browser::Browser, words: &str) -> anyhow::Result<()> {
    let said = browser.text(".notice").await?;
    ensure!(said == words, "{said}");
    Ok(())
}

#[tokio::test]
async fn a_circle_lives_in_a_browser_from_the_first_member_to_the_end() {
    let club = Club::new().await;
    let (server, alice, carol) = (&club.server, &club.alice, &club.carol);
    let lived = browser::run(&club.origin, async |browser| {
        sign_in(browser).await?;
        browser.without_scripts().await?;
        browser.goto("/circles").await?;
        send(browser, &[("name", "Book & club")]).await?;
        says(browser, "There is a circle Book & club now. You are its administrator: invite somebody.")
            .await?;
        let path = browser.path().await?;
        let id = club.first(&club.bob).await?.id;
        ensure!(path == format!("/circles/{id}"), "{path}");

        let mut alices = circles::online(server, ALICE, PASSWORD, HOME).await?;
        let invite = format!("form[action='{path}/invite']");
        send_form(browser, &invite, &[("address", ALICE), ("words", "Come\nand read")]).await?;
        says(browser, "alice@example.com is invited.").await?;
        ensure!(is_told(&alices.settle_whole().await?, id), "Alice hears of it");
        send_form(browser, &invite, &[("address", ALICE)]).await?;
        ensure!(browser.text(".error").await? == "They are invited already, and have not answered yet.");
        club.edit(alice, id, CircleEdit::Accept).await;
        send_form(browser, &invite, &[("address", CAROL)]).await?;

        browser.goto(&path).await?;
        browser.follow(&format!("a[href$='{}']", alice.guid)).await?;
        browser.press("option[value='assistant']").await?;
        send_form(browser, "main", &[]).await?;
        says(browser, "Alice Liddell has another role now.").await?;
        ensure!(club.role(id, alice).await == Some(CircleRole::Assistant));
        browser.follow(&format!("a[href$='{}']", carol.guid)).await?;
        browser.follow("a.danger").await?;
        browser.follow(".confirm button").await?;
        says(browser, "The invitation of carol@example.com is taken back.").await?;
        ensure!(club.role(id, carol).await.is_none());

        alices.settle().await?;
        send_form(browser, &format!("form[action='{path}/name']"), &[("name", "Chess")]).await?;
        says(browser, "The circle is called Chess now.").await?;
        ensure!(is_told(&alices.settle_whole().await?, id));
        browser.follow(&format!("a[href$='{}']", alice.guid)).await?;
        browser.follow("a.danger").await?;
        browser.follow(".confirm button").await?;
        says(browser, "Alice Liddell does not belong to the circle any more.").await?;
        ensure!(is_told(&alices.settle_whole().await?, id));

        browser.follow("a[href$='/end']").await?;
        browser.follow(".confirm button").await?;
        says(browser, "The circle Chess is no more.").await?;
        ensure!(club.circle(id).await.is_none());
        browser.goto(&path).await?;
        ensure!(browser.text("h1").await? == "There is no such page");
        Ok(())
    });
    lived.await.unwrap();
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn every_page_of_circles_is_light_quiet_and_readable_for_everybody() {
    let club = Club::new().await;
    let (server, alice, bob, carol) = (&club.server, &club.alice, &club.bob, &club.carol);
    let lived = browser::run(&club.origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/circles", "circles-empty").await?;
        let id = club.make(bob, "Book club").await;
        club.join(bob, id, alice).await;
        club.edit(bob, id, CircleEdit::SetRole(alice.id, CircleRole::Assistant)).await;
        for (handle, name) in [("dave@example.com", "Dave"), ("erin@example.com", "Erin ~ away till Monday")]
        {
            let other = member(server, handle, name).await;
            club.join(bob, id, &other).await;
        }
        let long = member(server, "somebody.with.a.long.address@mail.example.com", "Frank").await;
        club.invite(bob, id, &long).await;
        let other = club.make(alice, "Chess on Tuesdays").await;
        club.invite(alice, other, bob).await;
        let third = club.make(carol, "A very long name of a circle, which goes on and on and breaks").await;
        club.join(carol, third, bob).await;
        let _alices = circles::there(server, id, ALICE, PASSWORD, HOME).await?;
        let _bobs = circles::there(server, id, BOB, PASSWORD, BOBS).await?;

        browser.inspect("/circles", "circles").await?;
        browser.goto("/circles").await?;
        let seen = browser.text("main").await?;
        for words in
            ["Chess on Tuesdays", "Alice Liddell (alice@example.com) has invited you.", "Bring a <book>!"]
        {
            ensure!(seen.contains(words), "{words}: {seen}");
        }
        ensure!(seen.contains("4 members, 2 there now"), "{seen}");
        let (path, invited) = (format!("/circles/{id}"), format!("/circles/{other}"));
        browser.inspect(&path, "circle").await?;
        browser.inspect(&invited, "circle-invited").await?;
        browser.inspect(&format!("{path}/members/{}", alice.guid), "circle-member").await?;
        browser.inspect(&format!("{path}/members/{}/take-out", alice.guid), "circle-take-out").await?;
        browser.inspect(&format!("{path}/members/{}", long.guid), "circle-asked").await?;
        browser.inspect(&format!("{path}/leave"), "circle-leave").await?;
        browser.inspect(&format!("{path}/end"), "circle-end").await?;
        browser.inspect(&format!("/circles/{third}"), "circle-of-another").await?;
        browser.goto(&path).await?;
        send_form(browser, &format!("form[action='{path}/invite']"), &[("address", "nobody@example.com")])
            .await?;
        let said = browser.text(".error").await?;
        ensure!(said == "Nobody here has that address, or they take no invitations from you.", "{said}");
        browser.inspect_here("circle-wrong").await?;
        Ok(())
    });
    lived.await.unwrap();
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_read_and_answered() {
    let club = Club::new().await;
    let (alice, bob) = (&club.alice, &club.bob);
    let (first, second) = (club.make(alice, "Books").await, club.make(alice, "Chess").await);
    for id in [first, second] {
        club.invite(alice, id, bob).await;
    }
    let reader = club.reader(bob).await;
    let page = reader.get(&format!("/circles/{first}")).await.text();
    assert!(page.contains("Alice Liddell (alice@example.com) has invited you."), "{page}");
    assert!(page.contains("Bring a &#60;book&#62;!"), "{page}");
    assert!(!page.contains("/invite") && !page.contains("/leave"), "who is invited has no say: {page}");

    let mut alices = circles::online(&club.server, ALICE, PASSWORD, HOME).await.unwrap();
    let answer = reader.post(&format!("/circles/{first}/answer"), "answer=accept").await;
    assert_eq!(reader.said_after(&answer).await, "You belong to Books now.");
    assert!(is_told(&alices.settle_whole().await.unwrap(), first));
    let answer = reader.post(&format!("/circles/{second}/answer"), "answer=decline").await;
    assert_eq!(reader.said_after(&answer).await, "The invitation to Chess is declined.");
    assert!(is_told(&alices.settle_whole().await.unwrap(), second));
    let again = reader.post(&format!("/circles/{first}/answer"), "answer=accept").await;
    assert_eq!(reader.said_after(&again).await, "You belong to Books now.");
    let too_late = reader.post(&format!("/circles/{first}/answer"), "answer=decline").await;
    let words = "You belong to it already. If you do not want to, leave it.";
    assert_eq!(reader.said_after(&too_late).await, words);
    assert_eq!(reader.post(&format!("/circles/{second}/answer"), "answer=accept").await.status(), Some(404));
    assert_eq!(club.role(first, bob).await, Some(CircleRole::Member));

    // Whoever asked has left, and shows no more than the address.
    let third = club.make(alice, "Go").await;
    club.join(alice, third, &club.carol).await;
    club.invite(alice, third, bob).await;
    club.edit(alice, third, CircleEdit::Leave).await;
    let page = reader.get("/circles").await.text();
    assert!(page.contains("alice@example.com has invited you.") && !page.contains("Liddell"), "{page}");
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn a_client_sees_at_once_what_the_site_did_and_the_other_way_round() {
    let club = Club::new().await;
    let (alice, bob) = (&club.alice, &club.bob);
    let id = club.make(bob, "Books").await;
    club.join(bob, id, alice).await;
    let reader = club.reader(bob).await;
    let path = format!("/circles/{id}");
    let circle = async || reader.get(&path).await.text();
    assert!(circle().await.contains("nobody there now"));

    // Alice comes with a client: the page has her there.
    let mut alices = circles::there(&club.server, id, ALICE, PASSWORD, HOME).await.unwrap();
    let page = circle().await;
    assert!(page.contains("1 there now") && page.contains("class=\"status online\""), "{page}");
    alices.asks("CHG 10 BSY 5:48 0", "CHG 10 BSY 5:48 0").await.unwrap();
    alices.settle().await.unwrap();
    assert!(circle().await.contains("class=\"status busy\""));

    // Bob renames: her client is told the name, and to read anew. Bob's own client is, too.
    let mut bobs = circles::online(&club.server, BOB, PASSWORD, BOBS).await.unwrap();
    alices.settle().await.unwrap();
    assert_eq!(reader.post(&format!("{path}/name"), "name=Chess").await.status(), Some(303));
    let heard = alices.settle_whole().await.unwrap();
    assert!(is_told(&heard, id) && heard.iter().any(|(_, it)| it.contains("<MFN>Chess</MFN>")), "{heard:?}");
    assert!(is_told(&bobs.settle_whole().await.unwrap(), id));

    // Bob takes her out: her client is put out of the circle at once.
    let out = format!("{path}/members/{}/take-out", alice.guid);
    assert_eq!(reader.post(&out, "").await.status(), Some(303));
    let heard = alices.settle_whole().await.unwrap();
    assert!(is_told(&heard, id) && heard.iter().any(|(line, _)| line.starts_with("NFY DEL ")), "{heard:?}");
    alices.send_payload("ADL 22", circles::list(id, 3).as_bytes()).await.unwrap();
    alices.expect("933 22").await.unwrap();
    assert!(!circle().await.contains("Alice"));

    // It ends: everybody whom it concerned hears of it, and no book has it any more.
    club.invite(bob, id, &club.carol).await;
    let mut carols = circles::online(&club.server, CAROL, PASSWORD, HOME).await.unwrap();
    assert_eq!(reader.post(&format!("{path}/end"), "").await.status(), Some(303));
    for raw in [&mut bobs, &mut carols] as [&mut Raw; 2] {
        assert!(is_told(&raw.settle_whole().await.unwrap(), id));
    }
    assert!(club.server.core().store().circles_of(club.carol.id).await.unwrap().is_empty());
    club.server.stop().await.unwrap();
}

/// Each is told beside the field that it is about, and what was typed is still there.
#[tokio::test]
async fn every_refusal_is_said_in_words() {
    let club = Club::with(|policy| policy.circles = CircleLimits { members: 3, circles: 2 }).await;
    let (alice, bob, carol) = (&club.alice, &club.bob, &club.carol);
    let id = club.make(bob, "Books").await;
    club.join(bob, id, alice).await;
    let [first, _] = [club.make(carol, "Carol's").await, club.make(carol, "Carol's other").await];
    let reader = club.reader(bob).await;
    let (path, long) = (format!("/circles/{id}"), "x".repeat(MAX_MESSAGE + 1));
    let invite = format!("{path}/invite");
    let rename = format!("{path}/name");
    let me = format!("{path}/members/{}", bob.guid);
    let her = format!("{path}/members/{}", alice.guid);
    for (to, fields, words) in [
        ("/circles", "name=", "A name has 1 to 120 letters"),
        ("/circles", &format!("name={long}"), "A name has 1 to 120 letters"),
        ("/circles", "name=a%00b", "A name has 1 to 120 letters"),
        (&invite, "address=bob", "That is not an e-mail address"),
        (&invite, "address=nobody@example.com", "Nobody here has that address, or they take no invitations"),
        (&invite, "address=alice@example.com", "They belong to the circle already."),
        (&invite, "address=bob@example.com", "They belong to the circle already."),
        (&invite, "address=carol@example.com", "They are in as many circles as they may be."),
        (&invite, &format!("address={CAROL}&words={long}"), "These are too many words"),
        (&invite, &format!("address={CAROL}&words=%07"), "These are too many words"),
        (&rename, "name=", "A name has 1 to 120 letters"),
        (&rename, "name=Books", "That is so already."),
        (&me, "role=member", "There would be no administrator left."),
        (&her, "role=member", "That is so already."),
    ] {
        let answer = reader.post(to, fields).await;
        assert_eq!(answer.status(), Some(422), "{to} {fields}");
        let page = answer.text();
        let said = page.split("class=\"error\"").nth(1).unwrap_or_default().split("</p>").next().unwrap();
        assert!(said.contains(words), "{to} {fields}: {said}");
    }
    let typed = reader.post(&invite, "address=nobody@example.com&words=Do+come").await.text();
    assert!(
        typed.contains("value=\"nobody@example.com\"") && typed.contains(">Do come</textarea>"),
        "{typed}"
    );

    // Whoever has blocked the one who asks is not there for them.
    let contact = ContactKey::from(bob.handle.clone());
    let block = Edit::Add { list: List::Block, contact, stored_name: None, group: None };
    club.server.core().edit_roster(carol.id, block).await.unwrap();
    club.edit(carol, first, CircleEdit::End).await;
    let answer = reader.post(&invite, &format!("address={CAROL}")).await;
    assert!(answer.text().contains("or they take no invitations from you."), "{}", answer.text());
    let contact = ContactKey::from(bob.handle.clone());
    let unblock = Edit::Remove { list: List::Block, contact, group: None };
    club.server.core().edit_roster(carol.id, unblock).await.unwrap();
    club.invite(bob, id, carol).await;
    let answer = reader.post(&invite, &format!("address={CAROL}")).await;
    assert!(answer.text().contains("They are invited already"), "{}", answer.text());
    member(&club.server, "dave@example.com", "Dave").await;
    let answer = reader.post(&invite, "address=dave@example.com").await;
    assert!(answer.text().contains("The circle is full"), "{}", answer.text());
    club.make(bob, "Another").await;
    let answer = reader.post("/circles", "name=A+third").await;
    assert!(answer.text().contains("You are in as many circles as you may be."), "{}", answer.text());
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn who_changes_a_great_deal_waits() {
    let club = Club::with(|policy| policy.contact_changes.count = 1).await;
    let reader = club.reader(&club.bob).await;
    assert_eq!(reader.post("/circles", "name=Books").await.status(), Some(303));
    let answer = reader.post("/circles", "name=Chess").await;
    assert_eq!(answer.status(), Some(422));
    assert!(answer.text().contains("You have changed a great deal in a short time."), "{}", answer.text());
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn roles_decide_what_is_shown_and_what_is_done() {
    let club = Club::new().await;
    let (alice, bob, carol) = (&club.alice, &club.bob, &club.carol);
    let id = club.make(alice, "Books").await;
    for other in [bob, carol] {
        club.join(alice, id, other).await;
    }
    let reader = club.reader(bob).await;
    let path = format!("/circles/{id}");
    let member_of = |who: &Account| format!("{path}/members/{}", who.guid);
    let invite = format!("{path}/invite");
    let page = reader.get(&path).await.text();
    assert!(page.contains("/leave") && !page.contains("/invite") && !page.contains("/members/"), "{page}");
    let not_allowed = "Your role in the circle does not let you do that.";
    for (to, fields, status) in [
        (invite.clone(), "address=nobody@example.com", 403),
        (format!("{path}/name"), "name=Chess", 403),
        (member_of(carol), "role=assistant", 403),
    ] {
        assert_eq!(reader.post(&to, fields).await.status(), Some(status), "{to}");
    }
    for to in [format!("{}/take-out", member_of(carol)), format!("{path}/end")] {
        assert_eq!(reader.get(&to).await.status(), Some(403), "{to}");
        let answer = reader.post(&to, "").await;
        assert_eq!(reader.said_after(&answer).await, not_allowed, "{to}");
    }
    assert_eq!(club.circle(id).await.unwrap().members.len(), 3);

    // An assistant takes members out, but neither assistants nor administrators.
    club.edit(alice, id, CircleEdit::SetRole(bob.id, CircleRole::Assistant)).await;
    let page = reader.get(&path).await.text();
    assert!(page.contains("/invite") && !page.contains("/end"), "{page}");
    assert!(page.contains(&member_of(carol)) && !page.contains(&member_of(alice)), "{page}");
    assert_eq!(reader.get(&member_of(alice)).await.status(), Some(403));
    let answer = reader.post(&format!("{}/take-out", member_of(alice)), "").await;
    assert_eq!(reader.said_after(&answer).await, not_allowed);
    assert!(!reader.get(&member_of(carol)).await.text().contains("name=\"role\""));
    let answer = reader.post(&format!("{}/take-out", member_of(carol)), "").await;
    assert_eq!(reader.said_after(&answer).await, "Carol does not belong to the circle any more.");

    // The administrator goes, and Bob inherits; then he is the last.
    let owner = club.reader(alice).await;
    let answer = owner.post(&format!("{path}/leave"), "").await;
    assert_eq!(owner.said_after(&answer).await, "You do not belong to Books any more.");
    assert_eq!(club.role(id, bob).await, Some(CircleRole::Administrator));
    assert!(reader.get(&format!("{path}/leave")).await.text().contains("You are the last member of Books"));
    assert_eq!(reader.post(&format!("{path}/leave"), "").await.status(), Some(303));
    assert!(club.circle(id).await.is_none());
    club.server.stop().await.unwrap();
}

/// What no page of ours sends, and what is somebody else's.
#[tokio::test]
async fn hostile_forms_and_strangers_change_nothing() {
    let club = Club::new().await;
    let (alice, bob, carol) = (&club.alice, &club.bob, &club.carol);
    let id = club.make(alice, "Secret").await;
    club.join(alice, id, bob).await;
    club.edit(alice, id, CircleEdit::SetRole(bob.id, CircleRole::Administrator)).await;
    let before = club.circle(id).await;
    let path = format!("/circles/{id}");
    let nobody = "00000000-0000-4000-8000-000000000000";
    let stranger = club.reader(carol).await;
    let pages =
        ["", "/leave", "/end", &format!("/members/{}", bob.guid), &format!("/members/{}/take-out", bob.guid)];
    for page in pages {
        let answer = stranger.get(&format!("{path}{page}")).await;
        assert_eq!(answer.status(), Some(404), "{page}");
        assert!(!answer.text().contains("Secret"), "{page}");
    }
    for (to, fields) in [
        ("/answer", "answer=accept"),
        ("/answer", "answer=decline"),
        ("/invite", "address=carol@example.com"),
        ("/name", "name=Ours"),
        ("/leave", ""),
        ("/end", ""),
        (&format!("/members/{}", bob.guid), "role=member"),
        (&format!("/members/{}/take-out", bob.guid), ""),
    ] {
        assert_eq!(stranger.post(&format!("{path}{to}"), fields).await.status(), Some(404), "{to}");
    }

    let reader = club.reader(bob).await;
    let other = CircleId::new(id.get() ^ 1).unwrap();
    for (to, fields, status) in [
        (format!("/circles/{other}/leave"), "", 404),
        ("/circles/x/leave".to_owned(), "", 404),
        ("/circles/%ff/leave".to_owned(), "", 400),
        ("/circles/00000000-0000-0000-0009-000000000000/end".to_owned(), "", 404),
        (format!("{path}/answer"), "answer=maybe", 400),
        (format!("{path}/answer"), "", 400),
        (format!("{path}/invite"), "", 422),
        (format!("{path}/members/{nobody}"), "role=member", 404),
        (format!("{path}/members/x"), "role=member", 404),
        (format!("{path}/members/{}", alice.guid), "role=owner", 400),
        (format!("{path}/members/{}", alice.guid), "", 400),
        (format!("{path}/members/{nobody}/take-out"), "", 404),
        (format!("{path}/members/{}/take-out", bob.guid), "", 400),
    ] {
        let answer = reader.post(&to, fields).await;
        assert_eq!(answer.status(), Some(status), "{to} {fields}");
    }
    // Without the token of the reader's own forms nothing is done, and strangers are led to the door.
    let headers = [FORM, ("Cookie", reader.cookie.as_str())];
    for to in ["/circles", &format!("{path}/end"), &format!("{path}/leave"), &format!("{path}/answer")] {
        let body = b"csrf=guessed&name=a&answer=accept";
        let answer = post(club.server.web(), HOST, to, &headers, body).await.unwrap();
        assert_eq!(answer.status(), Some(403), "{to}");
    }
    let page = get(club.server.web(), HOST, "/circles", &[]).await.unwrap();
    assert_eq!(page.header("Location"), Some("/sign-in?next=%2Fcircles"));
    assert_eq!(club.circle(id).await, before);
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn everybody_takes_away_what_is_theirs() {
    let club = Club::new().await;
    let (alice, bob, carol) = (&club.alice, &club.bob, &club.carol);
    let id = club.make(bob, "Books").await;
    club.join(bob, id, alice).await;
    club.invite(bob, id, carol).await;
    let other = club.make(alice, "Chess").await;
    club.invite(alice, other, bob).await;
    let files = downloaded(&club.server, bob).await;
    let circles: serde_json::Value = serde_json::from_str(&files["circles.json"]).unwrap();
    let [mine, asked] = &circles.as_array().unwrap()[..] else { panic!("{circles}") };
    assert_eq!(
        (&mine["name"], &mine["state"], &mine["role"]),
        (&"Books".into(), &"member".into(), &"administrator".into())
    );
    assert_eq!(mine["id"], id.to_string());
    assert_eq!(mine["you_have_invited"][0]["address"], CAROL);
    assert_eq!(mine["you_have_invited"][0]["words"], "We meet on Tuesdays.\nBring a <book>!");
    assert_eq!((&asked["name"], &asked["state"]), (&"Chess".into(), &"invited".into()));
    assert_eq!(
        (&asked["invited_by"], &asked["words"]),
        (&ALICE.into(), &"We meet on Tuesdays.\nBring a <book>!".into())
    );
    let all = circles.to_string();
    assert!(!all.contains("Liddell"), "who else belongs to a circle is theirs: {all}");
    assert!(files["README.txt"].matches("circles.json").count() == 2, "in both languages");
    club.server.stop().await.unwrap();
}

#[tokio::test]
async fn the_others_hear_that_an_account_is_deleted() {
    let club = Club::new().await;
    let (alice, bob, carol) = (&club.alice, &club.bob, &club.carol);
    let id = club.make(alice, "Books").await;
    club.join(alice, id, bob).await;
    club.invite(alice, id, carol).await;
    let mut bobs = circles::there(&club.server, id, BOB, PASSWORD, BOBS).await.unwrap();
    let mut carols = circles::online(&club.server, CAROL, PASSWORD, HOME).await.unwrap();
    let handle = Handle::new(ALICE).unwrap();
    club.server.core().delete_account(&Actor::Owner, &handle).await.unwrap();
    for raw in [&mut bobs, &mut carols] as [&mut Raw; 2] {
        assert!(is_told(&raw.settle_whole().await.unwrap(), id));
    }
    assert_eq!(club.role(id, bob).await, Some(CircleRole::Administrator));
    let reader = club.reader(carol).await;
    assert!(reader.get("/circles").await.text().contains("You belong to no circle yet"));
    club.server.stop().await.unwrap();
}
