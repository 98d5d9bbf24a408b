use proptest::prelude::*;
use serde_json::json;

use super::read::{Unreadable, from_pairs, from_text};
use super::*;
use crate::wire::form::{self, Field};
use crate::wire::{Member, Shape, Tree, is_json, percent};

static RGB: Shape = Shape {
    members: &[
        Member::optional("B", &Shape::NUMBER),
        Member::optional("G", &Shape::NUMBER),
        Member::optional("R", &Shape::NUMBER),
    ],
    ..Shape::OBJECT
};
static TEXTS: Shape = Shape {
    items: Some(&Shape::STRING),
    ..Shape::ARRAY
};
static MAP: Shape = Shape {
    additional: Some(&Shape::STRING),
    ..Shape::OBJECT
};

fn gives_json(tree: Tree) -> bool {
    is_json(&tree.convert().json)
}

fn json_of(tree: &Tree) -> Json {
    serde_json::from_slice(&tree.convert().json).unwrap()
}

/// As it is written, and as it is read back.
fn path(value: &Json, style: Style, shape: &Shape<'_>) -> String {
    let text = in_path("color", value, style, percent::encode).unwrap();
    let tree = from_text("color", &text, style, shape, percent::decode).unwrap();
    assert_eq!(json_of(&tree), *value, "{text}");
    text
}

fn query(value: &Json, style: Style, shape: &Shape<'_>) -> String {
    let written = pairs("color", value, style, percent::encode).unwrap();
    let text = joined(&written);
    let split = form::split(&text).unwrap();
    let decode = percent::decode_form;
    let tree = from_pairs("color", &split, style, shape, &["other"], decode).unwrap();
    assert_eq!(tree.as_ref().map(json_of).as_ref(), Some(value), "{text}");
    text
}

