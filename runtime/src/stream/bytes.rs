//! Bytes, in memory or as they come.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::bytes::Bytes;
use futures_core::Stream;

use super::{Boxed, Polled};

/// The bytes of a body: in memory, or a stream that is read as it is needed.
///
/// It is made from bytes or text with `into()`, and from a stream with [`ByteStream::new`]; for a
/// file, `tokio_util::io::ReaderStream` is one.
pub struct ByteStream {
    inner: Inner,
    length: Option<u64>,
    content_type: Option<String>,
}

enum Inner {
    Whole(Bytes),
    Chunks(Boxed<io::Result<Bytes>>),
}

impl ByteStream {
    /// The bytes of a stream.
    pub fn new(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        ByteStream {
            inner: Inner::Chunks(Box::pin(stream)),
            length: None,
            content_type: None,
        }
    }

    /// Says how many bytes there are, where that is known beforehand, as of a file.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// Says of which media type the bytes are, where the description leaves that open.
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// How many bytes there are, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The media type of the bytes, if it is known.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<io::Result<Bytes>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Reads all bytes into memory.
    ///
    /// # Errors
    ///
    /// When reading fails, or there are more than `limit` bytes.
    pub async fn collect(mut self, limit: usize) -> io::Result<Bytes> {
        if let Inner::Whole(bytes) = &mut self.inner
            && bytes.len() <= limit
        {
            return Ok(std::mem::take(bytes));
        }
        let mut all = Vec::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if all.len() + chunk.len() > limit {
                return Err(too_long(limit as u64));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }

    /// The same bytes, with an error in the place of what exceeds `limit`.
    pub(crate) fn limited(self, limit: u64) -> Self {
        if self.length.is_some_and(|length| length <= limit)
            && matches!(self.inner, Inner::Whole(_))
        {
            return self;
        }
        let (length, content_type) = (self.length, self.content_type.clone());
        let (mut stream, mut left) = (self, Some(limit));
        let limited = Polled(move |cx: &mut Context<'_>| {
            let Some(rest) = left else {
                return Poll::Ready(None);
            };
            let next = std::task::ready!(stream.poll(cx));
            Poll::Ready(match next {
                Some(Ok(chunk)) => {
                    left = rest.checked_sub(chunk.len() as u64);
                    Some(match left {
                        Some(_) => Ok(chunk),
                        None => Err(too_long(limit)),
                    })
                }
                other => other,
            })
        });
        ByteStream {
            inner: Inner::Chunks(Box::pin(limited)),
            length,
            content_type,
        }
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match &mut self.inner {
            Inner::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Inner::Chunks(stream) => stream.as_mut().poll_next(cx),
        }
    }

    /// The bytes if they are in memory, else the stream.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn whole(self) -> Result<Bytes, Self> {
        match self.inner {
            Inner::Whole(bytes) => Ok(bytes),
            Inner::Chunks(_) => Err(self),
        }
    }
}

/// Bytes that exceed a limit while they are read.
#[derive(Debug)]
pub(crate) struct TooLong(pub(crate) u64);

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there are more than {} bytes", self.0)
    }
}

impl std::error::Error for TooLong {}

fn too_long(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, TooLong(limit))
}

impl Stream for ByteStream {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl Default for ByteStream {
    /// No bytes.
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.length)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        ByteStream {
            length: Some(bytes.len() as u64),
            inner: Inner::Whole(bytes),
            content_type: None,
        }
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<&'static [u8]> for ByteStream {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}
