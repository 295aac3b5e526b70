//! The streams: what was read too early comes first, and both faces are one type.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream from which bytes were read that somebody else has to read again.
#[derive(Debug)]
pub struct Rewound<S> {
    prefix: Vec<u8>,
    used: usize,
    inner: S,
}

impl<S> Rewound<S> {
    pub(crate) fn new(prefix: Vec<u8>, inner: S) -> Self {
        Self { prefix, used: 0, inner }
    }

    /// The stream beneath.
    pub fn inner(&self) -> &S {
        &self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rewound<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let waiting = self.prefix.get(self.used..).unwrap_or_default();
        if waiting.is_empty() {
            // It will not be needed again, and the connection may idle for days.
            self.prefix = Vec::new();
            self.used = 0;
            return Pin::new(&mut self.inner).poll_read(cx, buffer);
        }
        let (now, _) = waiting.split_at(waiting.len().min(buffer.remaining()));
        buffer.put_slice(now);
        let count = now.len();
        self.used += count;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rewound<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// An accepted stream, of either face.
#[derive(Debug)]
pub struct Stream<S>(pub(crate) Side<S>);

/// The two kinds of stream.
#[derive(Debug)]
pub(crate) enum Side<S> {
    Modern(Box<tokio_rustls::server::TlsStream<Rewound<S>>>),
    Legacy(Box<tokio_openssl::SslStream<Rewound<S>>>),
}

impl<S> Stream<S> {
    /// The stream beneath, for its addresses.
    pub fn inner(&self) -> &S {
        match &self.0 {
            Side::Modern(stream) => stream.get_ref().0.inner(),
            Side::Legacy(stream) => stream.get_ref().inner(),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Side::Modern(stream) => Pin::new(stream).poll_read(cx, buffer),
            Side::Legacy(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.0 {
            Side::Modern(stream) => Pin::new(stream).poll_write(cx, bytes),
            Side::Legacy(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.0 {
            Side::Modern(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Side::Legacy(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.0 {
            Side::Modern(stream) => stream.is_write_vectored(),
            Side::Legacy(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Side::Modern(stream) => Pin::new(stream).poll_flush(cx),
            Side::Legacy(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Side::Modern(stream) => Pin::new(stream).poll_shutdown(cx),
            Side::Legacy(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
