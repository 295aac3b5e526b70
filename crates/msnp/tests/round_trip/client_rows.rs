//! What a client may say to a notification server.

use msnp::command::{
    Add, Adg, Adl, Blp, ChlRequest, ClientVersion, Del, Fnd, Fqy, Gcf, Gtc, Ims, Inf, Lsg, Lst, Out, Pag,
    Pgd, Png, Prp, Put, Qry, Rea, Reg, Rem, Rmg, RmgTarget, Rml, Sdc, Sdg, SignInPackage, SignInStage, Snd,
    Syn, Url, Usr, Uum, Uun, Uux, Vas, Ver, Xfr,
};
use msnp::notification::FromClient;
use msnp::value::{Friendly, MessageKind, NoticeKind, OnOff, PageDevice, Privacy, ReversePrompt, Text, Zero};
use msnp::{Cap, Dialect};
use proptest::option;
use proptest::prelude::*;

use crate::values::{
    adc, at_endpoint, chg, draw, endpoint, friendly, group, group_id, handle, if_has, list, lkp, member,
    network, one_of, package, payload, property, sbp, text, texts, trid, version,
};

/// Any command of this name, in this dialect.
pub(crate) fn row(name: &str, d: Dialect) -> BoxedStrategy<FromClient<'static>> {
    match name {
        "VER" => draw!(Ver { trid: trid(), dialects: texts() }).prop_map_into().boxed(),
        "CVR" => client_version(d).prop_map(FromClient::Cvr).boxed(),
        "CVQ" => client_version(d).prop_map(FromClient::Cvq).boxed(),
        "INF" => draw!(Inf { trid: trid() }).prop_map_into().boxed(),
        "USR" => usr(d).prop_map_into().boxed(),
        "XFR" => draw!(Xfr { trid: trid(), server: text() }).prop_map_into().boxed(),
        "SYN" => draw!(Syn { trid: trid(), known: version(d) }).prop_map_into().boxed(),
        "LST" => draw!(Lst { trid: trid(), list: list(d) }).prop_map_into().boxed(),
        "LSG" => draw!(Lsg { trid: trid() }).prop_map_into().boxed(),
        "ADD" => draw!(Add {
            trid: trid(),
            list: list(d),
            handle: handle(),
            name: friendly(),
            group: if_has(d, Cap::Groups, group()),
        })
        .prop_map_into()
        .boxed(),
        "ADC" => adc(d).prop_map_into().boxed(),
        "REM" => (trid(), member(d))
            .prop_map(|(trid, (list, contact, group))| Rem { trid, list, contact, group })
            .prop_map_into()
            .boxed(),
        "ADG" => draw!(Adg { trid: trid(), name: friendly(), zero: Just(Zero) }).prop_map_into().boxed(),
        "RMG" => draw!(Rmg { trid: trid(), group: target(d) }).prop_map_into().boxed(),
        "REG" => draw!(Reg { trid: trid(), group: group_id(d), name: friendly(), zero: Just(Zero) })
            .prop_map_into()
            .boxed(),
        "REA" => draw!(Rea { trid: trid(), handle: handle(), name: friendly() }).prop_map_into().boxed(),
        "GTC" => draw!(Gtc { trid: trid(), prompt: one_of(ReversePrompt::ALL) }).prop_map_into().boxed(),
        "BLP" => draw!(Blp { trid: trid(), privacy: one_of(Privacy::ALL) }).prop_map_into().boxed(),
        "PRP" => draw!(Prp { trid: trid(), key: property(), value: option::of(friendly()) })
            .prop_map_into()
            .boxed(),
        "SBP" => sbp().prop_map_into().boxed(),
        "CHG" => chg(d).prop_map_into().boxed(),
        "UUX" => draw!(Uux { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "ADL" => draw!(Adl { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "RML" => draw!(Rml { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "FQY" => draw!(Fqy { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "UUM" => draw!(Uum {
            trid: trid(),
            to: handle(),
            network: network(),
            kind: any::<u32>().prop_map(MessageKind),
            payload: payload(),
        })
        .prop_map_into()
        .boxed(),
        "UUN" => draw!(Uun {
            trid: trid(),
            to: at_endpoint(),
            kind: any::<u32>().prop_map(NoticeKind),
            payload: payload(),
        })
        .prop_map_into()
        .boxed(),
        "PUT" => draw!(Put { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "DEL" => draw!(Del { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "SDG" => draw!(Sdg { trid: trid(), payload: payload() }).prop_map_into().boxed(),
        "VAS" => draw!(Vas { trid: trid(), handle: handle(), kind: text(), payload: payload() })
            .prop_map_into()
            .boxed(),
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
        "PGD" => draw!(Pgd { trid: trid(), handle: handle(), device: device(), payload: payload() })
            .prop_map_into()
            .boxed(),
        "LKP" => lkp().prop_map_into().boxed(),
        "GCF" => draw!(Gcf { trid: trid(), file: text() }).prop_map_into().boxed(),
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

/// Where groups have GUIDs, one may be called by its name, which then is no GUID.
fn target(d: Dialect) -> BoxedStrategy<RmgTarget> {
    let id = group_id(d).prop_map(RmgTarget::Id);
    if d.has(Cap::AddressBook) {
        prop_oneof![id, "[a-z]{1,8}".prop_map(|name| RmgTarget::Name(Friendly::new(&name).unwrap()))].boxed()
    } else {
        id.boxed()
    }
}

fn device() -> impl Strategy<Value = PageDevice> {
    prop_oneof![Just(PageDevice::Phone), Just(PageDevice::Watch), (3..=u32::MAX).prop_map(PageDevice::Other),]
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

fn usr(d: Dialect) -> BoxedStrategy<Usr> {
    let plain = (trid(), package(d)).prop_flat_map(move |(trid, package)| {
        stage(d, package).prop_map(move |stage| Usr { trid, package, stage })
    });
    if !d.has(Cap::Circles) {
        return plain.boxed();
    }
    let circles = (trid(), text()).prop_map(|(trid, ticket)| Usr {
        trid,
        package: SignInPackage::Circles,
        stage: SignInStage::Circles { ticket },
    });
    prop_oneof![plain, circles].boxed()
}

/// A response and an endpoint only follow a ticket of single sign-on; a response does not begin with a brace.
fn stage(d: Dialect, package: SignInPackage) -> impl Strategy<Value = SignInStage> {
    let response = option::of("[A-Za-z0-9+/=]{1,16}".prop_map(|word| Text::new(&word).unwrap()));
    let sso = package == SignInPackage::SingleSignOn;
    prop_oneof![
        (handle(), if_has(d, Cap::ClearTextSignIn, text()))
            .prop_map(|(handle, secret)| SignInStage::Initial { handle, secret }),
        (text(), response, if_has(d, Cap::Endpoints, endpoint())).prop_map(
            move |(proof, response, endpoint)| {
                SignInStage::Subsequent {
                    proof,
                    response: response.filter(|_| sso),
                    endpoint: endpoint.filter(|_| sso),
                }
            }
        ),
    ]
}
