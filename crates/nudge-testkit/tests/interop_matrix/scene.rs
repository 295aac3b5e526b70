//! What two people do with each other, each in a dialect of their own.

use anyhow::{Context as _, ensure};
use msnp::payload::mail::MailNotice;
use msnp::payload::mime::Message as Mime;
use msnp::value::{ClientCaps, ErrorCode, List, PropertyKey, Status};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Conversation, ConversationEvent, Event, Message, Participant};
use nudge_core::Lists;
use nudge_testkit::{Member, TestServer};

use crate::appearance::{CAPS, appear, say_of_oneself};
use crate::elsewhere::{Others, edit_and_read};
use crate::{absent, picture, places};

/// Two dialects, and a third for who joins later.
pub(crate) struct Scene {
    pub(crate) a: Dialect,
    pub(crate) b: Dialect,
    c: Dialect,
}

/// What somebody is seen to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Seen {
    Here(Status, String),
    Gone,
}

const SECRET: &str = "secret";

/// Umlauts, ideographs, an emoji of several code points, and all that a line must not have in it.
const ALICE: &str = "Älice & 爱丽丝 👩‍💻 100%";
const BOB: &str = "Bøb + ボブ 🐻";
const CAROL: &str = "Кэрол";
pub(crate) const TEXTS: [&str; 4] =
    ["grüß dich, 爱丽丝", "👩‍👩‍👧‍👦 + 100% = %20 <b>&amp;</b>", "two\r\nlines\r\n", "\u{feff}\u{202e}rtl\u{0}nul"];

impl Scene {
    /// The scene of two dialects.
    pub(crate) fn of(a: Dialect, b: Dialect) -> Self {
        let place = |dialect| Dialect::ALL.iter().position(|other| *other == dialect).unwrap_or(0);
        // So that over all scenes each dialect is the third in as many.
        let c = Dialect::ALL.into_iter().cycle().nth(place(a) + place(b)).unwrap_or(a);
        Self { a, b, c }
    }

    /// Who is in it.
    pub(crate) fn members(&self) -> [Member; 4] {
        let member = |who: &str, name: &str| Member::new(&self.handle(who), SECRET).named(name);
        [member("alice", "Alice"), member("bob", "Bob"), member("carol", CAROL), member("dora", "Dora")]
    }

    fn handle(&self, who: &str) -> String {
        format!("{who}.{}.{}@example.com", self.a, self.b)
    }

    pub(crate) async fn play(&self, server: &TestServer) -> anyhow::Result<()> {
        let mut alice = self.arrives(server, "alice", "Alice", self.a).await.context("alice arrives")?;
        let mut bob = self.arrives(server, "bob", "Bob", self.b).await.context("bob arrives")?;
        let mut carol = self.arrives(server, "carol", CAROL, self.c).await.context("carol arrives")?;
        befriend(server, &mut alice, &mut bob).await.context("alice adds bob")?;
        befriend(server, &mut bob, &mut alice).await.context("bob adds alice")?;
        change_states(&mut alice, &mut bob).await.context("alice changes state")?;
        change_states(&mut bob, &mut alice).await.context("bob changes state")?;
        rename(&mut alice, ALICE, &mut bob).await.context("alice renames herself")?;
        rename(&mut bob, BOB, &mut alice).await.context("bob renames himself")?;
        appear(&mut alice, &mut bob).await.context("alice has a picture")?;
        appear(&mut bob, &mut alice).await.context("bob has a picture")?;
        say_of_oneself(&mut alice, &mut bob).await.context("alice says something of herself")?;
        say_of_oneself(&mut bob, &mut alice).await.context("bob says something of himself")?;
        chat(&mut alice, &mut bob, &mut carol).await.context("alice calls bob")?;
        chat(&mut bob, &mut alice, &mut carol).await.context("bob calls alice")?;
        block(&mut alice, &mut bob).await.context("alice blocks bob")?;
        block(&mut bob, &mut alice).await.context("bob blocks alice")?;
        set_phone(&mut alice, &mut bob).await.context("alice has a telephone")?;
        set_phone(&mut bob, &mut alice).await.context("bob has a telephone")?;
        group(&mut alice, &bob).await.context("alice groups bob")?;
        group(&mut bob, &alice).await.context("bob groups alice")?;
        let (friend, blocked) = (handle(&alice), handle(&bob));
        let others = Others { friend: &friend, blocked: &blocked, stranger: &mut carol };
        let dora = |dialect| server.client(&self.handle("dora"), SECRET, dialect);
        edit_and_read(server, dora, (self.a, self.b), others).await.context("dora has two clients")?;

        let mut alice = self.second_place(server, alice, &mut bob).await.context("alice has two places")?;
        greet(&mut bob, &mut alice).await.context("bob calls alice, who was at two places")?;

        let alices = handle(&alice);
        goes(alice, &mut bob).await.context("alice signs out")?;
        let left = absent::write_to(server, &mut bob, &alices).await.context("bob writes to alice")?;
        let (mut alice, came) =
            self.enters(server, "alice", ALICE, self.a, 0).await.context("alice is back")?;
        absent::read(server, &mut alice, &bob, left, came).await.context("alice reads what bob wrote")?;

        let bobs = handle(&bob);
        goes(bob, &mut alice).await.context("bob signs out")?;
        let left = absent::write_to(server, &mut alice, &bobs).await.context("alice writes to bob")?;
        let (mut bob, came) = self.enters(server, "bob", BOB, self.b, 0).await.context("bob is back")?;
        absent::read(server, &mut bob, &alice, left, came).await.context("bob reads what alice wrote")?;
        goes(alice, &mut bob).await.context("alice signs out again")
    }

