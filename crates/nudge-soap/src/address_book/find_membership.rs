//! `FindMembership` and `FindMembershipByRole`: who is on which list, or what is new of that (reference 11 §4).

use super::book::OWN;
use super::header::{ServiceHeader, answer};
use super::member::{MemberRow, Role};
use super::moment::Stamp;
use super::read::{Since, texts};
use crate::writer::Writer;
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FindMembership {
    /// Since when.
    pub since: Since,
    /// Only of these roles.
    pub roles: Vec<Role>,
}

impl FindMembership {
    /// Of both operations; whoever says no roles wants all.
    pub(super) fn read(operation: &Element) -> Self {
        let named = texts(operation, &["includedRoles"], "RoleId");
        let roles = named.iter().filter_map(|role| Role::read(role)).collect();
        Self {
            since: Since::read(Some(operation)),
            roles: if named.is_empty() { Role::ALL.to_vec() } else { roles },
        }
    }
}

/// Whose lists they are, and what is on them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MembershipAnswer<'a> {
    /// The owner's number.
    pub owner_cid: i64,
    /// The owner's address.
    pub owner: &'a str,
    /// The version of the lists.
    pub changed: Stamp,
    /// When the account was made.
    pub created: Stamp,
    /// The roles that were asked for, all of which are there even if nobody has them.
    pub roles: &'a [Role],
    /// The members.
    pub members: Vec<MemberRow<'a>>,
}

/// The answer to either operation.
pub fn found_membership(header: &ServiceHeader<'_>, operation: &str, found: &MembershipAnswer<'_>) -> String {
    answer(header, operation, |w| {
        w.element(&format!("{operation}Result"), |w| {
            w.element("Services", |w| w.element("Service", |w| found.write_service(w)));
            w.element("OwnerNamespace", |w| found.write_owner(w));
        });
    })
}

impl MembershipAnswer<'_> {
    fn write_service(&self, w: &mut Writer) {
        w.element("Memberships", |w| {
            for role in self.roles {
                w.element("Membership", |w| {
                    w.text("MemberRole", role.word());
                    w.element("Members", |w| {
                        let members = self.members.iter().filter(|member| member.role == *role);
                        members.for_each(|member| member.write(w));
                    });
                    w.text("MembershipIsComplete", true);
                });
            }
        });
        w.element("Info", |w| {
            w.element("Handle", |w| {
                w.text("Id", 1);
                w.text("Type", "Messenger");
                w.empty("ForeignId");
            });
            w.text("InverseRequired", true);
            w.text("AuthorizationCriteria", "Everyone");
            w.text("IsBot", false);
        });
        w.empty("Changes");
        w.text("LastChange", self.changed);
        w.text("Deleted", false);
    }

    fn write_owner(&self, w: &mut Writer) {
        w.element("Info", |w| {
            w.element("Handle", |w| {
                w.text("Id", OWN);
                w.text("IsPassportNameHidden", false);
                w.text("CID", 0);
            });
            w.text("CreatorPuid", 0);
            w.text("CreatorCID", self.owner_cid);
            w.text("CreatorPassportName", self.owner);
            w.element("CircleAttributes", |w| {
                w.text("IsPresenceEnabled", false);
                w.text("Domain", "WindowsLive");
            });
            w.text("MessengerApplicationServiceCreated", false);
        });
        w.empty("Changes");
        w.text("CreateDate", self.created);
        w.text("LastChange", self.changed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::book::tests::AT;
    use crate::address_book::header::tests::SAMPLE;
    use crate::address_book::member::MemberKind;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    fn member(role: Role, id: u32, address: &'static str, cid: i64) -> MemberRow<'static> {
        MemberRow {
            role,
            id,
            kind: MemberKind::Passport { address, cid: 1_311_768_467_463_790_320 + cid },
            display_name: address,
            annotations: Vec::new(),
            deleted: false,
            changed: AT,
        }
    }

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/FindMembership.request.xml")).unwrap();
        let asked = FindMembership::read(call.operation());
        assert_eq!(asked, FindMembership { since: Since::Ever, roles: Role::ALL.to_vec() });
        let mut carol = member(Role::Pending, 4, "carol@example.com", 3);
        carol.annotations = vec![("MSN.IM.InviteMessage", "Hi, it is Carol"), ("MSN.IM.BuddyType", "1")];
        let found = MembershipAnswer {
            owner_cid: 1_311_768_467_463_790_320,
            owner: "alice@example.com",
            changed: AT,
            created: AT,
            roles: &asked.roles,
            members: vec![
                member(Role::Allow, 1, "bob@example.com", 1),
                member(Role::Block, 2, "mallory@example.com", 2),
                member(Role::Reverse, 3, "bob@example.com", 1),
                carol,
            ],
        };
        let sample = include_str!("../../tests/samples/FindMembership.response.xml");
        assert_eq!(found_membership(&SAMPLE, "FindMembership", &found), in_one_line(sample));
    }

    #[test]
    fn only_the_word_true_asks_for_changes() {
        let since = |text: &str| {
            let text = format!("<FindMembership>{text}</FindMembership>");
            FindMembership::read(&Element::parse(text.as_bytes()).unwrap()).since
        };
        let stamp = "<lastChange>2026-01-02T03:04:05.0000000-08:00</lastChange>";
        assert_eq!(since(stamp), Since::Ever);
        assert_eq!(since(&format!("<deltasOnly>false</deltasOnly>{stamp}")), Since::Ever);
        assert_eq!(since(&format!("<deltasOnly>true</deltasOnly>{stamp}")), Since::Stamp(AT));
        assert_eq!(since("<deltasOnly>true</deltasOnly><lastChange>x</lastChange>"), Since::Unknown);
        assert_eq!(since("<deltasOnly>true</deltasOnly>"), Since::Unknown);
    }

    #[test]
    fn roles_can_be_asked_for() {
        let text =
            b"<FindMembershipByRole><includedRoles><RoleId>Block</RoleId><RoleId>x</RoleId></includedRoles>\
            </FindMembershipByRole>";
        assert_eq!(FindMembership::read(&Element::parse(text).unwrap()).roles, [Role::Block]);
    }
}
