//! What there is to be read, and by whom.

use anyhow::ensure;
use nudge_core::{Edit, Handle, List, Lists, Outsider};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, TestServer};

use nudge_testkit::address_book::{AB, Program, SHARING, annotation, said};

#[tokio::test]
async fn a_book_is_what_the_lists_say() -> anyhow::Result<()> {
    let server = TestServer::builder()
        .members([
            Member::new(ALICE, SECRET).named("Alice & co").friend(BOB).group("Friends").into_group(BOB, 1),
            Member::new(BOB, SECRET).named("Bob"),
            Member::new(CAROL, SECRET).friend(ALICE),
        ])
        .start()
        .await?;
    let alice = Program::of(&server, ALICE).await?;
    let book = alice.find_all().await?;
    let bob = book.contact(BOB)?;
    let info = |path: &str| said(bob, &["contactInfo", path]);
    ensure!(said(bob, &["contactId"]) == Some(cast::guid(&server, BOB).await?.as_str()));
    ensure!(
        (info("displayName"), info("isMessengerUser"), info("contactType"))
            == (Some("Bob"), Some("true"), Some("Regular"))
    );
    let [friends] = book.groups()? else { anyhow::bail!("one group: {}", book.text) };
    ensure!(said(bob, &["contactInfo", "groupIds", "guid"]) == said(friends, &["groupId"]));
    ensure!(said(friends, &["groupInfo", "name"]) == Some("Friends"));
    let me = book.contact(ALICE)?;
    ensure!(said(me, &["contactInfo", "contactType"]) == Some("Me"));
    ensure!(said(me, &["contactInfo", "displayName"]) == Some("Alice & co"));
    ensure!(said(me, &["contactId"]) == Some(cast::guid(&server, ALICE).await?.as_str()));
    for (name, value) in [("MSN.IM.BLP", "1"), ("MSN.IM.GTC", "1"), ("MSN.IM.MPOP", "1")] {
        ensure!(annotation(me, &["contactInfo", "annotations"], name) == Some(value), "{name}");
    }

    let lists = alice.memberships().await?;
    ensure!(lists.addresses("Allow")? == [BOB]);
    ensure!(lists.addresses("Block")?.is_empty());
    ensure!(lists.addresses("Reverse")? == [CAROL]);
    ensure!(lists.addresses("Pending")? == [CAROL]);
    // Pidgin crashes without a type (reference 11 §4).
    ensure!(
        lists.members("Pending")?.iter().all(|member| member.attribute("type") == Some("PassportMember"))
    );
    let ids: Vec<_> = ["Allow", "Reverse", "Pending"]
        .iter()
        .filter_map(|role| said(lists.members(role).ok()?.first()?, &["MembershipId"])?.parse::<i32>().ok())
        .collect();
    ensure!(ids.len() == 3 && ids.first() != ids.get(1) && ids.get(1) != ids.get(2), "{ids:?}");
    Ok(())
}

#[tokio::test]
async fn somebody_who_has_nobody_has_every_role_and_themselves() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let carol = Program::of(&server, CAROL).await?;
    let lists = carol.memberships().await?;
    for role in ["Allow", "Block", "Reverse", "Pending"] {
        ensure!(lists.members(role)?.is_empty(), "{role}");
    }
    ensure!(carol.find_all().await?.contacts()?.len() == 1);
    // There has been a book from the beginning.
    ensure!(
        carol.ab("ABAdd", "<abInfo><fDefault>true</fDefault></abInfo>").await?.fault()? == "ABAlreadyExists"
    );
    Ok(())
}

