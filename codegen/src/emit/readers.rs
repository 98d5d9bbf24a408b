//! A table of readers, for tests that read values of many types.

use super::file::File;
use crate::plan::Plan;
use crate::plan::types::Use;
use crate::rust::{Code, Expr};

/// A table `READERS` of `reader::<T>(CHECKS)` for each use, in a file outside of the generated
/// crate, which it calls `package`. The file has to define or import `Reader` and `reader`.
pub fn readers(plan: &Plan, package: &str, uses: &[Use]) -> String {
    let mut file = File::new(plan, "types");
    file.core("Check");
    let calls = uses.iter().map(|value| {
        let ty = file.ty(&value.full());
        let checks = file.checks(&value.checks);
        Expr::Call(format!("reader::<{ty}>"), vec![checks])
    });
    let table = Expr::slice(calls.collect());
    file.code
        .expr("pub static READERS: &[Reader] = ", &table, ";");
    file.finish(&Default::default(), &Default::default(), |code, imports| {
        let mut inner = Code::default();
        imports.write_after(&mut inner, |_| {});
        let inner = inner.into_text();
        // Without types there is no such module.
        if inner.contains("use types::") {
            code.line(format!("use {package}::types;"));
        }
        inner.lines().for_each(|line| code.line(line));
    })
}
