use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Json;
use crate::violation::Syntax;
use crate::wire::{Member, Types, Xml, is_json};

static ID: Shape = Shape {
    xml: Xml {
        node: XmlNode::Attribute,
        ..Xml::ELEMENT
    },
    ..Shape::NUMBER
};
static TAG: Shape = Shape {
    xml: Xml {
        name: "tag",
        ..Xml::ELEMENT
    },
    ..Shape::STRING
};
static TAGS: Shape = Shape {
    xml: Xml {
        wrapped: true,
        ..Xml::ELEMENT
    },
    items: Some(&TAG),
    ..Shape::ARRAY
};
static SIZES: Shape = Shape {
    items: Some(&Shape::NUMBER),
    ..Shape::ARRAY
};
static GRID: Shape = Shape {
    items: Some(&SIZES),
    ..Shape::ARRAY
};
static NOTE: Shape = Shape::of(Types::STRING.or(Types::NULL));
static CONTENT: Shape = Shape {
    xml: Xml {
        node: XmlNode::Text,
        ..Xml::ELEMENT
    },
    ..Shape::NUMBER
};
static CURRENCY: Shape = Shape {
    xml: Xml {
        name: "cur",
        node: XmlNode::Attribute,
        ..Xml::ELEMENT
    },
    ..Shape::STRING
};
static PRICE: Shape = Shape {
    xml: Xml {
        namespace: "urn:shop",
        prefix: "s",
        ..Xml::ELEMENT
    },
    members: &[
        Member::optional("currency", &CURRENCY),
        Member::required("amount", &CONTENT),
    ],
    ..Shape::OBJECT
};
static ITEM: Shape = Shape {
    root: "Item",
    members: &[
        Member::optional("id", &ID),
        Member::optional("tags", &TAGS),
        Member::required("sizes", &SIZES),
        Member::optional("grid", &GRID),
        Member::optional("note", &NOTE),
        Member::optional("fresh", &Shape::BOOLEAN),
        Member::optional("price", &PRICE),
        Member::optional("part", &ITEM),
    ],
    additional: Some(&Shape::ANY),
    ..Shape::OBJECT
};

fn json(xml: &str, shape: &Shape<'_>) -> Json {
    let converted = convert(xml.as_bytes(), shape).unwrap_or_else(|it| panic!("{xml}: {it}"));
    serde_json::from_slice(&converted.json).unwrap()
}

/// Whether XML is refused, or becomes JSON.
fn gives_json(xml: &[u8]) -> bool {
    convert(xml, &ITEM).is_err() || convert(xml, &ITEM).is_ok_and(|it| is_json(&it.json))
}

fn refused(xml: &str) -> Syntax {
    match convert(xml.as_bytes(), &Shape::ANY) {
        Err(Invalid::Syntax(syntax)) => syntax,
        _ => panic!("{xml} was read"),
    }
}

#[test]
fn members_are_attributes_elements_and_text() {
    let xml = "<?xml version='1.0'?>\n<Item id=' 7 '><tags><tag>a &amp; b</tag><tag/></tags>\
        <sizes>1</sizes><note>x</note><sizes>2.50</sizes><fresh>1</fresh>\
        <p:price xmlns:p='urn:shop' cur='EUR'> 12 </p:price></Item>";
    let expected = json!({
        "id": 7, "tags": ["a & b", ""], "sizes": [1, 2.5], "note": "x", "fresh": true,
        "price": {"currency": "EUR", "amount": 12},
    });
    assert_eq!(json(xml, &ITEM), expected);
}

#[test]
fn what_is_written() {
    let value = json!({
        "id": 7, "tags": ["a & b", ""], "sizes": [1, 2.5], "grid": [[1], [2, 3]], "note": null,
        "price": {"currency": "\"\n", "amount": 12}, "free": {"a": ["x", "y"], "@b": "c"},
    });
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <Item id=\"7\"><tags><tag>a &amp; b</tag><tag/></tags><sizes>1</sizes><sizes>2.5</sizes>\
        <grid><grid>1</grid></grid><grid><grid>2</grid><grid>3</grid></grid>\
        <note xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\
        <s:price xmlns:s=\"urn:shop\" cur=\"&quot;&#10;\">12</s:price>\
        <free b=\"c\"><a>x</a><a>y</a></free></Item>";
    let written = write(&value, &ITEM).unwrap();
    assert_eq!(written, expected);
    assert_eq!(json(&written, &ITEM), value);
}

