//! dev
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use kontrakt_model::*;
use kontrakt_validator::*;
fn main() {
    let mut args = std::env::args().skip(1);
    let spec = args.next().unwrap();
    let target = args.next().unwrap();
    let json = std::env::var("JSON").is_ok();
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let d = describe(&spec, &std::fs::read(&spec).unwrap(), &NoLoader, &mut sources, &mut diagnostics);
    let Some(d) = d else { println!("{}", report::human::print(&Report::of(diagnostics.into_findings()), &sources, report::human::Style{color:false})); return };
    let v = match if target.starts_with('/') || target.starts_with('#') { Validator::for_pointer(&d, &target) } else { Validator::for_operation(&d, &target) } {
        Ok(v) => v, Err(f) => { println!("{}", report::human::print(&Report::of(f), &sources, report::human::Style{color:false})); return } };
    let mut report = Report::default();
    for a in args {
        let bytes = std::fs::read(&a).unwrap();
        let id = match decode(&a, &bytes, None) { Ok(s) => sources.add(s), Err(f) => { report.extend(Report::of([f])); continue } };
        let mut diags = Diagnostics::new();
        let node = parse_as(Purpose::Payload, sources.get(id), id, &mut diags);
        report.extend(Report::of(diags.into_findings()));
        if let Some(node) = node { report.extend(v.check(&node, id)); }
    }
    if json { println!("{}", report::json::print(&report, &sources)); } else {
    println!("{}", report::human::print(&report, &sources, report::human::Style{color:false})); }
}
