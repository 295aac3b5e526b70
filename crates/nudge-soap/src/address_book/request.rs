//! Which operation a call asks for.

use super::book::BookId;
use super::break_connection::BreakConnection;
use super::contact_add::ContactAdd;
use super::contact_delete::ContactDelete;
use super::contact_update::ContactUpdate;
use super::create_circle::CreateCircle;
use super::create_contact::CreateContact;
use super::find_by_contacts::FindByContacts;
use super::find_contacts_paged::FindContactsPaged;
use super::find_membership::FindMembership;
use super::group_add::GroupAdd;
use super::group_contact::GroupContact;
use super::group_delete::GroupDelete;
use super::group_update::GroupUpdate;
use super::manage_wl_connection::ManageWlConnection;
use super::members::Members;
use super::read::Since;
use crate::envelope::Call;

/// What a call asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Request {
    /// `ABAdd`.
    Add,
    /// `ABContactAdd`.
    ContactAdd(ContactAdd),
    /// `ABContactUpdate`.
    ContactUpdate(ContactUpdate),
    /// `ABContactDelete`, `DeleteContact`.
    ContactDelete(ContactDelete),
    /// `ABFindAll`, of that book, since then.
    FindAll(BookId, Since),
    /// `ABFindContactsPaged`.
    FindContactsPaged(FindContactsPaged),
    /// `ABFindByContacts`.
    FindByContacts(FindByContacts),
    /// `ABGroupAdd`.
    GroupAdd(GroupAdd),
    /// `ABGroupUpdate`.
    GroupUpdate(GroupUpdate),
    /// `ABGroupDelete`.
    GroupDelete(GroupDelete),
    /// `ABGroupContactAdd`.
    GroupContactAdd(GroupContact),
    /// `ABGroupContactDelete`.
    GroupContactDelete(GroupContact),
    /// `AddDynamicItem`, `UpdateDynamicItem`: news of somebody's diary, which nobody keeps any more (reference 11 §6).
    DynamicItem,
    /// `AddMember`.
    AddMember(Members),
    /// `DeleteMember`.
    DeleteMember(Members),
    /// `UpdateMember`, of which nothing is known that would have to be kept.
    UpdateMember,
    /// `FindMembership`, `FindMembershipByRole`.
    FindMembership(FindMembership),
    /// `AddService`.
    AddService,
    /// `CreateCircle`.
    CreateCircle(CreateCircle),
    /// `CreateContact`.
    CreateContact(CreateContact),
    /// `ManageWLConnection`.
    ManageWlConnection(ManageWlConnection),
    /// `BreakConnection`.
    BreakConnection(BreakConnection),
    /// `FindFriendsInCommon`.
    FindFriendsInCommon,
}

/// Why a call asks for nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoRequest {
    /// It names no operation of these services.
    #[error("an operation that is not known")]
    Unknown,
    /// What it must say is missing.
    #[error("a request without what it is about")]
    Incomplete,
}

impl Request {
    /// Reads a call. Which of the two services it came to makes no difference.
    pub fn parse(call: &Call) -> Result<Self, NoRequest> {
        let operation = call.operation();
        Ok(match operation.name() {
            "ABAdd" => Self::Add,
            "ABContactAdd" => Self::ContactAdd(ContactAdd::read(operation)),
            "ABContactUpdate" => Self::ContactUpdate(ContactUpdate::read(operation)),
            "ABContactDelete" | "DeleteContact" => Self::ContactDelete(ContactDelete::read(operation)),
            "ABFindAll" => Self::FindAll(BookId::read(operation.child("abId")), Since::read(Some(operation))),
            "ABFindContactsPaged" => Self::FindContactsPaged(FindContactsPaged::read(operation)),
            "ABFindByContacts" => Self::FindByContacts(FindByContacts::read(operation)),
            "ABGroupAdd" => Self::GroupAdd(GroupAdd::read(operation).ok_or(NoRequest::Incomplete)?),
            "ABGroupUpdate" => Self::GroupUpdate(GroupUpdate::read(operation)),
            "ABGroupDelete" => Self::GroupDelete(GroupDelete::read(operation)),
            "ABGroupContactAdd" => Self::GroupContactAdd(GroupContact::read(operation)),
            "ABGroupContactDelete" => Self::GroupContactDelete(GroupContact::read(operation)),
            "AddDynamicItem" | "UpdateDynamicItem" => Self::DynamicItem,
            "AddMember" => Self::AddMember(Members::read(operation)),
            "DeleteMember" => Self::DeleteMember(Members::read(operation)),
            "UpdateMember" => Self::UpdateMember,
            "FindMembership" | "FindMembershipByRole" => {
                Self::FindMembership(FindMembership::read(operation))
            }
            "AddService" => Self::AddService,
            "CreateCircle" => Self::CreateCircle(CreateCircle::read(operation).ok_or(NoRequest::Incomplete)?),
            "CreateContact" => Self::CreateContact(CreateContact::read(operation)),
            "ManageWLConnection" => Self::ManageWlConnection(ManageWlConnection::read(operation)),
            "BreakConnection" => Self::BreakConnection(BreakConnection::read(operation)),
            "FindFriendsInCommon" => Self::FindFriendsInCommon,
            _ => return Err(NoRequest::Unknown),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_sample_is_a_request() {
        for sample in [
            include_str!("../../tests/samples/ABAdd.request.xml"),
            include_str!("../../tests/samples/ABFindAll.request.xml"),
            include_str!("../../tests/samples/AddDynamicItem.request.xml"),
            include_str!("../../tests/samples/AddService.request.xml"),
            include_str!("../../tests/samples/CreateCircle.request.xml"),
            include_str!("../../tests/samples/FindFriendsInCommon.request.xml"),
            include_str!("../../tests/samples/UpdateDynamicItem.request.xml"),
        ] {
            let call = Call::parse(sample.as_bytes()).unwrap();
            assert!(Request::parse(&call).is_ok(), "{sample}");
        }
        let other = "<Envelope><Body><DeleteCircle/></Body></Envelope>";
        assert_eq!(Request::parse(&Call::parse(other.as_bytes()).unwrap()), Err(NoRequest::Unknown));
    }

    #[test]
    fn pidgin_asks_for_a_page_with_small_letters() {
        let text = "<Envelope><Body><ABFindContactsPaged><filterOptions><deltasOnly>true</deltasOnly>\
            <lastChange>2026-01-02T03:04:05.0000000-08:00</lastChange></filterOptions></ABFindContactsPaged></Body></Envelope>";
        let Ok(Request::FindContactsPaged(asked)) = Request::parse(&Call::parse(text.as_bytes()).unwrap())
        else {
            panic!("no page is asked for");
        };
        assert!(matches!(asked.since, Since::Stamp(_)), "{asked:?}");
    }

    proptest! {
        #[test]
        fn no_call_makes_it_panic(name in prop::sample::select(&[
            "ABContactAdd", "ABContactUpdate", "ABGroupAdd", "ABGroupContactAdd", "AddMember", "ABFindContactsPaged",
            "ManageWLConnection", "CreateContact", "CreateCircle", "FindMembershipByRole",
        ][..]), inside in "(<(contacts|Contact|contactInfo|memberships|Membership|Members|Member|emails|groupInfo|GroupInfo)/>){0,4}") {
            let text = format!("<Envelope><Body><{name}>{inside}</{name}></Body></Envelope>");
            let _ = Request::parse(&Call::parse(text.as_bytes()).unwrap());
        }
    }
}
