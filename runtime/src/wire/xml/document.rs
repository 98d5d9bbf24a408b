//! The elements of a document, with their places.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};

use super::{XSI, is_character, is_name};
use crate::reader::MAX_DEPTH;
use crate::scanner::line_and_column;
use crate::violation::Syntax;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: Name,
    /// The attributes, without those of namespaces and of XML Schema.
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Element>,
    /// All text that stands in it, not that of its elements.
    pub(super) text: String,
    /// Whether it says to be `null`.
    pub(super) nil: bool,
    /// Its bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What is between its tags; of an empty element, the element.
    pub(super) content: (usize, usize),
}

/// The name of an element or attribute.
#[derive(Debug, Default, PartialEq, Eq, Hash, Clone)]
pub(super) struct Name {
    pub(super) local: String,
    /// The URI of its namespace; empty for none.
    pub(super) namespace: String,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: Name,
    pub(super) value: String,
}

/// What ends the reading.
pub(super) struct Fault {
    offset: usize,
    message: String,
}

impl Fault {
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Fault {
            offset,
            message: message.into(),
        }
    }

    pub(super) fn syntax(self, xml: &[u8]) -> Syntax {
        let (line, column) = line_and_column(xml, self.offset);
        Syntax {
            offset: self.offset,
            line,
            column,
            message: self.message,
        }
    }
}

/// The root element of a document.
pub(super) fn parse(xml: &[u8]) -> Result<Element, Fault> {
    let all = std::str::from_utf8(xml)
        .map_err(|error| Fault::new(error.valid_up_to(), "the text is not UTF-8"))?;
    let text = all.strip_prefix('\u{feff}').unwrap_or(all);
    let before = all.len() - text.len();
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_character(*c)) {
        let message = format!("U+{:04X} is no character of XML", u32::from(c));
        return Err(Fault::new(before + at, message));
    }
    let mut parser = Parser {
        reader: NsReader::from_str(text),
        open: Vec::new(),
        root: None,
    };
    match parser.run() {
        Ok(mut root) => {
            root.shift(before);
            Ok(root)
        }
        Err(fault) => Err(Fault {
            offset: before + fault.offset.min(text.len()),
            ..fault
        }),
    }
}

struct Parser<'x> {
    reader: NsReader<&'x [u8]>,
    /// The elements that are not yet closed.
    open: Vec<Element>,
    root: Option<Element>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<Element, Fault> {
        loop {
            let start = self.position();
            let event = self.reader.read_event();
            let event = event.map_err(|error| {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                Fault::new(at, error.to_string())
            })?;
            match event {
                Event::Start(tag) => self.open(&tag, start)?,
                Event::Empty(tag) => {
                    self.open(&tag, start)?;
                    self.close(start);
                }
                Event::End(_) => self.close(start),
                Event::Text(text) => self.text(&text.xml10_content(), start, false)?,
                Event::CData(text) => self.text(&text.xml10_content(), start, true)?,
                Event::GeneralRef(reference) => {
                    let c = character(&reference)
                        .ok_or_else(|| Fault::new(start, unknown(&reference)))?;
                    self.text(c.encode_utf8(&mut [0; 4]), start, true)?;
                }
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok);
                    declared(start, encoding.as_deref())?;
                }
                Event::DocType(_) => {
                    let message = "a document type declaration is not taken";
                    return Err(Fault::new(start, message));
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return self.end(start),
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn end(&mut self, at: usize) -> Result<Element, Fault> {
        match (self.open.last(), self.root.take()) {
            (Some(element), _) => {
                let message = format!("`<{}>` is not closed", element.name.local);
                Err(Fault::new(at, message))
            }
            (None, Some(root)) => Ok(root),
            (None, None) => Err(Fault::new(at, "there is no element")),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), Fault> {
        if self.open.len() == MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Fault::new(start, message));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(Fault::new(start, "there is a second root element"));
        }
        let mut element = Element {
            name: self.name(tag.name(), true, start)?,
            start,
            content: (self.position(), self.position()),
            ..Element::default()
        };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| Fault::new(start, error.to_string()))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| Fault::new(start, error.to_string()))?;
            if attribute.value.contains('<') || !value.chars().all(is_character) {
                let message = format!(
                    "the attribute `{}` has what it cannot have",
                    attribute.key.0
                );
                return Err(Fault::new(start, message));
            }
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let name = self.name(attribute.key, false, start)?;
            if name.namespace == XSI {
                element.nil |= name.local == "nil" && matches!(value.trim(), "true" | "1");
                continue;
            }
            element.attributes.push(Attribute {
                name,
                value: value.into_owned(),
            });
        }
        self.open.push(element);
        Ok(())
    }

    /// A name with its namespace.
    fn name(&self, name: QName<'_>, is_element: bool, start: usize) -> Result<Name, Fault> {
        let (local, prefix) = name.decompose();
        let local = local.into_inner();
        if !is_name(local) || prefix.is_some_and(|prefix| !is_name(prefix.into_inner())) {
            return Err(Fault::new(start, format!("`{}` is no name", name.0)));
        }
        let resolver = self.reader.resolver();
        let (namespace, _) = match is_element {
            true => resolver.resolve_element(name),
            false => resolver.resolve_attribute(name),
        };
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(uri)) => uri.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(prefix) => {
                let message = format!("the prefix `{prefix}` is not declared");
                return Err(Fault::new(start, message));
            }
        };
        Ok(Name {
            local: local.to_owned(),
            namespace,
        })
    }

    fn close(&mut self, start: usize) {
        let end = self.position();
        let Some(mut element) = self.open.pop() else {
            return;
        };
        element.end = end;
        element.content = match element.content.0 > start {
            true => (element.start, end),
            false => (element.content.0, start),
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str, start: usize, literal: bool) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(_) if !literal && text.contains("]]>") => {
                Err(Fault::new(start, "`]]>` cannot stand in text"))
            }
            Some(element) => {
                element.text.push_str(text);
                Ok(())
            }
            None if !literal && text.chars().all(is_space) => Ok(()),
            None => Err(Fault::new(
                start,
                "there is text outside of the root element",
            )),
        }
    }
}

impl Element {
    /// Whether it has nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.children.is_empty() && self.text.chars().all(is_space)
    }

    fn shift(&mut self, by: usize) {
        if by > 0 {
            self.start += by;
            self.end += by;
            self.content = (self.content.0 + by, self.content.1 + by);
            self.children.iter_mut().for_each(|child| child.shift(by));
        }
    }
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// What a reference stands for. There are those that XML has itself, since a document cannot
/// declare any.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference
            .resolve_char_ref()
            .ok()
            .flatten()
            .filter(|c| is_character(*c)),
    }
}

fn unknown(reference: &BytesRef<'_>) -> String {
    format!("`&{};` stands for nothing that is known", &**reference)
}

/// What the declaration may say.
fn declared(start: usize, encoding: Option<&str>) -> Result<(), Fault> {
    if start > 0 {
        let message = "the declaration of XML must stand at the start";
        return Err(Fault::new(start, message));
    }
    match encoding {
        Some(name) if !["utf-8", "us-ascii"].contains(&name.to_ascii_lowercase().as_str()) => {
            let message = format!("the encoding `{name}` is not taken; it must be UTF-8");
            Err(Fault::new(start, message))
        }
        _ => Ok(()),
    }
}
