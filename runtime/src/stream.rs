//! Bodies and items that need not be in memory at once.

mod bytes;
mod events;
mod items;

pub use self::bytes::ByteStream;
#[cfg(feature = "server")]
pub(crate) use self::bytes::TooLong;
pub use events::Event;
pub use items::{ItemError, Items};

#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use items::{Decoded, Framing, decode, encode, encode_events};

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

/// A stream on the heap.
pub(crate) type Boxed<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// A stream that is the function that polls it.
pub(crate) struct Polled<F>(pub(crate) F);

impl<F, T> Stream for Polled<F>
where
    F: FnMut(&mut Context<'_>) -> Poll<Option<T>> + Unpin,
{
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        (self.0)(cx)
    }
}
