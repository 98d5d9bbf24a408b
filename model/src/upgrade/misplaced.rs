//! Schemas that stand where an object that holds one belongs.

use super::Upgrade;
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Object, Value};
use crate::structure::Kind;

/// Moves a schema to where it belongs: from a parameter, a header or a media type into its `schema`, as
/// Swagger 2.0 has it, and from a response or a request body into `content`, as JSON.
pub(super) fn settle(node: &mut Node, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let place = match kind {
        Kind::Parameter | Kind::Header | Kind::MediaType => "schema",
        Kind::Response | Kind::RequestBody => "content",
        _ => return,
    };
    let Value::Object(object) = &mut node.value else {
        return;
    };
    let has_place = ["content", "itemSchema", place];
    if has_place.iter().any(|name| object.get(name).is_some()) {
        return;
    }
    let Some(first) = object.members().iter().find(|it| says_schema(it, kind)) else {
        return;
    };
    let (name, span) = (first.name.clone(), first.name_span);
    let message = format!("{} has no member `{name}`", kind.article());
    let (label, help) = match place {
        "schema" => ("read as in its `schema`", "put it into `schema`"),
        _ => (
            "read as the schema of `application/json`",
            "put it into `content`, as the `schema` of a media type",
        ),
    };
    let finding = Finding::warning(codes::UNKNOWN_MEMBER, message)
        .at(cx.place(span), label)
        .help(help);
    cx.findings.push(finding);
    object.edit(|members| {
        let is_moved = |member: &mut Member| is_of_schema(member, kind);
        let mut moved: Vec<Member> = members.extract_if(.., is_moved).collect();
        let object_of = |members| Node {
            span,
            value: Value::Object(Object::new(members)),
        };
        let member = |name: &str, value| Member {
            name: name.into(),
            name_span: span,
            value,
        };
        let schema = match moved.iter().position(|member| &*member.name == "schema") {
            Some(at) => moved.swap_remove(at).value,
            None => object_of(moved),
        };
        members.push(match place {
            "schema" => member(place, schema),
            _ => {
                let media_type = object_of(vec![member("schema", schema)]);
                member(
                    place,
                    object_of(vec![member("application/json", media_type)]),
                )
            }
        });
    });
}

/// Whether a member can only be that of a schema, or is one.
fn says_schema(member: &Member, kind: Kind) -> bool {
    const SAYING: [&str; 9] = [
        "type",
        "schema",
        "$ref",
        "items",
        "properties",
        "enum",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    SAYING.contains(&&*member.name) && is_of_schema(member, kind)
}

fn is_of_schema(member: &Member, kind: Kind) -> bool {
    match &*member.name {
        "$ref" => {
            let leads_to = |part| {
                member
                    .value
                    .as_str()
                    .is_some_and(|text| text.contains(part))
            };
            leads_to("#/components/schemas/") || leads_to("#/definitions/")
        }
        "schema" => true,
        name => !name.starts_with("x-") && !kind.knows(name) && Kind::Schema.knows(name),
    }
}
