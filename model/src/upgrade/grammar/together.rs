//! What the members of an object say about each other.

use super::Found;
use crate::codes;
use crate::node::{Member, Node};
use crate::structure::Kind;
use crate::version::Version;

impl Found<'_, '_, '_, '_> {
    /// What members say about each other.
    pub(super) fn together(&mut self) {
        match self.kind {
            Kind::OpenApi if self.cx.version > Version::V3_0 && !self.has_parts() => {
                self.needs("paths");
            }
            Kind::Responses if self.object.is_empty() => {
                let message = "the responses object has no `default` and no status".to_owned();
                self.tell(codes::MISSING, "default", message, self.start(), "empty");
            }
            Kind::License if self.has("url") => self.exclusive("identifier", "beside `url`"),
            Kind::Example if self.has("value") => {
                for name in ["externalValue", "dataValue", "serializedValue"] {
                    self.exclusive(name, "beside `value`");
                }
            }
            Kind::Example if self.has("serializedValue") => {
                self.exclusive("externalValue", "beside `serializedValue`");
            }
            Kind::Xml if self.has("nodeType") => {
                for name in ["attribute", "wrapped"] {
                    self.exclusive(name, "beside `nodeType`");
                }
            }
            Kind::MediaType | Kind::Encoding if self.has("encoding") => {
                for name in ["prefixEncoding", "itemEncoding"] {
                    self.exclusive(name, "beside `encoding`");
                }
            }
            Kind::Link => match (self.has("operationRef"), self.has("operationId")) {
                (false, false) => self.needs("operationId"),
                (true, true) => self.exclusive("operationRef", "beside `operationId`"),
                _ => {}
            },
            Kind::Contact => {
                let email = self.object.get("email");
                if let Some((node, text)) = email.and_then(|node| Some((node, node.as_str()?)))
                    && !text.contains('@')
                {
                    let message = format!("`{text}` is no email address");
                    self.tell(codes::UNKNOWN_VALUE, text, message, node.span, "kept");
                }
            }
            Kind::Parameter | Kind::Header => self.parameter(),
            Kind::SecurityScheme => self.scheme(),
            Kind::Flows => self.flows(),
            _ => {}
        }
    }

    /// Whether a description has any of what 3.1 asks one of.
    fn has_parts(&self) -> bool {
        let parts = ["paths", "components", "webhooks"];
        parts.iter().any(|name| self.has(name))
    }

    fn parameter(&mut self) {
        match (self.has("schema"), self.object.member("content")) {
            (false, None) => self.needs("schema"),
            (false, Some(content)) => self.single(content),
            (true, Some(_)) => self.exclusive("content", "beside `schema`"),
            (true, None) => {}
        }
        if !self.has("schema") {
            for name in ["style", "explode", "allowReserved"] {
                self.exclusive(name, "without `schema`");
            }
        }
        let Some(place) = self
            .object
            .get("in")
            .filter(|_| self.kind == Kind::Parameter)
        else {
            return;
        };
        let (styles, places): (&[&str], &[&str]) = match (place.as_str(), self.cx.version) {
            (Some("path"), _) => {
                // The published schemas ask for it beside `schema` alone.
                let required = self.object.member("required");
                let is_stated =
                    required.is_some_and(|member| member.value.as_bool() != Some(false));
                if !is_stated && self.has("schema") {
                    let span = required.map_or(self.span, |member| member.name_span);
                    let message = "a parameter in the path has `required: true`".to_owned();
                    self.tell(
                        codes::MISSING,
                        "required: true",
                        message,
                        span,
                        "read as required",
                    );
                }
                (&["matrix", "label", "simple"], &[])
            }
            (Some("query"), _) => (
                &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                &[],
            ),
            (Some("header"), _) => (&["simple"], &[]),
            (Some("cookie"), Version::V3_2) => (&["form", "cookie"], &[]),
            (Some("cookie"), _) => (&["form"], &[]),
            (Some("querystring"), Version::V3_2) => {
                return self.exclusive("schema", "in the query string");
            }
            (_, Version::V3_2) => (&[], &["path", "query", "querystring", "header", "cookie"]),
            _ => (&[], &["path", "query", "header", "cookie"]),
        };
        if !places.is_empty() {
            return self.unknown_value(place, places);
        }
        if let Some(style) = self.object.get("style") {
            self.unknown_value(style, styles);
        }
        if place.as_str() != Some("query") {
            self.exclusive("allowEmptyValue", "outside the query");
        }
    }

    /// The `content` of a parameter has one media type.
    fn single(&mut self, content: &Member) {
        let Some(types) = content.value.as_object() else {
            return;
        };
        if types.len() != 1 {
            let message = format!(
                "the `content` of {} has one media type, not {}",
                self.kind.article(),
                types.len()
            );
            let label = "the first is taken";
            self.tell(
                codes::EXCLUSIVE,
                "content",
                message,
                content.name_span,
                label,
            );
        }
    }

    fn scheme(&mut self) {
        const MEMBERS: [&str; 7] = [
            "name",
            "in",
            "scheme",
            "bearerFormat",
            "flows",
            "openIdConnectUrl",
            "oauth2MetadataUrl",
        ];
        let Some(of_type) = self.object.get("type") else {
            return;
        };
        let (needed, allowed): (&[&str], &[&str]) = match of_type.as_str() {
            Some("apiKey") => (&["name", "in"], &["name", "in"]),
            Some("http") => (&["scheme"], &["scheme", "bearerFormat"]),
            Some("oauth2") => (&["flows"], &["flows", "oauth2MetadataUrl"]),
            Some("openIdConnect") => (&["openIdConnectUrl"], &["openIdConnectUrl"]),
            Some("mutualTLS") if self.cx.version > Version::V3_0 => (&[], &[]),
            _ => {
                let words = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];
                return self.unknown_value(of_type, &words);
            }
        };
        for name in needed {
            self.needs(name);
        }
        let why = format!("with `type: {}`", of_type.as_str().unwrap_or_default());
        for name in MEMBERS.iter().filter(|name| !allowed.contains(name)) {
            self.exclusive(name, &why);
        }
        let scheme = self.object.get("scheme").and_then(Node::as_str);
        if scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("bearer")) {
            self.exclusive("bearerFormat", "without `scheme: bearer`");
        }
    }

    /// Which URLs a flow has depends on its name.
    fn flows(&mut self) {
        const URLS: [&str; 3] = ["authorizationUrl", "tokenUrl", "deviceAuthorizationUrl"];
        for member in self.object.members() {
            let urls: &[&str] = match &*member.name {
                "implicit" => &["authorizationUrl"],
                "password" | "clientCredentials" => &["tokenUrl"],
                "authorizationCode" => &["authorizationUrl", "tokenUrl"],
                "deviceAuthorization" => &["deviceAuthorizationUrl", "tokenUrl"],
                _ => continue,
            };
            let Some(flow) = member.value.as_object() else {
                continue;
            };
            let mut flow = Found {
                span: member.value.span,
                kind: Kind::Flow,
                object: flow,
                cx: self.cx,
            };
            for name in URLS {
                match urls.contains(&name) {
                    true => flow.needs(name),
                    false => flow.exclusive(name, &format!("with `{}`", member.name)),
                }
            }
        }
    }
}
