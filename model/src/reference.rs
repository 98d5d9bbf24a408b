//! The text of references: URI references with a fragment (RFC 3986).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parts of a reference before and after its `#`, of which the second is percent-decoded.
pub(crate) fn split(reference: &str) -> (&str, Cow<'_, str>) {
    let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    (document, decode(fragment))
}

/// A name that says where `reference` leads from the document `base`: equal references have equal names.
pub(crate) fn join(base: &str, reference: &str) -> String {
    // Decoding a URL could change what it means; the names of files have no such meaning.
    if has_scheme(reference) {
        return reference.to_string();
    }
    let reference = decode(reference);
    let folder = match reference.starts_with('/') {
        true if has_scheme(base) => base[..authority_end(base)].trim_end_matches('/'),
        true => "",
        false => base.rfind('/').map_or("", |at| &base[..=at]),
    };
    normal(&format!("{folder}{reference}"))
}

/// A name without `.` and `..`, so that one document has one name.
pub(crate) fn normal(name: &str) -> String {
    let root = if has_scheme(name) {
        authority_end(name)
    } else {
        usize::from(name.starts_with('/'))
    };
    let (root, path) = name.split_at(root);
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            ".." if !root.is_empty() => {}
            segment => segments.push(segment),
        }
    }
    format!("{root}{}", segments.join("/"))
}

/// Where the path starts in `scheme://authority/path`.
fn authority_end(url: &str) -> usize {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    url[after_scheme..]
        .find('/')
        .map_or(url.len(), |at| after_scheme + at + 1)
}

/// Whether a reference is a URI of its own, such as a URL.
pub(crate) fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        // A single letter is a drive of Windows.
        scheme.len() > 1
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Undoes percent-encoding (RFC 3986); `None` when what comes of it is not UTF-8.
pub fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    match text.contains('%') {
        true => percent_decode_str(text).decode_utf8().ok(),
        false => Some(Cow::Borrowed(text)),
    }
}

/// Undoes percent-encoding; what is not UTF-8 then stays as it is.
fn decode(text: &str) -> Cow<'_, str> {
    percent_decoded(text).unwrap_or(Cow::Borrowed(text))
}

/// A JSON pointer as a fragment that every reader of URIs takes.
pub fn encode_fragment(pointer: &str) -> String {
    let mut encoded = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_decodes() {
        assert_eq!(
            split("a%20b.yaml#/x%7By%7D"),
            ("a%20b.yaml", "/x{y}".into())
        );
        assert_eq!(split("#/100%"), ("", "/100%".into()));
        assert_eq!(split("#/%zz/%2/%ff"), ("", "/%zz/%2/%ff".into()));
        assert_eq!(percent_decoded("/~1a%20b%2525"), Some("/~1a b%25".into()));
        assert_eq!(percent_decoded("%ff"), None);
        assert_eq!(split("http://x/a%2Fb"), ("http://x/a%2Fb", "".into()));
    }

    #[test]
    fn encodes_what_a_fragment_cannot_have() {
        assert_eq!(
            encode_fragment("/paths/~1a~1{id}/ä"),
            "/paths/~1a~1%7Bid%7D/%C3%A4"
        );
    }

    #[test]
    fn joins_like_paths() {
        assert_eq!(
            join("api/openapi.yaml", "models/a.yaml"),
            "api/models/a.yaml"
        );
        assert_eq!(join("api/v1/openapi.yaml", "../a.yaml"), "api/a.yaml");
        assert_eq!(join("openapi.yaml", "./a%20b.yaml"), "a b.yaml");
        assert_eq!(join("api/a.yaml", "../../b.yaml"), "../b.yaml");
        assert_eq!(join("/api/a.yaml", "../../b.yaml"), "/b.yaml");
        assert_eq!(join("/api/a.yaml", "/b.yaml"), "/b.yaml");
        assert_eq!(
            join("https://x.de/api/a.yaml", "../b.yaml"),
            "https://x.de/b.yaml"
        );
        assert_eq!(
            join("https://x.de/api/a.yaml", "/b.yaml"),
            "https://x.de/b.yaml"
        );
        assert_eq!(join("a.yaml", "https://x.de/b.yaml"), "https://x.de/b.yaml");
    }
}