#[test]
fn lists_that_are_empty_missing_or_of_one() {
    assert_eq!(json("<a/>", &ITEM), json!({"sizes": []}));
    assert_eq!(
        json("<a><tags/></a>", &ITEM),
        json!({"tags": [], "sizes": []})
    );
    assert_eq!(
        json("<a><sizes>1</sizes></a>", &ITEM),
        json!({"sizes": [1]})
    );
    assert_eq!(json("<a><b>1</b><b>2</b></a>", &SIZES), json!([1, 2]));
    assert_eq!(json("<a/>", &SIZES), json!([]));
}

#[test]
fn what_is_not_described_is_kept() {
    assert_eq!(
        json("<a x='1'>text<b>1</b>more<c d='2'/></a>", &Shape::ANY),
        json!({"@x": "1", "b": "1", "c": {"@d": "2"}, "#text": "textmore"})
    );
    assert_eq!(json("<a> 1 </a>", &Shape::ANY), json!(" 1 "));
    assert_eq!(json("<a/>", &Shape::ANY), json!(""));
}

#[test]
fn what_does_not_fit_is_left_to_the_checks() {
    // Text in place of an object, a second value, a word for a number, elements in a scalar.
    assert_eq!(json("<a>x</a>", &ITEM), json!("x"));
    assert_eq!(
        json("<a><fresh>true</fresh><fresh>x</fresh></a>", &ITEM)["fresh"],
        json!([true, "x"])
    );
    assert_eq!(
        json("<a><sizes>one</sizes></a>", &ITEM)["sizes"],
        json!(["one"])
    );
    assert_eq!(
        json("<a><fresh><b/></fresh></a>", &ITEM)["fresh"],
        json!({"b": ""})
    );
    // Another namespace than the described one.
    let other = "<a xmlns:p='urn:other'><p:price>1</p:price></a>";
    assert_eq!(json(other, &ITEM)["price"], json!("1"));
}

#[test]
fn text_is_taken_literally() {
    let xml = "<a><tags><tag><![CDATA[<&>]]>\r\n&#x41;&lt;<!-- no -->&#13;</tag></tags></a>";
    assert_eq!(json(xml, &ITEM)["tags"], json!(["<&>\nA<\r"]));
    assert_eq!(json("\u{feff}<a/>", &Shape::STRING), json!(""));
    assert_eq!(json("<a>\n</a>", &ITEM), json!({"sizes": []}));
}

#[test]
fn documents_that_are_refused_say_where() {
    let syntax = refused("<a>\n  <b>\n</a>");
    assert_eq!((syntax.line, syntax.column), (3, 1), "{syntax}");
    for xml in [
        "",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>x",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<1/>",
        "<a>&nbsp;</a>",
        "<a>&#0;</a>",
        "<a>]]></a>",
        "<p:a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        " <?xml version='1.0'?><a/>",
        "<a>\u{1}</a>",
    ] {
        refused(xml);
    }
    assert!(convert(b"<a>\xff</a>", &Shape::ANY).is_err());
    let deep = |levels: usize| "<a>".repeat(levels) + &"</a>".repeat(levels);
    assert!(convert(deep(128).as_bytes(), &Shape::ANY).is_ok());
    assert!(refused(&deep(129)).message.contains("128"));
}

#[test]
fn what_cannot_be_written_is_told() {
    let name = write(&json!({"a b": 1}), &Shape::ANY);
    assert_eq!(name, Err(Unwritable::Name("a b".into())));
    let character = write(&json!({"a": "\u{0}"}), &Shape::ANY);
    assert_eq!(character, Err(Unwritable::Character('\0')));
    assert!(write(&json!({"id": {}}), &ITEM).is_err());
}

