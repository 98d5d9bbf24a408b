//! Strings of a format, a pattern and a length.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::merged::Merged;

/// A string that fits what the schemas say of strings.
pub(super) fn make(merged: &Merged<'_>) -> Option<String> {
    let mut formats = merged.schemas.iter().filter_map(|it| it.format.as_deref());
    let mut patterns = merged.schemas.iter().filter_map(|it| it.pattern.as_deref());
    let least = merged.most(|schema| schema.min_length).unwrap_or(0);
    let most = merged.least(|schema| schema.max_length).unwrap_or(u64::MAX);
    let least = usize::try_from(least).ok().filter(|it| *it <= 100_000)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some(pattern) = patterns.next() {
        return of_pattern(pattern, least);
    }
    if let Some(text) = formats.find_map(of_format) {
        return Some(text.to_owned());
    }
    let text = "text".repeat(least.div_ceil(4).max(1));
    Some(text.chars().take(least.max(4).min(most)).collect())
}

/// A text of a format that is checked.
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2024-02-29",
        "date-time" => "2024-02-29T12:30:00Z",
        "time" => "12:30:00Z",
        "duration" => "P1DT2H",
        "email" | "idn-email" => "someone@example.org",
        "hostname" | "idn-hostname" => "host.example.org",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "url" => "https://example.org/a",
        "uri-reference" | "iri-reference" => "/a",
        "uri-template" => "/a/{b}",
        "uuid" => "7f3c1a52-5b0e-4d3a-9a64-0f6a3c1b2d4e",
        "byte" => "dGV4dA==",
        "json-pointer" => "/a",
        "relative-json-pointer" => "0/a",
        "regex" => "^a$",
        "decimal" => "1.5",
        _ => return None,
    })
}

/// A short text that a pattern matches, if it is one without looking around.
fn of_pattern(pattern: &str, least: usize) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut shortest = String::new();
    write(&hir, 0, &mut shortest)?;
    let missing = least.saturating_sub(shortest.chars().count());
    if missing == 0 {
        return Some(shortest);
    }
    let mut longer = String::new();
    write(&hir, missing, &mut longer)?;
    Some(longer)
}

/// Writes a text for a part of a pattern; what may be repeated is, up to so many times more than it
/// must be.
fn write(hir: &Hir, more: usize, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(letter(class)?),
        HirKind::Repetition(repeated) => {
            let least = repeated.min as usize;
            let most = repeated.max.map_or(usize::MAX, |max| max as usize);
            let usual = if least == 0 { 0 } else { least };
            for _ in 0..(usual + more).min(most).max(least) {
                write(&repeated.sub, 0, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, more, out)?,
        HirKind::Concat(parts) => {
            let mut more = more;
            for part in parts {
                let before = out.chars().count();
                write(part, more, out)?;
                if matches!(part.kind(), HirKind::Repetition(_)) {
                    more = more.saturating_sub(out.chars().count() - before);
                }
            }
        }
        HirKind::Alternation(parts) => write(parts.first()?, more, out)?,
    }
    Some(())
}

/// A character of a class: a letter or digit if there is one.
fn letter(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|it| (it.start(), it.end())).collect(),
        Class::Bytes(class) => {
            let ranges = class.iter();
            ranges
                .map(|it| (it.start() as char, it.end() as char))
                .collect()
        }
    };
    let usual = ['a', 'A', '1', '0', '-', '_'];
    let has = |c: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&c));
    let first = || ranges.first().map(|(start, _)| *start);
    usual.into_iter().find(has).or_else(first)
}
