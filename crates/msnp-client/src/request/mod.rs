//! What a principal can ask of a notification server, one method per request.

mod lists;
mod places;
mod principal;
mod service;

/// Sends a request and takes the answer apart, or fails with what came instead.
macro_rules! ask {
    ($client:expr, $answer:ident, |$trid:ident| $request:expr) => {{
        let reply = $client.ask(|$trid| $request.into()).await?;
        let FromServer::$answer(reply) = reply else { return Err(unexpected(&reply)) };
        reply
    }};
}
use ask;
