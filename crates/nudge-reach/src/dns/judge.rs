//! What becomes of a question.

use std::net::Ipv4Addr;

use simple_dns::rdata::{A, RData};
use simple_dns::{
    CLASS, Name, OPCODE, Packet, PacketFlag, QCLASS, QTYPE, RCODE, ResourceRecord, SimpleDnsError,
};
use simple_dns::{TYPE, header_buffer};

use crate::hosts::{EraHost, Speaks, era_host};

/// How long an answer may be remembered, in seconds. Short, because a server that is being set up moves.
const TTL: u32 = 60;

/// What becomes of a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It is none, and whoever sent it may not even be there: silence.
    Drop,
    /// This is the answer.
    Answer(Vec<u8>),
    /// It is for somebody else.
    Forward,
}

/// How to judge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The server's address; `None` where there is none to tell.
    pub(super) address: Option<Ipv4Addr>,
    /// Whether names that other programs need are answered, too.
    pub(super) shared_names: bool,
    /// Whether this client's other questions are passed on.
    pub(super) forwards: bool,
}

/// Judges a packet as it came in.
pub(super) fn judge(packet: &[u8], rules: Rules) -> Verdict {
    // An answer to an answer can go on for ever.
    if !matches!(header_buffer::has_flags(packet, PacketFlag::RESPONSE), Ok(false)) {
        return Verdict::Drop;
    }
    let Ok(id) = header_buffer::id(packet) else { return Verdict::Drop };
    if header_buffer::opcode(packet) != Ok(OPCODE::StandardQuery) {
        return failure(id, RCODE::NotImplemented);
    }
    // Looked at before the packet is read: room is made for as many records as the header claims.
    let counts = [
        header_buffer::questions(packet),
        header_buffer::answers(packet),
        header_buffer::name_servers(packet),
        header_buffer::additional_records(packet),
    ];
    // The one additional record is EDNS; a signature (TSIG) may be another.
    if !matches!(counts, [Ok(1), Ok(0), Ok(0), Ok(0..=2)]) {
        return failure(id, RCODE::FormatError);
    }
    match Packet::parse(packet) {
        Ok(query) => judge_query(&query, rules),
        // A type that is too new for the parser is no business of ours, for the era's hosts have addresses only.
        Err(SimpleDnsError::InvalidQType(_)) if rules.forwards => Verdict::Forward,
        Err(SimpleDnsError::InvalidQType(_)) => failure(id, RCODE::NotImplemented),
        Err(_) => failure(id, RCODE::FormatError),
    }
}

fn judge_query(query: &Packet<'_>, rules: Rules) -> Verdict {
    let Some(question) = query.questions.first() else { return failure(query.id(), RCODE::FormatError) };
    let mut reply = Packet::new_reply(query.id());
    reply.questions.push(question.clone());
    if query.has_flags(PacketFlag::RECURSION_DESIRED) {
        reply.set_flags(PacketFlag::RECURSION_DESIRED);
    }
    if rules.forwards {
        reply.set_flags(PacketFlag::RECURSION_AVAILABLE);
    }
    let is_ours = is_internet(question.qclass)
        && host(&question.qname)
            .is_some_and(|host| host.speaks != Speaks::Other && (rules.shared_names || !host.in_use_today));
    if !is_ours {
        if rules.forwards {
            return Verdict::Forward;
        }
        *reply.rcode_mut() = RCODE::Refused;
        return written(&reply);
    }
    let Some(address) = rules.address else {
        *reply.rcode_mut() = RCODE::ServerFailure;
        return written(&reply);
    };
    reply.set_flags(PacketFlag::AUTHORITATIVE_ANSWER);
    // To every other type the answer is that there is no such record, above all for IPv6, of which clients know nothing.
    if matches!(question.qtype, QTYPE::TYPE(TYPE::A) | QTYPE::ANY) {
        let data = RData::A(A::from(address));
        reply.answers.push(ResourceRecord::new(question.qname.clone(), CLASS::IN, TTL, data));
    }
    written(&reply)
}

