//! Server objects.

use super::Resolver;
use super::place::At;
use crate::api::{Server, ServerVariable};
use crate::codes;
use crate::finding::Finding;

pub(super) fn servers<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Server> {
    let mut servers = Vec::new();
    for at in cx.items(at, "servers") {
        let url = match at.node.as_str() {
            Some(url) => {
                let message = "`servers` must be a list of objects, not of type string";
                let finding = Finding::warning(codes::WRONG_KIND, message);
                cx.push(finding.at(at.place(), "read as the `url` of a server"));
                Some(url.to_owned())
            }
            None => cx.text(&at, "url"),
        };
        let Some(url) = url else {
            cx.missing(&at, "url", "a server", "left out");
            continue;
        };
        servers.push(Server {
            url,
            name: cx.text(&at, "name"),
            description: cx.text(&at, "description"),
            variables: variables(cx, &at),
        });
    }
    servers
}

fn variables<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<ServerVariable> {
    let mut variables = Vec::new();
    for (name, at) in cx.members(at, "variables") {
        let values = cx.texts(&at, "enum");
        let default = cx.text(&at, "default").unwrap_or_else(|| {
            cx.missing(
                &at,
                "default",
                &format!("the server variable `{name}`"),
                "the first value is taken",
            );
            values.first().cloned().unwrap_or_default()
        });
        variables.push(ServerVariable {
            name: name.to_string(),
            default,
            values,
            description: cx.text(&at, "description"),
        });
    }
    variables
}
