//! Structs.

use super::file::File;
use crate::plan::checks::Check;
use crate::plan::docs::Docs;
use crate::plan::types::{Additional, Field, Item, Object, Rule};
use crate::rust::{Expr, literal};

/// More arguments than these need a reason for clippy.
const MAX_ARGUMENTS: usize = 7;

/// Writes a struct and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, object: &Object) {
    definition(file, item, object);
    file.code.blank();
    file.code.item_start(&format!("impl {}", item.name), "");
    table(file, object);
    if !object.rules.is_empty() {
        rules(file, "", &object.rules);
        file.code.blank();
    }
    constructor(file, item, object);
    validate(file);
    file.code.nested_end();
    file.code.line("}");
    file.code.blank();
    value(file, item, object);
}

fn definition(file: &mut File<'_>, item: &Item, object: &Object) {
    let default = if object.fields.iter().any(|field| field.required) {
        ""
    } else {
        ", Default"
    };
    file.code
        .derive(&format!("Debug, Clone, PartialEq{default}"), &item.derives);
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
    file.std("std::collections::BTreeMap");
    Some(format!("BTreeMap<String, {value}>"))
}

/// The table of members.
fn table(file: &mut File<'_>, object: &Object) {
    file.core("Object");
    let mut fields: Vec<Expr> = object
        .fields
        .iter()
        .map(|field| table_entry(file, field))
        .collect();
    for name in &object.withheld {
        file.core("Field");
        let name = vec![Expr::text(literal(name))];
        fields.push(Expr::Call("Field::withheld".to_owned(), name));
    }
    let fields = Expr::slice(fields);
    let mut checks = object.checks.clone();
    if let Additional::Typed { value } = &object.additional
        && !value.checks.is_empty()
    {
        checks.push(Check::Values(value.checks.clone()));
    }
    if checks.is_empty() {
        let new = Expr::Call("Object::new".to_owned(), vec![fields]);
        file.code.expr("const OBJECT: Object = ", &new, ";");
    } else {
        file.core("Check");
        file.core("Field");
        file.code
            .line("const OBJECT: Object = Object::new(Self::FIELDS).with(Self::CHECKS);");
        file.code.blank();
        file.code.expr("const FIELDS: &[Field] = ", &fields, ";");
        file.code.blank();
        let checks = file.checks(&checks);
        file.code.expr("const CHECKS: &[Check] = ", &checks, ";");
    }
    file.code.blank();
}

fn table_entry(file: &mut File<'_>, field: &Field) -> Expr {
    let kind = if field.required {
        "required"
    } else {
        "optional"
    };
    file.core("Field");
    let checks = file.checks(&field.value.checks);
    let entry = Expr::Call(
        format!("Field::{kind}"),
        vec![Expr::text(literal(&field.name)), checks],
    );
    if field.aliases.is_empty() {
        return entry;
    }
    let names = field.aliases.iter().map(|name| Expr::text(literal(name)));
    entry.then("aliases", Some(vec![Expr::slice(names.collect())]))
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

fn constructor(file: &mut File<'_>, item: &Item, object: &Object) {
    let required: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.required)
        .collect();
    if required.is_empty() {
        return;
    }
    let name = item.name.as_str();
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "An"
    } else {
        "A"
    };
    file.code.line(format!(
        "/// {article} `{name}` with the members that must be there."
    ));
    if required.len() > MAX_ARGUMENTS {
        file.code.line("#[expect(");
        file.code.nested(|code| {
            code.line("clippy::too_many_arguments,");
            code.line("reason = \"one for each member that must be there\"");
        });
        file.code.line(")]");
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|field| format!("{}: {}", field.ident, file.member(&field.value, true)))
        .collect();
    file.code.signature("pub fn new", &parameters, " -> Self {");
    file.code.nested(|code| {
        let entry = |field: &Field| (field.ident.to_string(), absent(field).map(Expr::from));
        let mut entries: Vec<_> = object.fields.iter().map(entry).collect();
        if !matches!(object.additional, Additional::Denied) {
            entries.push((
                "additional_properties".to_owned(),
                Some("BTreeMap::new()".into()),
            ));
        }
        code.literal("Self", "", &entries);
    });
    file.code.line("}");
    file.code.blank();
}

/// The value of a member that may be absent, when it is.
fn absent(field: &Field) -> Option<&'static str> {
    match (field.required, field.value.nullable) {
        (true, _) => None,
        (false, true) => Some("Presence::Absent"),
        (false, false) => Some("None"),
    }
}

fn validate(file: &mut File<'_>) {
    file.core("Violations");
    let code = &mut file.code;
    code.line("/// Checks every constraint of the description.");
    code.line("///");
    code.line("/// # Errors");
    code.line("///");
    code.line("/// All violations.");
    code.block("pub fn validate(&self) -> Result<(), Violations>", |code| {
        code.line("kontrakt::validate(self)")
    });
}

/// `impl Value`
fn value(file: &mut File<'_>, item: &Item, object: &Object) {
    for name in ["Check", "Checker", "Reader", "Unread", "Value", "Writer"] {
        file.core(name);
    }
    file.code
        .item_start("impl Value", &format!("for {}", item.name));
    read(file, object);
    file.code.blank();
    write_members(file, object);
    file.code.blank();
    check(file, object);
    file.code.nested_end();
    file.code.line("}");
}

