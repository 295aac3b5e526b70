//! Requests as clients were seen to send them (reference 11 §1, §5, §6; 50, sign-in 3, 9, 10).

use anyhow::ensure;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};

use nudge_testkit::address_book::{AB, Program, SHARING, said};

/// aMSN declares no `xsi` around a member, and has no other prefix for the envelope than `SOAP-ENV`.
#[tokio::test]
async fn amsn_blocks_somebody_with_a_prefix_that_it_has_not_declared() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <SOAP-ENV:Header><ABApplicationHeader xmlns=\"http://www.msn.com/webservices/AddressBook\"><ApplicationId>\
         09607671-1C32-421F-A6A6-CBFAA51AB5F4</ApplicationId><IsMigration>false</IsMigration><PartnerScenario>BlockUnblock\
         </PartnerScenario></ABApplicationHeader><ABAuthHeader xmlns=\"http://www.msn.com/webservices/AddressBook\">\
         <ManagedGroupRequest>false</ManagedGroupRequest><TicketToken>{}</TicketToken></ABAuthHeader></SOAP-ENV:Header>\
         <SOAP-ENV:Body><AddMember xmlns=\"http://www.msn.com/webservices/AddressBook\"><serviceHandle><Id>0</Id>\
         <Type>Messenger</Type><ForeignId></ForeignId></serviceHandle><memberships><Membership><MemberRole>Block</MemberRole>\
         <Members><Member xsi:type=\"PassportMember\"><Type>Passport</Type><State>Accepted</State><PassportName>{BOB}\
         </PassportName></Member></Members></Membership></memberships></AddMember></SOAP-ENV:Body></SOAP-ENV:Envelope>",
        alice.ticket
    );
    alice.send(SHARING, "AddMember", "", &body).await?.done()?;
    ensure!(alice.memberships().await?.addresses("Block")? == [BOB]);
    Ok(())
}

/// retro-prpl: two slashes, quotes around the action, a page, and texts with line breaks around them.
#[tokio::test]
async fn pidgin_reads_a_page_and_renames_a_contact() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let header = |ticket: &str| {
        format!(
            "<soap:Header xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><ABApplicationHeader \
             xmlns=\"http://www.msn.com/webservices/AddressBook\"><ApplicationId>F6D2794D-501F-443A-ADBE-8F1490FF30FD\
             </ApplicationId><IsMigration>false</IsMigration><PartnerScenario>Initial</PartnerScenario></ABApplicationHeader>\
             <ABAuthHeader xmlns=\"http://www.msn.com/webservices/AddressBook\"><ManagedGroupRequest>false\
             </ManagedGroupRequest><TicketToken>{ticket}</TicketToken></ABAuthHeader></soap:Header>"
        )
    };
    let envelope = |inside: &str| {
        format!(
            "<?xml version='1.0' encoding='utf-8'?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
             xmlns:soapenc=\"http://schemas.xmlsoap.org/soap/encoding/\">{}<soap:Body>{inside}</soap:Body></soap:Envelope>",
            header(&alice.ticket)
        )
    };
    let page = "<ABFindContactsPaged xmlns=\"http://www.msn.com/webservices/AddressBook\"><abView>Full</abView>\
        <extendedContent>AB AllGroups CircleResult</extendedContent><filterOptions><deltasOnly>false</deltasOnly>\
        <ContactFilter><IncludeHiddenContacts>true</IncludeHiddenContacts></ContactFilter></filterOptions><pageContext>\
        <PageSize>1500</PageSize><Direction>Forward</Direction></pageContext></ABFindContactsPaged>";
    let path = "//abservice/abservice.asmx";
    let answer =
        alice.send(path, "ABFindContactsPaged", "User-Agent: MSMSGS\r\n", &envelope(page)).await?.done()?;
    let contacts =
        answer.at(&["ABFindContactsPagedResponse", "ABFindContactsPagedResult", "Contacts"])?.children();
    // It skips whom it finds no type of, and compares the words of flags.
    for contact in contacts {
        ensure!(said(contact, &["contactInfo", "contactType"]).is_some());
        ensure!(matches!(said(contact, &["contactInfo", "isMessengerUser"]), Some("true" | "false")));
    }
    let id = cast::guid(&server, BOB).await?;
    let update = format!(
        "<ABContactUpdate xmlns=\"http://www.msn.com/webservices/AddressBook\"><abId>00000000-0000-0000-0000-000000000000</abId>\
         <contacts><Contact xmlns=\"http://www.msn.com/webservices/AddressBook\"><contactId>{id}</contactId><contactInfo>\
         <annotations><Annotation><Name>\n AB.NickName\n</Name><Value>\n Bobby \n</Value></Annotation></annotations></contactInfo>\
         <propertiesChanged>Annotation</propertiesChanged></Contact></contacts></ABContactUpdate>"
    );
    alice.send(path, "ABContactUpdate", "", &envelope(&update)).await?.done()?;
    ensure!(alice.find_all().await?.text.contains("<Name>AB.NickName</Name><Value>Bobby</Value>"));
    Ok(())
}

