//! The notification server, and the dispatch server in front of it: sign-in, lists, presence, invitations.
//!
//! The state of a connection is moved along, not flagged: what exists only after sign-in is in [`Online`], and nothing
//! before it can touch it.

mod account;
mod address_book;
mod challenge;
mod circle_news;
mod circles;
mod client_version;
mod config_file;
mod directory;
mod endpoints;
mod greeting;
mod groups;
mod lists;
mod membership;
mod notices;
mod offline;
mod online;
mod pages;
mod personal;
mod presence;
mod properties;
mod sign_in;
mod sync;
mod tempo;
mod unified;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use msnp::command::Qng;
use msnp::notification::{FromClient, FromServer};
use msnp::value::{ErrorCode, Trid};
use msnp::{DecodeError, Dialect, Problem};
use nudge_core::{Error, Notice, Refusal};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::connection::Connection;
use crate::goodbye::Goodbye;
use crate::net::{Ends, Net, Role};
use crate::out::Out;
use crate::outbox::Outbox;
use crate::wire::{Event, Input, Wire};
use greeting::Greeting;
use online::Online;
use sign_in::SigningIn;
use tempo::Tempo;

/// How far a connection has got.
enum Session {
    /// No dialect has been agreed upon.
    Greeting(Greeting),
    /// A dialect has.
    SigningIn(SigningIn),
    /// The principal is signed in.
    Online(Box<Online>),
}

/// What handlers work with.
struct Cx<'a> {
    net: &'a Arc<Net>,
    ends: Ends,
    role: Role,
    /// Where replies go.
    out: &'a mut Out,
    /// When the connection is to be woken for [`Session::deadline_passed`].
    deadline: &'a mut Option<Instant>,
}

impl Cx<'_> {
    /// Writes a reply.
    fn say<'c>(&mut self, dialect: Dialect, command: impl Into<FromServer<'c>>) {
        self.out.notify(dialect, command);
    }

    /// Answers a refusal of the domain with its number; without one, the connection is closed.
    fn refuse(&mut self, trid: Trid, refusal: Refusal) -> Result<(), Goodbye> {
        let code = crate::names::code(refusal).ok_or(Goodbye::Rules("a value that no reply exists for"))?;
        self.out.refuse(trid, code);
        Ok(())
    }

    /// Answers an error of the domain: a refusal with its number, a failure of ours with 500, after which all goes on.
    fn fail(&mut self, trid: Trid, error: Error) -> Result<(), Goodbye> {
        match error {
            Error::Refusal(refusal) => self.refuse(trid, refusal),
            Error::Fault(fault) => {
                tracing::error!(error = %fault, "a command failed because the server did");
                self.out.refuse(trid, ErrorCode::Internal);
                Ok(())
            }
        }
    }

    /// Answers with a number and closes.
    fn give_up(&mut self, trid: Trid, code: ErrorCode, why: &'static str) -> Goodbye {
        self.out.refuse(trid, code);
        Goodbye::Done(why)
    }
}

/// One connection to the notification server, until it ends.
///
/// As with [`serve`](crate::server::serve), the future is made of what is prepared before.
pub(crate) fn run<'a, S: AsyncRead + AsyncWrite + Unpin>(
    wire: &'a mut Wire<S>,
    mut input: Option<Input>,
    net: &'a Arc<Net>,
    ends: &'a Ends,
    role: Role,
    connection: Connection,
) -> impl Future<Output = Goodbye> + use<'a, S> {
    let mut session = Session::Greeting(Greeting::default());
    let mut tempo = Tempo::default();
    async move {
        let why = loop {
            if let Some(input) = input.take() {
                let handled = handle(&mut *wire, input, &mut session, &mut tempo, net, *ends, role);
                if let Err(why) = Box::pin(handled.instrument(connection.span())).await {
                    break why;
                }
            }
            let event = if let Some(mail) = session.mail() {
                wire.newcomer = None;
                wire.next(Some(&*mail)).await
            } else {
                tokio::select! {
                    biased;
                    event = wire.next(None::<&Outbox<Notice>>) => event,
                    () = net.stopping.cancelled() => Err(Goodbye::Shutdown),
                }
            };
            let outcome = match event {
                Ok(Event::Input(came)) => {
                    input = Some(came);
                    Ok(())
                }
                Ok(Event::Mail(mail)) => {
                    let told = session.mail_came(mail, net, *ends, &mut wire.out);
                    wire.deadline = session.due(wire.deadline);
                    told
                }
                Ok(Event::Deadline) => {
                    let mut deadline = None;
                    let mut cx = Cx { net, ends: *ends, role, out: &mut wire.out, deadline: &mut deadline };
                    let outcome = session.deadline_passed(&mut cx);
                    wire.deadline = deadline;
                    outcome
                }
                Err(why) => Err(why),
            };
            if let Err(why) = outcome {
                break why;
            }
        };
        if !why.is_unheard() {
            // A principal who has signed in elsewhere is told so before that sign-in goes on, which waits for the session.
            // Boxed, or its timer would be part of every connection.
            Box::pin(wire.last_words()).await;
        }
        if let Session::Online(online) = &session {
            let id = online.session.id().get();
            tracing::info!(parent: &connection.span(), principal.id = id, reason = %why, "signed out");
        }
        drop(session);
        why
    }
}

