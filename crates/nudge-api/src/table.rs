//! Everything that can be asked for, each with the one scope that it needs. Nothing is served that is not here, and nothing
//! that is here is served without its scope.

use crate::families::{
    accounts, announcements, audit, bans, invitations, offline_messages, online, reports, statistics, tokens,
};
use crate::metered::Family;
use crate::operation::Operation;

/// Every family with its operations.
const TABLE: &[(Family, &[Operation])] = &[
    (Family::Accounts, accounts::OPERATIONS),
    (Family::Accounts, tokens::OPERATIONS),
    (Family::Accounts, offline_messages::OPERATIONS),
    (Family::Online, online::OPERATIONS),
    (Family::Invitations, invitations::OPERATIONS),
    (Family::Reports, reports::OPERATIONS),
    (Family::Bans, bans::OPERATIONS),
    (Family::Announcements, announcements::OPERATIONS),
    (Family::Audit, audit::OPERATIONS),
    (Family::Statistics, statistics::OPERATIONS),
];

/// Every operation with its family.
pub(crate) fn all() -> impl Iterator<Item = (Family, &'static Operation)> {
    TABLE.iter().flat_map(|(family, operations)| operations.iter().map(|operation| (*family, operation)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::body::Bytes;
    use nudge_core::member::Scope;

    use super::*;
    use crate::asked::{Asked, PLACES};
    use crate::operation::Verb;

    #[test]
    fn each_has_a_place_and_a_name_of_its_own() {
        let count = all().count();
        let places: BTreeSet<_> =
            all().map(|(_, operation)| format!("{:?} {}", operation.method, operation.path)).collect();
        let names: BTreeSet<_> = all().map(|(_, operation)| operation.id).collect();
        assert_eq!((places.len(), names.len()), (count, count));
    }

    #[test]
    fn whoever_may_only_look_changes_nothing_and_every_scope_is_of_use() {
        for (_, operation) in all() {
            let looks = operation.method == Verb::Get;
            let may_only_look = operation.scope.name().ends_with(":read");
            assert!(looks || !may_only_look, "{}", operation.id);
        }
        for scope in Scope::ALL {
            assert!(all().any(|(_, operation)| operation.scope == *scope), "{scope}");
        }
    }

    #[test]
    fn every_example_is_taken() {
        for (_, operation) in all() {
            let place =
                |name: &str| PLACES.iter().find(|place| place.name == name).unwrap().example.to_owned();
            let path = operation.places().map(|name| (name.to_owned(), place(name))).collect();
            let body = operation.body.map_or("", |body| body.example);
            let asked = Asked::new(operation, path, None, Bytes::from_static(body.as_bytes())).unwrap();
            assert!((operation.read)(&asked).is_ok(), "{}: {body}", operation.id);
        }
    }
}
