//! A member of a membership, as it is named and as answers write it (reference 11 §2, §4).

use super::annotation;
use super::moment::{NEVER, Stamp};
use super::read::{filled, text};
use crate::writer::Writer;
use crate::xml::Element;

/// `MemberRole`: which list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// The allow list.
    Allow,
    /// The block list.
    Block,
    /// The reverse list.
    Reverse,
    /// Those who wait for a decision.
    Pending,
}

impl Role {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Allow, Self::Block, Self::Reverse, Self::Pending];

    pub(super) fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word().eq_ignore_ascii_case(word))
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Block => "Block",
            Self::Reverse => "Reverse",
            Self::Pending => "Pending",
        }
    }
}

/// Who a member is, as a client says it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MemberName {
    /// Somebody with an account, by address.
    Passport(String),
    /// Somebody of another network, by address and its number, if it was said.
    Email(String, Option<u32>),
    /// A telephone.
    Phone(String),
    /// A circle.
    Circle(String),
    /// A membership, by its number.
    Id(String),
}

impl MemberName {
    /// `None` for a member that none of these names. What it is called by counts, not its type, which some clients leave out.
    pub(super) fn read(member: &Element) -> Option<Self> {
        let network = || {
            let all = annotation::Annotation::all(member, &["Annotations"]);
            all.into_iter().find(|annotation| annotation.name == BUDDY_TYPE)?.value.parse().ok()
        };
        filled(member, "PassportName")
            .map(|name| Self::Passport(name.to_owned()))
            .or_else(|| filled(member, "Email").map(|email| Self::Email(email.to_owned(), network())))
            .or_else(|| filled(member, "PhoneNumber").map(|number| Self::Phone(number.to_owned())))
            .or_else(|| filled(member, "CircleId").map(|id| Self::Circle(id.to_owned())))
            .or_else(|| text(member, "MembershipId").map(|id| Self::Id(id.to_owned())))
    }
}

/// The annotation with the number of a network.
pub(super) const BUDDY_TYPE: &str = "MSN.IM.BuddyType";

/// Who a member is, as answers say it. Other kinds there are, papyon cannot read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MemberKind<'a> {
    /// Somebody with an account.
    Passport {
        /// The address.
        address: &'a str,
        /// The number of the account.
        cid: i64,
    },
    /// Somebody without one.
    Email(&'a str),
    /// A telephone.
    Phone(&'a str),
    /// A circle, by its number.
    Circle(&'a str),
}

/// A member of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MemberRow<'a> {
    /// In what way.
    pub role: Role,
    /// The number of the membership.
    pub id: u32,
    /// Who.
    pub kind: MemberKind<'a>,
    /// The name to show.
    pub display_name: &'a str,
    /// What belongs to it.
    pub annotations: Vec<(&'a str, &'a str)>,
    /// Whether it is gone.
    pub deleted: bool,
    /// When it began, or ended.
    pub changed: Stamp,
}

impl MemberRow<'_> {
    /// With a type that is known by its prefix: Pidgin crashes without one.
    pub(super) fn write(&self, w: &mut Writer) {
        let kind = match self.kind {
            MemberKind::Passport { .. } => "Passport",
            MemberKind::Email(_) => "Email",
            MemberKind::Phone(_) => "Phone",
            MemberKind::Circle(_) => "Circle",
        };
        w.element_with("Member", &[("xsi:type", &format!("{kind}Member"))], |w| {
            w.text("MembershipId", self.id);
            w.text("Type", kind);
            w.text("DisplayName", self.display_name);
            w.text("State", "Accepted");
            annotation::write(w, "Annotations", self.annotations.iter().copied());
            w.text("Deleted", self.deleted);
            w.text("LastChanged", self.changed);
            w.text("JoinedDate", self.changed);
            w.text("ExpirationDate", NEVER);
            w.empty("Changes");
            match self.kind {
                MemberKind::Passport { address, cid } => {
                    w.text("PassportName", address.to_ascii_lowercase());
                    w.text("IsPassportNameHidden", false);
                    w.text("PassportId", 0);
                    w.text("CID", cid);
                    w.empty("PassportChanges");
                    w.text("LookedupByCID", false);
                }
                MemberKind::Email(address) => w.text("Email", address),
                MemberKind::Phone(number) => w.text("PhoneNumber", number),
                MemberKind::Circle(id) => w.text("CircleId", id),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(inside: &str) -> Option<MemberName> {
        MemberName::read(&Element::parse(format!("<Member>{inside}</Member>").as_bytes()).unwrap())
    }

    #[test]
    fn a_member_is_named_in_one_of_five_ways() {
        for (inside, expected) in [
            (
                "<Type>Passport</Type><PassportName> a@b.c </PassportName>",
                MemberName::Passport("a@b.c".into()),
            ),
            ("<Email>a@b.c</Email>", MemberName::Email("a@b.c".into(), None)),
            (
                "<Email>a@b.c</Email><Annotations><Annotation><Name>MSN.IM.BuddyType</Name><Value>32:</Value></Annotation>\
                 </Annotations>",
                MemberName::Email("a@b.c".into(), None),
            ),
            (
                "<Email>a@b.c</Email><Annotations><Annotation><Name>MSN.IM.BuddyType</Name><Value>32</Value></Annotation>\
                 </Annotations>",
                MemberName::Email("a@b.c".into(), Some(32)),
            ),
            ("<PhoneNumber>+1555</PhoneNumber>", MemberName::Phone("+1555".into())),
            ("<CircleId>x</CircleId>", MemberName::Circle("x".into())),
            ("<MembershipId>19</MembershipId>", MemberName::Id("19".into())),
            (
                "<MembershipId>19</MembershipId><PassportName>a@b.c</PassportName>",
                MemberName::Passport("a@b.c".into()),
            ),
        ] {
            assert_eq!(name(inside), Some(expected), "{inside}");
        }
        assert_eq!(name("<Type>Everyone</Type>"), None);
    }

    #[test]
    fn roles_are_known_in_any_case() {
        assert!(Role::ALL.into_iter().all(|role| Role::read(&role.word().to_uppercase()) == Some(role)));
        assert_eq!(Role::read("ProfileExpression"), None);
    }
}