fn joined(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn a_member_that_comes_twice_is_refused() {
    let of = |form, explode| Style::new(form).explode(explode);
    for (text, explode) in [("R,1,R,2", false), ("R=1,R=2", true)] {
        let read = from_text(
            "color",
            text,
            of(Form::Simple, explode),
            &RGB,
            percent::decode,
        );
        assert_eq!(read, Err(Unreadable::Twice));
    }
    // What stands under no key is a member of its own, however often it comes.
    let pairs = form::split("a=1&a=2&a[]=3&a[b]=4").unwrap();
    let style = of(Form::DeepObject, true);
    let read = from_pairs("a", &pairs, style, &MAP, &[], percent::decode_form).unwrap();
    assert_eq!(
        read.as_ref().map(json_of),
        Some(json!({"": ["1", "2", "3"], "b": "4"}))
    );
}

/// The table "Style Examples" of OpenAPI. Members come in the order of the alphabet.
#[test]
fn the_examples_of_openapi() {
    let (text, list) = (json!("blue"), json!(["blue", "black", "brown"]));
    let object = json!({"R": 100, "G": 200, "B": 150});
    let of = |form, explode| Style::new(form).explode(explode);
    for (form, explode, as_text, as_list, as_object) in [
        (
            Form::Matrix,
            false,
            ";color=blue",
            ";color=blue,black,brown",
            ";color=B,150,G,200,R,100",
        ),
        (
            Form::Matrix,
            true,
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";B=150;G=200;R=100",
        ),
        (
            Form::Label,
            false,
            ".blue",
            ".blue,black,brown",
            ".B,150,G,200,R,100",
        ),
        (
            Form::Label,
            true,
            ".blue",
            ".blue.black.brown",
            ".B=150.G=200.R=100",
        ),
        (
            Form::Simple,
            false,
            "blue",
            "blue,black,brown",
            "B,150,G,200,R,100",
        ),
        (
            Form::Simple,
            true,
            "blue",
            "blue,black,brown",
            "B=150,G=200,R=100",
        ),
    ] {
        let style = of(form, explode);
        assert_eq!(path(&text, style, &Shape::STRING), as_text);
        assert_eq!(path(&list, style, &TEXTS), as_list);
        assert_eq!(path(&object, style, &RGB), as_object);
    }
    assert_eq!(
        path(&json!(""), of(Form::Matrix, false), &Shape::STRING),
        ";color"
    );
    assert_eq!(
        path(&json!(""), of(Form::Label, false), &Shape::STRING),
        "."
    );
    for (form, explode, as_list, as_object) in [
        (
            Form::Form,
            false,
            "color=blue,black,brown",
            "color=B,150,G,200,R,100",
        ),
        (
            Form::Form,
            true,
            "color=blue&color=black&color=brown",
            "B=150&G=200&R=100",
        ),
        (
            Form::SpaceDelimited,
            false,
            "color=blue%20black%20brown",
            "color=B%20150%20G%20200%20R%20100",
        ),
        (
            Form::PipeDelimited,
            false,
            "color=blue%7Cblack%7Cbrown",
            "color=B%7C150%7CG%7C200%7CR%7C100",
        ),
    ] {
        assert_eq!(query(&list, of(form, explode), &TEXTS), as_list);
        assert_eq!(query(&object, of(form, explode), &RGB), as_object);
    }
    let form = Style::new(Form::Form);
    assert_eq!(query(&text, form, &Shape::STRING), "color=blue");
    assert_eq!(query(&json!(""), form, &Shape::STRING), "color=");
    let deep = query(&object, Style::new(Form::DeepObject), &RGB);
    assert_eq!(deep, "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100");
    let content = pairs("color", &object, Style::new(Form::Json), percent::encode).unwrap();
    assert_eq!(
        joined(&content),
        "color=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D"
    );
}

#[test]
fn deep_objects_have_objects_and_lists_in_them() {
    static LIST: Shape = Shape {
        items: Some(&RGB),
        ..Shape::ARRAY
    };
    static FILTER: Shape = Shape {
        members: &[
            Member::optional("all", &LIST),
            Member::optional("names", &TEXTS),
            Member::optional("one", &RGB),
        ],
        ..Shape::OBJECT
    };
    let value = json!({"all": [{"R": 1}, {"G": 2}], "names": ["a"], "one": {"B": 3}});
    let style = Style::new(Form::DeepObject);
    let text = query(&value, style, &FILTER);
    let plain = text.replace("%5B", "[").replace("%5D", "]");
    assert_eq!(
        plain,
        "color[all][0][R]=1&color[all][1][G]=2&color[names]=a&color[one][B]=3"
    );
    let other = form::split("color[names][]=a&color[names][]=b&color[one][B]=x").unwrap();
    let tree = from_pairs("color", &other, style, &FILTER, &[], percent::decode_form);
    let tree = tree.unwrap().unwrap();
    assert_eq!(
        json_of(&tree),
        json!({"names": ["a", "b"], "one": {"B": "x"}})
    );
}

#[test]
fn members_on_their_own_stand_beside_other_parameters() {
    let pairs = form::split("a=1&page=2&b=3").unwrap();
    let style = Style::new(Form::Form);
    let read = |shape| from_pairs("q", &pairs, style, shape, &["page"], percent::decode_form);
    let tree = read(&MAP).unwrap().unwrap();
    assert_eq!(json_of(&tree), json!({"a": "1", "b": "3"}));
    let twice = form::split("q=1&q=2").unwrap();
    let decode = percent::decode_form;
    let read = from_pairs("q", &twice, style, &Shape::NUMBER, &[], decode);
    assert_eq!(read, Err(Unreadable::Twice));
    let none = from_pairs("q", &[], style, &TEXTS, &[], decode);
    assert_eq!(none, Ok(None));
}

#[test]
fn texts_that_are_not_of_their_style() {
    let read = |text, form, explode| {
        let style = Style::new(form).explode(explode);
        from_text("color", text, style, &RGB, percent::decode).err()
    };
    assert_eq!(read("blue", Form::Label, false), Some(Unreadable::Style));
    assert_eq!(read(";hue=1", Form::Matrix, false), Some(Unreadable::Style));
    assert_eq!(read("R", Form::Simple, false), Some(Unreadable::Style));
    assert_eq!(read("R", Form::Simple, true), Some(Unreadable::Style));
    assert_eq!(
        read("R=%ff", Form::Simple, true),
        Some(Unreadable::Encoding)
    );
}

#[test]
fn reserved_characters_stay_where_they_may() {
    let url = json!("http://a/b?c=d&e+f#g,h");
    let style = Style::new(Form::Form).reserved();
    let pairs = pairs("u", &url, style, percent::encode_for_query).unwrap();
    assert_eq!(joined(&pairs), "u=http://a/b?c=d%26e%2Bf%23g%2Ch");
}

static FORM: Shape = Shape {
    members: &[
        Member::optional("address", &RGB),
        Member::optional("colors", &TEXTS),
        Member::optional("id", &Shape::NUMBER),
        Member::optional("rgb", &RGB),
        Member::optional("tags", &TEXTS),
    ],
    additional: Some(&Shape::ANY),
    ..Shape::OBJECT
};
const FIELDS: &[Field] = &[
    Field {
        name: "colors",
        style: Style::new(Form::PipeDelimited),
    },
    Field {
        name: "rgb",
        style: Style::new(Form::DeepObject),
    },
];

#[test]
fn forms_have_fields_of_every_style() {
    let value = json!({
        "address": {"R": 1}, "colors": ["a", "b"], "free": "a&b=c d", "id": 7, "rgb": {"B": 2},
        "tags": ["x", "y"],
    });
    let text = form::write(&value, &FORM, FIELDS).unwrap();
    assert_eq!(
        text,
        "address=%7B%22R%22%3A1%7D&colors=a%7Cb&free=a%26b%3Dc+d&id=7&rgb%5BB%5D=2&tags=x&tags=y"
    );
    let tree = form::read(&text, &FORM, FIELDS).unwrap();
    assert_eq!(json_of(&tree), value);
    assert_eq!(form::write(&json!([1]), &FORM, FIELDS), None);
    // A separator cannot be escaped.
    assert_eq!(
        form::write(&json!({"colors": ["a|b"]}), &FORM, FIELDS),
        None
    );
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[-a,.;=&|+%\\[\\] ]{0,6}"]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let list = prop::collection::vec(text(), 1..5);
    // One empty text cannot be told from none.
    list.prop_filter("not just one empty text", |list| list != &[""])
}

const STYLES: [(Form, bool); 7] = [
    (Form::Matrix, false),
    (Form::Label, false),
    (Form::Label, true),
    (Form::Simple, false),
    (Form::Simple, true),
    (Form::Form, false),
    (Form::Form, true),
];

proptest! {
    #[test]
    fn lists_come_back(list in texts(), at in 0..STYLES.len()) {
        let (form, explode) = STYLES[at];
        let style = Style::new(form).explode(explode);
        match form {
            Form::Form => query(&json!(list), style, &TEXTS),
            // Spaces around commas are taken off, as in headers, unless they are encoded.
            _ => path(&json!(list), style, &TEXTS),
        };
    }

    #[test]
    fn maps_come_back(map in prop::collection::btree_map("[a-z.,=;&]{1,3}", text(), 1..4), at in 0..STYLES.len()) {
        let (form, explode) = STYLES[at];
        let style = Style::new(form).explode(explode);
        match form {
            Form::Form => query(&json!(map), style, &MAP),
            _ => path(&json!(map), style, &MAP),
        };
        query(&json!(map), Style::new(Form::DeepObject), &MAP);
    }

    #[test]
    fn arbitrary_texts_are_read_or_refused(text in any::<String>(), at in 0..STYLES.len()) {
        let (form, explode) = STYLES[at];
        let style = Style::new(form).explode(explode);
        for shape in [&RGB, &TEXTS, &MAP, &Shape::ANY] {
            prop_assert!(from_text("color", &text, style, shape, percent::decode).ok().is_none_or(gives_json));
            prop_assert!(form::read(&text, shape, FIELDS).ok().is_none_or(gives_json));
        }
        prop_assert!(form::read(&text, &FORM, FIELDS).ok().is_none_or(gives_json));
    }

    #[test]
    fn markup_is_read_or_refused(text in "([a-c]|x|1|-|e9{4}|\\.|,|;|=|&|\\[|\\]|\\[a\\]=|\\[\\]=)*", at in 0..STYLES.len()) {
        let (form, explode) = STYLES[at];
        let pairs = form::split(&text).unwrap_or_default();
        for shape in [&RGB, &TEXTS, &MAP, &FORM, &Shape::ANY] {
            let style = Style::new(form).explode(explode);
            prop_assert!(from_text("a", &text, style, shape, percent::decode).ok().is_none_or(gives_json));
            prop_assert!(form::read(&text, shape, FIELDS).ok().is_none_or(gives_json));
            for style in [style, Style::new(Form::DeepObject)] {
                let read = from_pairs("a", &pairs, style, shape, &[], percent::decode_form);
                prop_assert!(read.ok().flatten().is_none_or(gives_json));
            }
        }
    }
}
