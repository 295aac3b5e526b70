//! How an edit names a contact or a group. Which one that is, only the store can tell.

use super::Outsider;
use crate::{GroupId, GroupName, Guid, Handle};

/// A contact, as an edit names them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ContactKey {
    /// By address.
    Handle(Handle),
    /// Somebody without an account, by address.
    Outsider(Outsider),
    /// By number. It names only those who are on one of the owner's lists.
    Guid(Guid),
}

/// A group, as an edit names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum GroupKey {
    /// By the number within the roster.
    Id(GroupId),
    /// By the number that is unique everywhere.
    Guid(Guid),
    /// By name. "Other Contacts" has none.
    Name(GroupName),
}

impl From<Handle> for ContactKey {
    fn from(handle: Handle) -> Self {
        Self::Handle(handle)
    }
}

impl From<Outsider> for ContactKey {
    fn from(outsider: Outsider) -> Self {
        Self::Outsider(outsider)
    }
}

impl From<Guid> for ContactKey {
    fn from(guid: Guid) -> Self {
        Self::Guid(guid)
    }
}

impl From<GroupId> for GroupKey {
    fn from(id: GroupId) -> Self {
        Self::Id(id)
    }
}

impl From<Guid> for GroupKey {
    fn from(guid: Guid) -> Self {
        Self::Guid(guid)
    }
}

impl From<GroupName> for GroupKey {
    fn from(name: GroupName) -> Self {
        Self::Name(name)
    }
}
