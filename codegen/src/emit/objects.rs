//! Structs.

use super::file::File;
use crate::config::Map;
use crate::plan::checks::Check;
use crate::plan::docs::Docs;
use crate::plan::types::{Additional, Field, Item, Object, Rule};
use crate::rust::{Code, Expr, literal};

/// More arguments than these need a reason for clippy.
const MAX_ARGUMENTS: usize = 7;

/// Writes a struct and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, object: &Object) {
    definition(file, item, object);
    file.code.blank();
    let has_required = object.fields.iter().any(|field| field.required);
    if !object.rules.is_empty() || has_required {
        file.code.item_start(&format!("impl {}", item.name), "");
        if !object.rules.is_empty() {
            rules(file, "", &object.rules);
            if has_required {
                file.code.blank();
            }
        }
        if has_required {
            constructor(file, item, object);
        }
        file.code.nested_end();
        file.code.line("}");
        file.code.blank();
    }
    table(file, item, object);
}

fn definition(file: &mut File<'_>, item: &Item, object: &Object) {
    let default = if object.fields.iter().any(|field| field.required) {
        ""
    } else {
        ", Default"
    };
    let derives = format!("Clone, PartialEq{default}");
    file.code.derive(&derives, &["Debug"], &item.derives);
    let additional = additional_type(file, object);
    if object.fields.is_empty() && additional.is_none() {
        file.code.line(format!("pub struct {} {{}}", item.name));
        return;
    }
    file.code
        .item_start(&format!("pub struct {}", item.name), "");
    for field in &object.fields {
        field_docs(file, &field.docs, field.deprecated);
        let ty = file.member(&field.value, field.required);
        if is_complex(&ty) {
            let reason = "reason = \"the description nests as much\"";
            file.code
                .line(format!("#[allow(clippy::type_complexity, {reason})]"));
        }
        file.code.field(field.ident.as_str(), &ty);
    }
    if let Some(ty) = additional {
        file.code
            .line("/// Members that the description does not name.");
        file.code.field("additional_properties", &ty);
    }
    file.code.nested_end();
    file.code.line("}");
}

/// Whether clippy takes a type for too complex: it counts ten for each name, times how deep that is.
fn is_complex(ty: &str) -> bool {
    let mut depth = 1;
    let mut score = if ty.is_empty() { 0 } else { 10 };
    for byte in ty.bytes() {
        match byte {
            b'<' => {
                depth += 1;
                score += 10 * depth;
            }
            b',' => score += 10 * depth,
            b'>' => depth -= 1,
            _ => {}
        }
    }
    score > 250
}

pub(super) fn field_docs(file: &mut File<'_>, docs: &Docs, deprecated: bool) {
    file.code.docs(docs);
    if deprecated {
        file.code.line("///");
        file.code.line("/// Deprecated by the description.");
    }
}

/// The type of the members that are not named.
fn additional_type(file: &mut File<'_>, object: &Object) -> Option<String> {
    let value = match &object.additional {
        Additional::Denied => return None,
        Additional::Any => file.core("Json").to_owned(),
        Additional::Typed { value } => file.ty(&value.full()),
    };
    let map = file.map_type();
    Some(format!("{map}<String, {value}>"))
}

/// The table of members, from which the struct reads, writes and checks itself.
fn table(file: &mut File<'_>, item: &Item, object: &Object) {
    file.code.line("kontrakt::object! {");
    file.code.nested_start();
    file.code.line([item.name.as_str(), " {"]);
    file.code.nested_start();
    for field in &object.fields {
        entry(file, field);
    }
    if !matches!(object.additional, Additional::Denied) {
        // The table has `BTreeMap` unless it says otherwise.
        let line = match file.plan.package.map {
            Map::BTree => "..additional_properties".to_owned(),
            other => format!("..additional_properties: {}", other.name()),
        };
        file.code.line(line);
    }
    file.code.nested_end();
    file.code.line("}");
    if !object.withheld.is_empty() {
        let names = object.withheld.iter().map(|name| Expr::text(literal(name)));
        file.code
            .expr("withheld ", &Expr::Array(names.collect()), "");
    }
    let mut checks = object.checks.clone();
    if let Additional::Typed { value } = &object.additional
        && !value.checks.is_empty()
    {
        checks.push(Check::Values(value.checks.clone()));
    }
    if !checks.is_empty() {
        let checks = file.check_list(&checks);
        file.code.expr("checks ", &Expr::Array(checks), "");
    }
    if !object.rules.is_empty() {
        file.code.line("rules RULES");
    }
    file.code.nested_end();
    file.code.line("}");
}

