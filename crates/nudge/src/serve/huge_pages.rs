//! The system's huge pages, of 2 MiB where others have 4 KiB.

/// Does without them, as far as the system lets us. The allocator asks for them, and one whole one stays for whatever small
/// thing is left in it: at rest that is most of a server's memory, and nothing was measured that they make faster
/// (`docs/performance.md`, "Soak").
#[cfg(target_os = "linux")]
pub(super) fn avoid() {
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "the system keeps huge pages, so the server may take more memory");
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn avoid() {}
