//! Requests for security tokens: nothing beyond the limits comes out, and what comes out can be answered, in both editions and
//! encrypted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::passport::{
    Asker, Edition, Holder, Issued, KEY_BYTES, Kind, Moment, RstRequest, RstResponse, Sealing,
};
use nudge_soap::xml::Element;

fuzz_target!(|body: &[u8]| {
    let Ok(request) = RstRequest::parse(body) else { return };
    assert!((1..=32).contains(&request.wanted.len()));
    let kind = Kind::Compact { ticket: "t=X&p=", secret: None };
    let issued: Vec<_> = request
        .wanted
        .iter()
        .map(|wanted| Issued { number: wanted.number, service: &wanted.service, kind })
        .collect();
    let address = match &request.asker {
        Some(Asker::Password(who)) => who.username.as_str(),
        Some(Asker::Token(cipher)) => cipher.expose(),
        None => "",
    };
    let holder = Holder {
        id: 1,
        address,
        first_name: address,
        last_name: address,
        country: address,
        language: 1,
        ip: address,
    };
    for edition in [Edition::Rst, Edition::Rst2] {
        let response = RstResponse {
            edition,
            holder,
            server: "",
            now: Moment(0),
            expires: Moment(0),
            issued: &issued,
            reference: address,
        };
        let secret = &[1; KEY_BYTES];
        let sealing = Sealing { secret, nonce: secret, is_single: request.is_single };
        for written in [response.to_xml(), response.to_sealed_xml(&sealing)] {
            // Many long names may make an answer that is longer than what is read.
            if written.len() <= nudge_soap::xml::MAX_BYTES {
                Element::parse(written.as_bytes()).expect("an answer can be read");
            }
        }
    }
});
