//! A principal who is signed in: which handler has which command.

use std::sync::Arc;

use msnp::command::{SignInStage, Usr};
use msnp::notification::{FromClient, FromServer};
use msnp::value::ErrorCode;
use msnp::{Cap, Dialect, Quirks};
use nudge_core::{Guid, Handle, Notice, OfflinePosition, Serial, Session};
use tokio::time::Instant;

use super::challenge::Challenge;
use super::membership::ListNews;
use super::{Cx, client_version};
use crate::goodbye::Goodbye;
use crate::metered::SignedIn;
use crate::outbox::Outbox;

/// The state of a signed-in connection. Dropping it is signing out.
pub(super) struct Online {
    pub(super) session: Session,
    pub(super) dialect: Dialect,
    mail: Arc<Outbox<Notice>>,
    _signed_in: SignedIn,
    /// The version of the lists that the client has been told; `None` until it has asked.
    pub(super) synced: Option<Serial>,
    /// The last message that waits that the client has been told of; `None` until it has been told which do.
    pub(super) told: Option<OfflinePosition>,
    /// The run of messages that the client has left for others, and how many there were.
    pub(super) left: Option<(Guid, u32)>,
    /// Whom the last search found, so that an invitation can name a row.
    pub(super) found: Vec<Handle>,
    pub(super) challenge: Challenge,
    /// Whether the client has said what it is.
    client_known: bool,
    /// What the client does otherwise than others.
    pub(super) quirks: Quirks,
    /// When a silent client is given up.
    pub(super) idle_until: Option<Instant>,
    /// When the client is told next that its lists have changed.
    pub(super) list_news: ListNews,
    /// Whether the client has shown a good ticket of its circles.
    pub(super) shows_circles: bool,
}

