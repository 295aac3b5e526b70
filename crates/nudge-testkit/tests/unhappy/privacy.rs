//! Who sees whom (reference 02 §6.3), and who learns whose name.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET, signed_in};
use nudge_testkit::{Member, Raw, TestServer, wording};

/// Everything that the rule depends on: Alice is watched, Bob watches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct World {
    /// On which of Alice's two lists Bob is.
    listed: Option<&'static str>,
    /// Whether Alice blocks whom she has on neither.
    blocks_strangers: bool,
    /// Whether Bob has Alice as a contact.
    watches: bool,
    /// What Alice does; `None` is offline.
    state: Option<&'static str>,
}

impl World {
    /// The rule, in the words of the reference.
    fn is_visible(self) -> bool {
        let permitted = match self.listed {
            Some(list) => list == "AL",
            None => !self.blocks_strangers,
        };
        self.watches && permitted && self.state.is_some_and(|state| state != "HDN")
    }

    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for listed in [None, Some("AL"), Some("BL")] {
            for blocks_strangers in [false, true] {
                for watches in [false, true] {
                    for state in [None, Some("HDN"), Some("NLN"), Some("BSY")] {
                        all.push(Self { listed, blocks_strangers, watches, state });
                    }
                }
            }
        }
        all
    }

    /// Every world that is one change away.
    fn neighbours(self) -> Vec<Self> {
        let mut all = vec![Self { watches: !self.watches, ..self }];
        if self.state.is_some() {
            all.push(Self { blocks_strangers: !self.blocks_strangers, ..self });
            let lists = if self.listed.is_some() { vec![None] } else { vec![Some("AL"), Some("BL")] };
            all.extend(lists.into_iter().map(|listed| Self { listed, ..self }));
        }
        for state in [None, Some("HDN"), Some("NLN"), Some("BSY")] {
            if state != self.state {
                all.push(Self { state, ..self });
            }
        }
        all
    }
}

/// Alice and Bob with their connections.
struct Stage {
    server: TestServer,
    alice: Option<Raw>,
    bob: Raw,
    world: World,
    /// What both speak.
    dialect: Dialect,
    /// What Bob calls Alice by, and she him.
    guids: [String; 2],
}

impl Stage {
    /// Changes one thing; Bob must see exactly what the rule says.
    async fn go(&mut self, to: World) -> anyhow::Result<()> {
        let was = self.world;
        let (dialect, state) = (self.dialect, to.state.unwrap_or_default());
        let nln = wording::nln(state, ALICE, "Alice", dialect);
        // Whoever comes into view also shows their personal message, even if that is none.
        let ubx = dialect.has(Cap::PersonalMessages).then(|| format!("UBX {ALICE} 53"));
        let mut expected = match (was.is_visible(), to.is_visible()) {
            (true, false) => vec![format!("FLN {ALICE}")],
            (false, true) => std::iter::once(nln).chain(ubx.clone()).collect(),
            (true, true) if was.state != to.state => vec![nln],
            (true, true) | (false, false) => Vec::new(),
        };
        if was.watches == to.watches {
            self.alice_does(was, to).await?;
        } else {
            // Whom Bob adds he sees at once; whom he removes he is told nothing of.
            expected = Vec::new();
            let line = if to.watches {
                wording::add(5, "FL", ALICE, "x", dialect)
            } else {
                wording::rem(5, "FL", ALICE, &self.guids[0], dialect)
            };
            self.bob.send(&line).await?;
            let reply = self.bob.line().await?;
            ensure!(reply.starts_with(&line[..9]), "{line}: {reply}");
            if to.is_visible() {
                expected.push(wording::iln(5, state, ALICE, "Alice", dialect));
                expected.extend(ubx);
            }
        }
        let mut seen = self.bob.settle().await?;
        // Of whom he adds, he also learns the telephone numbers.
        seen.retain(|line| !line.starts_with("BPR "));
        ensure!(seen == expected, "from {was:?} to {to:?}: expected {expected:?}, saw {seen:?}");
        self.world = to;
        Ok(())
    }

    async fn alice_does(&mut self, was: World, to: World) -> anyhow::Result<()> {
        let Some(alice) = &mut self.alice else {
            let state = to.state.context("nobody is there to do that")?;
            let mut alice = signed_in(&self.server, ALICE, self.dialect).await?;
            alice.send(&wording::chg(2, state, self.dialect)).await?;
            alice.settle().await?;
            self.alice = Some(alice);
            return Ok(());
        };
        let line = match (was.listed, to.listed) {
            (None, Some(list)) => wording::add(2, list, BOB, "x", self.dialect),
            (Some(list), None) => wording::rem(2, list, BOB, &self.guids[1], self.dialect),
            (Some(_), Some(_)) | (None, None) => match to.state {
                _ if was.blocks_strangers != to.blocks_strangers => {
                    format!("BLP 2 {}", if to.blocks_strangers { "BL" } else { "AL" })
                }
                Some(state) => wording::chg(2, state, self.dialect),
                None => {
                    alice.send("OUT").await?;
                    while alice.line().await.is_ok() {}
                    self.alice = None;
                    return Ok(());
                }
            },
        };
        alice.send(&line).await?;
        let lines = alice.settle().await?;
        ensure!(lines.iter().any(|reply| reply.starts_with(&line[..5])), "{line}: {lines:?}");
        Ok(())
    }

