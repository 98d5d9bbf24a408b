//! Members that travel one way only: `readOnly` and `writeOnly`.

use std::collections::BTreeSet;

use kontrakt_model::{Direction, Finding, Node, Place, SchemaId, SourceId, Value};

use crate::codes;
use crate::rulebook::{Rulebook, part_ids};
use crate::shown::shown_name;

/// Remarks about members that the other side does not look at. Only what the schemas say in any case
/// counts, and not what one branch of a union says.
pub(crate) fn check(
    body: &Node,
    source: SourceId,
    schema: SchemaId,
    book: &Rulebook<'_>,
    direction: Direction,
) -> Vec<Finding> {
    let is_against = |id| {
        let mut parts = book.parts(id).into_iter();
        parts.any(|schema| direction.is_against(schema))
    };
    let mut findings = Vec::new();
    let mut open = vec![(body, part_ids(book.api(), [schema]))];
    while let Some((node, schemas)) = open.pop() {
        let below = |token: &str| -> BTreeSet<SchemaId> {
            schemas
                .iter()
                .flat_map(|&id| book.below(id, token))
                .collect()
        };
        match &node.value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(
                    items.map(|(index, item)| {
                        (item, part_ids(book.api(), below(&index.to_string())))
                    }),
                );
            }
            Value::Object(object) => {
                for member in object.members() {
                    let schemas = below(&member.name);
                    if schemas.iter().any(|&id| is_against(id)) {
                        let place = Place {
                            source,
                            span: member.name_span,
                        };
                        findings.push(remark(&member.name, place, direction));
                    }
                    open.push((&member.value, part_ids(book.api(), schemas)));
                }
            }
            _ => {}
        }
    }
    findings
}

fn remark(name: &str, place: Place, direction: Direction) -> Finding {
    let shown = shown_name(name);
    let (message, help) = match direction {
        Direction::Request => (
            format!("{shown} is `readOnly`, and this is a request"),
            "a request should leave it out: it is only for responses",
        ),
        Direction::Response => (
            format!("{shown} is `writeOnly`, and this is a response"),
            "a response should leave it out: it is only for requests",
        ),
    };
    Finding::warning(codes::DIRECTION, message)
        .at(place, "in the wrong direction")
        .help(help)
}
