//! Path templates: what a router compares paths with.

use crate::wire::percent::{decode, decode_lossy};

/// A path template, such as `/orders/{id}:cancel?method=now`, taken apart.
pub(super) struct Template {
    pub(super) segments: Vec<Vec<Piece>>,
    /// What the query has to hold: names, with the value if there is one; decoded.
    pub(super) query: Vec<(String, Option<String>)>,
}

/// A piece of a segment.
#[derive(Clone)]
pub(super) enum Piece {
    /// Text, decoded.
    Text(String),
    /// A parameter by its name; takes one character or more.
    Parameter(&'static str),
}

impl Template {
    /// A brace without its other is text, as is all that the specification does not know.
    pub(super) fn new(template: &'static str) -> Self {
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) => (decode_lossy(name), Some(decode_lossy(value))),
            None => (decode_lossy(pair), None),
        };
        Template {
            segments: segments(path).map(pieces).collect(),
            query: pairs.map(pair).collect(),
        }
    }

    /// The parameters of a path with the same number of segments, as they were sent; none when the
    /// path is another one. A value is missing when it is not UTF-8.
    pub(super) fn captures(&self, path: &[Segment<'_>]) -> Option<Vec<Capture>> {
        let mut captures = Vec::new();
        for (pieces, segment) in self.segments.iter().zip(path) {
            segment.captures(pieces, &mut captures)?;
        }
        Some(captures)
    }
}

/// The name of a parameter and its value, in which what is no delimiter is encoded.
pub(super) type Capture = (&'static str, Option<String>);

/// The segments of a path: what its slashes separate.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// A segment of a path that was asked for.
pub(super) struct Segment<'r> {
    raw: &'r str,
    /// Absent when it is not UTF-8.
    pub(super) decoded: Option<String>,
}

impl<'r> Segment<'r> {
    pub(super) fn new(raw: &'r str) -> Self {
        let decoded = decode(raw);
        Segment { raw, decoded }
    }

    /// Adds the values of the parameters. Text is looked for as it was sent first: a `:` of a value
    /// is encoded, the one of `{id}:cancel` is not.
    pub(super) fn captures(&self, pieces: &[Piece], into: &mut Vec<Capture>) -> Option<()> {
        if let [Piece::Text(text)] = pieces {
            return (self.decoded.as_ref() == Some(text)).then_some(());
        }
        let captured = match divide(pieces, self.raw) {
            Some(parts) => parts
                .into_iter()
                .map(|(name, part)| (name, decode(part).map(|_| part.to_owned())))
                .collect(),
            None => divide(pieces, self.decoded.as_deref()?)?
                .into_iter()
                .map(|(name, part)| (name, Some(part.replace('%', "%25"))))
                .collect::<Vec<_>>(),
        };
        for (name, value) in captured {
            let same = |known: &Option<String>| {
                known.as_deref().map(decode) == value.as_deref().map(decode)
            };
            match into.iter().find(|(known, _)| *known == name) {
                Some((_, known)) if !same(known) => return None,
                Some(_) => {}
                None => into.push((name, value)),
            }
        }
        Some(())
    }
}

/// The parts of a text that the parameters stand for. Where several divisions fit, the text between
/// two parameters is found as far right as possible: `{name}.{format}` takes `a.tar.gz` for a `gz`.
fn divide<'t>(pieces: &[Piece], text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
    let mut rest = text;
    let mut parts = Vec::new();
    for (at, piece) in pieces.iter().enumerate().rev() {
        let name = match piece {
            Piece::Text(text) => {
                rest = rest.strip_suffix(text.as_str())?;
                continue;
            }
            Piece::Parameter(name) => *name,
        };
        let last = rest.char_indices().next_back()?.0;
        let start = match at.checked_sub(1).and_then(|before| pieces.get(before)) {
            None => 0,
            Some(Piece::Parameter(_)) => last,
            // With nothing before it, the text has to stand at the start.
            Some(Piece::Text(before)) if at == 1 => {
                rest.starts_with(before).then_some(before.len())?
            }
            Some(Piece::Text(before)) => rest[..last].rfind(before.as_str())? + before.len(),
        };
        let part = rest.get(start..).filter(|part| !part.is_empty())?;
        parts.push((name, part));
        rest = &rest[..start];
    }
    rest.is_empty().then_some(parts)
}

fn pieces(segment: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(decode_lossy(&std::mem::take(&mut text))));
        }
        pieces.push(Piece::Parameter(name));
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(decode_lossy(&text)));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
        let template = Template::new(template);
        let path: Vec<_> = segments(path).map(Segment::new).collect();
        if template.segments.len() != path.len() {
            return None;
        }
        let captures = template.captures(&path)?.into_iter();
        let mut captures: Vec<_> = captures
            .map(|(name, value)| {
                let decoded = value.and_then(|value| decode(&value));
                (name, decoded.unwrap_or_else(|| "?".to_owned()))
            })
            .collect();
        captures.sort();
        Some(captures)
    }

    fn pair(name: &'static str, value: &str) -> (&'static str, String) {
        (name, value.to_owned())
    }

    #[test]
    fn parameters_and_text_share_a_segment() {
        assert_eq!(
            captured("/a/{id}", "/a/1%2F2"),
            Some(vec![pair("id", "1/2")])
        );
        assert_eq!(captured("/a/{id}", "/a/"), None);
        assert_eq!(
            captured("/{id}:cancel", "/7%3Acancel:cancel"),
            Some(vec![pair("id", "7:cancel")])
        );
        assert_eq!(
            captured("/{id}:cancel", "/7%3Acancel"),
            Some(vec![pair("id", "7")])
        );
        assert_eq!(captured("/{id}:cancel", "/:cancel"), None);
        assert_eq!(
            captured("/{a}.{b}", "/a.tar.gz"),
            Some(vec![pair("a", "a.tar"), pair("b", "gz")])
        );
        assert_eq!(captured("/{a}.{b}", "/a."), None);
        assert_eq!(captured("/{a}.{b}", "/.a"), None);
        assert_eq!(
            captured("/v{a}-{b}x", "/v1--2x"),
            Some(vec![pair("a", "1-"), pair("b", "2")])
        );
        assert_eq!(
            captured("/{a}{b}", "/äöü"),
            Some(vec![pair("a", "äö"), pair("b", "ü")])
        );
        assert_eq!(captured("/{a}/{a}", "/1/1"), Some(vec![pair("a", "1")]));
        assert_eq!(captured("/{a}/{a}", "/1/2"), None);
        assert_eq!(captured("/{a}", "/%ff"), Some(vec![pair("a", "?")]));
    }

    #[test]
    fn text_is_compared_decoded() {
        assert_eq!(
            captured("/a b/ä{x}", "/a%20b/%C3%A41"),
            Some(vec![pair("x", "1")])
        );
        assert_eq!(captured("/a%2Fb", "/a%2fb"), Some(vec![]));
        assert_eq!(captured("/a{b", "/a%7Bb"), Some(vec![]));
        assert_eq!(captured("/a//b", "/a//b"), Some(vec![]));
        assert_eq!(captured("/a/", "/a"), None);
        assert_eq!(captured("/", "/"), Some(vec![]));
        assert_eq!(captured("/", ""), Some(vec![]));
    }

    #[test]
    fn the_query_stands_behind_the_path() {
        let template = Template::new("/log?method=set%20status&now&x=");
        let expected = [
            ("method".to_owned(), Some("set status".to_owned())),
            ("now".to_owned(), None),
            ("x".to_owned(), Some(String::new())),
        ];
        assert_eq!(template.query, expected);
    }
}
