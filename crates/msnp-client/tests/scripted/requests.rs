//! Requests and their answers.

use msnp::Dialect;
use msnp::command::ListVersion;
use msnp::value::{
    ErrorCode, GroupId, GroupNumber, List, OnOff, Privacy, PropertyKey, ReversePrompt, Status,
};
use msnp_client::{Error, Event};

use crate::server::{hears, hears_bytes, says, session};

fn number(number: u8) -> GroupId {
    GroupId::Number(GroupNumber::new(number).unwrap())
}

#[tokio::test]
async fn lists_come_whole_in_msnp4() {
    let script = vec![
        hears("SYN 5 0"),
        says(
            "SYN 5 255
             GTC 5 255 A
             BLP 5 255 AL
             LST 5 FL 255 1 1 bob@example.com Bob%20B
             LST 5 AL 255 1 1 bob@example.com Bob%20B
             LST 5 BL 255 0 0
             LST 5 RL 255 1 2 bob@example.com Bob%20B
             LST 5 RL 255 2 2 eve@example.com Eve",
        ),
    ];
    let (mut client, server) = session(Dialect::Msnp4, script).await;
    let lists = client.sync().await.unwrap();
    server.await.unwrap();
    assert_eq!(lists.version, Some(ListVersion::Serial(255)));
    assert_eq!(lists.prompt, Some(ReversePrompt::Ask));
    assert_eq!(lists.privacy, Some(Privacy::AllowByDefault));
    assert_eq!(lists.forward[0].name, "Bob B");
    assert!(lists.block.is_empty());
    assert!(lists.has(List::Reverse, "EVE@example.com"));
    assert_eq!(lists.reverse.len(), 2);
}

#[tokio::test]
async fn groups_and_properties_come_with_msnp7() {
    let script = vec![
        hears("SYN 5 0"),
        says(
            "SYN 5 3
             GTC 5 3 N
             BLP 5 3 BL
             PRP 5 3 PHH 01%20234
             PRP 5 3 PHW
             LSG 5 3 1 2 0 Other%20Contacts 0
             LSG 5 3 2 2 1 Friends 0
             LST 5 FL 3 1 1 bob@example.com Bob 0,1
             BPR 3 bob@example.com PHH 5
             BPR 3 bob@example.com MOB N
             LST 5 AL 3 0 0
             LST 5 BL 3 0 0
             LST 5 RL 3 0 0",
        ),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    let lists = client.sync().await.unwrap();
    server.await.unwrap();
    assert_eq!(lists.properties[0], (PropertyKey::HomePhone, Some("01 234".into())));
    assert_eq!(lists.properties[1], (PropertyKey::WorkPhone, None));
    let [friends] = &lists.groups[..] else { panic!("{:?}", lists.groups) };
    assert_eq!((friends.id, friends.name.as_str()), (number(1), "Friends"));
    assert_eq!(lists.forward[0].groups, [number(1)]);
    assert_eq!(lists.forward[0].properties[1], (PropertyKey::Pageable, Some("N".into())));
}

#[tokio::test]
async fn a_current_copy_is_not_sent_again() {
    let (mut client, server) = session(Dialect::Msnp7, vec![hears("SYN 5 9"), says("SYN 5 9")]).await;
    assert_eq!(client.sync_since(&ListVersion::Serial(9)).await.unwrap(), None);
    server.await.unwrap();
}

#[tokio::test]
async fn contacts_are_added_and_removed() {
    let script = vec![
        hears("ADD 5 FL bob@example.com Bob 2"),
        says("ADD 5 FL 7 bob@example.com Bob 2\nILN 5 BSY bob@example.com Bob"),
        hears("ADD 6 AL bob@example.com Bob"),
        says("215 6"),
        hears("REM 7 FL bob@example.com 2"),
        says("REM 7 FL 8 bob@example.com 2"),
        hears("LST 8 RL"),
        says("LST 8 RL 8 1 2 bob@example.com Bob\nLST 8 RL 8 2 2 eve@example.com Eve"),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    let group = Some(number(2));
    let added = client.add(List::Forward, "bob@example.com", "Bob", group).await.unwrap();
    assert_eq!((added.serial, added.group), (Some(7), group));
    let refused = client.add(List::Allow, "bob@example.com", "Bob", None).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::AlreadyThere));
    assert_eq!(client.remove(List::Forward, "bob@example.com", group).await.unwrap().serial, Some(8));
    assert_eq!(client.list(List::Reverse).await.unwrap().len(), 2);
    let event = client.next_event().await.unwrap();
    assert!(matches!(event, Event::InitialPresence(iln) if iln.status == Status::Busy));
    server.await.unwrap();
}

