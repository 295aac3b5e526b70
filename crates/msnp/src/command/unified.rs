//! `UUM`, `UBM`, `UUN` and `UBN`: what is told outside of conversations.

use crate::line::command;
use crate::value::{Handle, HandleAtEndpoint, MessageKind, Network, NoticeKind, Trid};

command! {
    /// `UUM trid handle network kind length` and a MIME message: to somebody on another network, on a mobile device, or offline
    /// (MSNP14 and later; reference 20 §9).
    Uum {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        to: Handle,
        /// On which network.
        network: Network,
        /// What it is.
        kind: MessageKind,
    } + payload
}

command! {
    /// `UBM handle network handle network kind length` and a MIME message: such a message has come in.
    Ubm {
        /// From whom.
        from: Handle,
        /// On which network.
        from_network: Network,
        /// To whom: the principal.
        to: Handle,
        /// On which network.
        to_network: Network,
        /// What it is.
        kind: MessageKind,
    } + payload
}

command! {
    /// `UUN trid handle[;{guid}] kind length` and anything: clients tell each other what a server does not look into (MSNP13 and
    /// later; reference 20 §10).
    Uun {
        /// Transaction id.
        trid: Trid,
        /// To whom, and to which endpoint.
        to: HandleAtEndpoint,
        /// What it is.
        kind: NoticeKind,
    } + payload
}

command! {
    /// `UBN handle[;{guid}] kind length` and the same bytes.
    Ubn {
        /// From whom, and from which endpoint.
        from: HandleAtEndpoint,
        /// What it is.
        kind: NoticeKind,
    } + payload
}
