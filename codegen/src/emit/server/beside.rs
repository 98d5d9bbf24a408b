//! What stands beside a parameter whose members stand on their own.

use kontrakt_model::api::ParameterIn;
use kontrakt_model::hash::HashSet;

use crate::plan::Plan;
use crate::plan::operations::Operation;
use crate::plan::parameters::{Parameter, Wire};
use crate::plan::routes::Need;
use crate::plan::security::Presented;
use crate::plan::types::{Additional, Kind, Ty};

/// The names in the place of a parameter that are not its own: those of other parameters and of their
/// members that stand on their own, of keys, and of what the path gives.
pub(super) fn names(plan: &Plan, operation: &Operation, parameter: &Parameter) -> Vec<String> {
    let others = operation.parameters.iter();
    let others = others.filter(|it| it.place == parameter.place && it.name != parameter.name);
    let mut names: Vec<String> = Vec::new();
    for other in others {
        names.push(other.name.clone());
        names.extend(other.aliases.iter().cloned());
        if let Wire::Styled(styled) = &other.wire
            && let Some(shape) = plan.shapes.get(styled.shape).filter(|_| styled.beside)
        {
            names.extend(shape.members.iter().map(|member| member.name.clone()));
        }
    }
    let in_query = matches!(
        parameter.place,
        ParameterIn::Query | ParameterIn::Querystring
    );
    let schemes = operation.security.iter().flatten();
    let schemes = schemes.filter_map(|at| plan.security.schemes.get(*at));
    names.extend(schemes.filter_map(|scheme| match &scheme.presented {
        Presented::Query(name) if in_query => Some(name.clone()),
        Presented::Cookie(name) if parameter.place == ParameterIn::Cookie => Some(name.clone()),
        _ => None,
    }));
    let needs = operation.route.needs.iter();
    names.extend(needs.filter_map(|need| match need {
        Need::Query(name, _) if in_query => Some(name.clone()),
        _ => None,
    }));
    let mut seen = HashSet::default();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// Whether a parameter is an object that has no other members than those that are named.
pub(super) fn is_closed(plan: &Plan, parameter: &Parameter) -> bool {
    let Ty::Named(id) = plan.resolved(&parameter.value.ty) else {
        return false;
    };
    let kind = plan.item(*id).map(|item| &item.kind);
    matches!(kind, Some(Kind::Object(object)) if matches!(object.additional, Additional::Denied))
}
