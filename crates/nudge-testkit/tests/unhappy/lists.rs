//! Lists, groups, names and settings: each number that a change can be refused with.

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Builder, Member, Raw};

/// Sends lines one after the other; each answer must be the number, or begin with the words.
async fn dialogue(server: Builder, dialect: Dialect, lines: &[(&str, &str)]) -> anyhow::Result<()> {
    let server = server.start().await?;
    let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
    raw.asks("CHG 1 NLN", "CHG 1 NLN").await?;
    for (line, answer) in lines {
        raw.send(line).await?;
        let came = raw.line().await.with_context(|| (*line).to_owned())?;
        let trid = line.split(' ').nth(1).unwrap_or_default();
        let number = format!("{answer} {trid}");
        ensure!(
            came == number || came.starts_with(&format!("{number} ")),
            "{line}: expected {number}, got {came}"
        );
        // What follows an ADD: presence and properties.
        for more in raw.settle().await? {
            ensure!(more.starts_with("BPR ") || more.starts_with("ILN "), "{line}: and then {more}");
        }
    }
    Ok(())
}

/// The same in every dialect: what is refused has one number in all of them.
async fn in_every_dialect(lines: &[(&str, &str)]) -> anyhow::Result<()> {
    for dialect in cast::BEFORE_PASSPORT {
        dialogue(cast::server(), dialect, lines).await.context(dialect)?;
    }
    Ok(())
}

#[tokio::test]
async fn no_address_is_201() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("ADD 2 FL a@b a@b", "201"),
        ("ADD 3 AL hello hello", "201"),
        ("ADD 4 BL @@a x", "201"),
    ])
    .await
}

#[tokio::test]
async fn no_account_is_205() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("ADD 2 FL nobody@example.com x", "205"),
        ("ADD 3 AL nobody@example.com x", "205"),
        ("ADD 4 BL nobody@example.com x", "205"),
    ])
    .await
}

#[tokio::test]
async fn there_already_is_215() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("ADD 2 FL bob@example.com Bob", "215"),
        ("ADD 3 AL BOB@example.com Bob", "215"),
        ("ADD 4 BL carol@example.com x", "ADD"),
        ("ADD 5 BL carol@example.com x", "215"),
        ("ADD 6 FL alice@example.com me", "ADD"),
        ("ADD 7 FL alice@example.com me", "215"),
    ])
    .await
}

#[tokio::test]
async fn not_there_is_216() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("REM 2 BL bob@example.com", "216"),
        ("REM 3 FL carol@example.com", "216"),
        ("REM 4 AL nobody@example.com", "216"),
        ("REM 5 AL hello", "216"),
        ("REM 6 AL bob@example.com", "REM"),
        ("REM 7 AL bob@example.com", "216"),
        ("REA 8 carol@example.com Carol", "216"),
        ("REA 9 nobody@example.com x", "216"),
    ])
    .await
}

#[tokio::test]
async fn on_the_opposite_list_is_219() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("ADD 2 BL bob@example.com Bob", "219"),
        ("ADD 3 BL carol@example.com x", "ADD"),
        ("ADD 4 AL carol@example.com x", "219"),
        ("REM 5 BL carol@example.com", "REM"),
        ("ADD 6 AL carol@example.com x", "ADD"),
    ])
    .await
}

#[tokio::test]
async fn unchanged_is_218() -> anyhow::Result<()> {
    in_every_dialect(&[
        ("GTC 2 A", "218"),
        ("GTC 3 N", "GTC"),
        ("GTC 4 N", "218"),
        ("BLP 5 AL", "218"),
        ("BLP 6 BL", "BLP"),
        ("BLP 7 BL", "218"),
    ])
    .await
}

#[tokio::test]
async fn a_full_list_is_210() -> anyhow::Result<()> {
    let server = || {
        cast::server().members((0..3).map(|n| Member::new(&format!("m{n}@example.com"), SECRET))).policy(
            |policy| {
                policy.roster.forward = 2;
                policy.roster.allow = 2;
                policy.roster.block = 1;
            },
        )
    };
    for dialect in cast::BEFORE_PASSPORT {
        dialogue(
            server(),
            dialect,
            &[
                ("ADD 2 FL m0@example.com x", "ADD"),
                ("ADD 3 FL m1@example.com x", "210"),
                ("ADD 4 AL m0@example.com x", "ADD"),
                ("ADD 5 AL m1@example.com x", "210"),
                ("ADD 6 BL m1@example.com x", "ADD"),
                ("ADD 7 BL m2@example.com x", "210"),
                ("REM 8 FL bob@example.com", "REM"),
                ("ADD 9 FL m1@example.com x", "ADD"),
            ],
        )
        .await?;
    }
    // The other side's reverse list may be full too.
    let server = cast::server().policy(|policy| policy.roster.reverse = 1);
    let server = server.member(Member::new("m0@example.com", SECRET).friend(cast::CAROL));
    dialogue(server, Dialect::Msnp7, &[("ADD 2 FL carol@example.com x", "210")]).await
}

