//! Objects: structs where properties are named, maps where none is.

use kontrakt_model::hash::{HashMap, HashSet};
use kontrakt_model::{Finding, Schema, SchemaId};

use super::checks::Check;
use super::chosen;
use super::docs::Docs;
use super::merge::Merged;
use super::schemas::{Name, Types};
use super::types::{Additional, Field, Object, Ty, Use};
use crate::codes;
use crate::names::{self, Scope};

/// What the parts say of members that they do not name.
pub(super) enum Rest {
    Any,
    Typed(Vec<SchemaId>),
    Denied,
    /// Each part is checked by itself.
    Checked,
}

/// Plans an object: a map if no member is named, a struct otherwise.
pub(super) fn plan_object<'a>(types: &mut Types<'a>, name: &Name, merged: Merged<'a>) -> Use {
    let rest = rest(types, &merged);
    if let (Rest::Checked, None, Some((id, _))) =
        (&rest, merged.untyped_keyword(), merged.atoms.first())
    {
        types.checked(*id, "additionalProperties");
    }
    let is_map = merged.properties.is_empty()
        && merged.withheld.is_empty()
        && merged.required.is_empty()
        && merged.rules().is_empty();
    let item = match &rest {
        Rest::Any | Rest::Checked if is_map => Use::plain(Ty::Json),
        Rest::Typed(ids) if is_map => types.use_of(ids, &name.join("value")),
        _ => return types.object(name, merged),
    };
    let mut checks = checks(types, &merged, &rest);
    if !item.checks.is_empty() {
        checks.push(Check::Values(item.checks.clone()));
    }
    Use {
        ty: Ty::Map(Box::new(item.full())),
        nullable: false,
        checks,
    }
}

/// The checks of an object as a whole.
fn checks<'a>(types: &mut Types<'a>, merged: &Merged<'a>, rest: &Rest) -> Vec<Check> {
    let mut checks = types.checks(merged);
    if matches!(rest, Rest::Checked) {
        for (_, schema) in &merged.atoms {
            let restricts = match schema.additional_properties {
                Some(id) => types.api.schema(id).boolean != Some(true),
                None => false,
            };
            if restricts || !schema.pattern_properties.is_empty() {
                let members = types.lowering.members(schema, false);
                checks.push(Check::Members(Box::new(members)));
            }
        }
    }
    checks
}

/// What holds for members that are not named. An `additionalProperties` looks at the properties
/// beside it only, so it can be taken for all parts if those are all there are.
pub(super) fn rest(types: &Types<'_>, merged: &Merged<'_>) -> Rest {
    let has_patterns = |(_, schema): &(SchemaId, &Schema)| !schema.pattern_properties.is_empty();
    if merged.atoms.iter().any(has_patterns) {
        return Rest::Checked;
    }
    let mut rest = Rest::Any;
    for (_, schema) in &merged.atoms {
        let Some(additional) = schema.additional_properties else {
            continue;
        };
        match types.api.schema(additional).boolean {
            Some(true) => continue,
            boolean => {
                let own: HashSet<&str> = schema
                    .properties
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect();
                if merged.names().any(|name| !own.contains(name)) {
                    return Rest::Checked;
                }
                rest = match (rest, boolean) {
                    (_, Some(false)) | (Rest::Denied, _) => Rest::Denied,
                    (Rest::Any | Rest::Checked, _) => Rest::Typed(vec![additional]),
                    (Rest::Typed(mut ids), _) => {
                        ids.push(additional);
                        Rest::Typed(ids)
                    }
                };
            }
        }
    }
    let named: HashSet<&str> = merged.names().collect();
    let unnamed = merged.required.iter().any(|name| !named.contains(name));
    match rest {
        // A member that must be there and must not.
        Rest::Denied if unnamed => Rest::Checked,
        rest => rest,
    }
}

/// Plans the members of a struct.
pub(super) fn plan<'a>(types: &mut Types<'a>, name: &Name, merged: &Merged<'a>) -> Object {
    let rest = rest(types, merged);
    let required: HashSet<&str> = merged.required.iter().copied().collect();
    let mut scope = Scope::with_reserved(&["additional_properties"]);
    let mut fields = Vec::with_capacity(merged.properties.len());
    let mut aliases = aliases(types, merged);
    for (property, ids) in &merged.properties {
        let value = types.use_of(ids, &name.join(property));
        let aliases = aliases.remove(property).unwrap_or_default();
        let chosen = types
            .chosen_member(name.ident(), property)
            .map(str::to_owned);
        let ident = scope.claim(names::snake(chosen.as_deref().unwrap_or(property)));
        if let Some(chosen) = &chosen {
            chosen::report(chosen, &ident, types.diagnostics);
        }
        let schemas = || ids.iter().map(|id| types.api.schema(*id));
        fields.push(Field {
            name: (*property).to_owned(),
            ident,
            docs: Docs::of_property(property, schemas()).aliases(&aliases),
            aliases,
            deprecated: schemas().any(|schema| schema.deprecated),
            required: required.contains(property),
            value,
        });
    }
    let additional = match &rest {
        Rest::Any | Rest::Checked => Additional::Any,
        Rest::Denied => Additional::Denied,
        Rest::Typed(ids) => Additional::Typed {
            value: types.use_of(ids, &name.join("value")),
        },
    };
    let properties: Vec<&str> = merged.properties.iter().map(|(name, _)| *name).collect();
    types.report_members(name.ident(), &properties);
    let named: HashSet<&str> = properties.into_iter().collect();
    for property in merged
        .required
        .iter()
        .filter(|name| !named.contains(**name))
    {
        let value = match &additional {
            Additional::Typed { value } => value.clone(),
            _ => Use::plain(Ty::Json),
        };
        fields.push(Field {
            name: (*property).to_owned(),
            aliases: Vec::new(),
            ident: scope.claim(names::snake(property)),
            docs: Docs::of_property(property, std::iter::empty()),
            deprecated: false,
            required: true,
            value,
        });
    }
    Object {
        fields,
        withheld: merged.withheld.iter().map(|it| (*it).to_owned()).collect(),
        additional,
        checks: checks(types, merged, &rest),
        rules: Vec::new(),
    }
}

/// The other names of each property. One that is a name itself, or that of another property, says
/// nothing.
fn aliases<'a>(types: &mut Types<'_>, merged: &Merged<'a>) -> HashMap<&'a str, Vec<String>> {
    let mut taken: HashMap<&str, &str> = merged
        .properties
        .iter()
        .map(|(name, _)| (*name, *name))
        .collect();
    let mut aliases: HashMap<&str, Vec<String>> = HashMap::default();
    for alias in merged.atoms.iter().flat_map(|(_, schema)| &schema.aliases) {
        match taken.insert(&alias.name, &alias.property) {
            None => aliases
                .entry(&alias.property)
                .or_default()
                .push(alias.name.clone()),
            Some(property) => {
                taken.insert(&alias.name, property);
                if property != alias.property || alias.name == alias.property {
                    let message = format!(
                        "`{}` is a name of the property `{property}` already",
                        alias.name
                    );
                    types.diagnostics.push(
                        Finding::warning(codes::ALIAS, message)
                            .at(alias.location.place(), "left out"),
                    );
                }
            }
        }
    }
    aliases
}