fn entry(file: &mut File<'_>, field: &Field) {
    let kind = match (field.required, field.value.nullable) {
        (true, _) => "required",
        (false, false) => "optional",
        (false, true) => "nullable",
    };
    let name = literal(&field.name);
    let mut line = [&name, ": ", kind, "(", field.ident.as_str(), ")"].concat();
    if !field.aliases.is_empty() {
        let names: Vec<String> = field.aliases.iter().map(|name| literal(name)).collect();
        line += &format!(" aliases [{}]", names.join(", "));
    }
    if field.value.checks.is_empty() {
        return file.code.line(line + ",");
    }
    let checks = file.check_list(&field.value.checks);
    file.code.expr(&(line + " "), &Expr::Array(checks), ",");
}

/// The deepest closures that are left to rustfmt: its time doubles with each level.
const MAX_CLOSURES: usize = 6;

/// The constant with the rules.
pub(super) fn rules(file: &mut File<'_>, visibility: &str, rules: &[Rule]) {
    file.core("Rule");
    let rule = |rule: &Rule| {
        let parameter = if rule.holds.mentions("it") { "it" } else { "_" };
        let holds = Expr::Closure(parameter.to_owned(), Box::new(rule.holds.clone()));
        let fields = vec![
            ("message".to_owned(), Expr::text(literal(&rule.message))),
            ("holds".to_owned(), holds),
        ];
        Expr::Struct("Rule".to_owned(), fields)
    };
    let rules = Expr::slice(rules.iter().map(rule).collect());
    if rules.closures() > MAX_CLOSURES {
        file.code.line("#[rustfmt::skip]");
    }
    let head = format!("{visibility}const RULES: &[Rule<Self>] = ");
    file.code.expr(&head, &rules, ";");
}

/// Expects a lint, with a reason.
fn expect(code: &mut Code, lint: &str, reason: &str) {
    code.line("#[expect(");
    code.nested(|code| {
        code.line(format!("{lint},"));
        code.line(format!("reason = {}", literal(reason)));
    });
    code.line(")]");
}

/// The article of a name as it sounds.
fn article(name: &str) -> &'static str {
    const CONSONANTS: [&str; 10] = [
        "Eu", "One", "Uni", "Uri", "Url", "Usa", "Use", "Usu", "Uti", "Uuid",
    ];
    let is_vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']);
    match is_vowel && !CONSONANTS.iter().any(|start| name.starts_with(start)) {
        true => "An",
        false => "A",
    }
}

fn constructor(file: &mut File<'_>, item: &Item, object: &Object) {
    let required: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.required)
        .collect();
    let name = item.name.as_str();
    let article = article(name);
    let rest = "` with the members that must be there.";
    file.code.line(["/// ", article, " `", name, rest]);
    if required.len() > MAX_ARGUMENTS {
        let reason = "one for each member that must be there";
        expect(&mut file.code, "clippy::too_many_arguments", reason);
    }
    if name == "New" {
        let reason = "the description calls the type so";
        expect(&mut file.code, "clippy::self_named_constructors", reason);
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|field| [field.ident.as_str(), ": ", &file.member(&field.value, true)].concat())
        .collect();
    let map = (!matches!(object.additional, Additional::Denied)).then(|| file.map_type());
    file.code.signature("pub fn new", &parameters, " -> Self {");
    file.code.nested(|code| {
        let entry = |field: &Field| {
            (
                field.ident.as_str().to_owned(),
                absent(field).map(Expr::from),
            )
        };
        let mut entries: Vec<_> = object.fields.iter().map(entry).collect();
        entries.extend(map.map(|map| {
            let empty = Expr::text(format!("{map}::new()"));
            ("additional_properties".to_owned(), Some(empty))
        }));
        code.literal("Self", "", &entries);
    });
    file.code.line("}");
}

/// The value of a member that may be absent, when it is.
fn absent(field: &Field) -> Option<&'static str> {
    match (field.required, field.value.nullable) {
        (true, _) => None,
        (false, true) => Some("Presence::Absent"),
        (false, false) => Some("None"),
    }
}
