//! Requests for security tokens: nothing beyond the limits comes out, and what comes out can be answered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::passport::{Holder, Issued, Kind, Moment, RstRequest, RstResponse};
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
    let address = request.credentials.as_ref().map_or("", |who| who.username.as_str());
    let holder = Holder {
        id: 1,
        address,
        first_name: address,
        last_name: address,
        country: address,
        language: 1,
        ip: address,
    };
    let response =
        RstResponse { holder, server: "", now: Moment(0), expires: Moment(0), issued: &issued }.to_xml();
    let answer = Element::parse(response.as_bytes());
    // Many long names may make an answer that is longer than what is read.
    if response.len() <= nudge_soap::xml::MAX_BYTES {
        let answer = answer.expect("an answer can be read");
        let tokens = answer.at(&["Body", "RequestSecurityTokenResponseCollection"]).expect("it has tokens");
        assert_eq!(tokens.children().len(), issued.len());
    }
});