/// BitlBee: HTTP/1.0 without encryption, no quotes around the action, and one contact at a time.
#[tokio::test]
async fn bitlbee_adds_somebody_in_plain_text() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let inside = format!(
        "<contacts><Contact xmlns=\"http://www.msn.com/webservices/AddressBook\"><contactInfo><contactType>LivePending</contactType>\
         <passportName>{CAROL}</passportName><isMessengerUser>true</isMessengerUser><MessengerMemberInfo><DisplayName>Carol\
         </DisplayName></MessengerMemberInfo></contactInfo></Contact></contacts><options><EnableAllowListManagement>true\
         </EnableAllowListManagement></options>"
    );
    alice.ab("ABContactAdd", &inside).await?.done()?;
    ensure!(alice.find_all().await?.contact(CAROL).is_ok());
    Ok(())
}

/// papyon converts numbers of memberships and accounts to numbers, and reads the version without asking whether it is there.
#[tokio::test]
async fn papyon_finds_numbers_where_it_wants_them() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let book = alice.find_all().await?;
    for contact in book.contacts()? {
        ensure!(said(contact, &["contactInfo", "CID"]).is_some_and(|cid| cid.parse::<i64>().is_ok()));
        ensure!(said(contact, &["contactInfo", "puid"]) == Some("0"));
        for flag in
            ["isMobileIMEnabled", "isFavorite", "isSmtp", "hasSpace", "IsPrivate", "IsNotMobileVisible"]
        {
            ensure!(matches!(said(contact, &["contactInfo", flag]), Some("true" | "false")), "{flag}");
        }
    }
    ensure!(book.stamp()?.ends_with("-08:00"));
    let lists = alice.memberships().await?;
    for member in lists.members("Allow")? {
        ensure!(said(member, &["MembershipId"]).is_some_and(|id| id.parse::<u32>().is_ok()));
        ensure!(said(member, &["Type"]) == Some("Passport"));
    }
    let added =
        alice.member("AddMember", "Allow", &format!("<PassportName>\n  {CAROL}\n</PassportName>")).await?;
    added.done()?;
    ensure!(alice.memberships().await?.addresses("Allow")? == [BOB, CAROL]);
    Ok(())
}

/// Of clients that say nothing of what they want, the name of what is in the body is enough.
#[tokio::test]
async fn the_body_says_what_is_wanted() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    let header =
        format!("<Header><ABAuthHeader><TicketToken>{}</TicketToken></ABAuthHeader></Header>", alice.ticket);
    let body = format!("<Envelope>{header}<Body><ABFindAll/></Body></Envelope>");
    alice.send(AB, "SomethingElse", "", &body).await?.done()?;
    Ok(())
}
