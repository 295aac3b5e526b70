//! Circles in the way of the address book, from making one to its end.

use anyhow::{Context as _, ensure};
use nudge_soap::xml::Element;
use nudge_testkit::TestServer;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};

use nudge_testkit::address_book::{AB, Answered, Program, SHARING, annotation, said};

const NOBODYS: &str = "00000000-0000-0000-0009-0123456789ab";

fn create(name: &str) -> String {
    format!(
        "<properties><Domain>1</Domain><HostedDomain>live.com</HostedDomain><Type>2</Type><MembershipAccess>0</MembershipAccess>\
         <IsPresenceEnabled>true</IsPresenceEnabled><RequestMembershipOption>2</RequestMembershipOption>\
         <DisplayName>{name}</DisplayName></properties><callerInfo><PublicDisplayName>Alice</PublicDisplayName></callerInfo>"
    )
}

fn book(id: &str) -> String {
    format!("<abHandle><ABId>{id}</ABId><Puid>0</Puid><Cid>0</Cid></abHandle>")
}

fn manage(id: &str, contact: &str, action: u8, role: u8) -> String {
    format!(
        "{}<contactId>{contact}</contactId><connection>true</connection><presence>false</presence><action>{action}</action>\
         <relationshipType>5</relationshipType><relationshipRole>{role}</relationshipRole><annotations><Annotation>\
         <Name>MSN.IM.InviteMessage</Name><Value>Join us</Value></Annotation></annotations>",
        book(id)
    )
}

fn end(id: &str, contact: &str) -> String {
    format!(
        "{}<contactId>{contact}</contactId><deleteContact>true</deleteContact><blockContact>false</blockContact>",
        book(id)
    )
}

/// A circle that Alice has just made.
async fn made(alice: &Program) -> anyhow::Result<String> {
    let made = alice.call(SHARING, "CreateCircle", &create("Book &amp; club")).await?.done()?;
    made.text_at(&["CreateCircleResponse", "CreateCircleResult", "Id"])
}

/// Bob, invited and there.
async fn joined(server: &TestServer, alice: &Program, bob: &Program, id: &str) -> anyhow::Result<String> {
    let guid = cast::guid(server, BOB).await?;
    alice.call(AB, "ManageWLConnection", &manage(id, &guid, 1, 3)).await?.done()?;
    bob.call(AB, "ManageWLConnection", &manage("00000000-0000-0000-0000-000000000000", id, 1, 0))
        .await?
        .done()?;
    Ok(guid)
}

const PAGE: [&str; 2] = ["ABFindContactsPagedResponse", "ABFindContactsPagedResult"];

async fn page(of: &Program, inside: &str) -> anyhow::Result<Answered> {
    of.call(AB, "ABFindContactsPaged", inside).await?.done()
}

fn contact<'e>(page: &'e Answered, id: &str) -> anyhow::Result<&'e Element> {
    let all = page.at(&PAGE)?.child("Contacts").context("no contacts")?.children();
    all.iter().find(|contact| said(contact, &["contactId"]) == Some(id)).with_context(|| page.text.clone())
}

/// Role and state of the only circle.
fn standing(page: &Answered) -> anyhow::Result<(String, String)> {
    let membership = page.at(&PAGE)?.at(&["CircleResult", "Circles", "CircleInverseInfo", "PersonalInfo"]);
    let membership = membership.and_then(|it| it.at(&["MembershipInfo", "CirclePersonalMembership"]));
    let membership = membership.with_context(|| page.text.clone())?;
    let word = |name: &str| said(membership, &[name]).unwrap_or_default().to_owned();
    Ok((word("Role"), word("State")))
}

#[tokio::test]
async fn a_circle_is_made_and_shown_with_its_book() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let id = made(&alice).await?;
    ensure!(id.starts_with("00000000-0000-0000-0009-"), "{id}");
    let whole = page(&alice, "").await?;
    let hidden = contact(&whole, &id)?.child("contactInfo").context("no info")?;
    ensure!(said(hidden, &["contactType"]) == Some("Circle") && said(hidden, &["IsHidden"]) == Some("true"));
    ensure!(said(hidden, &["displayName"]) == Some("Book & club"));
    let address = format!("{}@hotmail.com", id.to_uppercase());
    ensure!(said(hidden, &["passportName"]) == Some(address.as_str()), "{}", whole.text);
    ensure!(standing(&whole)? == ("Admin".to_owned(), "Accepted".to_owned()));

    let circle = page(&alice, &book(&id)).await?;
    let guid = cast::guid(&server, ALICE).await?;
    ensure!(said(contact(&circle, &guid)?, &["contactInfo", "contactType"]) == Some("Live"));
    let me = contact(&circle, &id)?;
    ensure!(said(me, &["contactInfo", "contactType"]) == Some("Me"));
    let ab = circle.at(&PAGE)?.child("Ab").context("no book")?;
    ensure!(
        said(ab, &["abInfo", "AddressBookType"]) == Some("Group") && said(ab, &["abId"]) == Some(id.as_str())
    );
    // What has not changed is not told again; what is older is to be fetched whole.
    let since = |stamp: &str| {
        format!(
            "<filterOptions><DeltasOnly>true</DeltasOnly><LastChanged>{stamp}</LastChanged></filterOptions>{}",
            book(&id)
        )
    };
    let stamp = said(ab, &["lastChange"]).context("no stamp")?;
    ensure!(contact(&page(&alice, &since(stamp)).await?, &guid).is_err());
    let old = alice.call(AB, "ABFindContactsPaged", &since("2001-01-02T03:04:05.0000000-08:00")).await?;
    ensure!(old.fault()? == "FullSyncRequired");
    Ok(())
}

