//! Between `VER` and the end of `USR`: who is it?

use std::borrow::Cow;
use std::sync::Arc;

use msnp::auth::sso;
use msnp::auth::{self, Ticket};
use msnp::command::{
    InfReply, Referral, Sbs, SignInPackage, SignInStage, SignInStep, Ubx, Usr, UsrReply, XfrReply,
};
use msnp::notification::{FromClient, FromServer};
use msnp::value::{ErrorCode, Flag, Text, Trid};
use msnp::{Cap, Dialect, Quirks};
use nudge_core::{
    Endpoint, Error, Form, Handle, MachineGuid, Refusal, Secret, Service, SignIns, Verified, entropy,
};

use smol_str::SmolStr;

use super::greeting::too_early;
use super::online::Online;
use super::{Cx, Session, account, client_version, config_file, notices};
use crate::config::SsoProof;
use crate::goodbye::Goodbye;
use crate::metered::METERED;
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
    quirks: Quirks,
    claim: Option<Claim>,
    /// Which machine the client says that it is on.
    machine: Option<MachineGuid>,
}

/// Who the client says it is, and how it will prove that.
#[derive(Debug)]
enum Claim {
    /// With a digest over this challenge.
    Md5 { handle: Option<Handle>, challenge: String },
    /// With the secret itself.
    ClearText { handle: Option<Handle> },
    /// With a ticket of Passport.
    Ticket { handle: Option<Handle> },
    /// With such a ticket, and with its secret and this nonce.
    SingleSignOn { handle: Option<Handle>, nonce: String },
}

/// What a client shows for single sign-on.
#[derive(Clone, Copy, Debug)]
struct Shown<'a> {
    ticket: &'a str,
    response: Option<&'a Text>,
}

