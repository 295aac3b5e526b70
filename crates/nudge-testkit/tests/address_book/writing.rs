//! What is changed, and what is read afterwards.

use anyhow::{Context as _, ensure};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, NOBODYS_GUID, SECRET};
use nudge_testkit::{Member, TestServer};

use nudge_testkit::address_book::{AB, Program, annotation, said};

/// Who is asked sees who asks, and what they say; once it is decided, nothing of it.
#[tokio::test]
async fn somebody_is_added_asked_and_accepts() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, carol) = (Program::of(&server, ALICE).await?, Program::of(&server, CAROL).await?);
    let added = alice.add(CAROL, "It is me &amp; nobody else").await?.done()?;
    let id = added.text_at(&["ABContactAddResponse", "ABContactAddResult", "guid"])?;
    ensure!(id == cast::guid(&server, CAROL).await?);
    let lists = carol.memberships().await?;
    ensure!(
        (lists.addresses("Reverse")?, lists.addresses("Pending")?)
            == (vec![ALICE.to_owned()], vec![ALICE.to_owned()])
    );
    let pending = lists.members("Pending")?;
    let asks = pending.first().context("nobody")?;
    ensure!(annotation(asks, &["Annotations"], "MSN.IM.InviteMessage") == Some("It is me & nobody else"));
    ensure!(said(asks, &["DisplayName"]) == Some("Alice"));
    ensure!(alice.memberships().await?.addresses("Allow")? == [BOB, CAROL]);

    // As Windows Live Messenger accepts (reference 11 §3).
    let name = format!("<PassportName>{ALICE}</PassportName>");
    for (operation, role) in [("DeleteMember", "Pending"), ("AddMember", "Reverse"), ("AddMember", "Allow")] {
        carol.member(operation, role, &name).await?.done()?;
    }
    carol.add(ALICE, "").await?.done()?;
    let lists = carol.memberships().await?;
    ensure!(lists.addresses("Pending")?.is_empty() && lists.addresses("Allow")? == [ALICE]);
    ensure!(lists.addresses("Reverse")? == [ALICE]);
    let again = alice.add(CAROL, "").await?;
    ensure!(again.fault()? == "ContactAlreadyExists");
    ensure!(again.text_at(&["Fault", "detail", "additionalDetails", "conflictObjectId"])? == id);
    Ok(())
}

#[tokio::test]
async fn pidgin_declines_by_the_number_of_the_membership() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, carol) = (Program::of(&server, ALICE).await?, Program::of(&server, CAROL).await?);
    alice.add(CAROL, "").await?.done()?;
    let lists = carol.memberships().await?;
    let pending = lists.members("Pending")?;
    let id = said(pending.first().context("nobody")?, &["MembershipId"]).context("no number")?.to_owned();
    carol.member("DeleteMember", "Pending", &format!("<MembershipId>{id}</MembershipId>")).await?.done()?;
    ensure!(carol.memberships().await?.addresses("Pending")?.is_empty());
    // Twice, and of nobody's.
    for id in [id.as_str(), "999999", "-1", "x"] {
        carol
            .member("DeleteMember", "Pending", &format!("<MembershipId>{id}</MembershipId>"))
            .await?
            .done()?;
    }
    Ok(())
}

