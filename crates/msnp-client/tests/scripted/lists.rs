//! Lists in the forms of MSNP8 to MSNP12, and the changes of them.

use msnp::command::ListVersion;
use msnp::value::{ErrorCode, GroupId, GroupNumber, Guid, Handle, List, PropertyKey, Text};
use msnp::{Cap, Dialect};
use msnp_client::{Entry, Error, Event, Lists};

use crate::server::{Step, hears, says, session};

const BOB: &str = "c1f9a363-4ee9-4a33-a434-b056a4c55b98";
const BOB_ID: Guid = Guid(0xc1f9_a363_4ee9_4a33_a434_b056_a4c5_5b98);
const FRIENDS: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";
const FRIENDS_ID: GroupId = GroupId::Guid(Guid(0xf60e_fbe7_94af_4b16_b926_e4e1_0878_d329));

/// The same account, as each dialect dumps it.
fn dump(dialect: Dialect) -> Vec<Step> {
    let rows = if dialect < Dialect::Msnp10 {
        "SYN 5 27 3 2
             GTC A
             BLP BL
             PRP PHH 01%20234
             LSG 0 Other%20Contacts 0
             LSG 1 Friends 0
             LST eve@example.com Eve 12
             LST dave@example.com Dave 8
             LST bob@example.com Bob%20B 11 1
             BPR PHH 5
             BPR MOB Y"
            .to_owned()
    } else {
        let network = if dialect == Dialect::Msnp12 { " 1" } else { "" };
        format!(
            "SYN 5 2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00 3 1
                 GTC A
                 BLP BL
                 PRP MFN Alice%20A
                 PRP PHH 01%20234
                 LSG Friends {FRIENDS}
                 LST N=eve@example.com F=Eve 12{network}
                 LST N=dave@example.com F=Dave 16{network}
                 LST N=bob@example.com F=Bob%20B C={BOB} 11{network} {FRIENDS}
                 BPR PHH 5
                 BPR MOB Y"
        )
    };
    let zero = if dialect < Dialect::Msnp10 { "0" } else { "0 0" };
    let qng = if dialect < Dialect::Msnp9 { "QNG" } else { "QNG 50" };
    vec![hears(&format!("SYN 5 {zero}")), says(&rows), hears("PNG"), says(qng)]
}

fn handles(lists: &Lists, list: List) -> Vec<&str> {
    lists.list(list).iter().map(|contact| contact.handle.as_str()).collect()
}

#[tokio::test]
async fn every_form_of_the_dump_shows_the_same() {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::BareDump)) {
        let (mut client, server) = session(dialect, dump(dialect)).await;
        let lists = client.sync().await.unwrap();
        server.await.unwrap();
        assert_eq!(client.name(), "Alice A");
        assert_eq!(handles(&lists, List::Forward), ["bob@example.com"]);
        assert_eq!(handles(&lists, List::Allow), ["bob@example.com"]);
        assert_eq!(handles(&lists, List::Block), ["eve@example.com"]);
        let mut reverse = handles(&lists, List::Reverse);
        reverse.sort_unstable();
        assert_eq!(reverse, ["bob@example.com", "dave@example.com", "eve@example.com"]);
        assert_eq!(handles(&lists, List::Pending), ["dave@example.com"]);
        assert_eq!(lists.property(&PropertyKey::HomePhone), Some("01 234"));

        let bob = lists.contact("BOB@example.com").unwrap();
        assert_eq!(bob.property(&PropertyKey::HomePhone), Some("5"));
        assert_eq!(bob.property(&PropertyKey::Pageable), Some("Y"));
        let [friends] = &lists.groups[..] else { panic!("{:?}", lists.groups) };
        assert_eq!((friends.name.as_str(), &bob.groups[..]), ("Friends", &[friends.id][..]));
        let by_guid = dialect >= Dialect::Msnp10;
        assert_eq!(bob.id, by_guid.then_some(BOB_ID));
        let number = GroupId::Number(GroupNumber::new(1).unwrap());
        assert_eq!(friends.id, if by_guid { FRIENDS_ID } else { number });
        // Only the forward list has more than names.
        assert_eq!((lists.allow[0].id, lists.allow[0].groups.len()), (None, 0));
    }
}

