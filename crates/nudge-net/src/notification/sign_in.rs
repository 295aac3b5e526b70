//! Between `VER` and the end of `USR`: who is it?

use std::sync::Arc;

use msnp::auth;
use msnp::command::{InfReply, Qng, Referral, SignInStage, SignInStep, Usr, UsrReply, XfrReply};
use msnp::notification::{FromClient, FromServer};
use msnp::value::{ErrorCode, Flag, Text, Trid};
use msnp::{Cap, Dialect};
use nudge_core::{Endpoint, Error, Form, Handle, Refusal, Secret, Verified};

use smol_str::SmolStr;

use super::greeting::too_early;
use super::online::Online;
use super::{Cx, Session, account, client_name, client_version};
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::Role;
use crate::outbox::Outbox;

/// A connection that has agreed on a dialect.
#[derive(Debug)]
pub(super) struct SigningIn {
    dialect: Dialect,
    asked_for_packages: bool,
    /// What the client said it is, for the list of sign-ins.
    client: SmolStr,
    claim: Option<Claim>,
}

/// Who the client says it is, and how it will prove that.
#[derive(Debug)]
enum Claim {
    /// With a digest over this challenge.
    Md5 { handle: Option<Handle>, challenge: String },
    /// With the secret itself.
    ClearText { handle: Option<Handle> },
}

const MD5: &str = "MD5";
const CTP: &str = "CTP";

