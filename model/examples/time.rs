//! Throw-away.
use kontrakt_model::*;
use std::time::Instant;
fn main() {
    for f in std::env::args().skip(1) {
        let bytes = std::fs::read(&f).unwrap();
        let t = Instant::now();
        let s = decode(&f, &bytes, None).unwrap();
        let mut d = Diagnostics::new().tolerate(codes::UNRESOLVED_REFERENCE);
        let n = parse(&s, SourceId(0), &mut d);
        let p = t.elapsed();
        drop(n);
        let t = Instant::now();
        let mut sources = Sources::new();
        let x = describe(&f, &bytes, &NoLoader, &mut sources, &mut d);
        println!("{f}: parse {p:?} describe {:?} schemas {:?}", t.elapsed(), x.map(|x| x.api.schemas.len()));
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
    }
}
