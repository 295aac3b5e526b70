//! `AddMember`, `DeleteMember` and `UpdateMember` (reference 11 §6): onto lists and off them.

use super::member::{MemberName, Role};
use super::read::{filled, list};
use crate::xml::Element;

/// What is asked. The answer is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Members {
    /// Whether it is about the lists of the messenger, and not about who may see a profile.
    pub is_of_messenger: bool,
    /// Who, on which lists. Roles that are no lists, and members of whom nothing is said, are left out.
    pub members: Vec<NamedMember>,
}

/// Somebody on a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NamedMember {
    /// Which list.
    pub role: Role,
    /// Who.
    pub name: MemberName,
}

impl Members {
    pub(super) fn read(operation: &Element) -> Self {
        let service = operation.child("serviceHandle").and_then(|handle| filled(handle, "Type"));
        let memberships = list(operation, &["memberships"], "Membership");
        let members = memberships.flat_map(|membership| {
            let role = filled(membership, "MemberRole").and_then(Role::read);
            list(membership, &["Members"], "Member")
                .filter_map(move |member| Some(NamedMember { role: role?, name: MemberName::read(member)? }))
        });
        Self {
            is_of_messenger: service.is_none_or(|service| service.eq_ignore_ascii_case("Messenger")),
            members: members.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Call;

    #[test]
    fn the_questions_are_the_samples() {
        let bob = MemberName::Passport("bob@example.com".to_owned());
        for (sample, role) in [
            (include_bytes!("../../tests/samples/AddMember.request.xml").as_slice(), Role::Block),
            (include_bytes!("../../tests/samples/DeleteMember.request.xml"), Role::Allow),
        ] {
            let asked = Members::read(Call::parse(sample).unwrap().operation());
            let members = vec![NamedMember { role, name: bob.clone() }];
            assert_eq!(asked, Members { is_of_messenger: true, members });
        }
    }

    #[test]
    fn an_undeclared_prefix_is_read() {
        // aMSN 0.98 writes no declaration of `xsi` around some members (reference 11 §6).
        let body = b"<AddMember><memberships><Membership><MemberRole>Allow</MemberRole><Members>\
            <Member xsi:type=\"PassportMember\"><PassportName>bob@example.com</PassportName></Member>\
            </Members></Membership></memberships></AddMember>";
        assert_eq!(Members::read(&Element::parse(body).unwrap()).members.len(), 1);
    }

    #[test]
    fn a_profile_is_no_list() {
        let body = b"<AddMember><serviceHandle><Type>Profile</Type></serviceHandle><memberships><Membership>\
            <MemberRole>ProfileExpression</MemberRole><Members><Member><MembershipId>0</MembershipId></Member></Members>\
            </Membership></memberships></AddMember>";
        let asked = Members::read(&Element::parse(body).unwrap());
        assert_eq!(asked, Members { is_of_messenger: false, members: Vec::new() });
    }
}
