//! The switchboard: one conversation, relayed.
//!
//! There is no version negotiation here. The dialect is that of the holder's notification session, and comes with the
//! ticket.

mod entering;
mod presence;
mod relay;
mod seated;

use std::sync::Arc;

use msnp::Dialect;
use msnp::command::Msg;
use msnp::switchboard::FromClient;
use nudge_core::RoomEvent;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::goodbye::Goodbye;
use crate::net::Net;
use crate::out::Out;
use crate::outbox::Outbox;
use crate::wire::{Event, Input, Wire};
use entering::enter;
use seated::Seated;

/// What handlers work with.
struct Cx<'a> {
    net: &'a Arc<Net>,
    /// Where replies go.
    out: &'a mut Out,
    /// Where others put what they have to say.
    mail: &'a Arc<Outbox<RoomEvent>>,
}

/// What the domain carries for us, to know the dialect again when a ticket is shown.
pub(crate) fn dialect_tag(dialect: Dialect) -> u16 {
    let position = Dialect::ALL.iter().position(|other| *other == dialect);
    position.and_then(|position| u16::try_from(position).ok()).unwrap_or(0)
}

fn tagged(tag: u16) -> Dialect {
    Dialect::ALL.get(usize::from(tag)).copied().unwrap_or(Dialect::BEFORE_VER)
}

/// Whoever sends so many bytes at once has more to come.
const STREAM: usize = 16 * 1024;

/// One connection to the switchboard, until it ends.
pub(crate) async fn run<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    first: Option<Input>,
    net: &Arc<Net>,
) -> Goodbye {
    let mail = Arc::new(Outbox::new(net.config.limits.outbox));
    let mut seated = None;
    let mut input = first;
    let why = loop {
        if let Some(input) = input.take() {
            let streams = input.len() > STREAM;
            if let Err(why) = handle(wire, input, &mut seated, net, &mail).await {
                break why;
            }
            if streams {
                // Whoever listens writes it before more is read, while the processor still has it at hand.
                tokio::task::yield_now().await;
            }
        }
        let event = tokio::select! {
            biased;
            event = wire.next(Some(&*mail)) => event,
            () = net.stopping.cancelled(), if seated.is_none() => Err(Goodbye::Shutdown),
        };
        match event {
            Ok(Event::Input(came)) => {
                if let Some(receipt) = &wire.receipt {
                    receipt.answered();
                }
                input = Some(came);
            }
            Ok(Event::Mail(events)) => {
                let told = events.into_iter().try_for_each(|mut event| {
                    if let RoomEvent::Said { receipt, .. } = &mut event
                        && let Some(receipt) = receipt.take()
                    {
                        wire.receipt = Some(Box::new(receipt));
                    }
                    seated.as_ref().map_or(Ok(()), |seated| seated.event(event, net, &mut wire.out))
                });
                if let Err(why) = told {
                    break why;
                }
            }
            Ok(Event::Deadline) => break Goodbye::TimedOut("no ticket was shown in time"),
            Err(why) => break why,
        }
    };
    mail.close();
    // Whoever waits for it learns that the connection is gone.
    wire.receipt = None;
    // The others hear of it at once; a slow last word is nobody's business but the leaver's.
    drop(seated);
    if !why.is_unheard() {
        // Boxed, or its timer would be part of every connection.
        Box::pin(wire.last_words()).await;
    }
    why
}

/// Handles every whole command of an input, and sends on what was said in it in one go.
async fn handle<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    mut input: Input,
    seated: &mut Option<Seated>,
    net: &Arc<Net>,
    mail: &Arc<Outbox<RoomEvent>>,
) -> Result<(), Goodbye> {
    let outcome = loop {
        let (framer, out) = wire.parts();
        let dialect = seated.as_ref().map_or(Dialect::BEFORE_VER, Seated::dialect);
        let frame = match input.frame::<FromClient<'_>>(framer, dialect) {
            Ok(Some(frame)) => frame,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.into()),
        };
        let mut cx = Cx { net, out, mail };
        // The one command that matters for speed: nothing is made of it but its place among what is said.
        if let (Some(seated), Some(body), Some((trid, ack))) =
            (seated.as_mut(), frame.payload, Msg::usual(frame.line))
        {
            seated.msg(trid, ack, body, &mut cx);
            if seated.has_said_much() {
                wire.hold = seated.speak(&mut cx).await;
                if wire.hold.is_some() {
                    wire.park(input);
                    return Ok(());
                }
            }
            continue;
        }
        let command = match FromClient::decode(frame, dialect) {
            Ok(command) => command,
            Err(error) => break Err(error.into()),
        };
        let handled = match seated {
            Some(seated) => {
                // What was said before comes first.
                let held = seated.speak(&mut cx).await;
                wire.hold = held.or(wire.hold.take());
                seated.on(command, &mut Cx { net, out: &mut wire.out, mail })
            }
            None => enter(command, &mut cx).map(|taken| {
                *seated = taken.or(seated.take());
                if seated.is_some() {
                    (wire.deadline, wire.newcomer) = (None, None);
                }
            }),
        };
        if let Err(why) = handled {
            break Err(why);
        }
    };
    if let Some(seated) = seated {
        let held = seated.speak(&mut Cx { net, out: &mut wire.out, mail }).await;
        wire.hold = held.or(wire.hold.take());
    }
    wire.keep(input);
    outcome
}