    /// Gets to a world by changes of one thing at a time; each of them is checked.
    async fn get_to(&mut self, to: World) -> anyhow::Result<()> {
        while self.world != to {
            let now = self.world;
            let differs = |world: &World| {
                usize::from(world.watches != to.watches)
                    + usize::from(world.blocks_strangers != to.blocks_strangers)
                    + usize::from(world.listed != to.listed)
                    + usize::from(world.listed.is_some() && to.listed.is_some() && world.listed != to.listed)
                    + usize::from(world.state != to.state)
            };
            let lists_to_do = now.listed != to.listed || now.blocks_strangers != to.blocks_strangers;
            // Who is offline cannot change lists, and who still has to should not go offline.
            let next = if now.state.is_none() && lists_to_do {
                World { state: Some("HDN"), ..now }
            } else {
                let mut nearer = now.neighbours().into_iter().filter(|next| differs(next) < differs(&now));
                nearer.find(|next| next.state.is_some() || !lists_to_do).context("no way on")?
            };
            self.go(next).await?;
        }
        Ok(())
    }
}

/// From every world to each of its neighbours, over the wire.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visibility_is_the_rule_after_every_change() -> anyhow::Result<()> {
    let mut stages = tokio::task::JoinSet::new();
    for dialect in [Dialect::Msnp4, Dialect::Msnp8, Dialect::Msnp10, Dialect::Msnp12] {
        let members = [Member::new(ALICE, SECRET).named("Alice"), Member::new(BOB, SECRET).named("Bob")];
        let server = TestServer::with(members).await?;
        let bob = cast::online(&server, BOB, dialect).await?;
        let world = World { listed: None, blocks_strangers: false, watches: false, state: None };
        let guids = [cast::guid(&server, ALICE).await?, cast::guid(&server, BOB).await?];
        let mut stage = Stage { server, alice: None, bob, world, dialect, guids };
        stages.spawn(async move {
            for from in World::all() {
                for to in from.neighbours() {
                    stage.get_to(from).await.context(dialect)?;
                    stage.go(to).await.context(dialect)?;
                }
            }
            anyhow::Ok(())
        });
    }
    stages.join_all().await.into_iter().collect()
}

/// Whom somebody finds when they come online is the same rule.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_online_finds_whom_the_rule_lets_them_see() -> anyhow::Result<()> {
    let mut members = Vec::new();
    let (mut bob, mut expected) = (Member::new(BOB, SECRET), Vec::new());
    let worlds = World::all();
    for (number, world) in worlds.iter().enumerate() {
        let handle = format!("w{number}@example.com");
        let mut member = Member::new(&handle, SECRET).named("W");
        if let Some(list) = world.listed {
            let list = if list == "AL" { nudge_core::Lists::ALLOW } else { nudge_core::Lists::BLOCK };
            member = member.contact(BOB, list);
        }
        if world.blocks_strangers {
            member = member.privacy(nudge_core::Privacy::BlockByDefault);
        }
        if world.watches {
            bob = bob.contact(&handle, nudge_core::Lists::FORWARD);
        }
        if world.is_visible() {
            expected.push(format!("ILN 2 {} {handle} W", world.state.unwrap_or_default()));
        }
        members.push(member);
    }
    members.push(bob);
    let server = TestServer::with(members).await?;
    let mut there = Vec::new();
    for (number, world) in worlds.iter().enumerate() {
        if let Some(state) = world.state {
            let mut raw =
                Raw::signed_in(&server, &format!("w{number}@example.com"), SECRET, Dialect::Msnp7).await?;
            raw.asks(&format!("CHG 1 {state}"), &format!("CHG 1 {state}")).await?;
            there.push(raw);
        }
    }
    // Hidden oneself, one sees as much.
    for state in ["NLN", "HDN"] {
        let mut bob = signed_in(&server, BOB, Dialect::Msnp7).await?;
        bob.asks(&format!("CHG 2 {state}"), &format!("CHG 2 {state}")).await?;
        let mut found = bob.settle().await?;
        found.sort();
        expected.sort();
        ensure!(found == expected, "expected {expected:?}, found {found:?}");
    }
    Ok(())
}

/// Before the first state, nothing is heard of anybody.
#[tokio::test]
async fn who_has_no_state_yet_hears_nothing() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = signed_in(&server, BOB, Dialect::Msnp7).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    alice.send("CHG 5 BSY").await?;
    alice.send("PRP 6 PHH 1").await?;
    alice.settle().await?;
    ensure!(bob.settle().await?.is_empty(), "something was heard");
    bob.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    bob.expect("ILN 2 BSY alice@example.com Alice").await
}