fn read(file: &mut File<'_>, object: &Object) {
    let required = object.fields.iter().any(|field| field.required);
    if required {
        file.core("required");
    }
    let denied = matches!(object.additional, Additional::Denied);
    let has_rules = !object.rules.is_empty();
    file.code.block(
        "fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread>",
        |code| {
            for field in &object.fields {
                let absent = Expr::from(absent(field).unwrap_or("None"));
                code.expr(&format!("let mut {} = ", local(field)), &absent, ";");
            }
            if !denied {
                code.line("let mut additional_properties = BTreeMap::new();");
            }
            match (object.fields.is_empty(), denied) {
                (true, true) => {
                    code.line("r.object(&Self::OBJECT, checks, &mut |r, _| r.unexpected())?;")
                }
                (true, false) => code.block_with(
                    "r.object(&Self::OBJECT, checks, &mut |r, _|",
                    "})?;",
                    |code| {
                        code.line("r.additional(&mut additional_properties)");
                    },
                ),
                (false, _) => {
                    let head = "r.object(&Self::OBJECT, checks, &mut |r, member| match member";
                    code.block_with(head, "})?;", |code| {
                        for (at, field) in object.fields.iter().enumerate() {
                            let argument = Expr::text(format!("&mut {}", local(field)));
                            code.arm(
                                &at.to_string(),
                                Expr::Call("r.member".to_owned(), vec![argument]),
                            );
                        }
                        code.line(if denied {
                            "_ => r.unexpected(),"
                        } else {
                            "_ => r.additional(&mut additional_properties),"
                        });
                    });
                }
            }
            if object.fields.is_empty() && denied && !has_rules {
                return code.line("Ok(Self {})");
            }
            let mut entries: Vec<_> = object.fields.iter().map(read_entry).collect();
            if !denied {
                entries.push(("additional_properties".to_owned(), None));
            }
            let (head, end) = if has_rules {
                ("let it = Self", ";")
            } else {
                ("Ok(Self", ")")
            };
            code.literal(head, end, &entries);
            if has_rules {
                code.line("r.rules(&it, Self::RULES);");
                code.line("Ok(it)");
            }
        },
    );
}

/// A member in the struct literal that ends reading.
fn read_entry(field: &Field) -> (String, Option<Expr>) {
    let (ident, local) = (field.ident.to_string(), local(field));
    let value = match (field.required, ident == local) {
        (true, _) => {
            let call = Expr::Call("required".to_owned(), vec![local.into()]);
            Some(Expr::Try(Box::new(call)))
        }
        (false, true) => None,
        (false, false) => Some(local.into()),
    };
    (ident, value)
}

/// The variable for a member, which must not hide what the function uses.
fn local(field: &Field) -> String {
    match field.ident.as_str() {
        name @ ("r" | "checks" | "member" | "required") => format!("{name}_"),
        name => name.to_owned(),
    }
}

fn write_members(file: &mut File<'_>, object: &Object) {
    file.code.block("fn write(&self, w: &mut Writer)", |code| {
        code.line("w.begin_object();");
        for field in &object.fields {
            let method = if field.required { "member" } else { "optional" };
            let arguments = vec![
                Expr::text(literal(&field.name)),
                Expr::text(format!("&self.{}", field.ident)),
            ];
            code.expr("", &Expr::Call(format!("w.{method}"), arguments), ";");
        }
        if !matches!(object.additional, Additional::Denied) {
            code.line("w.additional(&self.additional_properties);");
        }
        code.line("w.end_object();");
    });
}

fn check(file: &mut File<'_>, object: &Object) {
    let denied = matches!(object.additional, Additional::Denied);
    file.code.block(
        "fn check(&self, checks: &'static [Check], c: &mut Checker)",
        |code| {
            match (object.fields.is_empty(), denied) {
                (true, true) => code.line("c.object(&Self::OBJECT, checks, &mut |_, _| {});"),
                (true, false) => code.block_with(
                    "c.object(&Self::OBJECT, checks, &mut |c, _|",
                    "});",
                    |code| {
                        code.line("c.additional(&self.additional_properties)");
                    },
                ),
                (false, true) if object.fields.len() == 1 => {
                    code.block_with(
                        "c.object(&Self::OBJECT, checks, &mut |c, member|",
                        "});",
                        |code| {
                            code.block("if member == 0", |code| {
                                object
                                    .fields
                                    .iter()
                                    .for_each(|field| code.expr("", &check_field(field), ""));
                            });
                        },
                    );
                }
                (false, _) => {
                    let head = "c.object(&Self::OBJECT, checks, &mut |c, member| match member";
                    code.block_with(head, "});", |code| {
                        for (at, field) in object.fields.iter().enumerate() {
                            code.arm(&at.to_string(), check_field(field));
                        }
                        code.line(if denied {
                            "_ => {}"
                        } else {
                            "_ => c.additional(&self.additional_properties),"
                        });
                    });
                }
            }
            if object.checks.iter().any(Check::is_deep) {
                code.line("c.whole(self, Self::CHECKS);");
            }
            if !object.rules.is_empty() {
                code.line("c.rules(self, Self::RULES);");
            }
        },
    );
}

fn check_field(field: &Field) -> Expr {
    let method = if field.required { "member" } else { "optional" };
    Expr::Call(
        format!("c.{method}"),
        vec![format!("&self.{}", field.ident).into()],
    )
}
