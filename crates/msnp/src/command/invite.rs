//! `SND` and `SDC`: invite somebody who has no account, by mail.

use crate::line::command;
use crate::value::{Friendly, Handle, Text, Trid};

command! {
    /// `SND trid address [language library [code-base]]`: the address may be the number of a row of the last `FND`.
    Snd {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        address: Handle,
        /// Language of the mail, as `0x0409`.
        language: Option<Text> where InviteLanguage,
        /// The client.
        library: Option<Text> where InviteLanguage,
        /// Whose code it is built from.
        code_base: Option<Text> where CodeBase,
    }
}

command! {
    /// `SDC trid address language library code-base X X name length` and a message.
    Sdc {
        /// Transaction id.
        trid: Trid,
        /// To whom.
        address: Handle,
        /// Language of the mail, as `0x0409`.
        language: Text,
        /// The client.
        library: Text,
        /// Whose code it is built from.
        code_base: Text,
        /// Always `X`.
        x1: Text,
        /// Always `X`.
        x2: Text,
        /// The name of the inviter.
        name: Friendly,
    } + payload
}

command! {
    /// `SND trid OK` and `SDC trid OK`.
    InviteReply {
        /// Transaction id.
        trid: Trid,
        /// `OK`.
        ok: Text,
    }
}