#[tokio::test]
async fn both_paths_serve_everything_however_they_are_written() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    for path in [AB, SHARING, "//abservice/ABService.asmx", "/ABSERVICE/SHARINGSERVICE.ASMX"] {
        for operation in ["FindMembership", "ABFindAll", "ABFindContactsPaged"] {
            alice.call(path, operation, "").await?.done()?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_page_has_everything_with_capitals_and_says_that_there_are_no_circles() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let page = alice.call(AB, "ABFindContactsPaged", "<abView>MessengerClient8</abView>").await?.done()?;
    let result = page.at(&["ABFindContactsPagedResponse", "ABFindContactsPagedResult"])?;
    let names: Vec<_> = result.children().iter().map(nudge_soap::xml::Element::name).collect();
    ensure!(names == ["Groups", "Contacts", "CircleResult", "Ab"], "{names:?}");
    let ticket = said(result, &["CircleResult", "CircleTicket"]).unwrap_or_default();
    ensure!(ticket.contains("<SignedTicket ") && ticket.contains("<Sig>"), "{ticket}");
    let circle = "<abHandle><ABId>00000000-0000-0000-0009-0123456789ab</ABId></abHandle>";
    ensure!(alice.call(AB, "ABFindContactsPaged", circle).await?.fault()? == "ABDoesNotExist");
    Ok(())
}

#[tokio::test]
async fn what_there_is_not_is_forbidden() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    for operation in ["DeleteCircle", "ABGetSomething", "a.b"] {
        let answer = alice.call(SHARING, operation, "").await?;
        ensure!(answer.fault()? == "Forbidden", "{operation}");
        let actor = answer.text_at(&["Fault", "faultactor"])?;
        ensure!(actor == format!("http://www.msn.com/webservices/AddressBook/{operation}"), "{actor}");
    }
    for body in ["", "<a/>", "<soap:Envelope/>", "<!DOCTYPE a><Envelope><Body><ABFindAll/></Body></Envelope>"]
    {
        ensure!(alice.send(AB, "ABFindAll", "", body).await?.status == 500, "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn the_host_that_was_asked_is_the_one_to_ask() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let book = alice.find_all().await?;
    let header = book.envelope.at(&["Header", "ServiceHeader"]);
    let header = header.ok_or_else(|| anyhow::anyhow!("no header: {}", book.text))?;
    ensure!(said(header, &["PreferredHostName"]) == Some("contacts.msn.com"));
    ensure!(said(header, &["CacheKeyChanged"]) == Some("true"));
    Ok(())
}

/// Those of other networks and with nothing but a mail address are told in a form of their own.
#[tokio::test]
async fn who_has_no_account_is_no_passport_member() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let core = server.core();
    let id = core.store().account_by_handle(&Handle::new(CAROL)?).await?.id;
    for outsider in [
        Outsider::new("tel:15551111222")?,
        Outsider::foreign(nudge_core::ForeignNetwork::YAHOO, &Handle::new("yan@yahoo.com")?)?,
    ] {
        for list in [List::Forward, List::Allow] {
            let guid = nudge_core::Guid::draw(core.entropy());
            let edit = Edit::AddOutsider { list, outsider: outsider.clone(), guid, stored_name: None };
            core.edit_roster(id, edit).await?;
        }
    }
    let carol = Program::of(&server, CAROL).await?;
    let lists = carol.memberships().await?;
    ensure!(lists.addresses("Allow")? == ["15551111222", "yan@yahoo.com"]);
    let types: Vec<_> =
        lists.members("Allow")?.iter().filter_map(|member| member.attribute("type")).collect();
    ensure!(types == ["PhoneMember", "EmailMember"], "{types:?}");
    let book = carol.find_all().await?;
    ensure!(book.contacts()?.len() == 3);
    ensure!(
        book.text.contains("<contactEmailType>Messenger2</contactEmailType><email>yan@yahoo.com</email>")
    );
    ensure!(
        book.text
            .contains("<contactPhoneType>ContactPhoneMobile</contactPhoneType><number>15551111222</number>")
    );
    Ok(())
}

/// As many contacts as there may be fit into an answer.
#[tokio::test]
async fn a_full_book_is_one_answer() -> anyhow::Result<()> {
    let others: Vec<_> = (0..600).map(|number| format!("contact-{number}@example.com")).collect();
    let mut alice = Member::new(ALICE, SECRET);
    for other in &others {
        alice = alice.contact(other, Lists::FORWARD | Lists::ALLOW);
    }
    let members = others.iter().map(|other| Member::new(other, SECRET));
    let server = TestServer::builder().members(members).member(alice).start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let count = |text: &str, tag: &str| text.matches(tag).count();
    let book = alice.whole("ABFindAll").await?;
    ensure!(count(&book, "<contactType>Regular</contactType>") == 600 && book.ends_with("</soap:Envelope>"));
    let lists = alice.whole("FindMembership").await?;
    ensure!(count(&lists, "<Member xsi:type=\"PassportMember\">") == 600);
    Ok(())
}
