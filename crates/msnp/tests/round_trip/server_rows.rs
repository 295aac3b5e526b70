//! What a notification server may say to a client.

use msnp::command::{
    AddReply, AdgReply, BlpReply, Bpr, BprContact, Change, Chl, ClientVersionReply, ContactRow, Done,
    DoneOrNews, DumpRows, Fln, FndRow, Fqy, GcfReply, GtcReply, Iln, ImsReply, InfReply, InviteReply, Ipg,
    ListRow, LsgPlace, LsgRow, LstEntry, LstRow, MsgDelivery, Nfy, Nln, Not, OutReply, PrpReply, Qng,
    QryReply, ReaReply, Referral, RegReply, RemReply, Rfs, RmgReply, Rng, RoutedReply, Sbs, SignInPackage,
    SignInStep, SynReply, Ubm, Ubn, Ubx, UrlReply, UsrReply, UuxReply, VerReply, XfrReply,
};
use msnp::notification::FromServer;
use msnp::value::{
    GroupId, Handle, List, ListBits, MessageKind, Network, NoticeKind, OnOff, Privacy, ReversePrompt, Status,
};
use msnp::{Cap, Dialect};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::values::{
    adc, address, answer, at_endpoint, chg, client_caps, contact, cookie, draw, flag, friendly, group,
    group_id, guid, handle, if_has, list, lkp, member, network, object, one_of, out_reason, package, payload,
    property, reach, sbp, serial, session, text, texts, trid, version,
};

