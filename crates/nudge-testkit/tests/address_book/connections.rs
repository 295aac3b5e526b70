//! What clients of 2011 say instead.

use anyhow::ensure;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};

use nudge_testkit::address_book::{AB, Program, SHARING, said};

const OWN: &str =
    "<abHandle><ABId>00000000-0000-0000-0000-000000000000</ABId><Puid>0</Puid><Cid>0</Cid></abHandle>";

fn create(whom: &str) -> String {
    format!("{OWN}<contactHandle><Email>{whom}</Email><Puid>0</Puid><Cid>0</Cid></contactHandle>")
}

fn manage(id: &str, presence: bool, action: u8, relationship: u8) -> String {
    format!(
        "{OWN}<contactId>{id}</contactId><connection>true</connection><presence>{presence}</presence><action>{action}</action>\
         <relationshipType>{relationship}</relationshipType><relationshipRole>0</relationshipRole><annotations><Annotation>\
         <Name>MSN.IM.InviteMessage</Name><Value>Hi</Value></Annotation></annotations>"
    )
}

#[tokio::test]
async fn somebody_is_added_in_two_steps() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, carol) = (Program::of(&server, ALICE).await?, Program::of(&server, CAROL).await?);
    let created = alice.call(AB, "CreateContact", &create(CAROL)).await?.done()?;
    let result = ["CreateContactResponse", "CreateContactResult"];
    let contact = created.at(&result)?;
    let id = cast::guid(&server, CAROL).await?;
    ensure!(said(contact, &["contactId"]) == Some(id.as_str()));
    ensure!(said(contact, &["contactInfo", "contactType"]) == Some("LivePending"));
    ensure!(said(contact, &["contactInfo", "isMessengerUser"]) == Some("false"));
    ensure!(carol.memberships().await?.addresses("Reverse")?.is_empty());

    for _ in 0..2 {
        let managed = alice.call(AB, "ManageWLConnection", &manage(&id, true, 1, 3)).await?.done()?;
        let contact = managed.at(&["ManageWLConnectionResponse", "ManageWLConnectionResult"])?;
        ensure!(said(contact, &["contactInfo", "isMessengerUser"]) == Some("true"));
    }
    ensure!(alice.memberships().await?.addresses("Allow")? == [BOB, CAROL]);
    let lists = carol.memberships().await?;
    ensure!(lists.addresses("Pending")? == [ALICE] && lists.text.contains("<Value>Hi</Value>"));
    // And declined.
    let alices = cast::guid(&server, ALICE).await?;
    carol.call(AB, "ManageWLConnection", &manage(&alices, false, 2, 3)).await?.done()?;
    ensure!(carol.memberships().await?.addresses("Pending")?.is_empty());
    ensure!(alice.call(AB, "CreateContact", &create(CAROL)).await?.fault()? == "ContactAlreadyExists");
    Ok(())
}

#[tokio::test]
async fn a_connection_is_broken() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let id = cast::guid(&server, BOB).await?;
    let end = |delete: bool, block: bool| {
        format!(
            "{OWN}<contactId>{id}</contactId><deleteContact>{delete}</deleteContact><blockContact>{block}</blockContact>"
        )
    };
    alice.call(SHARING, "BreakConnection", &end(false, false)).await?.done()?;
    let book = alice.find_all().await?;
    ensure!(said(book.contact(BOB)?, &["contactInfo", "isMessengerUser"]) == Some("false"));
    alice.call(AB, "BreakConnection", &end(true, true)).await?.done()?;
    ensure!(alice.find_all().await?.contact(BOB).is_err());
    ensure!(alice.memberships().await?.addresses("Block")? == [BOB]);
    alice.call(AB, "DeleteContact", &format!("<contactId>{id}</contactId>")).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_is_refused() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let bob = cast::guid(&server, BOB).await?;
    for (operation, inside, fault) in [
        ("CreateContact", create("nobody@example.com"), "InvalidPassportUser"),
        ("CreateContact", create("nobody"), "BadEmailArgument"),
        ("CreateContact", OWN.to_owned(), "BadEmailArgument"),
        ("ManageWLConnection", manage(cast::NOBODYS_GUID, true, 1, 3), "ContactDoesNotExist"),
        ("ManageWLConnection", manage(&bob, true, 1, 5), "Forbidden"),
        ("BreakConnection", OWN.to_owned(), "ContactDoesNotExist"),
        ("CreateContact", create(BOB).replace("-0000-000000000000", "-0009-000000000000"), "ABDoesNotExist"),
    ] {
        let answer = alice.call(AB, operation, &inside).await?;
        ensure!(answer.fault()? == fault, "{operation}: {}", answer.text);
    }
    Ok(())
}
