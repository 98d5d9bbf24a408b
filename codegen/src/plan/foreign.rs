//! Types of other crates, where the configuration chooses them by format or by schema.

use kontrakt_model::{Finding, SchemaId};

use super::checks::Check;
use super::merge::Merged;
use super::schemas::Types;
use super::shape::TypeSet;
use super::types::{Ty, Use};
use crate::codes;
use crate::config::TypeName;

/// The crates that the runtime passes on, each behind a feature of its name.
const CRATES: [&str; 4] = ["jiff", "rust_decimal", "url", "uuid"];

impl<'a> Types<'a> {
    /// The type of a text: that for its format, if the text that it writes is sure to be one that
    /// the schema allows.
    pub(super) fn chosen_text(&mut self, merged: &Merged<'a>) -> Use {
        let rust = self.rust;
        let chosen = merged.atoms.iter().find_map(|(id, schema)| {
            let format = schema.format.as_deref()?;
            Some((*id, format, rust.formats.get(format)?))
        });
        let mut planned = self.scalar(Ty::String, merged);
        let Some((id, format, name)) = chosen else {
            return planned;
        };
        let obstacle = match merged.lists_values() {
            true => Some("a list of values"),
            false => planned.checks.iter().find_map(|it| about_text(it, format)),
        };
        let reason = match (name, name.path(format), obstacle) {
            (TypeName::String, ..) => return planned,
            (TypeName::Path(_), Some(path), _) => {
                planned.ty = self.path(path);
                return planned;
            }
            (TypeName::RustDecimal, ..) | (_, None, _) => "it is about numbers".to_owned(),
            (_, Some(_), Some(obstacle)) => {
                format!("it writes texts in its own way, and {obstacle} stands beside the format")
            }
            (_, Some(path), None) => {
                // The type itself sees to its format.
                planned
                    .checks
                    .retain(|check| !matches!(check, Check::Format(_)));
                planned.ty = self.path(path);
                return planned;
            }
        };
        let location = &self.api.schema(id).location;
        let message =
            format!("`{name}` is not taken for this `{format}`: {reason}; it stays a text");
        self.diagnostics.push(
            Finding::info(codes::KEPT_TEXT, message)
                .at(location.place(), format!("`#{}`", location.pointer)),
        );
        planned
    }

    /// The type of a number with `format: decimal`.
    pub(super) fn chosen_decimal(&mut self) -> Ty {
        let chosen = self.rust.formats.get("decimal");
        match chosen.and_then(|name| name.path("decimal")) {
            Some(path) => self.path(path),
            None => Ty::Decimal,
        }
    }

    /// What stands for a component by the configuration, checked by all that the schema says.
    pub(super) fn chosen_schema(&mut self, at: usize, id: SchemaId) -> Option<Use> {
        let (name, _) = self.api.components.get(self.place_of(at))?;
        let chosen = self.rust.schemas.get(name)?.type_name.as_ref()?;
        let merged = Merged::gather(self.api, &[id]);
        let types = merged.types.and(self.shapes.types(self.api, id));
        let is_text = merged.typed && types.without(TypeSet::NULL) == TypeSet::STRING;
        let ty = match chosen {
            TypeName::Path(path) => self.path(path),
            _ if is_text => Ty::String,
            _ => {
                let location = &self.api.schema(id).location;
                let message =
                    format!("the schema `{name}` is no text, so that no string can stand for it");
                self.diagnostics.push(
                    Finding::error(codes::CONFIG, message)
                        .at(location.place(), format!("`#{}`", location.pointer)),
                );
                return None;
            }
        };
        let nullable = merged.typed && types.has(TypeSet::NULL) && types != TypeSet::NULL;
        let plain = is_text && merged.choices.is_empty() && !merged.lists_values();
        let mut planned = match plain {
            true => self.scalar(ty, &merged.narrowed(TypeSet::STRING)),
            false => Use {
                checks: self.lowering.own(id),
                ..Use::plain(ty)
            },
        };
        if nullable {
            planned.nullable = true;
            if !plain {
                planned.checks.push(Check::Null(planned.checks.clone()));
            }
        }
        Some(planned)
    }

    fn path(&mut self, path: &str) -> Ty {
        let of_runtime = path.strip_prefix("kontrakt::");
        let name = of_runtime.and_then(|rest| Some(rest.split_once("::")?.0));
        let known = CRATES.iter().find(|it| name == Some(**it));
        self.crates.extend(known);
        Ty::Path(path.to_owned())
    }
}

/// The keyword of a check that a text can break though it has the format. Days and UUIDs are
/// always as long.
fn about_text(check: &Check, format: &str) -> Option<&'static str> {
    match check {
        Check::Format(name) if name == format => None,
        Check::MinLength(_) | Check::MaxLength(_) if matches!(format, "date" | "uuid") => None,
        Check::MinLength(_) => Some("`minLength`"),
        Check::MaxLength(_) => Some("`maxLength`"),
        Check::Pattern(_) => Some("`pattern`"),
        Check::Format(_) => Some("another format"),
        _ => Some("another keyword"),
    }
}
