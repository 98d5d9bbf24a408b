use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::*;

fn shown(text: &str) -> String {
    lines(text).join("\n")
}

#[test]
fn no_code_block_is_a_doc_test() {
    assert_eq!(
        shown("a\n\n    let x = 1;\n\nb"),
        "a\n\n```text\nlet x = 1;\n```\n\nb"
    );
    assert_eq!(shown("```rust\nfn f() {}"), "```text\nfn f() {}\n```");
    assert_eq!(shown("~~~\n```\n~~~"), "````text\n```\n````");
}

#[test]
fn no_bracket_or_tag_means_something_to_rustdoc() {
    assert_eq!(
        shown("[Item] and [x](y.html), an array []"),
        "\\[Item\\] and x, an array []"
    );
    assert_eq!(
        shown("see https://example.com/a_b."),
        "see <https://example.com/a_b>."
    );
    assert_eq!(
        shown("[docs](https://example.com)"),
        "[docs](<https://example.com>)"
    );
    assert_eq!(shown("<p>Vec<T> of <b>x</b></p>"), "Vec of x");
    assert_eq!(shown("a < b, x_y, *z*"), "a \\< b, x_y, *z*");
    assert_eq!(shown("a\u{202E}b\u{7}c"), "abc");
}

#[test]
fn lists_are_indented_and_long_lines_wrapped() {
    assert_eq!(shown("* a\nb\n  * c\n1) d"), "- a\n  b\n\n  - c\n\n1. d");
    let long = "word ".repeat(30);
    assert!(lines(&long).iter().all(|line| line.len() <= WIDTH));
    assert_eq!(lines(&long).join(" "), long.trim_end());
    // A word that would open a list at the start of a line means itself.
    let text = format!("{} - x", "w".repeat(WIDTH));
    assert_eq!(lines(&text)[1], "\\- x");
}

#[test]
fn tables_stay_tables() {
    assert_eq!(
        shown("|a|b|\n|-|-|\n|1|`x\\|y`|"),
        "| a | b |\n| --- | --- |\n| 1 | `x\\|y` |"
    );
    assert_eq!(
        shown("|a|b|\n|-|-|\n|1|2|"),
        "| a | b |\n| --- | --- |\n| 1 | 2 |"
    );
}

proptest! {
    /// Whatever a description says, rustdoc finds no Rust code, no HTML and no link to an item.
    #[test]
    fn means_nothing_to_rustdoc(text in "(\\PC|[ \\n`*_<>\\[\\]()#|~-]){0,60}|[a-z \\n\\t`*<>\\[\\]!&;:/.-]{0,80}") {
        let written = shown(&text);
        let hidden = written.chars().any(|c| c != '\n' && is_hidden(c));
        prop_assert!(!hidden, "{}", written);
        for event in Parser::new_ext(&written, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => prop_assert_eq!(&*language, "text"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => prop_assert!(false, "{}", written),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    prop_assert!(dest_url.contains(':'), "{} in {}", dest_url, written);
                }
                Event::Html(html) | Event::InlineHtml(html) => prop_assert!(false, "{} in {}", html, written),
                _ => {}
            }
        }
    }
}

proptest! {
    /// What is taken to have no meaning in CommonMark has none to its parser.
    #[test]
    fn plain_text_is_as_the_parser_reads_it(
        words in "([a-zA-Z0-9]{1,9}|[a-z0-9]_[a-z]|`[!-~]{1,6}`|[.,:;()/'\"!?@#>=+{}^$%-]{1,3}){0,2}([ \n]{1,2}([a-zA-Z0-9]{1,9}[.,:;)'-]?|[0-9]{1,2}[.)]|[a-z_]?`[!-~]{1,9}`{1,2}[a-z.,:_]?|[#>=+-]{1,3})){0,40}"
    ) {
        if text::is_plain(&words) {
            prop_assert_eq!(plain_lines(&words), parsed_lines(&words));
        }
    }

    #[test]
    fn plain_sentences_are_plain(words in "[a-z][a-zA-Z0-9]{0,9}([ \n]([a-zA-Z][a-zA-Z0-9]{0,8}|`[!-_a-~]{1,20}`)[,;']?){0,40}\\.?") {
        prop_assert!(text::is_plain(&words), "{}", words);
        prop_assert_eq!(plain_lines(&words), parsed_lines(&words));
    }
}