#[tokio::test]
async fn somebody_is_invited_and_joins_and_leaves() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, bob) = (Program::of(&server, ALICE).await?, Program::of(&server, BOB).await?);
    let id = made(&alice).await?;
    let handle = format!("{}<contactHandle><Email>{BOB}</Email></contactHandle>", book(&id));
    let created = alice.call(AB, "CreateContact", &handle).await?.done()?;
    let guid = created.text_at(&["CreateContactResponse", "CreateContactResult", "contactId"])?;
    ensure!(guid == cast::guid(&server, BOB).await?);
    ensure!(page(&bob, "").await?.text.find("CircleInverseInfo").is_none(), "Bob has not been asked yet");

    alice.call(AB, "ManageWLConnection", &manage(&id, &guid, 1, 3)).await?.done()?;
    let asked = page(&bob, "").await?;
    ensure!(standing(&asked)? == ("StatePendingOutbound".to_owned(), "WaitingResponse".to_owned()));
    let hidden = contact(&asked, &id)?.child("contactInfo").context("no info")?;
    ensure!(annotation(hidden, &["annotations"], "MSN.IM.InviteMessage") == Some("Join us"));
    let again = alice.call(AB, "ManageWLConnection", &manage(&id, &guid, 1, 3)).await?;
    ensure!(again.fault()? == "ContactAlreadyExists");

    joined_by(&bob, &id).await?;
    ensure!(standing(&page(&bob, "").await?)? == ("Member".to_owned(), "Accepted".to_owned()));
    alice.call(AB, "ManageWLConnection", &manage(&id, &guid, 1, 2)).await?.done()?;
    ensure!(standing(&page(&bob, "").await?)?.0 == "AssistantAdmin");
    bob.call(AB, "BreakConnection", &end(&id, &guid)).await?.done()?;
    ensure!(bob.call(AB, "ABFindContactsPaged", &book(&id)).await?.fault()? == "ABDoesNotExist");
    ensure!(page(&bob, "").await?.text.find("CircleInverseInfo").is_none());
    Ok(())
}

async fn joined_by(who: &Program, id: &str) -> anyhow::Result<()> {
    who.call(AB, "ManageWLConnection", &manage(id, id, 1, 0)).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn an_invitation_is_declined_and_a_circle_ends_with_its_last_member() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, bob) = (Program::of(&server, ALICE).await?, Program::of(&server, BOB).await?);
    let id = made(&alice).await?;
    let guid = cast::guid(&server, BOB).await?;
    alice.call(AB, "ManageWLConnection", &manage(&id, &guid, 1, 3)).await?.done()?;
    bob.call(AB, "ManageWLConnection", &manage(&id, &id, 2, 0)).await?.done()?;
    ensure!(bob.call(AB, "ABFindContactsPaged", &book(&id)).await?.fault()? == "ABDoesNotExist");
    alice.call(AB, "BreakConnection", &end(&id, &cast::guid(&server, ALICE).await?)).await?.done()?;
    ensure!(alice.call(AB, "ABFindContactsPaged", &book(&id)).await?.fault()? == "ABDoesNotExist");
    Ok(())
}

#[tokio::test]
async fn members_are_taken_out_and_the_circle_renamed_by_who_may() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, bob) = (Program::of(&server, ALICE).await?, Program::of(&server, BOB).await?);
    let id = made(&alice).await?;
    let guid = joined(&server, &alice, &bob, &id).await?;
    let rename = format!(
        "<abId>{id}</abId><contacts><Contact><contactInfo><contactType>Me</contactType><displayName>Chess</displayName>\
         </contactInfo><propertiesChanged>DisplayName </propertiesChanged></Contact></contacts>"
    );
    ensure!(bob.call(AB, "ABContactUpdate", &rename).await?.fault()? == "Forbidden");
    alice.call(AB, "ABContactUpdate", &rename).await?.done()?;
    let renamed = page(&bob, "").await?;
    ensure!(
        said(contact(&renamed, &id)?, &["contactInfo", "displayName"]) == Some("Chess"),
        "{}",
        renamed.text
    );
    let alices = cast::guid(&server, ALICE).await?;
    ensure!(bob.call(AB, "BreakConnection", &end(&id, &alices)).await?.fault()? == "Forbidden");
    alice.call(AB, "BreakConnection", &end(&id, &guid)).await?.done()?;
    ensure!(bob.call(AB, "ABFindContactsPaged", &book(&id)).await?.fault()? == "ABDoesNotExist");
    Ok(())
}