impl SigningIn {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, asked_for_packages: false, client: SmolStr::default(), claim: None }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else there is, it is too early for it")]
    pub(super) async fn on(
        &mut self,
        command: FromClient<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Session>, Goodbye> {
        match command {
            FromClient::Inf(inf) if !self.asked_for_packages => {
                self.asked_for_packages = true;
                let packages = [Some(MD5), self.takes_clear_text(cx).then_some(CTP)];
                let packages = packages.into_iter().flatten().map(names::text).collect();
                cx.say(self.dialect, InfReply { trid: inf.trid, packages });
                Ok(None)
            }
            FromClient::Inf(inf) => Err(cx.give_up(inf.trid, ErrorCode::NotExpected, "a second INF")),
            FromClient::Ver(ver) => Err(cx.give_up(ver.trid, ErrorCode::NotExpected, "a second VER")),
            FromClient::Usr(usr) => self.usr(usr, cx).await,
            FromClient::Cvr(version) => {
                self.client = client_name(&version.library, &version.version);
                let reply = client_version(version, cx);
                cx.say(self.dialect, FromServer::Cvr(reply));
                Ok(None)
            }
            FromClient::Cvq(version) => {
                let reply = client_version(version, cx);
                cx.say(self.dialect, FromServer::Cvq(reply));
                Err(Goodbye::Done("told the client which version it needs"))
            }
            FromClient::Png(_) => {
                cx.say(self.dialect, Qng {});
                Ok(None)
            }
            FromClient::Out(_) => Err(Goodbye::SignedOut),
            other => Err(too_early(&other, cx)),
        }
    }

    fn takes_clear_text(&self, cx: &Cx<'_>) -> bool {
        cx.net.config.clear_text && self.dialect.has(Cap::ClearTextSignIn)
    }

    async fn usr(&mut self, usr: Usr, cx: &mut Cx<'_>) -> Result<Option<Session>, Goodbye> {
        let clear_text = match usr.package.as_str() {
            MD5 => false,
            CTP if self.takes_clear_text(cx) => true,
            _ => return Err(Goodbye::Rules("a way of signing in that there is not")),
        };
        match usr.stage {
            SignInStage::Initial { handle, secret } => {
                if !handle.as_str().contains('@') {
                    return Err(cx.give_up(
                        usr.trid,
                        ErrorCode::AuthenticationFailed,
                        "no address to sign in with",
                    ));
                }
                if Self::is_to_be_referred(handle.as_str(), cx) {
                    return Err(self.refer(usr.trid, cx));
                }
                // What is no address of ours goes on like one that has no account.
                let claimed = Handle::new(handle.as_str()).ok();
                match (clear_text, secret) {
                    (true, Some(secret)) => self.clear_text(usr.trid, claimed, &secret, cx).await.map(Some),
                    (false, Some(_)) => Err(Goodbye::Rules("a secret where none belongs")),
                    (_, None) => {
                        self.challenge(usr.trid, usr.package, claimed, clear_text, cx);
                        Ok(None)
                    }
                }
            }
            SignInStage::Subsequent { proof } => match (self.claim.take(), clear_text) {
                (Some(Claim::Md5 { handle, challenge }), false) => {
                    self.digest(usr.trid, handle, &challenge, &proof, cx).await.map(Some)
                }
                (Some(Claim::ClearText { handle }), true) => {
                    self.clear_text(usr.trid, handle, &proof, cx).await.map(Some)
                }
                (Some(_) | None, _) => {
                    Err(cx.give_up(usr.trid, ErrorCode::AuthenticationFailed, "a proof before a claim"))
                }
            },
        }
    }

    fn challenge(
        &mut self,
        trid: Trid,
        package: Text,
        handle: Option<Handle>,
        clear_text: bool,
        cx: &mut Cx<'_>,
    ) {
        let challenge = format!("{}.{}", cx.net.digits::<10>(), cx.net.digits::<10>());
        let shown = (!clear_text).then(|| names::text(&challenge));
        self.claim =
            Some(if clear_text { Claim::ClearText { handle } } else { Claim::Md5 { handle, challenge } });
        let step = SignInStep::Challenge { package, challenge: shown };
        cx.say(self.dialect, UsrReply { trid, step });
    }

    fn is_to_be_referred(handle: &str, cx: &Cx<'_>) -> bool {
        match cx.role {
            Role::Dispatch => true,
            Role::Notification | Role::Switchboard => false,
            Role::Any if !cx.net.config.always_refer => false,
            Role::Any if cx.net.bound.notification.is_some() => true,
            Role::Any => !cx.net.referrals.was_referred(cx.ends.peer.ip(), handle),
        }
    }

    fn refer(&self, trid: Trid, cx: &mut Cx<'_>) -> Goodbye {
        let address = cx.net.notification_address(cx.ends);
        let current = Some(cx.net.current_address(cx.ends));
        cx.say(self.dialect, XfrReply { trid, to: Referral::Notification { address, current } });
        Goodbye::Referred
    }

    async fn digest(
        &self,
        trid: Trid,
        handle: Option<Handle>,
        challenge: &str,
        proof: &Text,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let Some(handle) = handle else { return Err(Self::denied(trid, cx)) };
        let proves = |secret: &Secret| {
            auth::digests_equal(&auth::sign_in_digest(challenge, secret.expose().as_bytes()), proof.as_str())
        };
        let verified = cx.net.core.verify_proof(&handle, crate::server::origin(cx.ends), proves).await;
        self.finish(trid, verified, cx).await
    }

    async fn clear_text(
        &self,
        trid: Trid,
        handle: Option<Handle>,
        secret: &Text,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let Some(handle) = handle else { return Err(Self::denied(trid, cx)) };
        let secret = Secret::new(secret.as_str().to_owned());
        let verified = cx.net.core.verify_clear(&handle, crate::server::origin(cx.ends), &secret).await;
        self.finish(trid, verified, cx).await
    }

    async fn finish(
        &self,
        trid: Trid,
        verified: Result<Verified, Error>,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let mail = Arc::new(Outbox::new(cx.net.config.limits.outbox));
        let online = match verified {
            Ok(who) => {
                let mailbox = Arc::clone(&mail);
                cx.net.core.go_online(who, self.endpoint(cx), mailbox).await
            }
            Err(error) => Err(error),
        };
        let session = match online {
            Ok(session) => session,
            Err(Error::Refusal(Refusal::Busy)) => {
                return Err(cx.give_up(trid, ErrorCode::ServerBusy, "too many sign-ins at a time"));
            }
            Err(Error::Refusal(_)) => return Err(Self::denied(trid, cx)),
            Err(Error::Fault(fault)) => {
                cx.out.refuse(trid, ErrorCode::Internal);
                return Err(Goodbye::Fault(fault));
            }
        };
        if cx.net.stopping.is_cancelled() {
            return Err(cx.give_up(trid, ErrorCode::GoingDown, "the server is going down"));
        }
        let account = session.account();
        let step = SignInStep::Done {
            handle: names::handle(&account.handle),
            name: names::friendly(account.name.as_str()),
            verified: Some(Flag(account.state.verified)),
        };
        cx.say(self.dialect, UsrReply { trid, step });
        account::send_profile(account, self.dialect, cx);
        *cx.deadline = None;
        tracing::info!(principal.id = session.id().get(), dialect = %self.dialect, "signed in");
        Ok(Session::Online(Box::new(Online::new(session, mail, self.dialect, cx))))
    }

    fn denied(trid: Trid, cx: &mut Cx<'_>) -> Goodbye {
        cx.give_up(trid, ErrorCode::AuthenticationFailed, "the sign-in was refused")
    }

    fn endpoint(&self, cx: &Cx<'_>) -> Endpoint {
        Endpoint {
            // MSNP2 to MSNP7 write notices to contacts, and messages in conversations, in one and the same form.
            form: Form::default(),
            tag: crate::switchboard::dialect_tag(self.dialect),
            receives_pages: self.dialect.has(Cap::IncomingPages),
            client: self.client.clone(),
            protocol: self.dialect.name().into(),
            address: crate::server::origin(cx.ends),
        }
    }
}
