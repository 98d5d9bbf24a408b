//! Forms of several parts (`multipart/form-data`, RFC 7578).
//!
//! A generated form implements [`Multipart`]: it reads itself from a [`FormReader`] and writes itself
//! to a [`FormWriter`]. What is wrong with a part has its place as in JSON: `/file/0`.

mod reader;
mod writer;

pub use reader::FormReader;
pub use writer::FormWriter;

#[cfg(feature = "client")]
pub(crate) use writer::write;

#[cfg(all(feature = "multipart", feature = "server"))]
pub(crate) use reader::Received;

use crate::reader::Unread;
use crate::stream::ByteStream;
use crate::violation::Violation;

/// A form of several parts.
pub trait Multipart: Sized {
    /// How large the form and its parts may be.
    const SIZES: Sizes = Sizes::ANY;

    /// Reads the form; what is wrong is recorded by the reader.
    ///
    /// # Errors
    ///
    /// [`Unread`] when a part is missing or does not fit.
    fn read(form: &mut FormReader) -> Result<Self, Unread>;

    /// Writes and checks the form.
    fn write(self, form: &mut FormWriter);
}

/// A file in a form.
#[derive(Debug, Default)]
pub struct File {
    /// The name that its sender gives it; not one to trust.
    pub name: Option<String>,
    /// Its media type, as its sender states it.
    pub content_type: Option<String>,
    /// What it holds.
    pub body: ByteStream,
}

impl File {
    /// A file with a name.
    pub fn new(name: impl Into<String>, body: impl Into<ByteStream>) -> Self {
        File {
            name: Some(name.into()),
            content_type: None,
            body: body.into(),
        }
    }
}

/// How large a form may be, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// All parts together.
    pub all: u64,
    /// The parts of each name that has limits.
    pub parts: &'static [Size],
    /// The parts of each other name.
    pub rest: Size,
}

/// How large the parts of a name may be, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// The name.
    pub name: &'static str,
    /// Whether there may be several, so that each has a place of its own.
    pub many: bool,
    /// All of them together.
    pub all: u64,
    /// Each of them.
    pub each: u64,
}

impl Sizes {
    /// No limits.
    pub const ANY: Sizes = Sizes {
        all: u64::MAX,
        parts: &[],
        rest: Size::ANY,
    };

    fn of(&self, name: &str) -> &Size {
        let size = self.parts.iter().find(|size| size.name == name);
        size.unwrap_or(&self.rest)
    }
}

impl Size {
    /// No limits.
    pub const ANY: Size = Size {
        name: "",
        many: false,
        all: u64::MAX,
        each: u64::MAX,
    };
}

/// Adds up the sizes of parts as they come.
pub(crate) struct Scale {
    sizes: Sizes,
    all: u64,
    /// The number of parts and their bytes under each name.
    names: Vec<(String, usize, u64)>,
    each: u64,
}

impl Scale {
    pub(crate) fn new(sizes: Sizes) -> Self {
        Scale {
            sizes,
            all: 0,
            names: Vec::new(),
            each: 0,
        }
    }

    /// Begins a part.
    pub(crate) fn part(&mut self, name: &str) {
        self.each = 0;
        // The one at hand is the last.
        let known = self.names.iter().position(|(known, ..)| known == name);
        let (_, count, bytes) = match known {
            Some(at) => self.names.remove(at),
            None => (String::new(), 0, 0),
        };
        self.names.push((name.to_owned(), count + 1, bytes));
    }

    /// Adds bytes to the part at hand.
    ///
    /// # Errors
    ///
    /// The limit that they exceed.
    pub(crate) fn add(&mut self, bytes: u64) -> Result<(), (u64, Violation)> {
        let Some((name, count, together)) = self.names.last_mut() else {
            return Ok(());
        };
        let size = self.sizes.of(name);
        for sum in [&mut self.each, together, &mut self.all] {
            *sum = sum.saturating_add(bytes);
        }
        let (limit, pointer) = if self.each > size.each {
            let place = segment(name);
            let item = size.many.then(|| format!("/{}", *count - 1));
            (size.each, place + &item.unwrap_or_default())
        } else if *together > size.all {
            (size.all, segment(name))
        } else if self.all > self.sizes.all {
            (self.sizes.all, String::new())
        } else {
            return Ok(());
        };
        let message = format!("is larger than {limit} bytes");
        Err((limit, violation(pointer, "x-max-bytes", message)))
    }

    /// The most bytes that the part at hand may still have.
    pub(crate) fn left(&self) -> u64 {
        let Some((name, _, together)) = self.names.last() else {
            return u64::MAX;
        };
        let size = self.sizes.of(name);
        let all = self.sizes.all.saturating_sub(self.all);
        let together = size.all.saturating_sub(*together);
        all.min(together).min(size.each.saturating_sub(self.each))
    }
}

/// A name as a segment of a JSON pointer.
fn segment(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn violation(pointer: String, keyword: &'static str, message: String) -> Violation {
    Violation {
        pointer,
        keyword,
        message,
        offset: None,
    }
}

/// Judges the form, or the parts of a name, by their number.
fn judge(
    name: Option<&str>,
    found: &mut Vec<Violation>,
    judge: impl FnOnce(&mut crate::check::Site<'_>),
) {
    let mut recorder = crate::recorder::Recorder::default();
    judge(&mut crate::check::Site {
        recorder: &mut recorder,
        offset: None,
        deep: false,
    });
    if let Some(name) = name {
        recorder.in_member(0, name);
    }
    found.extend(recorder.finish());
}

/// Adds what is wrong with the value at `pointer`.
fn add_at(pointer: &str, found: &mut Vec<Violation>, violations: crate::Violations) {
    found.extend(violations.into_iter().map(|it| Violation {
        pointer: format!("{pointer}{}", it.pointer),
        ..it
    }));
}
