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
        let x = describe(&f, &bytes, &Files, &mut sources, &mut d);
        println!(
            "{f}: parse {p:?} describe {:?} schemas {:?}",
            t.elapsed(),
            x.map(|x| x.api.schemas.len())
        );
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        println!(
            "{}",
            status.lines().find(|l| l.starts_with("VmHWM")).unwrap()
        );
    }
}
struct Files;
impl Loader for Files {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        let path = std::path::Path::new(base).parent().unwrap().join(reference);
        let path = path.canonicalize().map_err(|e| LoadError(e.to_string()))?;
        Ok(Loaded {
            bytes: std::fs::read(&path).map_err(|e| LoadError(e.to_string()))?,
            name: path.to_string_lossy().into_owned(),
        })
    }
}