    /// Alice signs in once more. Who she is then, comes back.
    async fn second_place(
        &self,
        server: &TestServer,
        mut alice: Client,
        bob: &mut Client,
    ) -> anyhow::Result<Client> {
        settled(&mut alice).await?;
        settled(bob).await?;
        if self.a.has(Cap::Endpoints) {
            let (second, _) = self.enters(server, "alice", ALICE, self.a, 1).await?;
            places::beside(&mut alice, second, bob).await?;
            return Ok(alice);
        }
        let (second, _) = self.enters(server, "alice", ALICE, self.a, 0).await?;
        places::instead(alice, &second, bob).await?;
        Ok(second)
    }

    /// Signs in for the first time.
    async fn arrives(
        &self,
        server: &TestServer,
        who: &str,
        name: &str,
        dialect: Dialect,
    ) -> anyhow::Result<Client> {
        let (client, said) = self.enters(server, who, name, dialect, 0).await?;
        let (mail, rest): (Vec<_>, Vec<_>) =
            said.into_iter().partition(|event| matches!(event, Event::Mail(MailNotice::Waiting(_))));
        let rest: Vec<_> = rest.into_iter().filter(|event| !places::is_own(event)).collect();
        ensure!(rest.is_empty(), "there is nobody yet, and something was said: {rest:?}");
        ensure!(mail.len() == usize::from(dialect.has(Cap::MailData)), "mail notices: {mail:?}");
        Ok(client)
    }

    /// Signs in as a client does, on the first or the second machine: lists, then a state. What was said then comes back.
    async fn enters(
        &self,
        server: &TestServer,
        who: &str,
        name: &str,
        dialect: Dialect,
        machine: usize,
    ) -> anyhow::Result<(Client, Vec<Event>)> {
        let mut config = server.client(&self.handle(who), SECRET, dialect);
        config.machine = places::machine(dialect, machine)?;
        let mut client = Client::sign_in(config).await?;
        client.announce_version().await?;
        if dialect.has(Cap::SyncedLists) {
            client.sync().await?;
        } else {
            // Later clients have their name from the address book, and repeat it here.
            client.rename_self(name).await?;
        }
        if machine > 0 {
            // The program beside the first is one of the same kind.
            client.set_presence(Status::Online, Some(CAPS), None).await?;
        } else {
            client.set_status(Status::Online).await?;
        }
        let said = settled(&mut client).await?;
        Ok((client, said))
    }
}

/// Signs out, and the other sees it.
async fn goes(who: Client, other: &mut Client) -> anyhow::Result<()> {
    let went = who.handle().clone();
    who.sign_out().await?;
    let gone = other.wait_for(|event| match event {
        Event::Offline(fln) => Some(fln.contact.handle),
        _ => None,
    });
    ensure!(gone.await? == went, "somebody else went");
    Ok(())
}

/// Calls, and says something.
async fn greet(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    let mut mine = one.open_conversation().await?;
    mine.call(other.handle().as_str()).await?;
    let mut theirs = answer(other, one).await?;
    mine.joined().await?;
    say(&mut mine, one, TEXTS[0], &mut [&mut theirs]).await?;
    say(&mut theirs, other, TEXTS[1], &mut [&mut mine]).await?;
    theirs.leave().await?;
    left(&mut mine, other).await?;
    mine.leave().await?;
    Ok(())
}