#[tokio::test]
async fn blocking_and_unblocking_may_be_said_in_any_order_and_twice() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let bob = format!("<PassportName>{BOB}</PassportName>");
    for (steps, blocked) in [
        ([("DeleteMember", "Allow"), ("AddMember", "Block")], true),
        ([("AddMember", "Block"), ("AddMember", "Block")], true),
        ([("AddMember", "Allow"), ("DeleteMember", "Block")], false),
        ([("DeleteMember", "Block"), ("AddMember", "Allow")], false),
        ([("AddMember", "Block"), ("DeleteMember", "Allow")], true),
    ] {
        for (operation, role) in steps {
            alice.member(operation, role, &bob).await?.done()?;
        }
        let lists = alice.memberships().await?;
        let expected: (&[&str], &[&str]) = if blocked { (&[], &[BOB]) } else { (&[BOB], &[]) };
        ensure!(
            lists.addresses("Allow")? == expected.0 && lists.addresses("Block")? == expected.1,
            "{steps:?}"
        );
    }
    let nobody = "<PassportName>nobody@example.com</PassportName>";
    ensure!(alice.member("AddMember", "Block", nobody).await?.fault()? == "UserDoesNotExist");
    alice.member("DeleteMember", "Block", nobody).await?.done()?;
    ensure!(
        alice.member("AddMember", "Block", "<PassportName>x</PassportName>").await?.fault()?
            == "BadEmailArgument"
    );
    // Who may see a profile is another list, which is not kept (reference 11 §6).
    let profile = "<serviceHandle><Type>Profile</Type></serviceHandle><memberships><Membership><MemberRole>ProfileExpression\
        </MemberRole><Members><Member xsi:type=\"RoleMember\"><Type>Role</Type><Id>Allow</Id></Member></Members></Membership>\
        </memberships>";
    alice.call(AB, "AddMember", profile).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn who_cannot_be_added_is_refused_for_a_reason() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.roster.forward = 2).start().await?;
    let alice = Program::of(&server, ALICE).await?;
    ensure!(alice.add("nobody@example.com", "").await?.fault()? == "InvalidPassportUser");
    ensure!(alice.add("nobody", "").await?.fault()? == "BadEmailArgument");
    ensure!(alice.add(CAROL, &"x".repeat(2001)).await?.fault()? == "BadArgumentLength");
    alice.add(CAROL, "").await?.done()?;
    ensure!(alice.add(ALICE, "").await?.fault()? == "RequestLimitReached");
    Ok(())
}

#[tokio::test]
async fn too_many_changes_make_the_server_busy() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.contact_changes.count = 1).start().await?;
    let alice = Program::of(&server, ALICE).await?;
    alice.ab("ABContactDelete", &deleted(&cast::guid(&server, BOB).await?)).await?.done()?;
    ensure!(alice.add(CAROL, "").await?.fault()? == "ServerBusy");
    Ok(())
}

/// Nobody keeps the server busy with one call.
#[tokio::test]
async fn one_call_changes_no_more_than_a_hundred_things() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let contact = format!("<Contact><contactId>{}</contactId></Contact>", cast::guid(&server, BOB).await?);
    let contacts = |count: usize| format!("<contacts>{}</contacts>", contact.repeat(count));
    for operation in ["ABContactUpdate", "ABContactDelete", "ABGroupContactDelete"] {
        ensure!(alice.ab(operation, &contacts(101)).await?.fault()? == "RequestLimitReached", "{operation}");
    }
    alice.ab("ABContactUpdate", &contacts(100)).await?.done()?;
    Ok(())
}

fn deleted(id: &str) -> String {
    format!("<contacts><Contact><contactId>{id}</contactId></Contact></contacts>")
}

/// The owner's settings and name are those of the lists; the rest is kept as it was said.
#[tokio::test]
async fn what_the_owner_says_about_themselves_is_there_for_every_client() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let annotations = |all: &[(&str, &str)]| {
        let one = |(name, value): &(&str, &str)| {
            format!("<Annotation><Name>{name}</Name><Value>{value}</Value></Annotation>")
        };
        format!("<annotations>{}</annotations>", all.iter().map(one).collect::<String>())
    };
    let me = |info: &str, properties: &str| {
        format!(
            "<contacts><Contact><contactInfo><contactType>Me</contactType>{info}</contactInfo><propertiesChanged>{properties} \
             </propertiesChanged></Contact></contacts>"
        )
    };
    let settings = [("MSN.IM.BLP", "2"), ("MSN.IM.GTC", "2"), ("MSN.IM.MPOP", "0"), ("Live.Locale", "1031")];
    // Twice, as clients do: what is so already is no error.
    for _ in 0..2 {
        alice.ab("ABContactUpdate", &me(&annotations(&settings), "Annotation")).await?.done()?;
    }
    alice.ab("ABContactUpdate", &me("<displayName>Alice B.</displayName>", "DisplayName")).await?.done()?;
    let book = alice.find_all().await?;
    let shown = book.contact(ALICE)?;
    for (name, value) in settings {
        ensure!(annotation(shown, &["contactInfo", "annotations"], name) == Some(value), "{name}");
    }
    ensure!(said(shown, &["contactInfo", "displayName"]) == Some("Alice B."));
    ensure!(cast::stored_name(&server, ALICE).await? == "Alice B.");
    let account = server.core().store().account_by_handle(&nudge_core::Handle::new(ALICE)?).await?;
    ensure!(!account.several_places, "what a client says of places holds");
    let mut client = cast::signed_in(&server, ALICE, msnp::Dialect::Msnp8).await?;
    client.send("SYN 4 0").await?;
    let rows = client.settle().await?;
    ensure!(rows.contains(&"GTC N".to_owned()) && rows.contains(&"BLP BL".to_owned()), "{rows:?}");
    Ok(())
}

