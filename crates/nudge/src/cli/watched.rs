//! Work that takes a while: with a bar, and an end when Ctrl+C is pressed that leaves nothing behind.

use anyhow::Context as _;
use tokio::runtime;

use crate::backup::Watch;

/// Does it.
pub(super) fn run<T: Send + 'static>(
    work: impl FnOnce(&Watch) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let watch = Watch::visible();
    let working = watch.clone();
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let mut done = tokio::task::spawn_blocking(move || work(&working));
        tokio::select! {
            done = &mut done => done,
            Ok(()) = tokio::signal::ctrl_c() => {
                watch.call_off();
                done.await
            }
        }
    });
    watch.end();
    done.context("the work was lost")?
}
