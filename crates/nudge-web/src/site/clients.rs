//! The generations of clients, in the words of the site.

use nudge_reach::{GENERATIONS, Generation, Needs, Proof};

/// A generation of clients.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// Where its page is, below `/connect`.
    pub(super) slug: &'static str,
    /// The text with its name.
    pub(super) text: &'static str,
    /// The text that says which programs are meant.
    pub(super) which: &'static str,
    /// The text that says what to type where it signs in, and why a token.
    pub(super) token: &'static str,
}

/// All of them, oldest first.
pub(super) fn clients() -> Vec<Client> {
    GENERATIONS.iter().map(|needs| client(needs)).collect()
}

fn client(needs: &Needs) -> Client {
    let token = match needs.proof {
        Proof::Challenge => "token-type-challenge",
        Proof::Passport => "token-type-passport",
        Proof::Either => "token-type-either",
    };
    let (text, which) = match needs.generation {
        Generation::Msn1To4 => ("client-1-4", "client-1-4.which"),
        Generation::WindowsMessenger => ("client-windows-messenger", "client-windows-messenger.which"),
        Generation::Msn5 => ("client-5", "client-5.which"),
        Generation::Msn6 => ("client-6", "client-6.which"),
        Generation::Msn70 => ("client-70", "client-70.which"),
        Generation::Msn75 => ("client-75", "client-75.which"),
        Generation::Wlm80 => ("client-80", "client-80.which"),
        Generation::Wlm85 => ("client-85", "client-85.which"),
        Generation::Wlm2009 => ("client-2009", "client-2009.which"),
        Generation::Mac => ("client-mac", "client-mac.which"),
        Generation::ThirdParty => ("client-third-party", "client-third-party.which"),
    };
    Client { slug: needs.generation.slug(), text, which, token }
}