#[test]
fn shapes_made_while_the_program_runs_refer_by_position() {
    let at = |at| Shape {
        at: Some(at),
        ..Shape::ANY
    };
    let (own, number) = (at(0), at(1));
    let members = [Member::optional("n", &number), Member::optional("in", &own)];
    let object = Shape {
        members: &members,
        ..Shape::OBJECT
    };
    let tree = read(b"<a><in><n>1</n></in></a>", &own, &[object, Shape::NUMBER]).unwrap();
    assert_eq!(tree.convert().json, br#"{"in":{"n":1}}"#);
}

#[test]
fn violations_have_places_in_the_xml() {
    let xml = b"<a><s>1</s><s>x</s></a>";
    let items: Result<Vec<i64>, _> = from_slice_with(xml, &SIZES, &[]);
    let Err(Invalid::Violations(violations)) = items else {
        panic!("{items:?}");
    };
    assert_eq!(
        (&*violations[0].pointer, violations[0].offset),
        ("/1", Some(14))
    );
}

#[test]
fn numbers_beyond_what_can_be_held_are_json() {
    let xml = "<a id='2e47483647'><sizes>-1e999</sizes></a>";
    let converted = convert(xml.as_bytes(), &ITEM).unwrap();
    assert_eq!(converted.json, br#"{"id":2e47483647,"sizes":[-1e999]}"#);
    assert!(is_json(&converted.json));
    assert!(serde_json::from_slice::<Json>(&converted.json).is_err());
    let read: Result<Json, _> = from_slice_with(xml.as_bytes(), &ITEM, &[]);
    let Err(Invalid::Violations(violations)) = read else {
        panic!("{read:?}");
    };
    let found: Vec<_> = violations
        .iter()
        .map(|it| (&*it.pointer, it.keyword))
        .collect();
    assert_eq!(found, [("/id", "format"), ("/sizes/0", "format")]);
}

#[test]
fn a_member_that_is_an_element_and_text_is_refused() {
    let xml = b"<price><amount>1</amount>2</price>";
    let Err(Invalid::Syntax(syntax)) = convert(xml, &PRICE) else {
        panic!("it was read");
    };
    assert_eq!((syntax.line, syntax.column), (1, 8), "{syntax}");
}

fn text() -> impl Strategy<Value = String> {
    // Characters that XML has not are replaced: a filter gives up when many cases are asked for.
    let c = any::<char>().prop_map(|c| if is_character(c) { c } else { '?' });
    prop::collection::vec(c, 0..6).prop_map(|list| list.into_iter().collect())
}

fn number() -> BoxedStrategy<Json> {
    let quarter = |it| json!(f64::from(it) / 4.0);
    prop_oneof![
        any::<i32>().prop_map(Json::from),
        any::<i32>().prop_map(quarter)
    ]
    .boxed()
}

fn list(of: BoxedStrategy<Json>, least: usize) -> BoxedStrategy<Json> {
    let list = prop::collection::vec(of, least..4);
    list.prop_map(Json::from).boxed()
}

fn item() -> impl Strategy<Value = Json> {
    let texts = || text().prop_map(Json::from).boxed();
    let price = (text(), number()).prop_map(|(c, n)| json!({"currency": c, "amount": n}));
    // An empty list that is not wrapped cannot be told from none.
    let members = [
        ("id", any::<i32>().prop_map(Json::from).boxed()),
        ("tags", list(texts(), 0)),
        ("grid", list(list(number(), 1), 1)),
        ("note", prop_oneof![Just(Json::Null), texts()].boxed()),
        ("fresh", any::<bool>().prop_map(Json::from).boxed()),
        ("price", price.boxed()),
        ("free", texts()),
    ];
    let member = |(name, value): (&'static str, BoxedStrategy<Json>)| {
        prop::option::of(value.prop_map(move |value| (name.to_owned(), value)))
    };
    let members: Vec<_> = members.into_iter().map(member).collect();
    let object = (members, list(number(), 0)).prop_map(|(members, sizes)| {
        let mut object: serde_json::Map<String, Json> = members.into_iter().flatten().collect();
        object.insert("sizes".to_owned(), sizes);
        Json::Object(object)
    });
    object.prop_recursive(3, 8, 1, |inner| {
        (inner.clone(), inner).prop_map(|(mut outer, inner)| {
            outer["part"] = inner;
            outer
        })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in item()) {
        let xml = write(&value, &ITEM).unwrap();
        prop_assert_eq!(json(&xml, &ITEM), value);
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
prop_assert!(gives_json(&bytes));
    }

    #[test]
    fn broken_documents_are_read_or_refused(value in item(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut xml = write(&value, &ITEM).unwrap().into_bytes();
        let at = cut.index(xml.len());
        xml[at] = byte;
        prop_assert!(gives_json(&xml));
        prop_assert!(gives_json(&xml[..at]));
    }

    #[test]
    fn markup_is_read_or_refused(text in "(<|>|/|a|p:| |='|'|&|;|!|\\?|--|\\[CDATA\\[|\\]|x)*") {
        prop_assert!(gives_json(text.as_bytes()));
    }
}

#[test]
fn decimals_keep_their_digits() {
    let value: crate::Decimal = "0.10000000000000000001".parse().unwrap();
    let text = to_string(&value, &Shape::NUMBER).unwrap();
    assert!(text.contains(">0.10000000000000000001<"), "{text}");
    let large: crate::Decimal = "12345678901234567890123.50".parse().unwrap();
    let text = to_string(&large, &Shape::NUMBER).unwrap();
    assert!(text.contains(">12345678901234567890123.50<"), "{text}");
}