/// Alice blocks Bob, and talks to him all the same: he learns her address and nothing more.
#[tokio::test]
async fn a_name_is_hidden_from_whom_privacy_hides_its_owner() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::SyncedLists) {
        let server = TestServer::with([
            Member::new(ALICE, SECRET).named("Secret").contact(BOB, nudge_core::Lists::BLOCK),
            Member::new(BOB, SECRET).named("Bob").friend(ALICE),
        ]);
        let server = server.await?;
        let mut bob = signed_in(&server, BOB, dialect).await?;
        bob.send(&wording::syn(2, dialect)).await?;
        let mut heard = bob.settle().await?;
        bob.send(&wording::chg(3, "NLN", dialect)).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send(&wording::add(5, "FL", BOB, "Bob", dialect)).await?;
        alice.settle().await?;
        heard.extend(bob.settle().await?);
        let added = heard.iter().any(|line| {
            (line.starts_with("ADD 0 RL ") && line.ends_with("alice@example.com alice@example.com"))
                || line == "ADC 0 RL N=alice@example.com F=alice@example.com"
        });
        ensure!(added, "{heard:?}");
        bob.send(&wording::syn(6, dialect)).await?;
        heard.extend(bob.settle().await?);
        for list in ["FL", "AL", "RL"].into_iter().filter(|_| dialect.has(Cap::ListRequests)) {
            bob.send(&format!("LST 6 {list}")).await?;
            heard.extend(bob.settle().await?);
        }

        let mut mine = cast::conversation(&server, &mut alice, ALICE).await?;
        mine.send(&format!("CAL 2 {BOB}")).await?;
        let session = mine.line().await?.rsplit(' ').next().unwrap_or_default().to_owned();
        let rng = bob.line().await?;
        ensure!(rng.ends_with(" alice@example.com alice@example.com"), "{rng}");
        let cookie = rng.split(' ').nth(4).unwrap_or_default().to_owned();
        heard.push(rng);
        let mut theirs = Raw::connect(server.switchboard()).await?;
        let caps = if dialect.has(Cap::RosterCaps) { " 0" } else { "" };
        let iro = format!("IRO 1 1 1 alice@example.com alice@example.com{caps}");
        theirs.asks(&format!("ANS 1 {BOB} {cookie} {session}"), &iro).await?;
        theirs.expect("ANS 1 OK").await?;
        // She sees his: he does not block her.
        mine.expect(&wording::joi(BOB, "Bob", dialect)).await?;
        mine.send_payload("MSG 3 A", b"hello").await?;
        theirs.expect("MSG alice@example.com alice@example.com 5").await?;
        ensure!(heard.iter().all(|line| !line.contains("Secret")), "{heard:?}");
        mine.is_closed_by("OUT").await.ok();
    }
    Ok(())
}

/// The same for who comes in later.
#[tokio::test]
async fn a_name_is_hidden_from_those_who_are_in_already() -> anyhow::Result<()> {
    let server = TestServer::with([
        Member::new(ALICE, SECRET).named("Secret").contact(BOB, nudge_core::Lists::BLOCK),
        Member::new(BOB, SECRET).named("Bob"),
        Member::new(cast::CAROL, SECRET).named("Carol"),
    ]);
    let server = server.await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let mut carol = cast::online(&server, cast::CAROL, Dialect::Msnp7).await?;
    let (mut bobs, mut carols) = cast::call(&server, (&mut bob, BOB), (&mut carol, cast::CAROL)).await?;
    // Bob cannot call her; somebody else can bring the two together.
    bobs.asks(&format!("CAL 7 {ALICE}"), "217 7").await?;
    let ticket = cast::ring(&mut carols, &mut alice, ALICE).await?;
    let _alices = cast::answer(&server, ALICE, &ticket).await?;
    bobs.expect("JOI alice@example.com alice@example.com").await?;
    carols.expect("JOI alice@example.com Secret").await
}

/// Nothing that a hidden principal does gives away that they are there.
#[tokio::test]
async fn a_hidden_principal_gives_no_sign_of_life() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    alice.settle().await?;
    bob.send("PRP 2 MBE Y").await?;
    bob.send("PRP 3 MOB Y").await?;
    bob.send("CHG 4 HDN").await?;
    bob.settle().await?;
    alice.settle().await?;
    bob.send("PRP 5 PHH 555%201234").await?;
    bob.send("REA 6 bob@example.com Robert").await?;
    bob.settle().await?;
    let heard = alice.settle().await?;
    anyhow::ensure!(heard.is_empty(), "{heard:?}");
    let page = b"<TEXT xml:space=\"preserve\">hello</TEXT>";
    alice.send_payload("PAG 7 bob@example.com", page).await?;
    alice.expect("220 7").await
}

/// A name is measured as it goes out to others, not as it came in.
#[tokio::test]
async fn a_name_that_grows_on_the_way_is_209() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    alice.asks(&format!("REA 2 {ALICE} {}", "\u{20ac}".repeat(129)), "209 2").await?;
    alice.send(&format!("REA 3 {ALICE} {}", "x".repeat(387))).await?;
    let answer = alice.line().await?;
    anyhow::ensure!(answer.starts_with("REA 3 "), "{answer}");
    Ok(())
}