#[tokio::test]
async fn a_current_copy_is_not_sent_again() {
    let (mut client, server) = session(Dialect::Msnp9, vec![hears("SYN 5 27"), says("SYN 5 27")]).await;
    assert_eq!(client.sync_since(&ListVersion::Serial(27)).await.unwrap(), None);
    server.await.unwrap();
    let stamp = |text| Text::new(text).unwrap();
    let known = ListVersion::Stamps { lists: stamp("a"), settings: stamp("b") };
    let (mut client, server) = session(Dialect::Msnp11, vec![hears("SYN 5 a b"), says("SYN 5 a b")]).await;
    assert_eq!(client.sync_since(&known).await.unwrap(), None);
    server.await.unwrap();
}

#[tokio::test]
async fn a_dump_with_another_number_of_rows_than_announced_is_refused() {
    for count in ["2 0", "0 0", "1 1"] {
        let rows = format!("SYN 5 27 {count}\nLST eve@example.com Eve 12");
        let script = vec![hears("SYN 5 0"), says(&rows), hears("PNG"), says("QNG")];
        let (mut client, server) = session(Dialect::Msnp8, script).await;
        let refused = client.sync().await;
        assert!(matches!(refused, Err(Error::Unexpected(_))), "{count}: {refused:?}");
        server.await.unwrap();
    }
}

#[tokio::test]
async fn contacts_are_named_by_guid_where_they_have_one() {
    let mut script = dump(Dialect::Msnp10);
    script.extend([
        hears("ADC 6 AL N=dave@example.com"),
        says("ADC 6 AL N=dave@example.com"),
        hears("ADC 7 FL N=dave@example.com F=Dave%20D"),
        says("ADC 7 FL N=dave@example.com F=Dave%20D C=00000000-0000-0000-0000-000000000007"),
        hears(&format!("ADC 8 FL C=00000000-0000-0000-0000-000000000007 {FRIENDS}")),
        says(&format!("ADC 8 FL C=00000000-0000-0000-0000-000000000007 {FRIENDS}")),
        hears("SBP 9 00000000-0000-0000-0000-000000000007 MFN Dave"),
        says("SBP 9 00000000-0000-0000-0000-000000000007 MFN Dave"),
        hears(&format!("REM 10 FL {BOB} {FRIENDS}")),
        says(&format!("REM 10 FL {BOB} {FRIENDS}")),
        hears(&format!("REM 11 FL {BOB}")),
        says(&format!("REM 11 FL {BOB}")),
        hears("REM 12 BL eve@example.com"),
        says("216 12"),
        hears("REM 13 PL dave@example.com"),
        says("REM 13 PL dave@example.com"),
    ]);
    let (mut client, server) = session(Dialect::Msnp10, script).await;
    client.sync().await.unwrap();
    client.add(List::Allow, "dave@example.com", "Dave D", None).await.unwrap();
    // Somebody new is added before the group; somebody known would not be.
    let added = client.add(List::Forward, "dave@example.com", "Dave D", Some(FRIENDS_ID)).await.unwrap();
    let expected = Entry {
        list: List::Forward,
        handle: Handle::new("dave@example.com").unwrap(),
        name: Some("Dave D".into()),
        id: Some(Guid(7)),
        group: Some(FRIENDS_ID),
        serial: None,
    };
    assert_eq!(added, expected);
    client.rename_contact("Dave@example.com", "Dave").await.unwrap();
    let removed = client.remove(List::Forward, "bob@example.com", Some(FRIENDS_ID)).await.unwrap();
    assert_eq!(removed.group, Some(FRIENDS_ID));
    client.remove(List::Forward, "BOB@example.com", None).await.unwrap();
    let gone = client.remove(List::Forward, "bob@example.com", None).await.unwrap_err();
    assert!(matches!(&gone, Error::NotAContact(who) if who.as_str() == "bob@example.com"), "{gone:?}");
    let refused = client.remove(List::Block, "eve@example.com", None).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::NotOnList));
    client.remove(List::Pending, "dave@example.com", None).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_contact_whose_guid_is_not_known_yet_is_looked_up() {
    let mut script = dump(Dialect::Msnp12);
    script.extend([hears(&format!("REM 6 FL {BOB}")), says(&format!("REM 6 FL {BOB}"))]);
    let (mut client, server) = session(Dialect::Msnp12, script).await;
    client.remove(List::Forward, "bob@example.com", None).await.unwrap();
    let stranger = client.rename_contact("zoe@example.com", "Zoe").await;
    assert!(matches!(stranger, Err(Error::NotAContact(_))), "{stranger:?}");
    server.await.unwrap();
}

