//! A whole crate as one file, to be included in another.

use crate::emit::Files;

/// The modules of the crate, each within the one that declares it. What a crate alone has is left
/// out: its documentation, its features, and paths that start at it.
pub(crate) fn join(files: &Files) -> String {
    let mut text = String::new();
    module(files, "src/lib.rs", "src", 0, &mut text);
    text
}

fn module(files: &Files, path: &str, folder: &str, depth: usize, out: &mut String) {
    let Some(text) = files.get(path) else {
        return;
    };
    for line in text.lines() {
        if depth == 0 && line.starts_with("//!") || line.starts_with("#[cfg(") {
            continue;
        }
        match declared(line) {
            Some((head, name)) => {
                out.push_str(&format!("{head} {{\n"));
                let inner = format!("{folder}/{name}");
                module(files, &format!("{inner}.rs"), &inner, depth + 1, out);
                out.push_str("}\n");
            }
            None => {
                let root = "super::".repeat(depth);
                match line.strip_prefix("use crate::") {
                    Some(rest) => out.push_str(&format!("use {root}{rest}")),
                    None if line.trim_start().starts_with("/// * ") => {
                        out.push_str(&line.replace("](crate::", &format!("]({root}")));
                    }
                    None => out.push_str(line),
                }
                out.push('\n');
            }
        }
    }
}

/// `pub mod name` of a line that declares a module in another file.
fn declared(line: &str) -> Option<(&str, &str)> {
    let head = line.strip_suffix(';')?;
    let name = head
        .strip_prefix("pub mod ")
        .or_else(|| head.strip_prefix("mod "))?;
    Some((head, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_stand_where_they_are_declared() {
        let files: Files = [
            ("src/lib.rs", "// made\n\n//! Docs.\n\n#[cfg(feature = \"client\")]\npub mod client;\npub mod types;\n"),
            ("src/client.rs", "mod orders;\nuse crate::types::A;\n"),
            ("src/client/orders.rs", "use crate::types::A;\n/// * 200 has [A](crate::types::A).\n"),
            ("src/types.rs", "//! T\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        assert_eq!(
            join(&files),
            "// made\n\n\npub mod client {\nmod orders {\nuse super::super::types::A;\n/// * 200 has [A](super::super::types::A).\n}\nuse super::types::A;\n}\n\
             pub mod types {\n//! T\n}\n"
        );
    }
}
