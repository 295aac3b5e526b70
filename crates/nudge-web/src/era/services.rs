//! The names under which clients ask Passport for tickets, and what those tickets are for (reference 10 §6.3).

use nudge_core::Service;

/// What a ticket is for that is asked for under this name, in letters of either case. Whoever asks for something that is none of
/// ours gets a ticket that opens nothing.
pub(super) fn service_named(name: &str) -> Service {
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map_or(Service::Other, |(_, service)| *service)
}

const NAMES: [(&str, Service); 15] = [
    ("http://Passport.NET/tb", Service::Passport),
    ("messengerclear.live.com", Service::MessengerClear),
    ("messenger.msn.com", Service::Messenger),
    ("messengersecure.live.com", Service::MessengerSecure),
    ("contacts.msn.com", Service::Contacts),
    ("livecontacts.live.com", Service::Contacts),
    ("spaces.msn.com", Service::Spaces),
    ("spaces.live.com", Service::Spaces),
    ("storage.msn.com", Service::Storage),
    ("storage.live.com", Service::Storage),
    ("sup.live.com", Service::WhatsNew),
    ("directory.services.live.com", Service::Directory),
    ("profile.live.com", Service::Directory),
    // Where offline messages are left and fetched, for a client that asks for the host instead of the service.
    ("ows.messenger.msn.com", Service::MessengerSecure),
    ("rsi.hotmail.com", Service::Messenger),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_its_name_in_any_case() {
        assert_eq!(service_named("HTTP://passport.net/TB"), Service::Passport);
        assert_eq!(service_named("Contacts.MSN.com"), Service::Contacts);
        for other in ["", "voice.messenger.msn.com", "p2pslc.messenger.msn.com", "contacts.msn.com."] {
            assert_eq!(service_named(other), Service::Other, "{other}");
        }
    }
}
