//! Requests for the client configuration: whatever they say, the answer can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::config::{ClientInfo, Generation, MsgrConfig, market, soap_response};
use nudge_soap::xml::Element;

fuzz_target!(|body: &[u8]| {
    let Some(info) = ClientInfo::parse(body) else { return };
    let language = info.program_language.as_deref();
    let config = MsgrConfig {
        generation: Generation::of_version(language),
        market: market(language),
        trusted_host: language.unwrap_or_default(),
        tabs: &[],
        today_url: "http://a.example/",
        address_book_url: language.unwrap_or_default(),
        tab_urls: &[language.unwrap_or_default().to_owned()],
    };
    let answer = soap_response(&config);
    if answer.len() <= nudge_soap::xml::MAX_BYTES {
        Element::parse(answer.as_bytes()).expect("an answer can be read");
        Element::parse(config.to_document().as_bytes()).expect("a document can be read");
    }
});
