//! Writing memberships: who may see the owner, and who has been decided about.
//!
//! Everything may be said again: clients say the same on the notification server, and move people from one list to the other in
//! an order of their own.

use nudge_core::address_book::{MembershipId, Side};
use nudge_core::{ContactKey, Error, Handle, Outsider, Refusal};
use nudge_soap::address_book::{MemberName, Members, NamedMember, Role, Trouble};

use super::Visit;
use super::contacts::{foreign, key, telephone};
use super::reply::{Faulted, Replied};
use super::rows::role;

/// A member as the domain names it, and in what way it is one.
struct Named {
    role: Role,
    contact: ContactKey,
    /// As the client named it.
    address: String,
}

impl Visit<'_> {
    pub(super) async fn add_members(&self, asked: Members) -> Replied {
        for member in self.each(&asked).await? {
            let side = match member.role {
                Role::Allow => Side::Allow,
                Role::Block => Side::Block,
                // A client puts whom its owner has decided about on the reverse list.
                Role::Reverse => {
                    self.settle(&member.contact).await?;
                    continue;
                }
                // Who is pending is not for clients to say.
                Role::Pending => continue,
            };
            match self.core.take_side(self.owner, member.contact, side).await {
                Err(Error::Refusal(Refusal::UnknownAccount)) => {
                    return Err(self.fault(Trouble::UserDoesNotExist(&member.address)));
                }
                taken => taken.map_err(|error| self.trouble(&error))?,
            }
        }
        Ok(self.done())
    }

    pub(super) async fn delete_members(&self, asked: Members) -> Replied {
        for member in self.each(&asked).await? {
            let side = match member.role {
                Role::Allow => Side::Allow,
                Role::Block => Side::Block,
                // Nobody can make another forget them; but they have been decided about.
                Role::Reverse | Role::Pending => {
                    self.settle(&member.contact).await?;
                    continue;
                }
            };
            let left = self.core.leave_side(self.owner, member.contact, side).await;
            left.map_err(|error| self.trouble(&error))?;
        }
        Ok(self.done())
    }

    /// The members that can be told who they are. Circles are none of these lists, and a number that there is no membership of
    /// is that of one that is gone.
    async fn each(&self, asked: &Members) -> Result<Vec<Named>, Faulted> {
        self.few(asked.members.len())?;
        let mut named = Vec::new();
        if asked.is_of_messenger {
            for member in &asked.members {
                named.extend(self.named_member(member).await?);
            }
        }
        Ok(named)
    }

    async fn named_member(&self, member: &NamedMember) -> Result<Option<Named>, Faulted> {
        let address = |text: &str| Handle::new(text).map_err(|_| self.fault(Trouble::BadEmailArgument));
        let refused = |refusal: Refusal| self.trouble(&refusal.into());
        let (contact, text) = match &member.name {
            MemberName::Passport(text) => (address(text)?.into(), text),
            MemberName::Email(text, Some(network)) if *network != 1 => {
                (foreign(*network, &address(text)?).map_err(refused)?.into(), text)
            }
            // An address without a network is one of ours, if there is such an account.
            MemberName::Email(text, _) => {
                let address = address(text)?;
                let contact = match self.core.store().account_by_handle(&address).await {
                    Ok(_) => address.into(),
                    Err(Error::Refusal(_)) => Outsider::mail(&address).map_err(refused)?.into(),
                    Err(error) => return Err(self.trouble(&error)),
                };
                (contact, text)
            }
            MemberName::Phone(text) => (telephone(text).map_err(refused)?.into(), text),
            MemberName::Circle(_) => return Ok(None),
            MemberName::Id(id) => return self.member_with_id(id).await,
        };
        Ok(Some(Named { role: member.role, contact, address: text.clone() }))
    }

    /// Pidgin names those who wait for a decision by nothing but this (reference 11 §6).
    async fn member_with_id(&self, id: &str) -> Result<Option<Named>, Faulted> {
        let Ok(number) = id.parse() else { return Ok(None) };
        let book = self.book().await?;
        let membership = book.membership(MembershipId::from_number(number));
        Ok(membership.map(|membership| Named {
            role: role(membership.role),
            contact: key(membership.of),
            address: membership.of.address().to_owned(),
        }))
    }
}