/// All that there was cause to say to somebody when this began. The server turns to what others did and to what a client says in
/// turns, so a first ping can overtake what was there before it, and a second one cannot.
pub(crate) async fn settled(client: &mut Client) -> Result<Vec<Event>, msnp_client::Error> {
    client.ping().await?;
    client.settle().await
}

/// What has been seen of somebody since the last time.
async fn seen(watcher: &mut Client, of: &str) -> anyhow::Result<Vec<Seen>> {
    let events = settled(watcher).await?;
    Ok(events
        .into_iter()
        .filter_map(|event| match event {
            Event::InitialPresence(iln) if iln.contact.handle.as_str() == of => {
                Some(Seen::Here(iln.status, iln.name.decode()))
            }
            Event::Presence(nln) if nln.contact.handle.as_str() == of => {
                Some(Seen::Here(nln.status, nln.name.decode()))
            }
            Event::Offline(fln) if fln.contact.handle.as_str() == of => Some(Seen::Gone),
            _ => None,
        })
        .collect())
}

/// Exactly this must have been seen of somebody since the last time.
pub(crate) async fn sees(watcher: &mut Client, of: &str, expected: &[Seen]) -> anyhow::Result<()> {
    let seen = seen(watcher, of).await?;
    ensure!(seen == expected, "{} should see {expected:?} of {of}, saw {seen:?}", watcher.handle());
    Ok(())
}

pub(crate) fn handle(client: &Client) -> String {
    client.handle().as_str().to_owned()
}

/// Whether somebody is on a list, as its owner's client reads it; later clients read it elsewhere, so the store is asked.
async fn is_on(server: &TestServer, owner: &mut Client, list: List, whom: &str) -> anyhow::Result<bool> {
    if owner.dialect().has(Cap::SyncedLists) {
        return Ok(owner.sync().await?.has(list, whom));
    }
    let store = server.core().store();
    let id = store.account_by_handle(&nudge_core::Handle::new(&handle(owner))?).await?.id;
    let roster = store.roster(id).await?;
    let bit = match list {
        List::Forward => Lists::FORWARD,
        List::Allow => Lists::ALLOW,
        List::Block => Lists::BLOCK,
        List::Reverse | List::Pending => Lists::REVERSE,
    };
    let contact = roster.contact(&nudge_core::Handle::new(whom)?);
    Ok(contact.is_some_and(|contact| contact.lists().contains(bit)))
}

async fn befriend(server: &TestServer, one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    let (me, them) = (handle(one), handle(other));
    one.add(List::Allow, &them, &them, None).await?;
    one.add(List::Forward, &them, &them, None).await?;
    sees(one, &them, &[Seen::Here(Status::Online, other.name().to_owned())]).await?;
    let told = settled(other).await?.into_iter().any(|event| match event {
        Event::Added(add) => {
            add.list == List::Reverse && add.handle.as_str() == me && add.name.as_deref() == Some(one.name())
        }
        _ => false,
    });
    ensure!(told, "{them} is not told who added them");
    for list in [List::Forward, List::Allow] {
        ensure!(is_on(server, one, list, &them).await?, "{them} is not on {list} of {me}");
    }
    ensure!(is_on(server, other, List::Reverse, &me).await?, "{me} is not on RL of {them}");
    Ok(())
}

async fn change_states(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    let (me, name) = (handle(one), one.name().to_owned());
    seen(other, &me).await?;
    for status in
        Status::ALL.iter().copied().filter(|s| !matches!(s, Status::Hidden | Status::Offline)).skip(1)
    {
        one.set_status(status).await?;
        sees(other, &me, &[Seen::Here(status, name.clone())]).await?;
        one.set_status(status).await?;
        sees(other, &me, &[]).await?;
    }
    one.set_status(Status::Hidden).await?;
    sees(other, &me, &[Seen::Gone]).await?;
    let refused = one.switchboard().await.err().and_then(|error| error.code());
    let expected = (!one.dialect().has(Cap::ConversationsWhileHidden)).then_some(ErrorCode::NotWhenOffline);
    ensure!(refused == expected, "a hidden principal asks for a switchboard: {refused:?}");
    one.set_status(Status::Online).await?;
    sees(other, &me, &[Seen::Here(Status::Online, name)]).await
}

