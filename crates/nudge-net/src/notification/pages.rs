//! `PAG`, `PGD`, `LKP` and `URL`: pages to a contact's mobile device, and pages on the web.

use msnp::Cap;
use msnp::command::{Lkp, Pag, Pgd, Url, UrlReply};
use msnp::payload::page::Page;
use msnp::value::{ErrorCode, Handle as Address, PageDevice, Trid};
use nudge_core::{Error, Handle, Refusal, Telephone};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// The longest page, in bytes.
const LONGEST: usize = 400;

/// Mail.
const MAIL_SITE: u32 = 2;

impl Online {
    pub(super) async fn pag(&mut self, pag: &Pag<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if !self.dialect.has(Cap::Paging) {
            cx.out.refuse(pag.trid, ErrorCode::NotExpected);
            return Ok(());
        }
        self.send_page(pag.trid, &pag.handle, &pag.payload, cx).await
    }

    pub(super) async fn pgd(&mut self, pgd: &Pgd<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match pgd.device {
            PageDevice::Phone => self.send_page(pgd.trid, &pgd.handle, &pgd.payload, cx).await,
            // There is nothing that stands in for a watch.
            PageDevice::Watch => cx.refuse(pgd.trid, Refusal::NotPageable),
            PageDevice::Other(_) => {
                cx.out.refuse(pgd.trid, ErrorCode::InvalidParameter);
                Ok(())
            }
        }
    }

    /// A page that is delivered has no answer (reference 02 §12).
    async fn send_page(
        &mut self,
        trid: Trid,
        to: &Address,
        payload: &[u8],
        cx: &mut Cx<'_>,
    ) -> Result<(), Goodbye> {
        let page = Page::parse(payload).map_err(|_| Goodbye::Rules("a page that is none"))?;
        if page.text.len() > LONGEST {
            return cx.refuse(trid, Refusal::TooFast);
        }
        let Ok(handle) = Handle::new(to.as_str()) else {
            return cx.refuse(trid, Refusal::NotPageable);
        };
        match self.session.page(&handle, page.text).await {
            Ok(()) => Ok(()),
            Err(Error::Refusal(Refusal::SwitchedOff)) => {
                cx.out.refuse(trid, ErrorCode::PagingUnavailable);
                Ok(())
            }
            // Whether there is such an account is not told.
            Err(Error::Refusal(Refusal::UnknownAccount)) => cx.refuse(trid, Refusal::NotPageable),
            Err(error) => cx.fail(trid, error),
        }
    }

    /// No telephone can be reached from here.
    pub(super) fn lkp(lkp: &Lkp, cx: &mut Cx<'_>) {
        let number = lkp.number.as_str();
        // Unlike a contact's, the number is always that of the country's prefix.
        let is_number = number.starts_with("tel:+") && Telephone::new(number).is_ok();
        let code = if is_number { ErrorCode::UnreachableTelephone } else { ErrorCode::InvalidParameter };
        cx.out.refuse(lkp.trid, code);
    }

    /// All pages are ours: the client posts a digest of its user's password to them.
    pub(super) fn url(&mut self, url: &Url, cx: &mut Cx<'_>) {
        let (path, site) = page(url.service.as_str());
        let parameter = url.parameter.as_ref().map(msnp::value::Text::as_str);
        let redirect = match (url.service.as_str(), parameter) {
            ("COMPOSE", Some(to)) => format!("{path}?to={}", msnp::percent::encode(to)),
            (_, Some(language)) => format!("{path}?lc={}", msnp::percent::encode(language)),
            (_, None) => path.to_owned(),
        };
        let login = names::text(&cx.net.login_url(cx.ends));
        cx.say(
            self.dialect,
            UrlReply { trid: url.trid, redirect: names::text(&redirect), login, site: Some(site) },
        );
    }
}

/// Where a service is on our site, and its number (reference 02 §11). What we do not know leads to the start page.
fn page(service: &str) -> (&'static str, u32) {
    match service {
        "INBOX" => ("/mail/inbox", MAIL_SITE),
        "FOLDERS" => ("/mail/folders", MAIL_SITE),
        "COMPOSE" => ("/mail/compose", MAIL_SITE),
        "MESSAGE" => ("/mail/message", MAIL_SITE),
        "PASSWORD" => ("/account/password", MAIL_SITE),
        "PERSON" => ("/account", MAIL_SITE),
        "PROFILE" => ("/account/profile", 4263),
        "MOBILE" | "CHGMOB" => ("/account/mobile", 961),
        "N2PACCOUNT" | "N2PFUND" => ("/", 2823),
        "CHAT" => ("/chat", 2260),
        "ADDRBOOK" => ("/account/contacts", MAIL_SITE),
        _ => ("/", MAIL_SITE),
    }
}
