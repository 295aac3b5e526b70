//! What a client and a switchboard may say to each other.

use msnp::command::{
    Ack, Ans, Bye, Cal, CalReply, Done, Enter, EnterReply, Iro, Joi, Msg, MsgDelivery, Nak, Out, OutReply,
    Png,
};
use msnp::switchboard::{FromClient, FromServer};
use msnp::value::AckKind;
use msnp::{Cap, Dialect};
use proptest::option;
use proptest::prelude::*;

use crate::values::{
    at_endpoint, client_caps, cookie, draw, flag, friendly, handle, if_has, one_of, out_reason, payload,
    session, trid,
};

/// Any command of this name from a client.
pub(crate) fn from_client(name: &str) -> BoxedStrategy<FromClient<'static>> {
    match name {
        "USR" => {
            draw!(Enter { trid: trid(), handle: at_endpoint(), cookie: cookie() }).prop_map_into().boxed()
        }
        "ANS" => draw!(Ans { trid: trid(), handle: at_endpoint(), cookie: cookie(), session: session() })
            .prop_map_into()
            .boxed(),
        "CAL" => draw!(Cal { trid: trid(), handle: handle() }).prop_map_into().boxed(),
        "MSG" => {
            draw!(Msg { trid: trid(), ack: one_of(AckKind::ALL), payload: payload() }).prop_map_into().boxed()
        }
        "PNG" => Just(Png {}).prop_map_into().boxed(),
        "OUT" => Just(Out {}).prop_map_into().boxed(),
        _ => panic!("no strategy for {name}"),
    }
}

/// Any command of this name from a switchboard.
pub(crate) fn from_server(name: &str, d: Dialect) -> BoxedStrategy<FromServer<'static>> {
    match name {
        "USR" => draw!(EnterReply { trid: trid(), handle: at_endpoint(), name: friendly() })
            .prop_map_into()
            .boxed(),
        "IRO" => draw!(Iro {
            trid: trid(),
            index: any::<u32>(),
            total: any::<u32>(),
            handle: at_endpoint(),
            name: friendly(),
            caps: if_has(d, Cap::RosterCaps, client_caps(d)),
        })
        .prop_map_into()
        .boxed(),
        "ANS" => draw!(Done { trid: trid() }).prop_map(FromServer::Ans).boxed(),
        "CAL" => draw!(CalReply { trid: trid(), session: session() }).prop_map_into().boxed(),
        "JOI" => draw!(Joi {
            handle: at_endpoint(),
            name: friendly(),
            caps: if_has(d, Cap::RosterCaps, client_caps(d))
        })
        .prop_map_into()
        .boxed(),
        "BYE" => draw!(Bye { handle: at_endpoint(), idle: option::of(flag()) }).prop_map_into().boxed(),
        "ACK" => draw!(Ack { trid: trid() }).prop_map_into().boxed(),
        "NAK" => draw!(Nak { trid: trid() }).prop_map_into().boxed(),
        "MSG" => draw!(MsgDelivery { handle: handle(), name: friendly(), payload: payload() })
            .prop_map_into()
            .boxed(),
        "OUT" => draw!(OutReply { reason: option::of(out_reason(d)) }).prop_map_into().boxed(),
        _ => panic!("no strategy for {name}"),
    }
}