async fn rename(one: &mut Client, name: &str, other: &mut Client) -> anyhow::Result<()> {
    let me = handle(one);
    one.rename_self(name).await?;
    sees(other, &me, &[Seen::Here(Status::Online, name.to_owned())]).await?;
    // What clients do with a name they hear; later ones tell it to the address book.
    if !other.dialect().has(Cap::SyncedLists) {
        return Ok(());
    }
    other.rename_contact(&me, name).await?;
    let lists = other.sync().await?;
    let row = lists.forward.iter().find(|contact| contact.handle.as_str() == me).context("no contact")?;
    ensure!(row.name == name, "the contact is called {:?}", row.name);
    Ok(())
}

/// Answers the next call, whoever it is.
pub(crate) async fn answered(callee: &mut Client) -> anyhow::Result<Conversation> {
    let ring = callee.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await?;
    Ok(callee.answer(&ring).await?)
}

async fn answer(callee: &mut Client, caller: &Client) -> anyhow::Result<Conversation> {
    let ring = callee.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await?;
    ensure!(ring.handle == *caller.handle(), "{} calls", ring.handle);
    ensure!(ring.name.decode() == caller.name(), "{:?} calls", ring.name.decode());
    Ok(callee.answer(&ring).await?)
}

async fn chat(one: &mut Client, other: &mut Client, third: &mut Client) -> anyhow::Result<()> {
    let mut mine = one.open_conversation().await?;
    ensure!(!mine.say("is anybody there?").await?.is_delivered(), "delivered to nobody");
    mine.call(other.handle().as_str()).await?;
    let mut theirs = answer(other, one).await?;
    let joined = mine.joined().await?;
    ensure!((&joined.handle, joined.name.as_str()) == (other.handle(), other.name()), "{joined:?} joined");
    let [there] = theirs.participants() else { anyhow::bail!("{:?} are in", theirs.participants()) };
    ensure!((&there.handle, there.name.as_str()) == (one.handle(), one.name()), "{there:?} is in");
    can(one, &joined, other)?;
    can(other, there, one)?;

    for text in TEXTS {
        say(&mut mine, one, text, &mut [&mut theirs]).await?;
        say(&mut theirs, other, text, &mut [&mut mine]).await?;
    }
    type_to(&mut mine, one, &mut theirs).await?;
    type_to(&mut theirs, other, &mut mine).await?;
    picture::nudge(&mut mine, one, &mut theirs).await?;
    picture::nudge(&mut theirs, other, &mut mine).await?;
    picture::send(&mut mine, one, &mut theirs, other).await.context("a picture")?;
    picture::send(&mut theirs, other, &mut mine, one).await.context("a picture back")?;

    theirs.call(third.handle().as_str()).await?;
    let mut thirds = answer(third, other).await?;
    ensure!(thirds.participants().len() == 2, "{:?} are in", thirds.participants());
    for conversation in [&mut mine, &mut theirs] {
        let joined = conversation.joined().await?;
        ensure!(
            (&joined.handle, joined.name.as_str()) == (third.handle(), third.name()),
            "{joined:?} joined"
        );
    }
    say(&mut thirds, third, TEXTS[0], &mut [&mut mine, &mut theirs]).await?;
    say(&mut mine, one, TEXTS[1], &mut [&mut theirs, &mut thirds]).await?;
    thirds.leave().await?;
    for conversation in [&mut mine, &mut theirs] {
        left(conversation, third).await?;
    }
    theirs.leave().await?;
    left(&mut mine, other).await?;
    ensure!(!mine.say("still there?").await?.is_delivered(), "delivered to nobody");
    mine.leave().await?;
    Ok(())
}

/// What the other's client can do is told where the dialect of who is told has that.
fn can(told: &Client, participant: &Participant, of: &Client) -> anyhow::Result<()> {
    let caps = if of.dialect().has(Cap::ClientCaps) { CAPS } else { ClientCaps::default() };
    let expected = told.dialect().has(Cap::RosterCaps).then_some(caps);
    ensure!(participant.caps == expected, "{participant:?} can something else than {expected:?}");
    Ok(())
}

/// Everybody must hear it, byte for byte.
pub(crate) async fn say(
    speaker: &mut Conversation,
    who: &Client,
    text: &str,
    listeners: &mut [&mut Conversation],
) -> anyhow::Result<()> {
    ensure!(speaker.say(text).await?.is_delivered(), "{text:?} is not delivered");
    for listener in listeners {
        let heard = listener.next_message().await?;
        ensure!(heard.payload == Mime::text(text).to_bytes(), "{text:?} came as {:?}", heard.payload);
        spoken_by(&heard, who)?;
    }
    Ok(())
}