fn is_internet(class: QCLASS) -> bool {
    matches!(class, QCLASS::CLASS(CLASS::IN) | QCLASS::ANY)
}

/// The row of the name. Labels are looked at one by one: one that has a dot in it is not two.
fn host(name: &Name<'_>) -> Option<&'static EraHost> {
    let mut text = String::new();
    for label in name.as_bytes() {
        if !text.is_empty() {
            text.push('.');
        }
        let label = std::str::from_utf8(label).ok().filter(|label| !label.contains('.'))?;
        text.push_str(label);
    }
    era_host(&text)
}

/// A refusal to a packet whose question is not understood.
fn failure(id: u16, code: RCODE) -> Verdict {
    let mut reply = Packet::new_reply(id);
    *reply.rcode_mut() = code;
    written(&reply)
}

/// That there is no answer, to a question that was read before.
pub(super) fn server_failure(packet: &[u8]) -> Verdict {
    header_buffer::id(packet).map_or(Verdict::Drop, |id| failure(id, RCODE::ServerFailure))
}

fn written(reply: &Packet<'_>) -> Verdict {
    reply.build_bytes_vec_compressed().map_or(Verdict::Drop, Verdict::Answer)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use simple_dns::Question;

    use super::*;

    const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 10);
    const RULES: Rules = Rules { address: Some(ADDRESS), shared_names: false, forwards: false };
    const FORWARDING: Rules = Rules { forwards: true, ..RULES };

    fn query(name: &str, qtype: QTYPE) -> Vec<u8> {
        let mut packet = Packet::new_query(7);
        packet.set_flags(PacketFlag::RECURSION_DESIRED);
        let name = Name::new(name).unwrap();
        packet.questions.push(Question::new(name, qtype, QCLASS::CLASS(CLASS::IN), false));
        packet.build_bytes_vec().unwrap()
    }

    /// The code, the addresses and the question's name.
    fn answer(packet: &[u8], rules: Rules) -> (RCODE, Vec<Ipv4Addr>, String) {
        let Verdict::Answer(bytes) = judge(packet, rules) else { panic!("no answer") };
        assert!(bytes.len() <= 512, "{}", bytes.len());
        let reply = Packet::parse(&bytes).unwrap();
        assert!(reply.has_flags(PacketFlag::RESPONSE) && reply.id() == 7);
        let addresses = reply.answers.iter().map(|record| {
            let RData::A(address) = &record.rdata else { panic!("{record:?}") };
            Ipv4Addr::from(address.address)
        });
        let name = reply.questions.first().map(|question| question.qname.to_string());
        (reply.rcode(), addresses.collect(), name.unwrap_or_default())
    }

    #[test]
    fn a_host_of_the_era_has_the_servers_address() {
        for rules in [RULES, FORWARDING] {
            let asked = query("mEsSenger.hotmail.com", TYPE::A.into());
            // In the asker's spelling: some mix the case at random, and compare.
            let expected = (RCODE::NoError, vec![ADDRESS], "mEsSenger.hotmail.com".to_owned());
            assert_eq!(answer(&asked, rules), expected);
            let any = answer(&query("nexus.passport.com", QTYPE::ANY), rules);
            assert_eq!((any.0, any.1), (RCODE::NoError, vec![ADDRESS]));
        }
    }

    #[test]
    fn it_has_no_other_records() {
        for qtype in [TYPE::AAAA, TYPE::MX, TYPE::TXT, TYPE::HTTPS] {
            let (code, addresses, _) = answer(&query("messenger.hotmail.com", qtype.into()), FORWARDING);
            assert_eq!((code, addresses.len()), (RCODE::NoError, 0), "{qtype:?}");
        }
    }

    #[test]
    fn everything_else_is_refused_or_forwarded() {
        for name in [
            "example.com",
            "hotmail.com",
            "x.messenger.hotmail.com",
            "login.live.com",
            "vp.sip.messenger.msn.com",
        ] {
            let asked = query(name, TYPE::A.into());
            assert_eq!(answer(&asked, RULES).0, RCODE::Refused, "{name}");
            assert_eq!(judge(&asked, FORWARDING), Verdict::Forward, "{name}");
        }
    }

    #[test]
    fn names_that_others_need_are_answered_where_that_is_wanted() {
        let rules = Rules { shared_names: true, ..RULES };
        assert_eq!(answer(&query("login.live.com", TYPE::A.into()), rules).1, [ADDRESS]);
    }

    #[test]
    fn without_an_address_to_tell_the_answer_is_a_failure() {
        let rules = Rules { address: None, ..RULES };
        assert_eq!(answer(&query("messenger.hotmail.com", TYPE::A.into()), rules).0, RCODE::ServerFailure);
    }

    #[test]
    fn an_answer_is_not_answered() {
        let reply = Packet::new_reply(7).build_bytes_vec().unwrap();
        assert_eq!(judge(&reply, FORWARDING), Verdict::Drop);
        for short in 0..12 {
            let asked = query("messenger.hotmail.com", TYPE::A.into());
            assert_eq!(judge(&asked[..short], FORWARDING), Verdict::Drop);
        }
    }

    #[test]
    fn a_header_that_claims_more_than_a_question_is_not_read() {
        // Counts of questions, answers, authorities and additional records, at the bytes where they stand.
        for (at, value) in [(5, 0), (5, 2), (4, 0xff), (7, 1), (9, 1), (11, 3), (10, 0xff)] {
            let mut asked = query("messenger.hotmail.com", TYPE::A.into());
            asked[at] = value;
            assert_eq!(answer(&asked, FORWARDING).0, RCODE::FormatError, "{at}");
        }
    }

    #[test]
    fn an_update_is_not_implemented() {
        let mut asked = query("messenger.hotmail.com", TYPE::A.into());
        asked[2] |= 5 << 3;
        assert_eq!(answer(&asked, FORWARDING).0, RCODE::NotImplemented);
    }

    #[test]
    fn a_type_that_is_not_known_is_forwarded_or_not_implemented() {
        let mut asked = query("example.com", TYPE::A.into());
        let at = asked.len() - 4;
        asked[at..at + 2].copy_from_slice(&65_400_u16.to_be_bytes());
        assert_eq!(judge(&asked, FORWARDING), Verdict::Forward);
        assert_eq!(answer(&asked, RULES).0, RCODE::NotImplemented);
    }

    #[test]
    fn a_label_with_dots_in_it_is_one_label() {
        let mut asked = query("a.com", TYPE::A.into());
        let dotted = b"messenger.hotmail";
        let mut name = vec![u8::try_from(dotted.len()).unwrap()];
        name.extend_from_slice(dotted);
        asked.splice(12..14, name);
        assert_eq!(answer(&asked, RULES).0, RCODE::Refused);
    }

    #[test]
    fn a_name_that_points_at_itself_ends() {
        let mut asked = query("a.com", TYPE::A.into());
        asked.splice(12..19, [0xc0, 12]);
        assert_eq!(answer(&asked, RULES).0, RCODE::FormatError);
    }

    proptest! {
        #[test]
        fn no_packet_makes_it_panic_or_answer_at_length(packet in vec(any::<u8>(), 0..600)) {
            if let Verdict::Answer(bytes) = judge(&packet, RULES) {
                prop_assert!(bytes.len() <= packet.len() + 16);
            }
        }

        #[test]
        fn no_change_of_a_question_makes_it_panic_or_answer_at_length(changes in vec((0_usize..100, any::<u8>()), 1..6), more in vec(any::<u8>(), 0..20)) {
            let mut packet = query("messenger.hotmail.com", TYPE::A.into());
            packet.extend(more);
            for (at, value) in changes {
                let length = packet.len();
                packet[at % length] = value;
            }
            if let Verdict::Answer(bytes) = judge(&packet, RULES) {
                prop_assert!(bytes.len() <= 2 * packet.len() + 16);
            }
        }
    }
}