#[tokio::test]
async fn groups_are_made_renamed_and_removed_by_guid() {
    let script = vec![
        hears("ADG 5 Old%20friends"),
        says(&format!("ADG 5 Old%20friends {FRIENDS}")),
        hears(&format!("REG 6 {FRIENDS} Friends")),
        says(&format!("REG 6 {FRIENDS} Friends")),
        hears(&format!("RMG 7 {FRIENDS}")),
        says(&format!("RMG 7 {FRIENDS}")),
    ];
    let (mut client, server) = session(Dialect::Msnp11, script).await;
    let group = client.add_group("Old friends").await.unwrap();
    assert_eq!((group.id, group.name.as_str()), (FRIENDS_ID, "Old friends"));
    client.rename_group(group.id, "Friends").await.unwrap();
    client.remove_group(group.id).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_group_of_another_dialect_is_not_sent() {
    let number = GroupId::Number(GroupNumber::new(1).unwrap());
    for (dialect, foreign) in
        [(Dialect::Msnp9, FRIENDS_ID), (Dialect::Msnp10, number), (Dialect::Msnp6, number)]
    {
        let (mut client, server) = session(dialect, vec![]).await;
        let errors = [
            client.add(List::Forward, "bob@example.com", "Bob", Some(foreign)).await.unwrap_err(),
            client.remove(List::Forward, "bob@example.com", Some(foreign)).await.unwrap_err(),
            client.rename_group(foreign, "x").await.unwrap_err(),
            client.remove_group(foreign).await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, Error::NotInDialect { .. }), "{dialect}: {error:?}");
        }
        server.await.unwrap();
    }
}

#[tokio::test]
async fn who_adds_and_removes_the_principal_is_an_event() {
    let script = vec![
        says("ADC 0 RL N=dave@example.com F=Dave%20D\nREM 0 RL dave@example.com"),
        says("ADC 0 FL N=eve@example.com F=Eve C=00000000-0000-0000-0000-000000000009"),
        hears("PNG"),
        says("QNG 50"),
        hears("SBP 5 00000000-0000-0000-0000-000000000009 MFN Eva"),
        says("SBP 5 00000000-0000-0000-0000-000000000009 MFN Eva"),
    ];
    let (mut client, server) = session(Dialect::Msnp11, script).await;
    let events = client.settle().await.unwrap();
    let [Event::Added(dave), Event::Removed(gone), Event::Added(eve)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((dave.list, dave.name.as_deref()), (List::Reverse, Some("Dave D")));
    assert_eq!((gone.list, gone.handle.as_str()), (List::Reverse, "dave@example.com"));
    assert_eq!((eve.list, eve.id), (List::Forward, Some(Guid(9))));
    // Whom another program made a contact is known by then.
    client.rename_contact("eve@example.com", "Eva").await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn one_list_is_asked_for_where_it_can_be() {
    let script = vec![hears("LST 5 AL"), says("LST 5 AL 9 1 1 bob@example.com Bob")];
    let (mut client, server) = session(Dialect::Msnp8, script).await;
    assert_eq!(client.list(List::Allow).await.unwrap().len(), 1);
    server.await.unwrap();
    let (mut client, server) = session(Dialect::Msnp9, dump(Dialect::Msnp9)).await;
    assert_eq!(client.list(List::Allow).await.unwrap().len(), 1);
    server.await.unwrap();
    let (mut client, server) = session(Dialect::Msnp12, dump(Dialect::Msnp12)).await;
    assert_eq!(client.groups().await.unwrap().len(), 1);
    server.await.unwrap();
}

#[tokio::test]
async fn before_there_was_a_pending_list_it_is_who_was_asked_about() {
    let script = vec![
        hears("SYN 5 0"),
        says(
            "SYN 5 3
             GTC 5 3 A
             BLP 5 3 AL
             LST 5 FL 3 1 1 dave@example.com Dave
             LST 5 AL 3 1 1 bob@example.com Bob
             LST 5 BL 3 1 1 eve@example.com Eve
             LST 5 RL 3 1 3 bob@example.com Bob
             LST 5 RL 3 2 3 EVE@example.com Eve
             LST 5 RL 3 3 3 dave@example.com Dave",
        ),
    ];
    let (mut client, server) = session(Dialect::Msnp3, script).await;
    let lists = client.sync().await.unwrap();
    assert_eq!(handles(&lists, List::Pending), ["dave@example.com"]);
    server.await.unwrap();
}
