//! Signing in, the lists, and what else the server says then.

use anyhow::ensure;
use msnp11_sdk::{Event, MsnpList, SdkError};
use nudge_testkit::cast::{ALICE, BOB, SECRET, server};
use nudge_testkit::{Member, TestServer};

use crate::person::{Person, connect, refused, sign_in};

#[tokio::test]
async fn the_lists_come_as_they_are() -> anyhow::Result<()> {
    let alice = Member::new(ALICE, SECRET).named("Älice 爱").friend(BOB).group("Friends").into_group(BOB, 1);
    let server = TestServer::with([alice, Member::new(BOB, SECRET).named("Bob B").friend(ALICE)]).await?;
    let mut alice = Person::signed_in(&server, ALICE).await?;
    let events = &mut alice.events;
    let asks = events.wait_for(|event| if let Event::Gtc(gtc) = event { Some(gtc) } else { None }).await?;
    ensure!(asks == "A", "{asks}");
    let privacy = events.wait_for(|event| if let Event::Blp(blp) = event { Some(blp) } else { None }).await?;
    ensure!(privacy == "AL", "{privacy}");
    let name =
        events.wait_for(|event| if let Event::DisplayName(name) = event { Some(name) } else { None }).await?;
    ensure!(name == "Älice 爱", "{name}");
    let group = events
        .wait_for(|event| match event {
            Event::Group { name, guid } => Some((name, guid)),
            _ => None,
        })
        .await?;
    ensure!(group.0 == "Friends", "{group:?}");
    let (email, name, lists, groups) = events
        .wait_for(|event| match event {
            Event::ContactInForwardList { email, display_name, lists, groups, .. } => {
                Some((email, display_name, lists, groups))
            }
            _ => None,
        })
        .await?;
    ensure!(email == BOB && name == "Bob B" && groups == [group.1], "{email} {name} {groups:?}");
    ensure!(lists == [MsnpList::ForwardList, MsnpList::AllowList, MsnpList::ReverseList], "{lists:?}");
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_refused() -> anyhow::Result<()> {
    let server = server().start().await?;
    let client = connect(&server).await?;
    let nexus = format!("http://{}/nexus-mock", server.web());
    let refusal = refused(client.login(ALICE.to_owned(), "wrong", &nexus, "msnmsgr", "7.0.0816")).await?;
    ensure!(matches!(refusal, SdkError::AuthenticationHeaderNotFound), "{refusal:?}");
    Ok(())
}

#[tokio::test]
async fn a_dispatch_server_sends_it_on() -> anyhow::Result<()> {
    let server = server().separate_ports().start().await?;
    let address = server.dispatch();
    let client = msnp11_sdk::Client::new(&address.ip().to_string(), address.port()).await;
    let client = client.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let event = sign_in(&client, &server, ALICE, SECRET).await?;
    let Event::RedirectedTo { server: host, port } = event else { anyhow::bail!("{event:?}") };
    ensure!((host.as_str(), port) == ("127.0.0.1", server.notification().port()), "{host}:{port}");
    Person::signed_in(&server, ALICE).await?;
    Ok(())
}

#[tokio::test]
async fn the_second_sign_in_ends_the_first() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut first = Person::online(&server, ALICE).await?;
    let _second = Person::online(&server, ALICE).await?;
    first.events.wait_for(|event| matches!(event, Event::LoggedInAnotherDevice).then_some(())).await
}

#[tokio::test]
async fn it_gets_its_configuration() -> anyhow::Result<()> {
    let server = server().start().await?;
    let alice = Person::signed_in(&server, ALICE).await?;
    let url = format!("http://{}/Config/MsgrConfig.asmx", server.web());
    let config = crate::person::within(alice.client.get_config(&url)).await?;
    ensure!(config.msn_today_url.starts_with("http"), "{}", config.msn_today_url);
    Ok(())
}
