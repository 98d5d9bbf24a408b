//! Throw-away.
use kontrakt_model::*;
fn main() {
    let n = 1_000_000;
    let cases: Vec<(&str, String)> = vec![
        ("dash", "- ".repeat(n / 2)), ("quest", "? ".repeat(n / 2)), ("brace", "{a: ".repeat(n / 4)), ("tag", "! ".repeat(n / 2)), ("anchor", "&a ".repeat(n / 3)),
        ("plain lines", "a\n".repeat(n / 2)), ("unclosed quote", format!("a: '{}", "b\n".repeat(n / 2))), ("colons", "a: ".repeat(n / 3)), ("keys", (0..n / 10).map(|i| format!("k{i}: 1\n")).collect()),
        ("same keys", "k: 1\n".repeat(n / 5)), ("pct", "%a\n".repeat(n / 3)), ("indent", (0..1400).map(|i| format!("{}a:\n", " ".repeat(i))).collect()), ("comments", "# x\n".repeat(n / 4)),
        ("flow long", format!("[{}]", "1,".repeat(n / 2))), ("flow nolines", format!("a: [\n{}", "]\na: [\n1\n".repeat(n / 100))), ("outdent", format!("a:\n b: [\n{}]", "1,\n".repeat(n / 3))),
        ("block", format!("a: |\n{}", "  x\n".repeat(n / 4))), ("empty doc", "---\n".repeat(n / 4)), ("bang", "!".repeat(n)), ("star", "*a ".repeat(n / 3)), ("pipe", "|\n".repeat(n/2)), ("spaces", format!("a:{}b", " ".repeat(n))), ("blank lines", format!("a: b\n{}c", "\n".repeat(n))),
        ("quoted lines", format!("a:\n  b: \"{}\"", "x\n".repeat(n / 2))), ("commas", format!("[{}", ",".repeat(n))), ("merges", format!("b: &b {{x: 1}}\na:\n{}", "  <<: *b\n".repeat(n / 12))),
    ];
    for (name, text) in cases {
        for format in [Format::Yaml, Format::Json] {
            let s = Source::new("x", text.clone(), format);
            let t = std::time::Instant::now();
            let mut d = Diagnostics::new();
            let r = parse(&s, SourceId(0), &mut d).is_some();
            if t.elapsed().as_millis() > 100 { println!("{name} {format:?} {:?} {r} {} findings; last {:?}", t.elapsed(), d.findings().len(), d.findings().last().map(|f| (&f.message, f.place))); }
        }
    }
}
