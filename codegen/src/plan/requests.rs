//! Structs that hold all that an operation takes, where that is much or has rules.

use super::docs::Docs;
use super::operations::Operation;
use super::schemas::{Name, Types};
use super::types::Kind;

/// Plans a struct for each operation with many inputs, or with rules across them.
pub(super) fn plan_all(types: &mut Types<'_>, operations: &mut [Operation]) {
    for (at, operation) in operations.iter_mut().enumerate() {
        let is_small = operation.inputs() <= Operation::MAX_ARGUMENTS;
        if is_small && operation.validations.is_empty() {
            continue;
        }
        types.current = types.api.components.len() + at;
        let name = Name::Wanted(operation.type_name.join("request"));
        let docs = Docs::line(format!("What `{}` takes.", operation.ident)).note(format!(
            "`{}`",
            super::docs::code(&format!("{} {}", operation.method, operation.path))
        ));
        operation.request = Some(types.add_documented(&name, docs, Kind::Request(at)));
    }
}