/// Any command of this name, in this dialect.
pub(crate) fn row(name: &str, d: Dialect) -> BoxedStrategy<FromServer<'static>> {
    match name {
        "VER" => draw!(VerReply { trid: trid(), dialect: text() }).prop_map_into().boxed(),
        "CVR" => client_version().prop_map(FromServer::Cvr).boxed(),
        "CVQ" => client_version().prop_map(FromServer::Cvq).boxed(),
        "INF" => draw!(InfReply { trid: trid(), packages: texts() }).prop_map_into().boxed(),
        "USR" => draw!(UsrReply { trid: trid(), step: step(d) }).prop_map_into().boxed(),
        "XFR" => draw!(XfrReply { trid: trid(), to: referral(d) }).prop_map_into().boxed(),
        "SYN" => {
            draw!(SynReply { trid: trid(), version: version(d), rows: if_has(d, Cap::BareDump, dump_rows()) })
                .prop_map_into()
                .boxed()
        }
        "LST" => lst_row(d).prop_map_into().boxed(),
        "LSG" => lsg_row(d).prop_map_into().boxed(),
        "ADD" => draw!(AddReply {
            trid: trid(),
            list: list(d),
            serial: serial(d),
            handle: handle(),
            name: friendly(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "ADC" => adc(d).prop_map_into().boxed(),
        "REM" => (trid(), serial(d), member(d))
            .prop_map(|(trid, serial, (list, contact, group))| RemReply {
                trid,
                list,
                serial,
                contact,
                group,
            })
            .prop_map_into()
            .boxed(),
        "ADG" => draw!(AdgReply {
            trid: trid(),
            serial: serial(d),
            number: number(d),
            name: friendly(),
            group: group_id(d),
        })
        .prop_map_into()
        .boxed(),
        "RMG" => draw!(RmgReply { trid: trid(), serial: serial(d), number: number(d), group: group_id(d) })
            .prop_map_into()
            .boxed(),
        "REG" => draw!(RegReply {
            trid: trid(),
            serial: serial(d),
            number: number(d),
            group: group_id(d),
            name: friendly(),
        })
        .prop_map_into()
        .boxed(),
        "REA" => draw!(ReaReply { trid: trid(), serial: serial(d), handle: handle(), name: friendly() })
            .prop_map_into()
            .boxed(),
        "SBP" => sbp().prop_map_into().boxed(),
        "GTC" => {
            draw!(GtcReply { answer: answer(d), prompt: one_of(ReversePrompt::ALL) }).prop_map_into().boxed()
        }
        "BLP" => draw!(BlpReply { answer: answer(d), privacy: one_of(Privacy::ALL) }).prop_map_into().boxed(),
        "PRP" => draw!(PrpReply { answer: answer(d), key: property(), value: option::of(friendly()) })
            .prop_map_into()
            .boxed(),
        "BPR" => draw!(Bpr { contact: bpr_contact(d), key: property(), value: option::of(friendly()) })
            .prop_map_into()
            .boxed(),
        "CHG" => chg(d).prop_map_into().boxed(),
        "ILN" => draw!(Iln {
            trid: trid(),
            status: one_of(Status::ALL),
            contact: contact(d),
            name: friendly(),
            caps: caps_if_any(d),
            object: if_has(d, Cap::MsnObjects, object()),
        })
        .prop_map_into()
        .boxed(),
        "NLN" => draw!(Nln {
            status: one_of(Status::ALL),
            contact: contact(d),
            name: friendly(),
            caps: caps_if_any(d),
            object: if_has(d, Cap::MsnObjects, object()),
            badge: if_has(d, Cap::PresenceDetails, text()),
        })
        .prop_map_into()
        .boxed(),
        "FLN" => fln(d).prop_map_into().boxed(),
        "UUX" => draw!(UuxReply { trid: trid() }).prop_map_into().boxed(),
        "UBX" => draw!(Ubx { contact: contact(d), payload: payload() }).prop_map_into().boxed(),
        "IMS" => draw!(ImsReply { trid: trid(), zero: any::<u32>(), switch: one_of(OnOff::ALL) })
            .prop_map_into()
            .boxed(),
        "FND" => draw!(FndRow { trid: trid(), index: any::<u32>(), total: any::<u32>(), fields: texts() })
            .prop_map_into()
            .boxed(),
        "SND" => draw!(InviteReply { trid: trid(), ok: text() }).prop_map(FromServer::Snd).boxed(),
        "SDC" => draw!(InviteReply { trid: trid(), ok: text() }).prop_map(FromServer::Sdc).boxed(),
        "SBS" => draw!(Sbs { trid: trid() }).prop_map_into().boxed(),
        "LKP" => lkp().prop_map_into().boxed(),
        "GCF" => {
            let file = if_has(d, Cap::ConfigRequests, text());
            draw!(GcfReply { trid: trid(), file: file, payload: payload() }).prop_map_into().boxed()
        }
        "URL" => draw!(UrlReply {
            trid: trid(),
            redirect: text(),
            login: text(),
            site: if_has(d, Cap::UrlSite, any::<u32>()),
        })
        .prop_map_into()
        .boxed(),
        "CHL" => draw!(Chl { trid: trid(), challenge: text() }).prop_map_into().boxed(),
        "QRY" => draw!(QryReply { trid: trid() }).prop_map_into().boxed(),
        "QNG" => draw!(Qng { seconds: if_has(d, Cap::PingInterval, any::<u32>()) }).prop_map_into().boxed(),
        "MSG" => draw!(MsgDelivery { handle: handle(), name: friendly(), payload: payload() })
            .prop_map_into()
            .boxed(),
        "NOT" => draw!(Not { payload: payload() }).prop_map_into().boxed(),
        "IPG" => draw!(Ipg { payload: payload() }).prop_map_into().boxed(),
        "RNG" => draw!(Rng {
            session: session(),
            address: address(),
            cookie: cookie(),
            handle: handle(),
            name: friendly(),
            reach: reach(d),
        })
        .prop_map_into()
        .boxed(),
        "ADL" => done_or_news().prop_map(FromServer::Adl).boxed(),
        "RML" => done_or_news().prop_map(FromServer::Rml).boxed(),
        "FQY" => draw!(Fqy { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "RFS" => draw!(Rfs { what: any::<u32>() }).prop_map_into().boxed(),
        "UUM" => draw!(Done { trid: trid() }).prop_map(FromServer::Uum).boxed(),
        "UUN" => draw!(Done { trid: trid() }).prop_map(FromServer::Uun).boxed(),
        "UBM" => draw!(Ubm {
            from: handle(),
            from_network: network(),
            to: handle(),
            to_network: network(),
            kind: any::<u32>().prop_map(MessageKind),
            payload: payload(),
        })
        .prop_map_into()
        .boxed(),
        "UBN" => {
            draw!(Ubn { from: at_endpoint(), kind: any::<u32>().prop_map(NoticeKind), payload: payload() })
                .prop_map_into()
                .boxed()
        }
        "PUT" => routed().prop_map(FromServer::Put).boxed(),
        "DEL" => routed().prop_map(FromServer::Del).boxed(),
        "SDG" => done_or_news().prop_map(FromServer::Sdg).boxed(),
        "NFY" => draw!(Nfy { change: one_of(Change::ALL), payload: payload() }).prop_map_into().boxed(),
        "OUT" => draw!(OutReply { reason: option::of(out_reason(d)) }).prop_map_into().boxed(),
        _ => panic!("no strategy for {name}"),
    }
}

fn done_or_news() -> impl Strategy<Value = DoneOrNews<'static>> {
    draw!(DoneOrNews { trid: trid(), news: option::of(payload()) })
}

fn routed() -> impl Strategy<Value = RoutedReply<'static>> {
    draw!(RoutedReply { trid: trid(), payload: option::of(payload()) })
}

/// A badge stands only after capabilities.
fn fln(d: Dialect) -> impl Strategy<Value = Fln> {
    let details = if_has(d, Cap::PresenceDetails, (client_caps(d), option::of(text())));
    (contact(d), details).prop_map(|(contact, details)| {
        let (caps, badge) = details.unzip();
        Fln { contact, caps, badge: badge.flatten() }
    })
}

fn client_version() -> impl Strategy<Value = ClientVersionReply> {
    draw!(ClientVersionReply {
        trid: trid(),
        recommended: text(),
        recommended_again: text(),
        minimum: text(),
        download_url: text(),
        info_url: text(),
    })
}

fn step(d: Dialect) -> impl Strategy<Value = SignInStep> {
    let challenge = (package(d), option::of(text()), text()).prop_map(|(package, challenge, policy)| {
        if package == SignInPackage::SingleSignOn {
            return SignInStep::Nonce { nonce: challenge.unwrap_or_else(|| policy.clone()), policy };
        }
        SignInStep::Challenge { package, challenge }
    });
    let name = if d.has(Cap::NameAtSignIn) { friendly().prop_map(Some).boxed() } else { Just(None).boxed() };
    // One flag stands only after the other.
    let flags = if_has(d, Cap::VerifiedFlag, (flag(), if_has(d, Cap::RestrictedFlag, flag())));
    let done = (handle(), name, flags).prop_map(|(handle, name, flags)| {
        let (verified, restricted) = flags.unzip();
        SignInStep::Done { handle, name, verified, restricted: restricted.flatten() }
    });
    prop_oneof![challenge, done]
}

fn referral(d: Dialect) -> impl Strategy<Value = Referral> {
    prop_oneof![
        (address(), if_has(d, Cap::ReferralCurrent, address()))
            .prop_map(|(address, current)| Referral::Notification { address, current }),
        (address(), cookie(), reach(d)).prop_map(|(address, cookie, reach)| Referral::Switchboard {
            address,
            cookie,
            reach
        }),
    ]
}

fn dump_rows() -> impl Strategy<Value = DumpRows> {
    draw!(DumpRows { contacts: any::<u32>(), groups: any::<u32>() })
}

/// Only where lists have no version, which stands in the same place.
fn number(d: Dialect) -> BoxedStrategy<Option<u32>> {
    if_has(d, Cap::AddressBook, any::<u32>())
}

fn caps_if_any(d: Dialect) -> impl Strategy<Value = msnp::value::ClientCaps> {
    if_has(d, Cap::ClientCaps, client_caps(d)).prop_map(Option::unwrap_or_default)
}

/// An address has more than three letters, or it would be the name of a property.
fn bpr_contact(d: Dialect) -> BoxedStrategy<Option<BprContact>> {
    let handle = handle().prop_map(|handle| Handle::new(&format!("{handle}@")).unwrap());
    let contact = draw!(BprContact { serial: serial(d), handle: handle });
    if d.has(Cap::BareDump) { option::of(contact).boxed() } else { contact.prop_map(Some).boxed() }
}

fn lsg_row(d: Dialect) -> BoxedStrategy<LsgRow> {
    let place =
        draw!(LsgPlace { trid: trid(), serial: any::<u32>(), index: any::<u32>(), total: any::<u32>() });
    let place = if !d.has(Cap::BareDump) {
        place.prop_map(Some).boxed()
    } else if d.has(Cap::ListRequests) {
        option::of(place).boxed()
    } else {
        Just(None).boxed()
    };
    draw!(LsgRow { place: place, group: group_id(d), name: friendly() }).boxed()
}

fn lst_row(d: Dialect) -> BoxedStrategy<LstRow> {
    let of_list = list_row(d).prop_map(LstRow::OfList);
    let of_contact = contact_row(d).prop_map(LstRow::OfContact);
    if !d.has(Cap::BareDump) {
        of_list.boxed()
    } else if d.has(Cap::ListRequests) {
        prop_oneof![of_list, of_contact].boxed()
    } else {
        of_contact.boxed()
    }
}

/// Groups stand on the forward list only, and there a contact is in one at least. Row 0 of 0 is an empty list.
fn list_row(d: Dialect) -> impl Strategy<Value = ListRow> {
    let entry = draw!(LstEntry {
        index: 1..=u32::MAX,
        total: any::<u32>(),
        handle: handle(),
        name: friendly(),
        groups: vec(group(), 1..4),
    });
    let row = draw!(ListRow { trid: trid(), list: list(d), serial: any::<u32>(), entry: option::of(entry) });
    row.prop_map(move |mut row| {
        if let Some(entry) = &mut row.entry
            && (row.list != List::Forward || !d.has(Cap::Groups))
        {
            entry.groups.clear();
        }
        row
    })
}

/// Groups stand on the forward list only; where they have numbers, a contact is in one at least.
fn contact_row(d: Dialect) -> impl Strategy<Value = ContactRow> {
    let network = if_has(d, Cap::ContactNetworks, any::<u32>().prop_map(Network));
    let row = draw!(ContactRow {
        handle: handle(),
        name: friendly(),
        id: if_has(d, Cap::AddressBook, guid()),
        lists: (0..32u8).prop_map(|bits| ListBits::from_bits(bits).unwrap()),
        network: network.prop_map(Option::unwrap_or_default),
        groups: vec(group_id(d), 0..4),
    });
    row.prop_map(move |mut row| {
        if !row.lists.contains(ListBits::FORWARD) {
            row.groups.clear();
        } else if row.groups.is_empty() && d.has(Cap::GroupNumbers) {
            row.groups.push(GroupId::Number(msnp::value::GroupNumber::OTHER));
        }
        row
    })
}
