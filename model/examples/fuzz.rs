//! Throw-away.
use kontrakt_model::*;
fn main() {
    let mut seed: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let rounds: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let mut rng = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let files: Vec<(String, Vec<u8>)> = std::env::args()
        .skip(3)
        .map(|f| {
            let b = std::fs::read(&f).unwrap();
            (f, b)
        })
        .collect();
    for i in 0..rounds {
        let (name, bytes) = &files[rng() % files.len()];
        // a window of lines, to be quick
        let text = String::from_utf8_lossy(bytes).into_owned();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let len = lines.len().min(400);
        let start = if rng() % 2 == 0 {
            0
        } else {
            rng() % (lines.len() - len + 1)
        };
        let mut b: Vec<u8> = lines[start..start + len].concat().into_bytes();
        for _ in 0..1 + rng() % 8 {
            if b.is_empty() {
                break;
            }
            let at = rng() % b.len();
            match rng() % 7 {
                0 => {
                    b[at] = (rng() % 128) as u8;
                }
                1 => {
                    let n = (rng() % 30).min(b.len() - at);
                    b.drain(at..at + n);
                }
                2 => {
                    let tokens: [&[u8]; 24] = [
                        b"\t",
                        b"- ",
                        b": ",
                        b"{",
                        b"}",
                        b"[",
                        b"]",
                        b"&a ",
                        b"*a",
                        b"!!int ",
                        b"\"",
                        b"'",
                        b"|\n",
                        b"? ",
                        b"---\n",
                        b"...\n",
                        b"<<: ",
                        b"#",
                        b"$ref: '#/",
                        b"null",
                        b"%",
                        "ä€😀".as_bytes(),
                        b"\r",
                        b"\\",
                    ];
                    let t = tokens[rng() % tokens.len()];
                    let tail = b.split_off(at);
                    b.extend_from_slice(t);
                    b.extend(tail);
                }
                3 => {
                    let n = (rng() % 200).min(b.len() - at);
                    let part = b[at..at + n].to_vec();
                    let to = rng() % b.len();
                    let tail = b.split_off(to);
                    b.extend(part);
                    b.extend(tail);
                }
                4 => {
                    b.truncate(at);
                }
                5 => {
                    let v: [&[u8]; 10] = [
                        b"null",
                        b"true",
                        b"[]",
                        b"{}",
                        b"\"x\"",
                        b"1e999",
                        b"[null]",
                        b"-1",
                        b"[{}]",
                        b"{\"a\":null}",
                    ]; // replace the value after a colon
                    if let Some(c) = b[at..].iter().position(|c| *c == b':') {
                        let from = at + c + 1;
                        let to = b[from..]
                            .iter()
                            .position(|c| *c == b'\n' || *c == b',')
                            .map_or(b.len(), |n| from + n);
                        let t = v[rng() % v.len()];
                        let mut n = b[..from].to_vec();
                        n.push(b' ');
                        n.extend_from_slice(t);
                        n.extend_from_slice(&b[to..]);
                        b = n;
                    }
                }
                _ => {
                    if let Some(nl) = b[at..].iter().position(|c| *c == b'\n') {
                        let n = rng() % 12;
                        let pos = at + nl + 1;
                        let tail = b.split_off(pos);
                        b.extend(std::iter::repeat_n(b' ', n));
                        b.extend(tail);
                    }
                }
            }
        }
        std::fs::write("/tmp/fuzz.last", &b).unwrap();
        let t = std::time::Instant::now();
        let mut sources = Sources::new();
        let mut d = Diagnostics::new().tolerate(codes::UNRESOLVED_REFERENCE);
        let r = describe(name, &b, &NoLoader, &mut sources, &mut d);
        if let Some(r) = &r {
            let _ = r.document.to_json();
            let _ = r.document.to_openapiv3(&sources);
            for id in 0..r.api.schemas.len() {
                let _ = r.api.nullable(SchemaId(id as u32));
                r.api.resolved(SchemaId(id as u32));
            }
        }
        if r.is_none() && !d.has_errors() {
            println!("no error and no result: round {i}");
            std::fs::copy("/tmp/fuzz.last", format!("/tmp/fuzz.none{i}")).unwrap();
        }
        if let Some((_, source)) = sources.iter().next() {
            for f in d.findings() {
                if let Some(p) = f.place {
                    let (s, e) = (p.span.start as usize, p.span.end as usize);
                    if s > e || source.text().get(s..e).is_none() {
                        println!("bad span {s}..{e} {} {}", f.code, f.message);
                    }
                }
            }
        }
        if t.elapsed().as_millis() > 300 {
            println!("slow {:?} round {i} {name}", t.elapsed());
            std::fs::copy("/tmp/fuzz.last", format!("/tmp/fuzz.slow{i}")).unwrap();
        }
    }
    println!("done");
}