#[tokio::test]
async fn what_is_kept_about_a_contact_is_what_was_said_last() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let id = cast::guid(&server, BOB).await?;
    let info = "<annotations><Annotation><Name>AB.NickName</Name><Value>Bobby</Value></Annotation></annotations>\
        <firstName>Robert</firstName><emails><ContactEmail><contactEmailType>ContactEmailPersonal</contactEmailType>\
        <email>bob@example.org</email></ContactEmail></emails><phones><ContactPhone><contactPhoneType>ContactPhoneMobile\
        </contactPhoneType><number>+1 555</number></ContactPhone></phones>";
    alice.update(&id, info, "Annotation ContactFirstName ContactEmail ContactPhone").await?.done()?;
    let book = alice.find_all().await?;
    let bob = book.contact(BOB)?;
    ensure!(annotation(bob, &["contactInfo", "annotations"], "AB.NickName") == Some("Bobby"));
    ensure!(said(bob, &["contactInfo", "firstName"]) == Some("Robert"));
    ensure!(said(bob, &["contactInfo", "emails", "ContactEmail", "email"]) == Some("bob@example.org"));
    ensure!(said(bob, &["contactInfo", "phones", "ContactPhone", "number"]) == Some("+1 555"));
    // Named and not there is taken away; not named stays.
    let info = "<annotations><Annotation><Name>AB.NickName</Name><Value/></Annotation></annotations>";
    alice.update(&id, info, "Annotation ContactEmail SomethingElse").await?.done()?;
    let book = alice.find_all().await?;
    let bob = book.contact(BOB)?;
    ensure!(annotation(bob, &["contactInfo", "annotations"], "AB.NickName").is_none());
    ensure!(said(bob, &["contactInfo", "emails"]).is_none());
    ensure!(said(bob, &["contactInfo", "firstName"]) == Some("Robert"));
    ensure!(alice.update(NOBODYS_GUID, info, "Annotation").await?.fault()? == "ContactDoesNotExist");
    ensure!(alice.update("x", info, "Annotation").await?.fault()? == "ContactDoesNotExist");
    let long = format!("<comment>{}</comment>", "x".repeat(4001));
    ensure!(alice.update(&id, &long, "Comment").await?.fault()? == "BadArgumentLength");
    Ok(())
}

/// Off the forward list and on it again, a contact is the same one.
#[tokio::test]
async fn somebody_may_be_in_the_book_without_being_a_contact() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alice, bob) = (Program::of(&server, ALICE).await?, Program::of(&server, BOB).await?);
    let id = cast::guid(&server, BOB).await?;
    for (word, is_reverse) in [("false", false), ("true", true)] {
        let info = format!("<isMessengerUser>{word}</isMessengerUser>");
        for _ in 0..2 {
            alice.update(&id, &info, "IsMessengerUser").await?.done()?;
        }
        let book = alice.find_all().await?;
        ensure!(said(book.contact(BOB)?, &["contactInfo", "isMessengerUser"]) == Some(word));
        ensure!(!bob.memberships().await?.addresses("Reverse")?.is_empty() == is_reverse);
    }
    alice.ab("ABContactDelete", &deleted(&id)).await?.done()?;
    // Clients say it in more than one way.
    alice.ab("ABContactDelete", &deleted(&id)).await?.done()?;
    alice.update(&id, "<isMessengerUser>false</isMessengerUser>", "IsMessengerUser").await?.done()?;
    ensure!(alice.find_all().await?.contact(BOB).is_err());
    // Whether Bob may see her, is another list.
    ensure!(alice.memberships().await?.addresses("Allow")? == [BOB]);
    Ok(())
}

