//! `ABFindAll`: the whole book, or what is new in it (reference 11 §5).

use super::book::AbInfo;
use super::contact::ContactRow;
use super::group::GroupRow;
use super::header::{ServiceHeader, answer};

/// The answer. Its names are written small, where those of `ABFindContactsPaged` begin large.
pub fn found_all(
    header: &ServiceHeader<'_>,
    groups: &[GroupRow<'_>],
    contacts: &[ContactRow<'_>],
    ab: &AbInfo<'_>,
) -> String {
    answer(header, "ABFindAll", |w| {
        w.element("ABFindAllResult", |w| {
            w.element("groups", |w| groups.iter().for_each(|group| group.write(w)));
            w.element("contacts", |w| contacts.iter().for_each(|contact| contact.write("Contact", w)));
            ab.write("ab", w);
        });
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::address_book::book::tests::{ALICE, AT};
    use crate::address_book::header::tests::SAMPLE;
    use crate::address_book::{Card, ContactKind};
    use crate::samples::in_one_line;

    pub(crate) fn friends() -> GroupRow<'static> {
        GroupRow {
            id: "9c2b1f04-5a2d-4f0e-8a11-000000000001".to_owned(),
            name: "Friends",
            annotations: Vec::new(),
            is_favorite: false,
            deleted: false,
            changed: AT,
        }
    }

    pub(crate) fn bob() -> ContactRow<'static> {
        ContactRow {
            id: "7f0e3d11-1111-4222-8333-444455556666".to_owned(),
            kind: ContactKind::Regular,
            annotations: vec![("AB.NickName", "Bobby")],
            groups: vec![friends().id],
            passport_name: Some("Bob@example.com"),
            display_name: "Bob",
            cid: 1_311_768_467_463_790_321,
            is_messenger_user: true,
            is_mobile_enabled: false,
            card: Card::default(),
            is_hidden: false,
            networks: Vec::new(),
            is_extended: false,
            deleted: false,
            changed: AT,
        }
    }

    pub(crate) fn me() -> ContactRow<'static> {
        ContactRow {
            id: "7f0e3d11-0000-4000-8000-000000000001".to_owned(),
            kind: ContactKind::Me,
            annotations: vec![
                ("MSN.IM.MBEA", "0"),
                ("MSN.IM.GTC", "1"),
                ("MSN.IM.BLP", "1"),
                ("MSN.IM.MPOP", "1"),
                ("MSN.IM.RoamLiveProperties", "1"),
            ],
            groups: Vec::new(),
            passport_name: Some("alice@example.com"),
            display_name: "Alice",
            cid: 1_311_768_467_463_790_320,
            is_messenger_user: false,
            ..bob()
        }
    }

    #[test]
    fn the_answer_is_the_sample() {
        let sample = include_str!("../../tests/samples/ABFindAll.response.xml");
        assert_eq!(found_all(&SAMPLE, &[friends()], &[bob(), me()], &ALICE), in_one_line(sample));
    }
}