/// With what is new since then.
async fn news(of: &Program, stamp: &str) -> anyhow::Result<Answered> {
    let since = format!(
        "<filterOptions><DeltasOnly>true</DeltasOnly><LastChanged>{stamp}</LastChanged></filterOptions>"
    );
    page(of, &since).await
}

fn stamp(page: &Answered) -> anyhow::Result<String> {
    let ab = page.at(&PAGE)?.child("Ab").context("no book")?;
    Ok(said(ab, &["lastChange"]).context("no stamp")?.to_owned())
}

#[tokio::test]
async fn a_copy_of_the_book_is_told_of_a_circle_that_was_left_meanwhile() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, bob) = (Program::of(&server, ALICE).await?, Program::of(&server, BOB).await?);
    let (id, other) = (made(&alice).await?, made(&alice).await?);
    let guid = joined(&server, &alice, &bob, &id).await?;
    joined(&server, &alice, &bob, &other).await?;
    let known = stamp(&page(&bob, "").await?)?;
    bob.call(AB, "BreakConnection", &end(&id, &guid)).await?.done()?;
    let told = news(&bob, &known).await?;
    let gone = contact(&told, &id)?;
    ensure!(said(gone, &["fDeleted"]) == Some("true"), "{}", told.text);
    ensure!(said(gone, &["contactInfo", "contactType"]) == Some("Circle"));
    let address = format!("{}@hotmail.com", id.to_uppercase());
    ensure!(said(gone, &["contactInfo", "passportName"]) == Some(address.as_str()), "{}", told.text);
    ensure!(said(contact(&told, &other)?, &["fDeleted"]) == Some("false"));
    ensure!(told.text.matches("<CircleInverseInfo>").count() == 1, "{}", told.text);
    // Once is enough; and whoever is invited again is not told that it went.
    let known_then = stamp(&told)?;
    ensure!(contact(&news(&bob, &known_then).await?, &id).is_err());
    alice.call(AB, "ManageWLConnection", &manage(&id, &guid, 1, 3)).await?.done()?;
    ensure!(said(contact(&news(&bob, &known).await?, &id)?, &["fDeleted"]) == Some("false"));
    Ok(())
}

#[tokio::test]
async fn every_wrong_argument_has_its_fault() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, carol) = (Program::of(&server, ALICE).await?, Program::of(&server, CAROL).await?);
    let id = made(&alice).await?;
    let (me, him) = (cast::guid(&server, ALICE).await?, cast::guid(&server, BOB).await?);
    let long = "x".repeat(121);
    let handle =
        |id: &str, mail: &str| format!("{}<contactHandle><Email>{mail}</Email></contactHandle>", book(id));
    for (operation, inside, fault) in [
        ("CreateCircle", String::new(), "InvalidArgument"),
        ("CreateCircle", create(""), "InvalidArgument"),
        ("CreateCircle", create(&long), "BadArgumentLength"),
        ("CreateContact", handle(&id, ""), "BadEmailArgument"),
        ("CreateContact", handle(&id, "nobody"), "BadEmailArgument"),
        ("CreateContact", handle(&id, "nobody@example.com"), "InvalidPassportUser"),
        ("CreateContact", handle(NOBODYS, BOB), "ABDoesNotExist"),
        ("CreateContact", handle("x", BOB), "ABDoesNotExist"),
        ("ManageWLConnection", manage(NOBODYS, &him, 1, 3), "ABDoesNotExist"),
        ("ManageWLConnection", manage(&id, "x", 1, 3), "ContactDoesNotExist"),
        ("ManageWLConnection", manage(&id, cast::NOBODYS_GUID, 1, 3), "ContactDoesNotExist"),
        ("ManageWLConnection", manage(&id, &him, 1, 7), "InvalidArgument"),
        ("ManageWLConnection", manage(&id, &him, 2, 0), "ContactDoesNotExist"),
        ("ManageWLConnection", manage(&id, &me, 1, 3), "InvalidArgument"),
        ("ManageWLConnection", manage(&id, &id, 1, 0), "ContactAlreadyExists"),
        ("BreakConnection", end(&id, "x"), "ContactDoesNotExist"),
        ("BreakConnection", end(&id, &him), "ContactDoesNotExist"),
        ("BreakConnection", end(NOBODYS, &me), "ABDoesNotExist"),
    ] {
        let answer = alice.call(AB, operation, &inside).await?;
        ensure!(answer.fault()? == fault, "{operation} {inside}: {}", answer.text);
    }
    // To a stranger it is not there.
    for (operation, inside) in [
        ("ABFindContactsPaged", book(&id)),
        ("ManageWLConnection", manage(&id, &id, 1, 0)),
        ("BreakConnection", end(&id, &me)),
        ("CreateContact", handle(&id, BOB)),
    ] {
        ensure!(carol.call(AB, operation, &inside).await?.fault()? == "ABDoesNotExist", "{operation}");
    }
    Ok(())
}
