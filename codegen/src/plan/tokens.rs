//! Tokens that an operation gives (`x-token-operation`, `x-token-lifetime`).

use kontrakt_model::api;
use kontrakt_model::{Diagnostics, Finding};
use serde::Serialize;

use super::operations::Operation;
use crate::codes;
use crate::names::Ident;

/// An operation that gives tokens for a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenOperation {
    /// The method of the client.
    pub ident: Ident,
    /// How long a token is good for, in seconds; absent when the description does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<u64>,
}

/// The operation that gives tokens for a scheme, if the description names one that can be called.
pub(super) fn plan(
    scheme: &api::SecurityScheme,
    operations: &[Operation],
    diagnostics: &mut Diagnostics,
) -> Option<TokenOperation> {
    let stated = |name: &str| {
        let mut all = scheme.extensions.iter();
        let (_, value) = all.find(|(found, _)| found == name)?;
        Some(value.as_str().unwrap_or_default())
    };
    let mut report = |message: String| {
        let finding = Finding::warning(codes::TOKEN_OPERATION, message)
            .at(scheme.location.place(), "this scheme");
        diagnostics.push(finding);
    };
    let id = stated("x-token-operation")?;
    let Some(operation) = operations.iter().find(|operation| operation.id == id) else {
        report(format!(
            "there is no operation `{id}` that could give tokens"
        ));
        return None;
    };
    if operation.is_streamed() {
        report(format!(
            "`{id}` streams its body, so that the client cannot ask it for tokens again"
        ));
        return None;
    }
    let text = stated("x-token-lifetime");
    let lifetime = text.and_then(seconds);
    if let (Some(text), None) = (text, lifetime) {
        report(format!(
            "`{text}` is no duration such as `PT30M`; tokens are kept until one is refused"
        ));
    }
    Some(TokenOperation {
        ident: operation.ident.clone(),
        lifetime,
    })
}

/// The seconds of a duration of ISO 8601 in days and smaller units.
fn seconds(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = match rest.split_once('T') {
        Some((_, "")) | None if rest.is_empty() => return None,
        Some((days, time)) => (days, time),
        None => (rest, ""),
    };
    let mut total: u64 = 0;
    for (mut rest, units) in [
        (days, &[('D', 86_400)][..]),
        (time, &[('H', 3600), ('M', 60), ('S', 1)]),
    ] {
        for (unit, seconds) in units {
            if let Some((count, after)) = rest.split_once(*unit) {
                let count: u64 = count.parse().ok()?;
                total = total.checked_add(count.checked_mul(*seconds)?)?;
                rest = after;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        assert_eq!(seconds("PT30M"), Some(1800));
        assert_eq!(seconds("P1DT1H1S"), Some(90_001));
        for text in ["", "P", "30M", "PT30", "P1Y", "PTM", "PT1M1H", "PT-1S"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