impl Online {
    pub(super) fn new(
        session: Session,
        mail: Arc<Outbox<Notice>>,
        dialect: Dialect,
        quirks: Quirks,
        cx: &mut Cx<'_>,
    ) -> Self {
        let challenge = Challenge::new(dialect, cx.net);
        let mut online = Self {
            session,
            dialect,
            mail,
            _signed_in: SignedIn::new(dialect),
            synced: None,
            told: None,
            left: None,
            found: Vec::new(),
            challenge,
            // Those that say before signing in what they are have been written down with the sign-in.
            client_known: dialect.has(Cap::VersionFirst),
            quirks,
            idle_until: None,
            list_news: ListNews::default(),
            shows_circles: false,
        };
        online.heard(cx);
        online
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn mail(&self) -> &Arc<Outbox<Notice>> {
        &self.mail
    }

    pub(super) async fn on(&mut self, command: FromClient<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let handled = match command {
            FromClient::Syn(syn) => self.syn(&syn, cx).await,
            FromClient::Lst(lst) => self.lst(&lst, cx).await,
            FromClient::Lsg(lsg) => self.lsg(&lsg, cx).await,
            FromClient::Add(add) => self.add(add, cx).await,
            FromClient::Adc(adc) => self.adc(adc, cx).await,
            FromClient::Rem(rem) => self.rem(rem, cx).await,
            FromClient::Adg(adg) => self.adg(adg, cx).await,
            FromClient::Rmg(rmg) => self.rmg(&rmg, cx).await,
            FromClient::Reg(reg) => self.reg(reg, cx).await,
            FromClient::Rea(rea) => self.rea(rea, cx).await,
            FromClient::Sbp(sbp) => self.sbp(sbp, cx).await,
            FromClient::Gtc(gtc) => self.gtc(&gtc, cx).await,
            FromClient::Blp(blp) => self.blp(&blp, cx).await,
            FromClient::Adl(adl) => self.adl(&adl, cx).await,
            FromClient::Rml(rml) => self.rml(&rml, cx).await,
            FromClient::Fqy(fqy) => self.fqy(&fqy, cx).await,
            FromClient::Prp(prp) => self.prp(prp, cx).await,
            FromClient::Chg(chg) => self.chg(chg, cx).await,
            FromClient::Uux(uux) => self.uux(&uux, cx).await,
            FromClient::Uum(uum) => self.uum(&uum, cx).await,
            FromClient::Uun(uun) => self.uun(&uun, cx).await,
            FromClient::Put(put) => self.put(&put, cx),
            FromClient::Del(del) => self.del(&del, cx),
            FromClient::Sdg(sdg) => self.sdg(&sdg, cx),
            FromClient::Vas(vas) => {
                tracing::info!(kind = vas.kind.as_str(), "a client reports somebody");
                Ok(())
            }
            FromClient::Xfr(xfr) => self.xfr(&xfr, cx),
            FromClient::Ims(ims) => {
                self.ims(&ims, cx);
                Ok(())
            }
            FromClient::Fnd(fnd) => self.fnd(&fnd, cx).await,
            FromClient::Snd(snd) => self.snd(&snd, cx).await,
            FromClient::Sdc(sdc) => self.sdc(&sdc, cx).await,
            FromClient::Pag(pag) => self.pag(&pag, cx).await,
            FromClient::Pgd(pgd) => self.pgd(&pgd, cx).await,
            FromClient::Lkp(lkp) => {
                Self::lkp(&lkp, cx);
                Ok(())
            }
            FromClient::Gcf(gcf) => {
                self.gcf(gcf, cx);
                Ok(())
            }
            FromClient::Url(url) => {
                self.url(&url, cx);
                Ok(())
            }
            FromClient::ChlRequest(chl) => {
                self.challenge_me(chl.trid, cx);
                Ok(())
            }
            FromClient::Qry(qry) => self.qry(&qry, cx),
            FromClient::Cvr(version) => {
                // Clients of these dialects say only now what they are; once is enough.
                if !std::mem::replace(&mut self.client_known, true) {
                    self.session.note_client(client_version::client_name(&version.library, &version.version));
                }
                let reply = client_version::reply(version, cx);
                cx.say(self.dialect, FromServer::Cvr(reply));
                Ok(())
            }
            FromClient::Cvq(version) => {
                let reply = client_version::reply(version, cx);
                cx.say(self.dialect, FromServer::Cvq(reply));
                Err(Goodbye::Done("told the client which version it needs"))
            }
            FromClient::Png(_) => {
                cx.say(self.dialect, super::QNG);
                Ok(())
            }
            FromClient::Usr(Usr { trid, stage: SignInStage::Circles { ticket }, .. }) => {
                self.circle_ticket(trid, &ticket, cx);
                Ok(())
            }
            FromClient::Usr(usr) => {
                cx.out.refuse(usr.trid, ErrorCode::AlreadySignedIn);
                Ok(())
            }
            FromClient::Ver(ver) => Err(cx.give_up(ver.trid, ErrorCode::NotExpected, "a second VER")),
            FromClient::Inf(inf) => Err(cx.give_up(inf.trid, ErrorCode::NotExpected, "a second INF")),
            FromClient::Out(_) => Err(Goodbye::SignedOut),
        };
        self.heard(cx);
        handled
    }

    /// The client has said something: its time begins again.
    fn heard(&mut self, cx: &mut Cx<'_>) {
        let patience = cx.net.config.limits.notification_idle;
        self.idle_until = (!patience.is_zero()).then(|| Instant::now() + patience);
        self.set_deadline(cx);
    }

    pub(super) fn set_deadline(&self, cx: &mut Cx<'_>) {
        *cx.deadline = self.due();
    }

    /// When something is to be done.
    pub(super) fn due(&self) -> Option<Instant> {
        [self.idle_until, self.challenge.due(), self.list_news.due()].into_iter().flatten().min()
    }

    pub(super) fn deadline_passed(&mut self, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let now = Instant::now();
        if self.idle_until.is_some_and(|until| until <= now) {
            return Err(Goodbye::TimedOut("the client was silent for too long"));
        }
        self.challenge_due(now, cx)?;
        self.list_news_due(now, cx);
        self.set_deadline(cx);
        Ok(())
    }
}