async fn type_to(
    speaker: &mut Conversation,
    who: &Client,
    listener: &mut Conversation,
) -> anyhow::Result<()> {
    if who.dialect().has(Cap::TypingNotice) {
        speaker.typing().await?;
        let heard = listener.next_message().await?;
        ensure!(heard.typing().as_deref() == Some(who.handle().as_str()), "{heard:?} is no typing notice");
        spoken_by(&heard, who)?;
    }
    Ok(())
}

fn spoken_by(message: &Message, who: &Client) -> anyhow::Result<()> {
    ensure!(message.from == *who.handle(), "{} spoke", message.from);
    ensure!(message.name == who.name(), "{:?} spoke", message.name);
    Ok(())
}

/// Somebody leaves, with whichever programs.
pub(crate) async fn left(conversation: &mut Conversation, who: &Client) -> anyhow::Result<()> {
    let event = loop {
        match conversation.next_event().await? {
            ConversationEvent::PlaceJoined(_) | ConversationEvent::PlaceLeft(_) => {}
            event => break event,
        }
    };
    let expected = ConversationEvent::Left { handle: who.handle().clone(), idle: false };
    ensure!(event == expected, "{event:?}, and {} did not leave", who.handle());
    Ok(())
}

async fn block(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    let (me, them) = (handle(one), handle(other));
    sees(other, &me, &[]).await?;
    one.remove(List::Allow, &them, None).await?;
    sees(other, &me, &[]).await?;
    one.add(List::Block, &them, &them, None).await?;
    sees(other, &me, &[Seen::Gone]).await?;
    one.set_status(Status::Busy).await?;
    sees(other, &me, &[]).await?;

    let mut theirs = other.open_conversation().await?;
    let refused = theirs.call(&me).await.err().and_then(|error| error.code());
    ensure!(refused == Some(ErrorCode::NotOnline), "a blocked call: {refused:?}");
    ensure!(seen(one, &them).await?.is_empty(), "something was seen of the blocked");
    theirs.leave().await?;

    one.remove(List::Block, &them, None).await?;
    sees(other, &me, &[Seen::Here(Status::Busy, one.name().to_owned())]).await?;
    one.add(List::Allow, &them, &them, None).await?;
    one.set_status(Status::Online).await?;
    sees(other, &me, &[Seen::Here(Status::Online, one.name().to_owned())]).await
}

async fn set_phone(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    if !one.dialect().has(Cap::Properties) {
        return Ok(());
    }
    let (me, number) = (handle(one), "+49 (0) 30 % ü");
    one.set_property(PropertyKey::HomePhone, Some(number)).await?;
    let mut told = Vec::new();
    for event in settled(other).await? {
        if let Event::Property(bpr) = event {
            let whose = bpr.contact.context("a telephone of nobody")?.handle;
            ensure!(whose.as_str() == me, "a telephone of {whose}");
            told.push((bpr.key, bpr.value.map(|value| value.decode())));
        }
    }
    let shown = (PropertyKey::HomePhone, Some(number.to_owned()));
    let has_word = other.dialect().has(Cap::ContactProperties);
    let expected = if has_word { vec![shown.clone()] } else { Vec::new() };
    ensure!(told == expected, "{told:?} instead of {expected:?}");
    if !other.dialect().has(Cap::SyncedLists) {
        return Ok(());
    }
    let lists = other.sync().await?;
    let row = lists.forward.iter().find(|contact| contact.handle.as_str() == me).context("no contact")?;
    ensure!(expected.is_empty() || row.properties.contains(&shown), "in the lists: {:?}", row.properties);
    Ok(())
}

async fn group(one: &mut Client, other: &Client) -> anyhow::Result<()> {
    if !one.dialect().has(Cap::Groups) {
        return Ok(());
    }
    let (them, name) = (handle(other), "Büro 同僚");
    let group = one.add_group(name).await?;
    one.add(List::Forward, &them, &them, Some(group.id)).await?;
    let lists = one.sync().await?;
    ensure!(lists.groups.contains(&group), "the groups are {:?}", lists.groups);
    let row = lists.forward.iter().find(|contact| contact.handle.as_str() == them).context("no contact")?;
    ensure!(row.groups == [group.id], "the contact is in {:?}", row.groups);
    one.remove(List::Forward, &them, Some(group.id)).await?;
    let row = one.list(List::Forward).await?;
    ensure!(row.iter().all(|contact| !contact.groups.contains(&group.id)), "still in the group: {row:?}");
    Ok(())
}
