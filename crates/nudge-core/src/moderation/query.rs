use crate::value::Role;
use crate::{AccountId, Handle};

/// Which accounts an administrator looks for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AccountQuery {
    /// Part of the address or the display name, letters of either ASCII case; anything, if it is empty.
    pub text: String,
    /// Only those who may do that.
    pub role: Option<Role>,
    /// Only those that are switched on, or off.
    pub enabled: Option<bool>,
    /// Only one of these; anybody, if there are none named.
    pub among: Option<Vec<AccountId>>,
    /// Only those whose address comes after that one.
    pub after: Option<Handle>,
    /// How many to find at most.
    pub limit: usize,
}
