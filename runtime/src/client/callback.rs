//! The URL of a callback, from the request that it answers.

use super::encoding::{encode, scalar};
use crate::value::{Value, read_unchecked, to_vec};

/// Evaluates the runtime expressions of a callback's URL, piece by piece. A value that the URL does
/// not start with is percent-encoded.
#[derive(Debug, Clone)]
pub struct CallbackUrl {
    /// Absent when a piece is.
    url: Option<String>,
}

impl Default for CallbackUrl {
    fn default() -> Self {
        let url = Some(String::new());
        CallbackUrl { url }
    }
}

impl CallbackUrl {
    /// Adds what the description says.
    #[must_use]
    pub fn fixed(mut self, text: &str) -> Self {
        if let Some(url) = &mut self.url {
            url.push_str(text);
        }
        self
    }

    /// Adds a text of the request.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.add(Some(text))
    }

    /// Adds a value of the request, or that which a JSON pointer leads to in it; it has to be a
    /// scalar.
    #[must_use]
    pub fn value(self, value: &impl Value, pointer: &str) -> Self {
        let json = read_unchecked::<crate::Json>(&to_vec(value)).ok();
        let found = json.as_ref().and_then(|json| json.pointer(pointer));
        let text = found.filter(|found| !found.is_null()).and_then(scalar);
        self.add(text.as_deref())
    }

    /// The URL; none where a value is missing.
    pub fn finish(self) -> Option<String> {
        self.url
    }

    fn add(mut self, text: Option<&str>) -> Self {
        self.url = self.url.zip(text).map(|(url, text)| match url.as_str() {
            "" => text.to_owned(),
            _ => url + &encode(text),
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pieces_make_a_url() {
        let body =
            json!({ "meta": { "url": "https://a.example/x?y" }, "id": 7, "no": null, "l": [] });
        let value = |pointer| CallbackUrl::default().value(&body, pointer);
        let url = value("/meta/url").fixed("/").value(&body, "/id");
        assert_eq!(url.finish().unwrap(), "https://a.example/x?y/7");
        let url = CallbackUrl::default()
            .fixed("https://a.example?u=")
            .text("a b&c");
        assert_eq!(url.finish().unwrap(), "https://a.example?u=a%20b%26c");
        for pointer in ["/none", "/no", "/l", ""] {
            assert_eq!(value(pointer).fixed("/x").finish(), None, "{pointer}");
        }
    }
}
