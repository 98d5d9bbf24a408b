//! Media types: which of the documented ones a message has, and which of them a caller asks for
//! (RFC 9110, sections 8.3 and 12.5.1).

/// A media type or range without its parameters, in small letters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON: itself, or by its suffix (RFC 6839).
#[cfg(feature = "client")]
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type is XML: itself, or by its suffix (RFC 7303).
#[cfg(all(feature = "client", feature = "xml"))]
pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// Whether a media type is that of forms whose fields are like a query.
#[cfg(feature = "client")]
pub(crate) fn is_form(media_type: &str) -> bool {
    essence(media_type) == "application/x-www-form-urlencoded"
}

/// Whether a text is a range, such as `image/*`, and no media type.
pub(crate) fn is_range(media_type: &str) -> bool {
    essence(media_type).ends_with('*')
}

/// Which of the documented media types and ranges one is: the most specific, of equals the first.
pub(crate) fn choose(found: &str, documented: &[&str]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, range) in documented.iter().enumerate() {
        if let Some(rank) = rank(found, range)
            && best.is_none_or(|(known, _)| rank > known)
        {
            best = Some((rank, at));
        }
    }
    best.map(|(_, at)| at)
}

/// How closely a range describes a media type, parameters last; `None` if it does not.
fn rank(found: &str, range: &str) -> Option<usize> {
    const TYPE: usize = 1_000;
    const WHOLE: usize = 2_000;
    let (of, documented) = (essence(found), essence(range));
    let kind = match documented.strip_suffix('*') {
        Some("*/") => 0,
        Some(kind) if of.starts_with(kind) => TYPE,
        None if of == documented => WHOLE,
        _ => return None,
    };
    let shared = parameters(range).filter(|wanted| {
        let mut own = parameters(found);
        own.any(|(name, value)| {
            name.eq_ignore_ascii_case(wanted.0) && value.eq_ignore_ascii_case(wanted.1)
        })
    });
    Some(kind + shared.take(TYPE - 1).count())
}

/// The parameters of a media type, quotes taken off.
fn parameters(media_type: &str) -> impl Iterator<Item = (&str, &str)> {
    let parameters = media_type.split(';').skip(1);
    parameters.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"')))
    })
}

/// Which of the media types on offer a caller likes best, of equals the first; `None` when it takes
/// none of them. Without a wish the first is taken.
#[cfg(feature = "server")]
pub(crate) fn negotiate(accept: &str, offered: &[&str]) -> Option<usize> {
    if accept.trim().is_empty() {
        return (!offered.is_empty()).then_some(0);
    }
    let wishes: Vec<&str> = accept.split(',').map(str::trim).collect();
    let mut best: Option<(u16, usize)> = None;
    for (at, offer) in offered.iter().enumerate() {
        let wish = match is_range(offer) {
            // What a range stands for is not known yet: any wish within it fits.
            true => wishes.iter().find(|wish| rank(wish, offer).is_some()),
            false => choose(offer, &wishes).and_then(|at| wishes.get(at)),
        };
        let quality = wish.map_or(0, |wish| quality(wish));
        if quality > best.map_or(0, |(known, _)| known) {
            best = Some((quality, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The weight `q` of a wish, in thousandths.
#[cfg(feature = "server")]
fn quality(wish: &str) -> u16 {
    let weight = parameters(wish).find(|(name, _)| name.eq_ignore_ascii_case("q"));
    let weight: f32 = weight.map_or(1.0, |(_, value)| value.parse().unwrap_or(0.0));
    (weight.clamp(0.0, 1.0) * 1_000.0) as u16
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_is_chosen() {
        let documented = ["*/*", "image/*", "image/png", "application/json;version=2"];
        let of = |found| choose(found, &documented);
        assert_eq!(of("image/PNG"), Some(2));
        assert_eq!(of("image/gif"), Some(1));
        assert_eq!(of("application/json; Version=\"2\""), Some(3));
        assert_eq!(of("application/json; charset=utf-8"), Some(3));
        assert_eq!(of("text/plain"), Some(0));
        let versions = ["application/json", "application/json;version=2"];
        assert_eq!(choose("application/json", &versions), Some(0));
        assert_eq!(choose("application/json; version=2", &versions), Some(1));
        assert_eq!(choose("application/jsonp", &versions), None);
    }

    #[test]
    fn callers_get_what_they_like_best() {
        let offered = ["application/json", "application/xml;charset=UTF-8"];
        let of = |accept| negotiate(accept, &offered);
        assert_eq!(of(""), Some(0));
        assert_eq!(of("*/*"), Some(0));
        assert_eq!(of("application/xml"), Some(1));
        assert_eq!(of("application/json;q=0.5, application/xml"), Some(1));
        assert_eq!(of("*/*;q=0.9, application/json;q=0.1"), Some(1));
        assert_eq!(of("text/html, application/json;q=0"), None);
        assert_eq!(negotiate("image/png", &["image/*"]), Some(0));
    }
}
