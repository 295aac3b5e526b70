//! Files of a client's configuration, in `GCF` (reference 02 §8).

/// The file `Shields.xml` that keeps nobody out and nothing off: MSN Messenger 7.0 and 7.5 read in it which versions may
/// sign in and which texts to block.
pub const SHIELDS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><config><shield><cli maj=\"7\" min=\"0\" \
                           minbld=\"0\" maxbld=\"9999\" deny=\" \" /></shield><block></block></config>";

/// The policies that the server sends to MSNP13 and later unasked: the same in another envelope, and how often the address book
/// may be asked for changes, in milliseconds (reference 14 §6, 20 §4). The checksums are those of the service; no client looks
/// at them.
pub const POLICIES: &str = "<Policies><Policy type=\"SHIELDS\" checksum=\"D9705A71BA841CB38955822E048970C3\"><config><shield>\
                            <cli maj=\"7\" min=\"0\" minbld=\"0\" maxbld=\"9999\" deny=\" \"/></shield><block></block></config>\
                            </Policy><Policy type=\"ABCH\" checksum=\"03DC55910A9CB79133F1576221A80346\"><policy>\
                            <set id=\"push\" service=\"ABCH\" priority=\"200\"><r id=\"pushstorage\" threshold=\"180000\"/>\
                            </set><set id=\"delaysup\" service=\"ABCH\" priority=\"150\"><r id=\"whatsnew\" \
                            threshold=\"1800000\"/><r id=\"whatsnew_storage_ABCH_delay\" timer=\"1800000\"/>\
                            <r id=\"whatsnewt_link\" threshold=\"900000\" trigger=\"QueryActivities\"/></set>\
                            <c id=\"PROFILE_Rampup\">100</c></policy></Policy></Policies>";

#[cfg(test)]
mod tests {
    #[test]
    fn the_policies_are_well_formed() {
        let mut reader = quick_xml::Reader::from_str(super::POLICIES);
        reader.config_mut().enable_all_checks(true);
        let mut policies = Vec::new();
        loop {
            let event = reader.read_event().unwrap();
            if let quick_xml::events::Event::Start(element) = &event
                && element.name().as_ref() == "Policy"
            {
                policies.push(element.attributes().next().unwrap().unwrap().value.into_owned());
            }
            if matches!(event, quick_xml::events::Event::Eof) {
                break;
            }
        }
        assert_eq!(policies, ["SHIELDS", "ABCH"]);
    }

    #[test]
    fn the_file_has_the_length_of_the_reference() {
        assert_eq!(super::SHIELDS.len(), 145);
    }
}
