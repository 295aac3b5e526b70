//! What a client may say to a notification server.

use msnp::command::{
    Add, Adg, Blp, Chg, ChlRequest, ClientVersion, Fnd, Gtc, Ims, Inf, Lsg, Lst, Out, Pag, Png, Prp, Qry,
    Rea, Reg, Rem, Rmg, Sdc, SignInStage, Snd, Syn, Url, Usr, Ver, Xfr,
};
use msnp::notification::FromClient;
use msnp::value::{List, OnOff, Privacy, ReversePrompt, Status, Zero};
use msnp::{Cap, Dialect};
use proptest::option;
use proptest::prelude::*;

use crate::values::{draw, friendly, group, handle, if_has, one_of, payload, property, text, texts, trid};

/// Any command of this name, in this dialect.
pub(crate) fn row(name: &str, d: Dialect) -> BoxedStrategy<FromClient<'static>> {
    match name {
        "VER" => draw!(Ver { trid: trid(), dialects: texts() }).prop_map_into().boxed(),
        "CVR" => client_version(d).prop_map(FromClient::Cvr).boxed(),
        "CVQ" => client_version(d).prop_map(FromClient::Cvq).boxed(),
        "INF" => draw!(Inf { trid: trid() }).prop_map_into().boxed(),
        "USR" => draw!(Usr { trid: trid(), package: text(), stage: stage(d) }).prop_map_into().boxed(),
        "XFR" => draw!(Xfr { trid: trid(), server: text() }).prop_map_into().boxed(),
        "SYN" => draw!(Syn { trid: trid(), serial: any::<u32>() }).prop_map_into().boxed(),
        "LST" => draw!(Lst { trid: trid(), list: one_of(List::ALL) }).prop_map_into().boxed(),
        "LSG" => draw!(Lsg { trid: trid() }).prop_map_into().boxed(),
        "ADD" => draw!(Add {
            trid: trid(),
            list: one_of(List::ALL),
            handle: handle(),
            name: friendly(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "REM" => draw!(Rem {
            trid: trid(),
            list: one_of(List::ALL),
            handle: handle(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "ADG" => draw!(Adg { trid: trid(), name: friendly(), zero: Just(Zero) }).prop_map_into().boxed(),
        "RMG" => draw!(Rmg { trid: trid(), group: group() }).prop_map_into().boxed(),
        "REG" => draw!(Reg { trid: trid(), group: group(), name: friendly(), zero: Just(Zero) })
            .prop_map_into()
            .boxed(),
        "REA" => draw!(Rea { trid: trid(), handle: handle(), name: friendly() }).prop_map_into().boxed(),
        "GTC" => draw!(Gtc { trid: trid(), prompt: one_of(ReversePrompt::ALL) }).prop_map_into().boxed(),
        "BLP" => draw!(Blp { trid: trid(), privacy: one_of(Privacy::ALL) }).prop_map_into().boxed(),
        "PRP" => draw!(Prp { trid: trid(), key: property(), value: option::of(friendly()) })
            .prop_map_into()
            .boxed(),
        "CHG" => draw!(Chg { trid: trid(), status: one_of(Status::ALL) }).prop_map_into().boxed(),
        "IMS" => draw!(Ims { trid: trid(), switch: one_of(OnOff::ALL) }).prop_map_into().boxed(),
        "FND" => draw!(Fnd { trid: trid(), fields: texts() }).prop_map_into().boxed(),
        "SND" => snd(d).prop_map_into().boxed(),
        "SDC" => draw!(Sdc {
            trid: trid(),
            address: handle(),
            language: text(),
            library: text(),
            code_base: text(),
            x1: text(),
            x2: text(),
            name: friendly(),
            payload: payload(),
        })
        .prop_map_into()
        .boxed(),
        "PAG" => draw!(Pag { trid: trid(), handle: handle(), payload: payload() }).prop_map_into().boxed(),
        "URL" => draw!(Url { trid: trid(), service: text(), parameter: option::of(text()) })
            .prop_map_into()
            .boxed(),
        "CHL" => draw!(ChlRequest { trid: trid() }).prop_map_into().boxed(),
        "QRY" => draw!(Qry { trid: trid(), product: text(), payload: payload() }).prop_map_into().boxed(),
        "PNG" => Just(Png {}).prop_map_into().boxed(),
        "OUT" => Just(Out {}).prop_map_into().boxed(),
        _ => panic!("no strategy for {name}"),
    }
}

/// The seventh value exists since MSNP4, the eighth only after a seventh.
fn client_version(d: Dialect) -> impl Strategy<Value = ClientVersion> {
    let plain = draw!(ClientVersion {
        trid: trid(),
        locale: text(),
        os: text(),
        os_version: text(),
        cpu: text(),
        library: text(),
        version: text(),
        code_base: if_has(d, Cap::CodeBase, text()),
        handle: option::of(text()),
    });
    plain.prop_map(|version| ClientVersion {
        handle: version.handle.filter(|_| version.code_base.is_some()),
        ..version
    })
}

/// Of the values that may be left out, a later one stands only after the earlier ones.
fn snd(d: Dialect) -> impl Strategy<Value = Snd> {
    let all = (trid(), handle(), text(), text(), text(), 0..4usize);
    all.prop_map(move |(trid, address, language, library, code_base, there)| Snd {
        trid,
        address,
        language: Some(language).filter(|_| d.has(Cap::InviteLanguage) && there > 0),
        library: Some(library).filter(|_| d.has(Cap::InviteLanguage) && there > 1),
        code_base: Some(code_base).filter(|_| d.has(Cap::CodeBase) && there > 2),
    })
}

fn stage(d: Dialect) -> impl Strategy<Value = SignInStage> {
    prop_oneof![
        (handle(), if_has(d, Cap::ClearTextSignIn, text()))
            .prop_map(|(handle, secret)| SignInStage::Initial { handle, secret }),
        text().prop_map(|proof| SignInStage::Subsequent { proof }),
    ]
}