#[tokio::test]
async fn groups_are_made_renamed_listed_and_removed() {
    let script = vec![
        hears("ADG 5 Old%20friends 0"),
        says("ADG 5 2 Old%20friends 1 0"),
        hears("REG 6 1 Friends 0"),
        says("REG 6 3 1 Friends 0"),
        hears("LSG 7"),
        says("LSG 7 3 1 2 0 Other%20Contacts 0\nLSG 7 3 2 2 1 Friends 0"),
        hears("RMG 8 1"),
        says("RMG 8 4 1"),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    let group = client.add_group("Old friends").await.unwrap().id;
    client.rename_group(group, "Friends").await.unwrap();
    assert_eq!(client.groups().await.unwrap()[0].name, "Friends");
    client.remove_group(group).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn settings_are_set() {
    let script = vec![
        hears("BLP 5 BL"),
        says("BLP 5 2 BL"),
        hears("GTC 6 N"),
        says("218 6"),
        hears("PRP 7 PHH 01%20234"),
        says("PRP 7 3 PHH 01%20234"),
        hears("PRP 8 PHH"),
        says("PRP 8 4 PHH"),
        hears("IMS 9 OFF"),
        says("IMS 9 0 OFF"),
        hears("REA 10 alice@example.com Alice%20L"),
        says("REA 10 5 alice@example.com Alice%20L"),
        hears("CHG 11 AWY"),
        says("CHG 11 AWY"),
    ];
    let (mut client, server) = session(Dialect::Msnp5, script).await;
    client.set_privacy(Privacy::BlockByDefault).await.unwrap();
    let refused = client.set_prompt(ReversePrompt::Silent).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::AlreadyInMode));
    let set = client.set_property(PropertyKey::HomePhone, Some("01 234")).await.unwrap();
    assert_eq!(set.as_deref(), Some("01 234"));
    assert_eq!(client.set_property(PropertyKey::HomePhone, None).await.unwrap(), None);
    client.set_messaging(OnOff::Off).await.unwrap();
    client.rename_self("Alice L").await.unwrap();
    assert_eq!(client.name(), "Alice L");
    client.set_status(Status::Away).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn the_service_answers_in_the_form_of_the_dialect() {
    let script = vec![
        hears("CVR 5 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS"),
        says("CVR 5 4.7.0105 4.7.0105 1.0.0000 http://a/ http://b/"),
        hears("FND 6 fname=Al* lname=*"),
        says("FND 6 1 2 fname=Al lname=A\nFND 6 2 2 fname=Alan lname=B"),
        hears("FND 7 fname=Nobody"),
        says("FND 7 0 0"),
        hears("URL 8 INBOX"),
        says("URL 8 /inbox http://a/login 2"),
        hears("SND 9 eve@example.com 0x0409 MSMSGS MSMSGS"),
        says("SND 9 OK"),
        hears_bytes("SDC 10 eve@example.com 0x0409 MSMSGS MSMSGS X X Alice%20A 5\r\nhello"),
        says("SDC 10 OK"),
        hears("CHL 11"),
        says("CHL 11 15570131571988941333"),
    ];
    let (mut client, server) = session(Dialect::Msnp7, script).await;
    assert_eq!(client.announce_version().await.unwrap().minimum.as_str(), "1.0.0000");
    let found = client.find_members(&["fname=Al*", "lname=*"]).await.unwrap();
    assert_eq!(found[1], ["fname=Alan", "lname=B"]);
    assert!(client.find_members(&["fname=Nobody"]).await.unwrap().is_empty());
    assert_eq!(client.url("INBOX", None).await.unwrap().site, Some(2));
    client.invite("eve@example.com").await.unwrap();
    client.invite_with("eve@example.com", "hello").await.unwrap();
    assert_eq!(client.challenge_me().await.unwrap().as_str(), "15570131571988941333");
    server.await.unwrap();
}

#[tokio::test]
async fn a_page_has_no_answer_but_a_refusal() {
    let page = "<TEXT xml:space=\"preserve\" enc=\"utf-8\">Hi</TEXT>";
    let script = vec![
        hears_bytes(&format!("PAG 5 bob@example.com {}\r\n{page}", page.len())),
        hears("PNG"),
        says("QNG"),
        hears_bytes(&format!("PAG 6 bob@example.com {}\r\n{page}", page.len())),
        hears("PNG"),
        says("606 6\nQNG"),
    ];
    let (mut client, server) = session(Dialect::Msnp6, script).await;
    client.page("bob@example.com", "Hi").await.unwrap();
    let refused = client.page("bob@example.com", "Hi").await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::PagingUnavailable));
    server.await.unwrap();
}

#[tokio::test]
async fn what_a_dialect_does_not_have_is_not_sent() {
    let (mut client, server) = session(Dialect::Msnp4, vec![hears("PNG"), says("QNG")]).await;
    let missing = [
        client.add_group("Friends").await.unwrap_err(),
        client.set_property(PropertyKey::HomePhone, None).await.unwrap_err(),
        client.page("bob@example.com", "Hi").await.unwrap_err(),
        client.challenge_me().await.unwrap_err(),
    ];
    for error in missing {
        assert!(matches!(error, Error::NotInDialect { dialect: Dialect::Msnp4, .. }), "{error:?}");
    }
    client.ping().await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn an_argument_that_would_break_its_line_is_refused_here() {
    let (mut client, server) = session(Dialect::Msnp7, vec![]).await;
    let error = client.add(List::Forward, "a@b.c\r\nOUT", "x", None).await.unwrap_err();
    assert!(matches!(error, Error::Argument(_)), "{error:?}");
    server.await.unwrap();
}
