//! `URL`: where one of the service's pages is.

use crate::line::command;
use crate::value::{Text, Trid};

command! {
    /// `URL trid service [parameter]`.
    Url {
        /// Transaction id.
        trid: Trid,
        /// Which page, as `INBOX`.
        service: Text,
        /// As the addressee of `COMPOSE`.
        parameter: Option<Text>,
    }
}

command! {
    /// `URL trid redirect login [site]`: post the sign-in form to `login`, which leads on to `redirect`.
    UrlReply {
        /// Transaction id.
        trid: Trid,
        /// A path, or an absolute address.
        redirect: Text,
        /// Where to sign in.
        login: Text,
        /// The number of the site.
        site: Option<u32> where UrlSite,
    }
}
