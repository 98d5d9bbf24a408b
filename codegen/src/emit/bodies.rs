//! How each form of a body is called in Rust, sent, received and answered.

use super::file::File;
use super::shapes;
use crate::plan::bodies::{Body, Carried, Content, Field, Form};
use crate::plan::operations::Operation;
use crate::plan::types::{Item, Ty};
use crate::rust::{Expr, literal};

/// The type that holds a body of one form.
pub(super) fn held(file: &mut File<'_>, form: &Form) -> String {
    match form.carried() {
        Carried::Value(ty) => file.ty(&ty),
        Carried::Bytes => file.core("ByteStream").to_owned(),
        Carried::Form(id) => file.named(id),
        Carried::Items(ty) => format!("kontrakt::Items<{}>", file.ty(&ty)),
        Carried::Events(ty) => format!("kontrakt::Items<kontrakt::Event<{}>>", file.ty(&ty)),
    }
}

/// The type that holds a request body, for one that must be there.
pub(super) fn request(file: &mut File<'_>, body: &Body) -> String {
    match (body.choice, body.contents.first()) {
        (Some(choice), _) => file.named(choice),
        (None, Some(content)) => held(file, &content.form),
        (None, None) => file.core("ByteStream").to_owned(),
    }
}

/// The type with `Option` around it, where the body need not be there.
pub(super) fn wanted(body: &Body, ty: String) -> String {
    match body.required {
        true => ty,
        false => format!("Option<{ty}>"),
    }
}

/// Writes the enum of the media types of a body.
pub(super) fn write(file: &mut File<'_>, item: &Item, contents: &[Content]) {
    let streamed = contents.iter().any(|it| it.form.is_streamed());
    let variants: Vec<_> = variants(contents)
        .map(|content| (content, held(file, &content.form)))
        .collect();
    let holds_struct = variants
        .iter()
        .any(|(content, _)| match content.form.value() {
            Some(value) => file.plan.is_struct(&value.ty),
            None => content.form.is_streamed(),
        });
    let derives = match streamed {
        true => "#[derive(Debug)]",
        false => "#[derive(Debug, Clone, PartialEq)]",
    };
    file.code.line(derives);
    if holds_struct {
        super::server::allow_large_variants(&mut file.code, "a body is made once and sent at once");
    }
    file.code
        .item(&format!("pub enum {}", item.name), "", |code| {
            for (content, ty) in variants {
                code.line(format!(
                    "/// `{}`",
                    crate::plan::docs::code(&content.media_type)
                ));
                let variant = Expr::Call(content.ident.to_string(), vec![ty.into()]);
                code.expr("", &variant, ",");
            }
        });
}

/// The first content of each Rust type.
fn variants(contents: &[Content]) -> impl Iterator<Item = &Content> {
    let is_first = |at: usize, content: &Content| {
        let before = contents.get(..at).unwrap_or_default();
        !before
            .iter()
            .any(|it| it.form.carried() == content.form.carried())
    };
    contents
        .iter()
        .enumerate()
        .filter(move |(at, content)| is_first(*at, content))
        .map(|(_, content)| content)
}

/// How a value is at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// By a variable that owns it, or a field of one.
    Owned,
    /// By a variable that is a reference to it.
    Borrowed,
    /// By a field of something that is only borrowed.
    Field,
}

/// Whether the method of a client takes the body by reference.
fn is_borrowed(body: &Body) -> bool {
    match (body.choice, body.contents.first()) {
        (Some(_), _) => !body.is_streamed(),
        (None, Some(content)) => content.form.value().is_some(),
        (None, None) => false,
    }
}

/// The type of the argument of a client's method.
pub(super) fn argument(file: &mut File<'_>, body: &Body) -> String {
    let ty = request(file, body);
    if is_borrowed(body) {
        return wanted(body, format!("&{ty}"));
    }
    match (ty.as_str(), body.required) {
        ("ByteStream", true) => format!("impl Into<{ty}>"),
        _ => wanted(body, ty),
    }
}

/// How the body of an operation is at hand in the method of a client.
pub(super) fn hand(operation: &Operation, body: &Body) -> Hand {
    match (operation.request, operation.is_streamed()) {
        (Some(_), true) => Hand::Owned,
        (Some(_), false) => Hand::Field,
        (None, _) if is_borrowed(body) => Hand::Borrowed,
        (None, _) => Hand::Owned,
    }
}

