//! Values that come one after another in a body.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ::bytes::Bytes;
use futures_core::Stream;

use super::events::{self, Event, Raw};
use super::{Boxed, ByteStream, Polled};
use crate::check::Check;
use crate::value::{Value, to_vec, validate_with};
use crate::violation::Invalid;

/// The longest item that is read, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// The items of a body, one after another, each read or written when its turn comes.
pub struct Items<T>(Boxed<Result<T, ItemError>>);

impl<T> Items<T> {
    /// The items of a stream.
    pub fn new(stream: impl Stream<Item = Result<T, ItemError>> + Send + 'static) -> Self {
        Items(Box::pin(stream))
    }

    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, ItemError>> {
        poll_fn(|cx| self.0.as_mut().poll_next(cx)).await
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, ItemError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.as_mut().poll_next(cx)
    }
}

impl<T, L> From<L> for Items<T>
where
    T: Send + 'static,
    L: IntoIterator<Item = T>,
    L::IntoIter: Send + Unpin + 'static,
{
    /// Items that are known beforehand.
    fn from(list: L) -> Self {
        let mut list = list.into_iter();
        Items::new(Polled(move |_: &mut Context<'_>| {
            Poll::Ready(list.next().map(Ok))
        }))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

/// Why there is no item.
#[derive(Debug)]
pub enum ItemError {
    /// The body broke off or cannot be read; nothing follows.
    Io(io::Error),
    /// The item does not meet the description; others may follow.
    Invalid(Invalid),
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemError::Io(error) => error.fmt(f),
            ItemError::Invalid(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for ItemError {}

impl From<io::Error> for ItemError {
    fn from(error: io::Error) -> Self {
        ItemError::Io(error)
    }
}

/// How items follow one another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A line each: NDJSON and JSON Lines.
    Lines,
    /// After a record separator each (RFC 7464).
    Sequence,
    /// Server-sent events.
    Events,
}

impl Framing {
    /// The framing of a media type.
    pub(crate) fn of(media_type: &str) -> Self {
        let essence = crate::media::essence(media_type);
        if essence.ends_with("json-seq") {
            Framing::Sequence
        } else if essence == "text/event-stream" {
            Framing::Events
        } else {
            Framing::Lines
        }
    }
}

/// What a record of a body has to become an item.
pub(crate) enum Decoded {
    /// A text of JSON.
    Json(Vec<u8>),
    /// An event.
    Event(Raw),
}

/// Reads a body as items; `read` makes one of a record, or none of what is to be passed over.
pub(crate) fn decode<T: 'static>(
    mut bytes: ByteStream,
    framing: Framing,
    mut read: impl FnMut(Decoded) -> Option<Result<T, ItemError>> + Send + Unpin + 'static,
) -> Items<T> {
    let mut records = Records::new(framing);
    let mut over = false;
    Items::new(Polled(move |cx: &mut Context<'_>| {
        loop {
            while let Some(record) = records.ready.pop_front() {
                if records.is_last(&record) {
                    over = true;
                    records.ready.clear();
                    break;
                }
                if let Some(item) = read(record) {
                    return Poll::Ready(Some(item));
                }
            }
            if over {
                return Poll::Ready(None);
            }
            match ready!(bytes.poll(cx)) {
                Some(Ok(chunk)) => {
                    if let Err(error) = records.take(&chunk) {
                        over = true;
                        return Poll::Ready(Some(Err(error.into())));
                    }
                }
                Some(Err(error)) => {
                    over = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => {
                    over = true;
                    records.end();
                }
            }
        }
    }))
}

/// Cuts bytes into records.
struct Records {
    framing: Framing,
    line: Vec<u8>,
    /// Whether the last line ended in a carriage return, which a line feed belongs to.
    after_return: bool,
    event: Raw,
    ready: VecDeque<Decoded>,
}

impl Records {
    fn new(framing: Framing) -> Self {
        Records {
            framing,
            line: Vec::new(),
            after_return: false,
            event: Raw::default(),
            ready: VecDeque::new(),
        }
    }

    fn take(&mut self, chunk: &[u8]) -> io::Result<()> {
        for &byte in chunk {
            let after_return = std::mem::take(&mut self.after_return);
            match (self.framing, byte) {
                (Framing::Events, b'\n') if after_return => {}
                (Framing::Events, b'\r') => {
                    self.after_return = true;
                    self.end_line();
                }
                (Framing::Events | Framing::Lines, b'\n') | (Framing::Sequence, 0x1e) => {
                    self.end_line();
                }
                (_, byte) => self.line.push(byte),
            }
            if self.line.len() + self.event.data.len() > LONGEST {
                let message = format!("an item is longer than {LONGEST} bytes");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        match self.framing {
            Framing::Events if line.is_empty() => {
                let event = std::mem::take(&mut self.event);
                self.ready
                    .extend(event.has_data.then_some(Decoded::Event(event)));
            }
            Framing::Events => self.event.line(&line),
            _ if line.trim_ascii().is_empty() => {}
            _ => self.ready.push_back(Decoded::Json(line)),
        }
    }

    /// The last line need not end; an event that is not ended by an empty line is none.
    fn end(&mut self) {
        if self.framing != Framing::Events {
            self.end_line();
        }
    }

    /// Whether a record says that nothing follows, as many an API does that streams JSON.
    fn is_last(&self, record: &Decoded) -> bool {
        matches!(record, Decoded::Event(event) if event.data == "[DONE]\n")
    }
}

/// Writes items as a body, each checked before.
pub(crate) fn encode<T: Value + 'static>(
    items: Items<T>,
    framing: Framing,
    checks: &'static [Check],
) -> ByteStream {
    written(items, move |item| {
        validate_with(&item, checks).map_err(|it| ItemError::Invalid(Invalid::Violations(it)))?;
        let mut record = Vec::new();
        record.extend((framing == Framing::Sequence).then_some(0x1e));
        record.extend(to_vec(&item));
        record.push(b'\n');
        Ok(record)
    })
}

/// Writes events as a body; `data` gives the text of what one carries.
pub(crate) fn encode_events<T: 'static>(
    items: Items<Event<T>>,
    data: fn(&T) -> Vec<u8>,
) -> ByteStream {
    written(items, move |event| {
        Ok(events::write(&event, data(&event.data)))
    })
}

fn written<T: 'static>(
    mut items: Items<T>,
    mut write: impl FnMut(T) -> Result<Vec<u8>, ItemError> + Send + Unpin + 'static,
) -> ByteStream {
    ByteStream::new(Polled(move |cx: &mut Context<'_>| {
        let next = ready!(items.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|item| match item.and_then(&mut write) {
            Ok(record) => Ok(Bytes::from(record)),
            Err(ItemError::Io(error)) => Err(error),
            Err(ItemError::Invalid(invalid)) => {
                Err(io::Error::new(io::ErrorKind::InvalidInput, invalid))
            }
        }))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(framing: Framing, text: &str) -> Vec<String> {
        let mut records = Records::new(framing);
        // A byte at a time, as it may come.
        for byte in text.as_bytes() {
            records.take(&[*byte]).unwrap();
        }
        records.end();
        let shown = records.ready.into_iter().map(|record| match record {
            Decoded::Json(text) => String::from_utf8(text).unwrap(),
            Decoded::Event(event) => format!("{:?} {:?} {:?}", event.event, event.id, event.data),
        });
        shown.collect()
    }

    #[test]
    fn lines_and_sequences_are_cut() {
        assert_eq!(
            records(Framing::Lines, "1\r\n\n{}\n[2]"),
            ["1\r", "{}", "[2]"]
        );
        assert_eq!(
            records(Framing::Sequence, "\u{1e}1\n\u{1e}{\n}\n"),
            ["1\n", "{\n}\n"]
        );
    }

    #[test]
    fn events_end_at_an_empty_line() {
        let text =
            ": comment\r\nevent: added\r\nid:7\rdata: a\ndata:b\n\n\ndata\n\nevent: x\n\ndata: no";
        assert_eq!(
            records(Framing::Events, text),
            [
                "Some(\"added\") Some(\"7\") \"a\\nb\\n\"",
                "None None \"\\n\""
            ]
        );
    }
}