/// Handles every whole command of an input.
async fn handle<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    mut input: Input,
    session: &mut Session,
    tempo: &mut Tempo,
    net: &Arc<Net>,
    ends: Ends,
    role: Role,
) -> Result<(), Goodbye> {
    let mut deadline = wire.deadline;
    let outcome = loop {
        let (framer, out) = wire.parts();
        let dialect = session.dialect();
        let frame = match input.frame::<FromClient<'_>>(framer, dialect) {
            Ok(Some(frame)) => frame,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.into()),
        };
        let mut cx = Cx { net, ends, role, out, deadline: &mut deadline };
        let command = match FromClient::decode(frame, dialect) {
            Ok(command) => command,
            Err(error) => break Err(malformed(error, &mut cx)),
        };
        let announces = tempo::announces(&command);
        if let Err(why) = session.on(command, &mut cx).await {
            break Err(why);
        }
        // What others said while the command was handled comes after its replies and before the next command's.
        if let Some(mail) = session.mail()
            && let Err(why) = session.mail_came(mail.take(), net, ends, &mut wire.out)
        {
            break Err(why);
        }
        deadline = session.due(deadline);
        let wait = tempo.charge(announces, &net.config.limits, net.core.clock().now());
        if wait > 0 {
            wire.hold = Some(Box::pin(tokio::time::sleep(Duration::from_millis(wait))));
        }
        if wait > 0 || wire.is_full() {
            wire.deadline = deadline;
            wire.park(input);
            return Ok(());
        }
    };
    wire.deadline = deadline;
    wire.keep(input);
    outcome
}

/// Some malformed commands are answered before the connection is closed, most are not (reference 01 §2.5).
fn malformed(error: DecodeError, cx: &mut Cx<'_>) -> Goodbye {
    let is = |names: &[&str]| names.iter().any(|name| error.name == **name);
    let code = if error.problem == Problem::UnknownCommand {
        None
    } else if is(&["CVR", "CVQ"]) {
        Some(ErrorCode::BadClientVersion)
    } else {
        is(&["SND", "SDC"]).then_some(ErrorCode::InviteFailed)
    };
    if let (Some(code), Some(trid)) = (code, error.trid) {
        cx.out.refuse(trid, code);
    }
    Goodbye::Decode(error)
}

/// The answer to `PNG`. Clients that are told a time come again then (reference 01 §8).
const QNG: Qng = Qng { seconds: Some(50) };

impl Session {
    /// One command in, and on to the next state if that is due. `Err` is how the connection ends.
    async fn on(&mut self, command: FromClient<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let next = match self {
            Self::Greeting(state) => state.on(command, cx)?,
            Self::SigningIn(state) => state.on(command, cx).await?,
            Self::Online(state) => {
                state.on(command, cx).await?;
                None
            }
        };
        if let Some(next) = next {
            *self = next;
        }
        Ok(())
    }

    /// What the client and the server speak now.
    fn dialect(&self) -> Dialect {
        match self {
            Self::Greeting(_) => Dialect::BEFORE_VER,
            Self::SigningIn(state) => state.dialect(),
            Self::Online(state) => state.dialect(),
        }
    }

    /// Where others put what they have to say.
    fn mail(&self) -> Option<Arc<Outbox<Notice>>> {
        match self {
            Self::Greeting(_) | Self::SigningIn(_) => None,
            Self::Online(state) => Some(Arc::clone(state.mail())),
        }
    }

    /// When something is to be done, after others had something to say. Before there are others, it stays as it is.
    fn due(&self, before: Option<Instant>) -> Option<Instant> {
        match self {
            Self::Greeting(_) | Self::SigningIn(_) => before,
            Self::Online(state) => state.due(),
        }
    }

    /// Others had something to say.
    fn mail_came(
        &mut self,
        mail: VecDeque<Notice>,
        net: &Net,
        ends: Ends,
        out: &mut Out,
    ) -> Result<(), Goodbye> {
        match self {
            Self::Greeting(_) | Self::SigningIn(_) => Ok(()),
            Self::Online(state) => {
                mail.into_iter().try_for_each(|notice| state.notice(notice, net, ends, out))
            }
        }
    }

    /// The time that the state had is over.
    fn deadline_passed(&mut self, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match self {
            Self::Greeting(_) => Err(Goodbye::TimedOut("no command came in time")),
            Self::SigningIn(_) => Err(Goodbye::TimedOut("the sign-in took too long")),
            Self::Online(state) => state.deadline_passed(cx),
        }
    }
}
