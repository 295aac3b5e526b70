//! How a program comes online, which others go for it, and how it goes.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::principal::Obstacle;
use super::{Endpoint, Principal, Program};
use crate::{
    Account, AccountId, Core, Ending, Error, Limit, Mailbox, Notice, Refusal, Session, SessionId, SignIn,
    Standing, TokenId, Verified,
};

/// How long a new program waits for those that it takes the place of to let go.
const TAKEOVER: Duration = Duration::from_secs(5);

impl Core {
    /// Brings a program online. Those that cannot be signed in beside it are ended first, and have let go of everything when
    /// this returns: what they changed is there for the new one.
    ///
    /// One on the same machine is always ended. Those on others stay, if each says which machine it is on and the account
    /// allows several places; of those there may be eight, and one more is [`Refusal::TooManyEndpoints`] (reference 21 §2).
    ///
    /// With the session comes the account as it is now.
    pub async fn go_online(
        self: &Arc<Self>,
        who: Verified,
        endpoint: Endpoint,
        mailbox: Arc<dyn Mailbox<Notice>>,
    ) -> Result<(Session, Account), Error> {
        if self.is_banned(&who.handle, endpoint.address) {
            return Err(Refusal::Banned.into());
        }
        let now = self.clock().now();
        let session = SessionId::draw(self.entropy());
        let newcomer = |principal| {
            let (endpoint, mailbox) = (endpoint.clone(), Arc::clone(&mailbox));
            Arc::new(Program::new(principal, session, who.token, endpoint, now, mailbox))
        };
        let me = self.take_place(&who, newcomer).await?;
        self.bus().attach(who.account, session, Arc::clone(&mailbox));
        let turn = self.turns().take(who.account).await;
        let standing = match self.standing(&me, &who).await {
            Ok(standing) => standing,
            Err(error) => {
                self.signed_out(&me);
                return Err(error);
            }
        };
        let account = standing.account;
        {
            let mut state = me.principal.state();
            // The first has read the lists for all.
            if state.loading.is_some() {
                state.loaded(&account, standing.relations);
            }
        }
        drop(turn);
        self.counters().sign_ins.fetch_add(1, Ordering::Relaxed);
        self.store().note_sign_in(SignIn {
            session,
            account: who.account,
            token: who.token,
            client: endpoint.client,
            address: endpoint.address,
            protocol: endpoint.protocol,
            started: now,
        });
        Ok((Session::new(Arc::clone(self), me, &account), account))
    }

    /// The account and its lists, if what proved the sign-in is still good now that a revocation would find the session.
    async fn standing(&self, me: &Program, who: &Verified) -> Result<Standing, Error> {
        if let Some(token) = me.token
            && self.revocations() != who.as_of
            && !self.store().tokens(who.account).await?.iter().any(|left| left.id == token)
        {
            return Err(Refusal::BadCredentials.into());
        }
        let standing = self.store().standing(who.account).await?;
        if !standing.account.state.enabled {
            return Err(Refusal::Disabled.into());
        }
        // The password was changed since it was shown.
        if standing.epoch == who.epoch { Ok(standing) } else { Err(Refusal::BadCredentials.into()) }
    }

    /// Waits for a place to be free for a program, and takes it.
    async fn take_place(
        &self,
        who: &Verified,
        newcomer: impl Fn(Arc<Principal>) -> Arc<Program>,
    ) -> Result<Arc<Program>, Refusal> {
        loop {
            let principal = self.directory().find_or_enter(who.account, &who.handle);
            let me = newcomer(Arc::clone(&principal));
            match principal.join(&me, self.bus()) {
                Ok(()) => return Ok(me),
                Err(Obstacle::Full) => {
                    Limit::Programs.hit();
                    return Err(Refusal::TooManyEndpoints);
                }
                Err(Obstacle::Over) => self.directory().leave(&principal),
                // Whoever reads them has the account's turn, or takes it next.
                Err(Obstacle::Loading) => drop(self.turns().take(who.account).await),
                Err(Obstacle::Occupied(others)) => self.end(&others).await,
            }
        }
    }

    /// Ends programs that another takes the place of, and waits until they have let go.
    async fn end(&self, others: &[Arc<Program>]) {
        for other in others {
            other.deliver(Notice::Ended(Ending::SignedInElsewhere));
        }
        let deadline = Instant::now() + TAKEOVER;
        for other in others {
            let released = other.released.notified();
            tokio::pin!(released);
            // Registered before looking, so that its letting go cannot be missed.
            released.as_mut().enable();
            let still_there = other.principal.state().of(other.session).is_some();
            if still_there && timeout_at(deadline, released).await.is_err() {
                // Its connection is stuck in a write; it will find its place taken.
                self.take_away(other);
            }
        }
    }

    /// Takes a program away from its principal, and the principal from the directory if that was the last.
    fn take_away(&self, program: &Program) {
        let is_over = program.principal.leave(program.session, self.bus());
        self.bus().detach(program.account(), program.session);
        if is_over {
            self.directory().leave(&program.principal);
        }
    }

    /// The end of a session.
    pub(super) fn signed_out(&self, me: &Program) {
        self.take_away(me);
        self.store().note_sign_out(me.session, self.clock().now());
        me.released.notify_waiters();
    }

    /// Ends every session of an account, or those that one access token opened, and their conversations.
    pub fn end_sessions(&self, account: AccountId, token: Option<TokenId>) {
        self.raise_revocations();
        let concerned =
            |program: &Program| program.account() == account && (token.is_none() || program.token == token);
        if let Some(principal) = self.directory().find(account) {
            for program in principal.programs().iter().filter(|program| concerned(program)) {
                program.revoke();
                program.deliver(Notice::Ended(Ending::Revoked));
            }
        }
        // Also those of earlier sessions: conversations outlive the session that they were opened from.
        self.tickets().revoke(concerned);
        self.rooms().expel(concerned);
    }

    /// Ends every session and conversation because the server is going down.
    pub fn shut_down(&self) {
        for program in self.directory().everybody().iter().flat_map(|principal| principal.programs()) {
            program.deliver(Notice::Ended(Ending::Shutdown));
        }
        self.rooms().close_all();
    }
}