#[tokio::test]
async fn who_has_only_a_mail_address_is_in_the_book_and_nowhere_else() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let new = "<contacts><Contact><contactInfo><contactType>Regular</contactType><emails><ContactEmail><contactEmailType>\
        ContactEmailPersonal</contactEmailType><email>Uncle@example.org</email><isMessengerEnabled>false</isMessengerEnabled>\
        </ContactEmail></emails><displayName>Uncle</displayName><isMessengerUser>false</isMessengerUser></contactInfo></Contact>\
        </contacts>";
    let added = alice.ab("ABContactAdd", new).await?.done()?;
    let id = added.text_at(&["ABContactAddResponse", "ABContactAddResult", "guid"])?;
    ensure!(alice.ab("ABContactAdd", new).await?.fault()? == "ContactAlreadyExists");
    let book = alice.find_all().await?;
    let uncle = book
        .contacts()?
        .iter()
        .find(|contact| said(contact, &["contactId"]) == Some(&id))
        .context("nobody")?;
    ensure!(said(uncle, &["contactInfo", "isMessengerUser"]) == Some("false"));
    ensure!(said(uncle, &["contactInfo", "displayName"]) == Some("Uncle"));
    ensure!(said(uncle, &["contactInfo", "emails", "ContactEmail", "email"]) == Some("Uncle@example.org"));
    ensure!(said(uncle, &["contactInfo", "passportName"]).is_none());
    for dialect in [msnp::Dialect::Msnp8, msnp::Dialect::Msnp12] {
        let mut client = cast::signed_in(&server, ALICE, dialect).await?;
        client.send(if dialect.has(msnp::Cap::AddressBook) { "SYN 4 0 0" } else { "SYN 4 0" }).await?;
        let rows = client.settle().await?;
        ensure!(rows.iter().all(|row| !row.contains("ncle")), "{rows:?}");
    }
    alice.update(&id, "<displayName>Great-uncle</displayName>", "DisplayName").await?.done()?;
    ensure!(alice.find_all().await?.text.contains("<displayName>Great-uncle</displayName>"));
    alice.ab("ABContactDelete", &deleted(&id)).await?.done()?;
    ensure!(alice.find_all().await?.contacts()?.len() == 2);
    Ok(())
}