#[tokio::test]
async fn groups_have_numbers_of_their_own() -> anyhow::Result<()> {
    let long = "x".repeat(61);
    dialogue(
        cast::server(),
        Dialect::Msnp7,
        &[
            (&format!("ADG 2 {long} 0"), "ADG"),
            (&format!("ADG 3 x{long} 0"), "229"),
            (&format!("ADG 4 {} 0", "y".repeat(127)), "229"),
            (&format!("ADG 5 {long} 0"), "228"),
            ("ADG 6 Work 0", "ADG"),
            (&format!("REG 7 2 {long} 0"), "228"),
            (&format!("REG 8 2 {} 0", "z".repeat(127)), "REG"),
            ("REG 9 3 New 0", "224"),
            ("REG 10 0 New 0", "230"),
            ("RMG 11 0", "230"),
            ("RMG 12 3", "224"),
            ("ADD 13 FL bob@example.com Bob 3", "224"),
            ("ADD 14 FL carol@example.com x 29", "224"),
            ("ADD 15 FL bob@example.com Bob 1", "ADD"),
            ("ADD 16 FL bob@example.com Bob 1", "215"),
            ("REM 17 FL bob@example.com 2", "225"),
            ("REM 18 FL bob@example.com 3", "224"),
            ("REM 19 FL bob@example.com 1", "REM"),
            ("REM 20 FL bob@example.com 1", "225"),
            ("RMG 21 1", "RMG"),
            ("LST 22 FL", "LST"),
        ],
    )
    .await
}

#[tokio::test]
async fn a_group_name_beyond_all_measure_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().member(Member::new("m@example.com", SECRET).group("Work")).start().await?;
    for line in [format!("ADG 2 {} 0", "x".repeat(128)), format!("REG 2 1 {} 0", "x".repeat(128))] {
        cast::signed_in(&server, "m@example.com", Dialect::Msnp7).await?.is_closed_by(&line).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_thirtieth_group_is_223() -> anyhow::Result<()> {
    let lines: Vec<(String, &str)> =
        (1..=30).map(|n| (format!("ADG {n} G{n} 0"), if n == 30 { "223" } else { "ADG" })).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|(line, answer)| (line.as_str(), *answer)).collect();
    dialogue(cast::server(), Dialect::Msnp7, &lines).await
}

#[tokio::test]
async fn a_name_that_cannot_be_is_209() -> anyhow::Result<()> {
    let longest = "%20".repeat(129);
    let longer = format!("{longest}x");
    in_every_dialect(&[
        (&format!("REA 2 alice@example.com {longest}"), "REA"),
        (&format!("REA 3 alice@example.com {longer}"), "209"),
        (&format!("REA 4 bob@example.com {longer}"), "209"),
    ])
    .await?;
    let server = || cast::server().member(Member::new("new@example.com", SECRET).unverified());
    for dialect in cast::BEFORE_PASSPORT {
        let server = server().start().await?;
        let mut raw = Raw::signed_in(&server, "new@example.com", SECRET, dialect).await?;
        raw.asks("REA 2 new@example.com Me", "209 2").await?;
    }
    Ok(())
}

#[tokio::test]
async fn too_many_renames_are_800_and_those_of_contacts_are_free() -> anyhow::Result<()> {
    for dialect in cast::BEFORE_PASSPORT {
        let server = cast::server().policy(|policy| policy.renames.count = 2);
        dialogue(
            server,
            dialect,
            &[
                ("REA 2 alice@example.com A", "REA"),
                ("REA 3 alice@example.com B", "REA"),
                ("REA 4 alice@example.com C", "800"),
                ("REA 5 bob@example.com A", "REA"),
                ("REA 6 bob@example.com B", "REA"),
                ("REA 7 bob@example.com C", "REA"),
                ("REA 8 alice@example.com D", "800"),
            ],
        )
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_property_that_is_none_is_715() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp5, Dialect::Msnp6, Dialect::Msnp7] {
        dialogue(
            cast::server(),
            dialect,
            &[
                ("PRP 2 XYZ 1", "715"),
                ("PRP 3 phh 1", "715"),
                ("PRP 4 MFN Alice", "715"),
                ("PRP 5 A", "715"),
                ("PRP 6 PHH 1", "PRP"),
                ("PRP 7 PHH", "PRP"),
            ],
        )
        .await?;
        let server = cast::server().start().await?;
        let line = format!("PRP 2 PHH {}", "5".repeat(96));
        cast::signed_in(&server, ALICE, dialect).await?.is_closed_by(&line).await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let longest = "5".repeat(95);
        raw.send(&format!("PRP 2 PHW {longest}")).await?;
        ensure!(raw.line().await?.ends_with(&format!(" PHW {longest}")), "95 bytes");
        // Without a device that is set up, nobody can be let page it.
        raw.send("PRP 3 MOB Y").await?;
        ensure!(raw.line().await?.ends_with(" MOB N"), "MOB without MBE");
        raw.send("PRP 4 MBE Y").await?;
        ensure!(raw.line().await?.ends_with(" MBE Y"), "MBE");
        raw.send("PRP 5 MOB Y").await?;
        ensure!(raw.line().await?.ends_with(" MOB Y"), "MOB with MBE");
    }
    Ok(())
}

#[tokio::test]
async fn offline_is_no_state_to_choose_and_201() -> anyhow::Result<()> {
    in_every_dialect(&[("CHG 2 FLN", "201"), ("CHG 3 BSY", "CHG")]).await
}

#[tokio::test]
async fn a_removed_contact_hears_of_it_and_keeps_no_group() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    bob.send("SYN 2 0").await?;
    bob.settle().await?;
    let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
    alice.send("REM 2 FL bob@example.com").await?;
    alice.settle().await?;
    let told = bob.line().await?;
    assert!(told.starts_with("REM 0 RL ") && told.ends_with(" alice@example.com"), "{told}");
    alice.send("ADD 3 FL bob@example.com Bob 0").await?;
    alice.settle().await?;
    let told = bob.line().await?;
    assert!(told.starts_with("ADD 0 RL ") && told.ends_with(" alice@example.com Alice"), "{told}");
    Ok(())
}
