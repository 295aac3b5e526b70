//! What a client is told of its own version: `CVR`, and `CVQ` where there is no common dialect (reference 01 §3.4).

use msnp::command::{ClientVersion, ClientVersionReply};
use msnp::value::Text;
use smol_str::SmolStr;

use super::Cx;
use crate::names;

/// The oldest version that may sign in: every one may.
const MINIMUM: &str = "1.0.0000";

/// The client's own version is recommended, so that it neither nags nor tries to replace itself. Where it would be had, and
/// read about, is the operator's to say; otherwise it is the page of how to connect.
pub(super) fn reply(command: ClientVersion, cx: &Cx<'_>) -> ClientVersionReply {
    let pages = &cx.net.config.client_pages;
    let page = |chosen: &Option<String>| {
        let url = chosen.clone().unwrap_or_else(|| format!("{}/connect", cx.net.url_base(cx.ends)));
        names::text(&url)
    };
    ClientVersionReply {
        trid: command.trid,
        recommended: command.version.clone(),
        recommended_again: command.version,
        minimum: names::text(MINIMUM),
        download_url: page(&pages.download),
        info_url: page(&pages.info),
    }
}

/// What a client calls itself, for the list of sign-ins.
pub(super) fn client_name(library: &Text, version: &Text) -> SmolStr {
    let name = format!("{library} {version}");
    name.chars().take(CLIENT_CHARS).collect()
}

/// No client of the era has a longer name.
const CLIENT_CHARS: usize = 64;
