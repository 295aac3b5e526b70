//! What a notification server may say to a client.

use msnp::command::{
    AddReply, AdgReply, BlpReply, Bpr, Chg, Chl, ClientVersionReply, Fln, FndRow, GtcReply, Iln, ImsReply,
    InfReply, InviteReply, Ipg, LsgRow, LstEntry, LstRow, MsgDelivery, Nln, Not, OutReason, OutReply,
    PrpReply, Qng, QryReply, ReaReply, Referral, RegReply, RemReply, RmgReply, Rng, SignInStep, SynReply,
    UrlReply, UsrReply, VerReply, XfrReply,
};
use msnp::notification::FromServer;
use msnp::value::{List, OnOff, Privacy, ReversePrompt, Status, Zero};
use msnp::{Cap, Dialect};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::values::{
    address, cookie, draw, flag, friendly, group, handle, if_has, one_of, payload, property, session, text,
    texts, trid,
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
        "SYN" => draw!(SynReply { trid: trid(), serial: any::<u32>() }).prop_map_into().boxed(),
        "LST" => lst_row(d).prop_map_into().boxed(),
        "LSG" => draw!(LsgRow {
            trid: trid(),
            serial: any::<u32>(),
            index: any::<u32>(),
            total: any::<u32>(),
            group: group(),
            name: friendly(),
            zero: Just(Zero),
        })
        .prop_map_into()
        .boxed(),
        "ADD" => draw!(AddReply {
            trid: trid(),
            list: one_of(List::ALL),
            serial: any::<u32>(),
            handle: handle(),
            name: friendly(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "REM" => draw!(RemReply {
            trid: trid(),
            list: one_of(List::ALL),
            serial: any::<u32>(),
            handle: handle(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "ADG" => draw!(AdgReply {
            trid: trid(),
            serial: any::<u32>(),
            name: friendly(),
            group: group(),
            zero: Just(Zero),
        })
        .prop_map_into()
        .boxed(),
        "RMG" => {
            draw!(RmgReply { trid: trid(), serial: any::<u32>(), group: group() }).prop_map_into().boxed()
        }
        "REG" => draw!(RegReply {
            trid: trid(),
            serial: any::<u32>(),
            group: group(),
            name: friendly(),
            zero: Just(Zero),
        })
        .prop_map_into()
        .boxed(),
        "REA" => draw!(ReaReply { trid: trid(), serial: any::<u32>(), handle: handle(), name: friendly() })
            .prop_map_into()
            .boxed(),
        "GTC" => draw!(GtcReply { trid: trid(), serial: any::<u32>(), prompt: one_of(ReversePrompt::ALL) })
            .prop_map_into()
            .boxed(),
        "BLP" => draw!(BlpReply { trid: trid(), serial: any::<u32>(), privacy: one_of(Privacy::ALL) })
            .prop_map_into()
            .boxed(),
        "PRP" => draw!(PrpReply {
            trid: trid(),
            serial: any::<u32>(),
            key: property(),
            value: option::of(friendly()),
        })
        .prop_map_into()
        .boxed(),
        "BPR" => draw!(Bpr {
            serial: any::<u32>(),
            handle: handle(),
            key: property(),
            value: option::of(friendly()),
        })
        .prop_map_into()
        .boxed(),
        "CHG" => draw!(Chg { trid: trid(), status: one_of(Status::ALL) }).prop_map_into().boxed(),
        "ILN" => draw!(Iln { trid: trid(), status: one_of(Status::ALL), handle: handle(), name: friendly() })
            .prop_map_into()
            .boxed(),
        "NLN" => draw!(Nln { status: one_of(Status::ALL), handle: handle(), name: friendly() })
            .prop_map_into()
            .boxed(),
        "FLN" => draw!(Fln { handle: handle() }).prop_map_into().boxed(),
        "IMS" => draw!(ImsReply { trid: trid(), zero: any::<u32>(), switch: one_of(OnOff::ALL) })
            .prop_map_into()
            .boxed(),
        "FND" => draw!(FndRow { trid: trid(), index: any::<u32>(), total: any::<u32>(), fields: texts() })
            .prop_map_into()
            .boxed(),
        "SND" => draw!(InviteReply { trid: trid(), ok: text() }).prop_map(FromServer::Snd).boxed(),
        "SDC" => draw!(InviteReply { trid: trid(), ok: text() }).prop_map(FromServer::Sdc).boxed(),
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
        "QNG" => Just(Qng {}).prop_map_into().boxed(),
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
        })
        .prop_map_into()
        .boxed(),
        "OUT" => draw!(OutReply { reason: option::of(one_of(OutReason::ALL)) }).prop_map_into().boxed(),
        _ => panic!("no strategy for {name}"),
    }
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
    // A way of signing in cannot be called what success is called.
    let package = text().prop_filter("OK", |package| package.as_str() != "OK");
    prop_oneof![
        (package, option::of(text()))
            .prop_map(|(package, challenge)| SignInStep::Challenge { package, challenge }),
        (handle(), friendly(), if_has(d, Cap::VerifiedFlag, flag()))
            .prop_map(|(handle, name, verified)| SignInStep::Done { handle, name, verified }),
    ]
}

fn referral(d: Dialect) -> impl Strategy<Value = Referral> {
    prop_oneof![
        (address(), if_has(d, Cap::ReferralCurrent, address()))
            .prop_map(|(address, current)| Referral::Notification { address, current }),
        (address(), cookie()).prop_map(|(address, cookie)| Referral::Switchboard { address, cookie }),
    ]
}

/// Groups stand on the forward list only, and there a contact is in one at least. Row 0 of 0 is an empty list.
fn lst_row(d: Dialect) -> impl Strategy<Value = LstRow> {
    let entry = draw!(LstEntry {
        index: 1..=u32::MAX,
        total: any::<u32>(),
        handle: handle(),
        name: friendly(),
        groups: vec(group(), 1..4),
    });
    let row = draw!(LstRow {
        trid: trid(),
        list: one_of(List::ALL),
        serial: any::<u32>(),
        entry: option::of(entry)
    });
    row.prop_map(move |mut row| {
        if let Some(entry) = &mut row.entry
            && (row.list != List::Forward || !d.has(Cap::Groups))
        {
            entry.groups.clear();
        }
        row
    })
}
