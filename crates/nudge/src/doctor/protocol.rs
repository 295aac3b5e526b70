//! Is it a messenger service?

use std::net::SocketAddr;

use msnp::Dialect;
use msnp::command::Ver;
use msnp::notification::FromServer;
use msnp::value::{Text, Trid};
use msnp_client::{Connection, Error, Notification};

use super::{Finding, PATIENCE};

const CHECK: &str = "messenger protocol";

/// Offers every dialect, as no client does, to see whether one is taken.
pub(super) async fn version(at: SocketAddr, tell: &mut dyn FnMut(Finding)) -> bool {
    let finding = match negotiate(at).await {
        Ok(agreed) if agreed == "0" => Finding::fails(
            CHECK,
            "the server takes none of the dialects that this program knows",
            "Look at the server's setting dialects.",
        ),
        Ok(agreed) => Finding::ok(CHECK, format!("the server speaks {agreed}")),
        Err(error) => Finding::fails(
            CHECK,
            format!("no answer to VER ({error})"),
            "Another program listens there, or something in between changes what is said: check the address and the port.",
        ),
    };
    let spoken = finding.remedy.is_none();
    tell(finding);
    spoken
}

async fn negotiate(at: SocketAddr) -> Result<String, Error> {
    let mut connection =
        Connection::<Notification>::connect(&at.to_string(), Dialect::BEFORE_VER, PATIENCE).await?;
    // The newest first, as clients do.
    let mut names: Vec<_> = Dialect::ALL.into_iter().collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    let names = names.into_iter().map(Dialect::name).chain(["CVR0"]);
    let dialects = names.map(Text::new).collect::<Result<_, _>>()?;
    connection.send(Ver { trid: Trid(1), dialects }).await?;
    let answer = connection.recv_within(PATIENCE).await?;
    let FromServer::VerReply(agreed) = answer else { return Err(Error::Unexpected(format!("{answer:?}"))) };
    Ok(agreed.dialect.as_str().to_owned())
}
