//! Serves the pages on a free port of this machine until it is stopped, for whoever wants to look at them.

#![expect(clippy::print_stdout, reason = "it says where it is")]

use nudge_testkit::TestServer;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The beginning of a certificate is enough for the pages to have one to offer.
    let server = TestServer::builder().certificate(b"\x30\x82\x00\x00").style_guide().start().await?;
    println!("http://{0}/ and http://{0}/style", server.web());
    tokio::signal::ctrl_c().await?;
    server.stop().await
}
