//! Bodies: the media type, and the value if it is JSON or XML.

use kontrakt_model::api::MediaType;
use kontrakt_model::{Diagnostics, Direction, Finding, Format, Place, Source, Sources, read_part};

use super::{Body, Exchanges, Field, values};
use crate::codes;
use crate::report::Report;
use crate::shown::escape;
use crate::target::{essence, is_json};

/// What the description has for a body.
pub(super) struct Expected<'e> {
    /// Whose body it is, in words.
    pub(super) what: &'static str,
    pub(super) direction: Direction,
    pub(super) content: &'e [MediaType],
    /// Where the body is described.
    pub(super) place: Place,
}

/// Checks a body that is there; `at` is the message's first line.
pub(super) fn check(
    exchanges: &Exchanges<'_>,
    expected: &Expected<'_>,
    fields: &[Field],
    body: &Body,
    at: Place,
    sources: &Sources,
    report: &mut Report,
) {
    let Some(media) = media_type(expected, fields, at, report) else {
        return;
    };
    let unchecked = |why: String, place: Place| {
        let message = format!("the {} body is not checked: {why}", expected.what);
        Finding::info(codes::UNCHECKED, message).at(place, "taken as it is")
    };
    let place = match body {
        Body::Text(place) => *place,
        Body::Absent => return,
        Body::Unseen(why) => return report.push(unchecked((*why).to_owned(), at)),
    };
    let name = sent_type(fields).unwrap_or_else(|| media.name.clone());
    let Some(format) = format(&name) else {
        return report.push(unchecked(format!("it is in `{}`", escape(&name)), place));
    };
    let Some(schema) = media.schema else {
        return report.push(unchecked("it has no schema".to_owned(), place));
    };
    let validator = match exchanges.schema(expected.direction, schema) {
        Ok(validator) => validator,
        Err(findings) => return report.extend(Report::of(findings)),
    };
    let source = place.source;
    let mut diagnostics = Diagnostics::new();
    let read = |body: &Source, diagnostics: &mut _| validator.read(body, source, diagnostics);
    let node = read_part(sources.get(source), place, format, &mut diagnostics, read);
    report.extend(Report::of(diagnostics.into_findings()));
    if let Some(node) = node {
        let found = validator.check(&node, source);
        report.extend(match format {
            Format::Xml => found.without_fixes(),
            Format::Json | Format::Yaml => found,
        });
    }
}

/// The notation of a media type that can be read.
fn format(name: &str) -> Option<Format> {
    let essence = essence(name);
    let is_xml = essence.ends_with("/xml") || essence.ends_with("+xml");
    match is_json(name) {
        true => Some(Format::Json),
        false => is_xml.then_some(Format::Xml),
    }
}

/// The described media type that the body has: by name, else by the range that it is in.
fn media_type<'e>(
    expected: &Expected<'e>,
    fields: &[Field],
    at: Place,
    report: &mut Report,
) -> Option<&'e MediaType> {
    let what = expected.what;
    let content = expected.content;
    let names: Vec<&str> = content.iter().map(|media| media.name.as_str()).collect();
    let described = format!("it is described in `{}`", escape(&names.join("`, `")));
    let Some(sent) = sent_type(fields) else {
        let message = format!("the {what} has a body but no `Content-Type`");
        report.push(
            Finding::warning(codes::MEDIA_TYPE, message)
                .at(at, "no such header follows")
                .help(described),
        );
        return match content {
            [only] => Some(only),
            _ => None,
        };
    };
    let sent_essence = essence(&sent);
    let range = sent_essence.split('/').next().unwrap_or_default();
    let ranges = [sent_essence.clone(), format!("{range}/*"), "*/*".to_owned()];
    let found = ranges
        .iter()
        .find_map(|range| content.iter().find(|media| essence(&media.name) == *range));
    if found.is_none() {
        let message = format!(
            "the {what} is in `{}`, which is not described",
            escape(&sent)
        );
        let place = values(fields, "content-type")
            .first()
            .map_or(at, |text| text.place());
        report.push(
            Finding::error(codes::MEDIA_TYPE, message)
                .at(place, "not in the description")
                .related(expected.place, "the body is described here")
                .help(described),
        );
    }
    found
}

fn sent_type(fields: &[Field]) -> Option<String> {
    values(fields, "content-type")
        .first()
        .map(|text| text.as_str().to_owned())
}