#[tokio::test]
async fn groups_are_made_renamed_filled_and_deleted() -> anyhow::Result<()> {
    let server = TestServer::builder()
        .members([
            Member::new(ALICE, SECRET).friend(BOB),
            Member::new(BOB, SECRET),
            Member::new(CAROL, SECRET),
        ])
        .start()
        .await?;
    let alice = Program::of(&server, ALICE).await?;
    let add = |name: &str, rename: bool| {
        format!(
            "<groupAddOptions><fRenameOnMsgrConflict>{rename}</fRenameOnMsgrConflict></groupAddOptions><groupInfo><GroupInfo>\
             <name>{name}</name><groupType>C8529CE2-6EAD-434d-881F-341E17DB3FF8</groupType><annotations><Annotation>\
             <Name>MSN.IM.Display</Name><Value>1</Value></Annotation></annotations></GroupInfo></groupInfo>"
        )
    };
    let made = alice.ab("ABGroupAdd", &add("Work &amp; play", false)).await?.done()?;
    let id = made.text_at(&["ABGroupAddResponse", "ABGroupAddResult", "guid"])?;
    let twice = alice.ab("ABGroupAdd", &add("Work &amp; play", false)).await?;
    ensure!(twice.fault()? == "GroupAlreadyExists");
    ensure!(twice.text_at(&["Fault", "detail", "additionalDetails", "conflictObjectId"])? == id);
    alice.ab("ABGroupAdd", &add("Work &amp; play", true)).await?.done()?;
    for name in ["", &"x".repeat(62)] {
        let answer = alice.ab("ABGroupAdd", &add(name, false)).await?;
        ensure!(answer.fault()? == "BadArgumentLength");
        ensure!(answer.text_at(&["Fault", "detail", "parameterFault"])? == "GroupName");
    }
    alice.ab("ABGroupAdd", &add(&"x".repeat(61), false)).await?.done()?;

    let filter = format!("<groupFilter><groupIds><guid>{id}</guid></groupIds></groupFilter>");
    let bob = cast::guid(&server, BOB).await?;
    let known = format!("{filter}<contacts><Contact><contactId>{bob}</contactId></Contact></contacts>");
    // Pidgin adds contacts in this way.
    let unknown = format!(
        "{filter}<contacts><Contact><contactInfo><passportName>{CAROL}</passportName><isMessengerUser>true</isMessengerUser>\
         </contactInfo></Contact></contacts><groupContactAddOptions><EnableAllowListManagement>true</EnableAllowListManagement>\
         </groupContactAddOptions>"
    );
    for inside in [&known, &unknown, &known, &unknown] {
        alice.ab("ABGroupContactAdd", inside).await?.done()?;
    }
    let update = |info: &str, properties: &str| {
        format!(
            "<groups><Group><groupId>{id}</groupId><groupInfo>{info}</groupInfo><propertiesChanged>{properties} \
             </propertiesChanged></Group></groups>"
        )
    };
    alice.ab("ABGroupUpdate", &update("<name>Work</name>", "GroupName")).await?.done()?;
    alice.ab("ABGroupUpdate", &update("<IsFavorite>true</IsFavorite>", "IsFavorite")).await?.done()?;
    let book = alice.find_all().await?;
    let work =
        book.groups()?.iter().find(|group| said(group, &["groupId"]) == Some(&id)).context("no group")?;
    ensure!(said(work, &["groupInfo", "name"]) == Some("Work"));
    ensure!(said(work, &["groupInfo", "IsFavorite"]) == Some("true"));
    ensure!(annotation(work, &["groupInfo", "annotations"], "MSN.IM.Display") == Some("1"));
    for whom in [BOB, CAROL] {
        ensure!(said(book.contact(whom)?, &["contactInfo", "groupIds", "guid"]) == Some(&id), "{whom}");
    }
    ensure!(alice.memberships().await?.addresses("Allow")? == [BOB, CAROL]);
    for _ in 0..2 {
        alice.ab("ABGroupContactDelete", &known).await?.done()?;
    }
    let book = alice.find_all().await?;
    // Pidgin looks whether the list is there at all.
    ensure!(book.contact(BOB)?.at(&["contactInfo", "groupIds"]).is_none());
    alice.ab("ABGroupDelete", &filter).await?.done()?;
    ensure!(alice.ab("ABGroupDelete", &filter).await?.fault()? == "GroupDoesNotExist");
    ensure!(alice.ab("ABGroupContactAdd", &known).await?.fault()? == "GroupDoesNotExist");
    ensure!(alice.find_all().await?.contact(CAROL)?.at(&["contactInfo", "groupIds"]).is_none());
    Ok(())
}

#[tokio::test]
async fn what_nobody_keeps_is_taken_and_forgotten() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let before = alice.find_all().await?.stamp()?;
    let item = "<dynamicItems><DynamicItem xsi:type=\"PassportDynamicItem\"><Type>Passport</Type></DynamicItem></dynamicItems>";
    for operation in ["UpdateDynamicItem", "AddDynamicItem", "UpdateMember", "AddService"] {
        alice.ab(operation, item).await?.done()?;
    }
    let friends = alice.ab("FindFriendsInCommon", "").await?.done()?;
    ensure!(
        friends.text_at(&["FindFriendsInCommonResponse", "FindFriendsInCommonResult", "MatchedCount"])?
            == "0"
    );
    ensure!(alice.find_all().await?.stamp()? == before);
    Ok(())
}