impl SigningIn {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            asked_for_packages: false,
            client: SmolStr::default(),
            quirks: Quirks::default(),
            claim: None,
            machine: None,
        }
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
                let clear_text = self.takes_clear_text(cx).then_some(SignInPackage::ClearText);
                let packages = [Some(SignInPackage::Md5), clear_text].into_iter().flatten();
                let packages = packages.map(|package| names::text(package.as_str())).collect();
                cx.say(self.dialect, InfReply { trid: inf.trid, packages });
                Ok(None)
            }
            FromClient::Inf(inf) => Err(cx.give_up(inf.trid, ErrorCode::NotExpected, "a second INF")),
            FromClient::Ver(ver) => Err(cx.give_up(ver.trid, ErrorCode::NotExpected, "a second VER")),
            FromClient::Usr(usr) => self.usr(usr, cx).await,
            FromClient::Cvr(version) => {
                self.client = client_version::client_name(&version.library, &version.version);
                self.quirks = Quirks::of(&version, self.dialect);
                let reply = client_version::reply(version, cx);
                cx.say(self.dialect, FromServer::Cvr(reply));
                Ok(None)
            }
            FromClient::Cvq(version) => {
                let reply = client_version::reply(version, cx);
                cx.say(self.dialect, FromServer::Cvq(reply));
                Err(Goodbye::Done("told the client which version it needs"))
            }
            FromClient::Png(_) => {
                cx.say(self.dialect, super::QNG);
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
        if usr.package == SignInPackage::ClearText && !self.takes_clear_text(cx) {
            return Err(Goodbye::Rules("a way of signing in that there is not"));
        }
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
                match (usr.package, secret) {
                    (SignInPackage::ClearText, Some(secret)) => {
                        self.clear_text(usr.trid, claimed, &secret, cx).await.map(Some)
                    }
                    (_, Some(_)) => Err(Goodbye::Rules("a secret where none belongs")),
                    (package, None) => {
                        self.challenge(usr.trid, package, claimed, cx);
                        Ok(None)
                    }
                }
            }
            SignInStage::Circles { .. } => {
                Err(cx.give_up(usr.trid, ErrorCode::NotSignedIn, "the ticket of circles before a sign-in"))
            }
            SignInStage::Subsequent { proof, response, endpoint } => {
                let trid = usr.trid;
                let proved = match (usr.package, self.claim.take()) {
                    (SignInPackage::Md5, Some(Claim::Md5 { handle, challenge })) => {
                        self.digest(trid, handle, &challenge, &proof, cx).await
                    }
                    (SignInPackage::ClearText, Some(Claim::ClearText { handle })) => {
                        self.clear_text(trid, handle, &proof, cx).await
                    }
                    (SignInPackage::Tweener, Some(Claim::Ticket { handle })) => {
                        self.ticket(trid, handle, &proof, cx).await
                    }
                    (SignInPackage::SingleSignOn, Some(Claim::SingleSignOn { handle, nonce })) => {
                        let Ticket { ticket, .. } = Ticket::of(proof.as_str());
                        let shown = Shown { ticket, response: response.as_ref() };
                        self.machine = endpoint.as_ref().and_then(names::machine);
                        self.single_sign_on(trid, handle, &nonce, shown, cx).await
                    }
                    (
                        SignInPackage::Md5
                        | SignInPackage::ClearText
                        | SignInPackage::Tweener
                        | SignInPackage::SingleSignOn
                        | SignInPackage::Circles,
                        _,
                    ) => Err(cx.give_up(trid, ErrorCode::AuthenticationFailed, "a proof before a claim")),
                };
                proved.map(Some)
            }
        }
    }

    /// Takes down who it is said to be, and asks for the proof.
    fn challenge(&mut self, trid: Trid, package: SignInPackage, handle: Option<Handle>, cx: &mut Cx<'_>) {
        if self.dialect.has(Cap::PushedPolicies) {
            config_file::push(self.dialect, cx);
        }
        let (claim, challenge) = match package {
            SignInPackage::Md5 => {
                let challenge = format!("{}.{}", cx.net.digits::<10>(), cx.net.digits::<10>());
                (Claim::Md5 { handle, challenge: challenge.clone() }, Some(challenge))
            }
            SignInPackage::ClearText => (Claim::ClearText { handle }, None),
            SignInPackage::Tweener => (Claim::Ticket { handle }, Some(policy(cx))),
            SignInPackage::SingleSignOn | SignInPackage::Circles => {
                let nonce = sso::nonce(&entropy::draw_bytes(cx.net.core.entropy()));
                let step = SignInStep::Nonce { policy: names::text(sso::POLICY), nonce: names::text(&nonce) };
                self.claim = Some(Claim::SingleSignOn { handle, nonce });
                return cx.say(self.dialect, UsrReply { trid, step });
            }
        };
        self.claim = Some(claim);
        let challenge = challenge.map(|challenge| names::text(&challenge));
        cx.say(self.dialect, UsrReply { trid, step: SignInStep::Challenge { package, challenge } });
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
        let way = &METERED.md5;
        let Some(handle) = handle else { return Err(Self::nobody(way, trid, cx)) };
        let proves = |secret: &Secret| {
            auth::digests_equal(&auth::sign_in_digest(challenge, secret.expose().as_bytes()), proof.as_str())
        };
        let verified = cx.net.core.verify_proof(&handle, crate::server::origin(cx.ends), proves).await;
        self.finish(way, trid, verified, None, cx).await
    }

    async fn ticket(
        &self,
        trid: Trid,
        handle: Option<Handle>,
        proof: &Text,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let way = &METERED.ticket;
        let Some(handle) = handle else { return Err(Self::nobody(way, trid, cx)) };
        let Ticket { ticket, .. } = Ticket::of(proof.as_str());
        let verified = cx.net.core.verify_ticket(&handle, ticket, &Service::SIGN_IN).await;
        let verified = verified.map(|shown| shown.who);
        self.finish(way, trid, verified, Some(ticket), cx).await
    }

    async fn single_sign_on(
        &self,
        trid: Trid,
        handle: Option<Handle>,
        nonce: &str,
        shown: Shown<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let way = &METERED.sso;
        let Some(handle) = handle else { return Err(Self::nobody(way, trid, cx)) };
        let verified = cx.net.core.verify_ticket(&handle, shown.ticket, &Service::SIGN_IN_WITH_PROOF).await;
        let verified = verified.and_then(|ticket| {
            let who = ticket.who;
            let proved = match shown.response {
                Some(response) => {
                    sso::check(ticket.proof.expose(), nonce, response.as_str()).map_err(|bad| bad.to_string())
                }
                None => Err("missing".to_owned()),
            };
            match (proved, cx.net.config.sso_proof) {
                (Ok(()), _) => Ok(who),
                (Err(why), SsoProof::Optional) => {
                    tracing::info!(proof = why, "a client signs in with its ticket alone");
                    Ok(who)
                }
                (Err(why), SsoProof::Required) => {
                    tracing::info!(proof = why, "a ticket was shown without the proof of its secret");
                    Err(Refusal::BadCredentials.into())
                }
            }
        });
        self.finish(way, trid, verified, Some(shown.ticket), cx).await
    }

    async fn clear_text(
        &self,
        trid: Trid,
        handle: Option<Handle>,
        secret: &Text,
        cx: &mut Cx<'_>,
    ) -> Result<Session, Goodbye> {
        let way = &METERED.clear_text;
        let Some(handle) = handle else { return Err(Self::nobody(way, trid, cx)) };
        let secret = Secret::new(secret.as_str().to_owned());
        let verified = cx.net.core.verify_clear(&handle, crate::server::origin(cx.ends), &secret).await;
        self.finish(way, trid, verified, None, cx).await
    }

    /// Signs in, or says why not. `ticket` is the one that was shown, if one was.
    async fn finish(
        &self,
        way: &SignIns,
        trid: Trid,
        verified: Result<Verified, Error>,
        ticket: Option<&str>,
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
        way.count(&online);
        let (session, account) = match online {
            Ok(online) => online,
            Err(Error::Refusal(Refusal::Busy)) => {
                return Err(cx.give_up(trid, ErrorCode::ServerBusy, "too many sign-ins at a time"));
            }
            Err(Error::Refusal(Refusal::TooManyEndpoints)) => {
                return Err(cx.give_up(trid, ErrorCode::TooManyEndpoints, "signed in at too many places"));
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
        let step = SignInStep::Done {
            handle: names::handle(&account.handle),
            name: Some(names::friendly(account.name.as_str())),
            verified: Some(Flag(account.state.verified)),
            restricted: Some(Flag(false)),
        };
        cx.say(self.dialect, UsrReply { trid, step });
        if self.dialect.has(Cap::SignInSbs) {
            cx.say(self.dialect, Sbs::default());
        }
        account::send_profile(&account, ticket, self.dialect, cx);
        if self.dialect.has(Cap::Endpoints) {
            // What the endpoints show of themselves is told with the first presence.
            let payload = Cow::Borrowed(&b""[..]);
            cx.say(self.dialect, Ubx { contact: names::contact(&account.handle), payload });
        }
        *cx.deadline = None;
        tracing::info!(principal.id = session.id().get(), dialect = %self.dialect, "signed in");
        Ok(Session::Online(Box::new(Online::new(session, mail, self.dialect, self.quirks, cx))))
    }

    /// Whoever has claimed to be what is no address.
    fn nobody(way: &SignIns, trid: Trid, cx: &mut Cx<'_>) -> Goodbye {
        way.count_malformed();
        Self::denied(trid, cx)
    }

    fn denied(trid: Trid, cx: &mut Cx<'_>) -> Goodbye {
        cx.give_up(trid, ErrorCode::AuthenticationFailed, "the sign-in was refused")
    }

    fn endpoint(&self, cx: &Cx<'_>) -> Endpoint {
        Endpoint {
            form: form(self.dialect),
            tag: crate::switchboard::dialect_tag(self.dialect),
            receives_pages: notices::takes_pages(self.dialect),
            receives_data: self.dialect.has(Cap::UnifiedNotices),
            receives_notes: self.dialect.has(Cap::UnifiedMessages),
            machine: self.machine.clone(),
            client: self.client.clone(),
            protocol: self.dialect.name().into(),
            address: crate::server::origin(cx.ends),
        }
    }
}

/// What a client is to ask Passport for a ticket with, as the official service said it (reference 10 §5.4). MSN Messenger 7.5
/// makes the policy of its request out of it. Our tickets do not depend on it: what binds them is in them.
fn policy(cx: &Cx<'_>) -> String {
    let now = cx.net.core.clock().now().seconds();
    let hash: [u8; 16] = entropy::draw_bytes(cx.net.core.entropy());
    let hash = u128::from_be_bytes(hash);
    format!(
        "lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct={now},kpp=1,kv=5,ver=2.1.0173.1,\
         tpf={hash:032x}"
    )
}

/// Presence is written in seven ways: with neither capabilities nor picture, with capabilities, with both; from MSNP13 on with
/// a word for no picture; from MSNP14 on with the network; from MSNP16 on with more capabilities; from MSNP18 on with the
/// network in the address. The dialects of one form also write alike what people show below their names, where they have
/// that.
fn form(dialect: Dialect) -> Form {
    let names_network = dialect.has(Cap::NetworkInPresence) || dialect.has(Cap::NetworkInAddress);
    let steps = [
        dialect.has(Cap::ClientCaps),
        dialect.has(Cap::MsnObjects),
        dialect.has(Cap::NoObjectAsZero),
        names_network,
        dialect.has(Cap::ExtendedCaps),
        dialect.has(Cap::NetworkInAddress),
    ];
    let number = steps.into_iter().map(u8::from).sum();
    Form::new(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use msnp::command::Nln;
    use msnp::payload::personal::ShownEndpoint;
    use msnp::value::{ClientCaps, EndpointId, Friendly, MsnObject, Status};

    use super::*;

    /// Two dialects share what is written once if they have the same form, so they must write it alike.
    #[test]
    fn dialects_of_one_form_write_presence_alike() {
        let bob = Handle::new("bob@example.com").unwrap();
        for (one, other) in Dialect::ALL.into_iter().flat_map(|one| Dialect::ALL.map(|other| (one, other))) {
            if form(one) != form(other) {
                continue;
            }
            for object in [None, MsnObject::new("%3Cmsnobj/%3E").ok()] {
                let nln = || Nln {
                    status: Status::Busy,
                    contact: names::contact(&bob),
                    name: Friendly::new("Bob").unwrap(),
                    caps: ClientCaps { bits: 5, extended: 48 },
                    object: object.clone(),
                    badge: None,
                };
                assert_eq!(notices::encoded(one, nln()), notices::encoded(other, nln()), "{one}, {other}");
            }
            let fln = |dialect| notices::encoded(dialect, notices::absent(dialect, &bob));
            assert_eq!(fln(one), fln(other), "{one}, {other}");
            if one.has(Cap::PersonalMessages) && other.has(Cap::PersonalMessages) {
                let message =
                    nudge_core::PersonalMessage::new("a", "b").and_then(|it| it.with_details("<DDP></DDP>"));
                let message = message.unwrap();
                let id = "{a11ce000-0000-4000-8000-00000000000a}";
                let endpoints = vec![ShownEndpoint {
                    id: EndpointId::new(id).unwrap(),
                    caps: ClientCaps { bits: 5, extended: 48 },
                    private: None,
                }];
                let ubx =
                    |dialect| super::super::personal::encoded(dialect, &bob, &message, endpoints.clone());
                assert_eq!(ubx(one), ubx(other), "{one}, {other}");
            }
        }
    }
}