/// Writes `let name = start` with the body, which is a `match` where it is one of several types.
pub(super) fn send(
    file: &mut File<'_>,
    head: &str,
    start: &str,
    body: &Body,
    value: &str,
    hand: Hand,
) {
    let Some(choice) = body.choice else {
        if let Some(content) = body.contents.first() {
            let sent = send_one(file, Expr::text(start), content, value, hand);
            file.code.expr(head, &sent, ";");
        }
        return;
    };
    let name = file.named(choice);
    let inner = match hand {
        Hand::Owned => Hand::Owned,
        Hand::Borrowed | Hand::Field => Hand::Borrowed,
    };
    let arms: Vec<(String, Expr)> = variants(&body.contents)
        .map(|content| {
            let sent = send_one(file, Expr::text(start), content, "body", inner);
            (format!("{name}::{}(body)", content.ident), sent)
        })
        .collect();
    let sign = if hand == Hand::Field { "&" } else { "" };
    file.code
        .block_with(format!("{head}match {sign}{value}"), "};", |code| {
            for (pattern, sent) in arms {
                code.arm(&pattern, sent);
            }
        });
}

/// A request with a body of one media type.
pub(super) fn send_one(
    file: &mut File<'_>,
    request: Expr,
    content: &Content,
    value: &str,
    hand: Hand,
) -> Expr {
    let by_reference = match hand {
        Hand::Borrowed => value.to_owned(),
        Hand::Owned | Hand::Field => format!("&{value}"),
    };
    let owned = match hand {
        Hand::Owned => value.to_owned(),
        Hand::Borrowed | Hand::Field => format!("{value}.clone()"),
    };
    let (by_reference, owned) = (Expr::text(by_reference), Expr::text(owned));
    let sent = Expr::text(literal(&content.sent));
    let (method, arguments) = match &content.form {
        Form::Json(value) if content.sent == "application/json" && value.checks.is_empty() => {
            ("json", vec![by_reference])
        }
        Form::Json(value) => {
            let checks = file.local_checks("body", &value.checks);
            ("json_with", vec![sent, by_reference, checks])
        }
        Form::Xml(it) => {
            let shape = shapes::reference(file, it.shape);
            let checks = file.local_checks("body", &it.value.checks);
            ("xml", vec![sent, shape, by_reference, checks])
        }
        Form::UrlEncoded(it) => {
            let shape = shapes::reference(file, it.shape);
            let checks = file.local_checks("body", &it.value.checks);
            let fields = fields(&it.fields);
            ("form", vec![sent, shape, fields, by_reference, checks])
        }
        Form::Text => ("text", vec![sent, owned]),
        Form::Bytes => ("bytes", vec![literal(&content.media_type).into(), owned]),
        Form::Multipart(_) => ("multipart", vec![owned]),
        Form::Items(value) => {
            let checks = file.local_checks("body", &value.checks);
            ("items", vec![sent, owned, checks])
        }
        Form::Events { .. } => ("bytes", vec![sent, owned]),
    };
    request.then(method, Some(arguments))
}

/// Writes `let body = …` of a server, out of the call.
pub(super) fn receive(file: &mut File<'_>, body: &Body) {
    let reads: Vec<(&Content, Expr)> = body
        .contents
        .iter()
        .map(|content| (content, receive_one(file, content)))
        .collect();
    if let [(_, read)] = reads.as_slice() {
        if body.required {
            return file.code.expr("let body = ", read, ";");
        }
        let read = Expr::Call("Some".to_owned(), vec![read.clone()]);
        return file
            .code
            .block_with("let body = match call.has_body()", "};", |code| {
                code.arm("true", read);
                code.line("false => None,");
            });
    }
    let name = body.choice.map(|choice| file.named(choice));
    // All of them, so that positions agree with the arms; of equal ones the first is chosen.
    let media_types = body
        .contents
        .iter()
        .map(|it| literal(&it.media_type).into());
    let media_types = Expr::slice(media_types.collect());
    let content = Expr::from("call")
        .then("content", Some(vec![media_types]))
        .tried();
    let last = reads.len() - 1;
    let arms: Vec<(String, Expr)> = reads
        .into_iter()
        .enumerate()
        .map(|(at, (content, read))| {
            let pattern = match at == last {
                true => "_".to_owned(),
                false => at.to_string(),
            };
            let of_type = variants(&body.contents)
                .find(|it| it.form.carried() == content.form.carried())
                .unwrap_or(content);
            match &name {
                Some(name) => {
                    let variant = format!("{name}::{}", of_type.ident);
                    (pattern, Expr::Call(variant, vec![read]))
                }
                None => (pattern, read),
            }
        })
        .collect();
    let code = &mut file.code;
    if body.required {
        code.expr("let content = ", &content, ";");
        return code.block_with("let body = match content", "};", |code| {
            arms.into_iter()
                .for_each(|(pattern, read)| code.arm(&pattern, read));
        });
    }
    code.line("let mut body = None;");
    code.block("if call.has_body()", |code| {
        code.expr("let content = ", &content, ";");
        code.block_with("body = Some(match content", "});", |code| {
            arms.into_iter()
                .for_each(|(pattern, read)| code.arm(&pattern, read));
        });
    });
}

fn receive_one(file: &mut File<'_>, content: &Content) -> Expr {
    let media_type = Expr::text(literal(&content.media_type));
    let (method, arguments) = match &content.form {
        Form::Json(value)
            if content.media_type == "application/json" && value.checks.is_empty() =>
        {
            ("json", Vec::new())
        }
        Form::Json(value) => {
            let checks = file.local_checks("body", &value.checks);
            ("json_with", vec![media_type, checks])
        }
        Form::Xml(it) => {
            let shape = shapes::reference(file, it.shape);
            let checks = file.local_checks("body", &it.value.checks);
            ("xml", vec![media_type, shape, checks])
        }
        Form::UrlEncoded(it) => {
            let shape = shapes::reference(file, it.shape);
            let checks = file.local_checks("body", &it.value.checks);
            ("form", vec![media_type, shape, fields(&it.fields), checks])
        }
        Form::Text => ("text", vec![media_type]),
        Form::Multipart(_) => ("multipart", Vec::new()),
        Form::Bytes | Form::Events { .. } => ("bytes", vec![media_type]),
        Form::Items(value) => {
            let checks = file.local_checks("body", &value.checks);
            ("items", vec![media_type, checks])
        }
    };
    let read = Expr::text("call").then(method, Some(arguments));
    match content.form {
        Form::Bytes | Form::Items(_) | Form::Events { .. } => read.tried(),
        _ => read.then("await", None).tried(),
    }
}

/// The expression that makes an answer of a server.
pub(super) fn reply(file: &mut File<'_>, content: &Content, status: &str) -> Expr {
    let status = Expr::text(status);
    let sent = Expr::text(literal(&content.sent));
    let body = || Expr::text("body");
    let (name, arguments) = match &content.form {
        Form::Json(_) if content.sent == "application/json" => {
            ("reply::json", vec![status, Expr::text("&body")])
        }
        Form::Json(_) => ("reply::json_as", vec![status, sent, Expr::text("&body")]),
        Form::Xml(it) => {
            let shape = shapes::reference(file, it.shape);
            ("reply::xml", vec![status, sent, shape, Expr::text("&body")])
        }
        Form::UrlEncoded(it) => {
            let shape = shapes::reference(file, it.shape);
            let body = Expr::text("&body");
            (
                "reply::form",
                vec![status, sent, shape, fields(&it.fields), body],
            )
        }
        Form::Text => ("reply::text", vec![status, sent, body()]),
        Form::Bytes => (
            "reply::bytes",
            vec![status, literal(&content.media_type).into(), body()],
        ),
        Form::Items(value) => {
            let checks = file.local_checks("item", &value.checks);
            ("reply::items", vec![status, sent, body(), checks])
        }
        Form::Events { text: true, .. } => ("reply::text_events", vec![status, body()]),
        Form::Events { .. } => ("reply::events", vec![status, body()]),
        // Planned for requests alone.
        Form::Multipart(_) => ("reply::empty", vec![status]),
    };
    Expr::Call(name.to_owned(), arguments)
}

/// An answer of a client whose body is made JSON, where its form is another one.
pub(super) fn as_json(file: &mut File<'_>, form: Option<&Form>) -> Expr {
    let response = Expr::from("response");
    match form {
        Some(Form::Xml(it)) => {
            let shape = shapes::reference(file, it.shape);
            response.then("xml", Some(vec![shape]))
        }
        Some(Form::UrlEncoded(it)) => {
            let shape = shapes::reference(file, it.shape);
            response.then("form", Some(vec![shape, fields(&it.fields)]))
        }
        _ => response,
    }
}

/// How the fields of a form are written, where the description says so.
pub(super) fn fields(fields: &[Field]) -> Expr {
    let field = |field: &Field| {
        let style = field
            .style
            .map_or("Json".to_owned(), |it| format!("{it:?}"));
        let form = Expr::text(format!("kontrakt::wire::Form::{style}"));
        let style = Expr::Call("kontrakt::wire::Style::new".to_owned(), vec![form]);
        let style = style.then("explode", Some(vec![field.explode.to_string().into()]));
        let arguments = vec![literal(&field.name).into(), style];
        Expr::Call("kontrakt::wire::form::Field::new".to_owned(), arguments)
    };
    Expr::slice(fields.iter().map(field).collect())
}

/// A list of media types.
pub(super) fn media_types<'a>(names: impl Iterator<Item = &'a str>) -> Expr {
    let mut list: Vec<&str> = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    Expr::slice(list.into_iter().map(|it| literal(it).into()).collect())
}

/// Whether a type can be compared and copied, of what is not a value.
pub(super) fn derives(streamed: bool) -> &'static str {
    match streamed {
        true => "#[derive(Debug)]",
        false => "#[derive(Debug, Clone, PartialEq)]",
    }
}

/// What a failure of a client holds: a value, or the bytes of anything else.
pub(super) fn failure(file: &mut File<'_>, form: &Form) -> String {
    match form.carried() {
        Carried::Value(Ty::String) => "String".to_owned(),
        Carried::Value(ty) => file.ty(&ty),
        _ => file.runtime("client", "Bytes").to_owned(),
    }
}
