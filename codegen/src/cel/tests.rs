//! Translations, and that they agree with the interpreter.

use super::*;
use crate::names;
use crate::plan::docs::Docs;
use crate::plan::types::{
    Enum, EnumValue, EnumValues, Field, Kind, Object, Ty, TypeId, Use, Variant,
};

fn item(name: &str, kind: Kind) -> Item {
    Item {
        derives: Vec::new(),
        name: names::camel(name),
        docs: Docs::default(),
        deprecated: false,
        kind,
    }
}

fn list(name: &str, values: &[(&str, EnumValue)]) -> Item {
    let variant = |(name, value): &(&str, EnumValue)| Variant {
        ident: names::camel(name),
        value: value.clone(),
        docs: Docs::default(),
        meaning: None,
    };
    let strings = values
        .iter()
        .any(|(_, value)| matches!(value, EnumValue::String(_)));
    item(
        name,
        Kind::Enum(Enum::new(
            match strings {
                true => EnumValues::Strings,
                false => EnumValues::Integers,
            },
            values.iter().map(variant).collect(),
            "Unknown",
        )),
    )
}

fn field(name: &str, ty: Ty, required: bool, nullable: bool) -> Field {
    Field {
        name: name.to_owned(),
        aliases: Vec::new(),
        ident: names::snake(name),
        docs: Docs::default(),
        deprecated: false,
        required,
        value: Use {
            nullable,
            ..Use::plain(ty)
        },
    }
}

/// An object like a line of an order.
fn items() -> Vec<Item> {
    let fields = vec![
        field("category", Ty::Named(TypeId(1)), true, false),
        field("quality", Ty::Named(TypeId(1)), false, true),
        field("taste", Ty::Named(TypeId(2)), false, true),
        field("count", Ty::I64, true, false),
        field("small", Ty::I32, true, false),
        field("limit", Ty::I64, false, false),
        field("price", Ty::F64, true, false),
        field("name", Ty::String, true, false),
        field("note", Ty::String, false, false),
        field("gift", Ty::Bool, true, false),
        field("tags", Ty::Vec(Box::new(Ty::String)), true, false),
        field(
            "grapes",
            Ty::Vec(Box::new(Ty::Named(TypeId(1)))),
            false,
            true,
        ),
        field("inner", Ty::Named(TypeId(3)), true, false),
        field("any", Ty::Json, false, false),
    ];
    let object = |fields| {
        Kind::Object(Object {
            fields,
            ..Object::default()
        })
    };
    let integer = |name, value| (name, EnumValue::Integer(value));
    let string = |name, value: &str| (name, EnumValue::String(value.to_owned()));
    vec![
        item("Item", object(fields)),
        list(
            "Category",
            &[integer("Wein", 1), integer("Sekt", 2), integer("Saft", 3)],
        ),
        list("Taste", &[string("Dry", "dry"), string("Sweet", "sweet")]),
        item("Inner", object(vec![field("type", Ty::I64, true, false)])),
    ]
}

fn translated(rule: &str) -> Result<Expr> {
    let items = items();
    match items.first().map(|item| &item.kind) {
        Some(Kind::Object(object)) => translate(rule, &object.fields, &items),
        _ => panic!("the first is an object"),
    }
}

fn rust(rule: &str) -> String {
    match translated(rule) {
        Ok(expr) => expr.to_string(),
        Err(refusal) => panic!("{rule}: {}", refusal.message),
    }
}

fn refusal(rule: &str) -> String {
    match translated(rule) {
        Ok(expr) => panic!("{rule} became {expr}"),
        Err(refusal) => refusal.message,
    }
}

#[test]
fn reads_as_one_would_write_it() {
    assert_eq!(
        rust("!has(self.quality) || self.quality == null || self.category in [1, 2]"),
        "!it.quality.is_present() || it.quality.is_null() || matches!(it.category, Category::Wein | Category::Sekt)"
    );
    assert_eq!(
        rust("self.category != 1 || (has(self.quality) && self.quality != null)"),
        "it.category != Category::Wein || (it.quality.is_present() && !it.quality.is_null())"
    );
    assert_eq!(
        rust("self.category != 1 || !has(self.taste) || !(self.taste in ['dry'])"),
        "it.category != Category::Wein || !it.taste.is_present() || !matches!(it.taste.value(), Some(Taste::Dry))"
    );
}

#[test]
fn unlisted_values_are_compared_as_what_they_are() {
    assert_eq!(
        rust("self.category == 7"),
        "it.category == Category::Unknown(7)"
    );
    assert_eq!(
        rust("has(self.taste) && self.taste in ['dry', 'x']"),
        r##"it.taste.is_present() && matches!(it.taste.value().map(Taste::as_str), Some("dry" | "x"))"##
    );
    // Values of another type are never equal.
    assert_eq!(rust("self.category == 'x' || self.gift"), "it.gift");
}

#[test]
fn optional_members_need_a_guard() {
    assert!(refusal("self.quality == 1").contains("may be absent"));
    assert!(refusal("has(self.quality) || self.quality == 1").contains("may be absent"));
    assert!(refusal("self.limit > 1 && has(self.limit)").contains("may be absent"));
    assert_eq!(
        rust("has(self.limit) && self.limit > 1"),
        "it.limit.is_some() && it.limit.is_some_and(|limit| limit > 1)"
    );
    assert_eq!(
        rust("!has(self.limit) || !(self.limit > 1)"),
        "it.limit.is_none() || it.limit.is_none_or(|limit| limit <= 1)"
    );
    assert!(refusal("has(self.quality) && self.quality < 2").contains("may be null"));
    assert_eq!(
        rust("!has(self.quality) || self.quality == null || self.quality < 2"),
        "!it.quality.is_present() || it.quality.is_null() || it.quality.value().is_some_and(|quality| quality.value() < 2)"
    );
}

#[test]
fn numbers_and_sizes() {
    assert_eq!(
        rust("self.count >= 1 && self.price > 0"),
        "it.count >= 1 && it.price > 0.0"
    );
    assert_eq!(rust("3 < self.count"), "it.count > 3");
    assert_eq!(rust("size(self.tags) > 0"), "!it.tags.is_empty()");
    assert_eq!(
        rust("self.name.size() == 2"),
        "it.name.chars().count() == 2"
    );
    assert_eq!(rust("size(self.tags) >= -1 || self.gift"), "true");
    assert_eq!(rust("self.inner.type == 1"), "it.inner.type_ == 1");
    assert!(refusal("self.price > 9007199254740993").contains("not exact"));
    assert!(refusal("self.price + 1.0 > 2.0").contains("integers alone"));
}

#[test]
fn an_overflow_makes_no_rule_hold() {
    assert_eq!(
        rust("self.count + 1 > 5"),
        "it.count.checked_add(1_i64).is_some_and(|value| value > 5_i64)"
    );
    assert_eq!(
        rust("!(self.count + 1 > 5)"),
        "it.count.checked_add(1_i64).is_some_and(|value| value <= 5_i64)"
    );
    assert_eq!(
        rust("self.small * self.count == 6"),
        "i64::from(it.small).checked_mul(it.count).is_some_and(|value| value == 6_i64)"
    );
    assert!(refusal("self.count + 1 > 5 ? self.gift : true").contains("may overflow"));
}

#[test]
fn lists_and_strings() {
    assert_eq!(
        rust("self.tags.all(tag, tag.startsWith('a'))"),
        r##"it.tags.iter().all(|tag| tag.starts_with(r#"a"#))"##.replace("r#\"a\"#", "\"a\"")
    );
    assert_eq!(
        rust("!has(self.grapes) || self.grapes == null || self.grapes.exists(g, g == 1)"),
        "!it.grapes.is_present() || it.grapes.is_null() || it.grapes.value().is_some_and(|grapes| grapes.iter().any(|g| *g == Category::Wein))"
    );
    assert_eq!(
        rust("'a' in self.tags"),
        r#"it.tags.iter().any(|item| item == "a")"#
    );
    assert_eq!(
        rust("self.name.matches('^a+$')"),
        r#"kontrakt::pattern!("^a+$").matches(&it.name)"#
    );
    assert!(refusal(r"self.name.matches('\\d')").contains("regular expressions"));
    assert!(refusal("self.tags.map(t, t) == []").contains("lists"));
}

#[test]
fn what_is_not_known_is_refused() {
    assert!(refusal("self.colour == 1").contains("no member `colour`"));
    assert!(refusal("has(self.any) && self.any == 1").contains("not supported"));
    assert!(refusal("self.").contains("no CEL"));
    assert!(refusal("self").contains("neither"));
    assert!(
        refusal(&format!("{}self.gift{}", "(".repeat(500), ")".repeat(500))).contains("nested")
    );
    assert!(refusal(&"!".repeat(5000)).contains("longer"));
    assert!(refusal("1").contains("neither"));
}

#[test]
fn choices_and_constants() {
    assert_eq!(
        rust("self.gift ? self.count > 1 : self.count < 9"),
        "(it.gift && it.count > 1) || (!it.gift && it.count < 9)"
    );
    assert_eq!(rust("has(self.count)"), "true");
    assert_eq!(rust("self.count == null || self.gift"), "it.gift");
    assert_eq!(
        rust("(self.count > 1) == self.gift"),
        "(it.count > 1) == it.gift"
    );
}

#[test]
fn times() {
    assert_eq!(
        rust("timestamp(self.name) >= now()"),
        "kontrakt::rule::timestamp(it.name.as_str()).zip(kontrakt::rule::now()).is_some_and(|(left, right)| left >= right)"
    );
    assert_eq!(
        rust("!has(self.note) || date(self.note + '-01') != today()"),
        "it.note.is_none() || it.note.as_ref().and_then(|note| kontrakt::rule::date(&[note.as_str(), \"-01\"].concat())).zip(kontrakt::rule::today()).is_some_and(|(left, right)| left != right)"
    );
    assert_eq!(
        rust("timestamp(self.name) - now() <= duration('1h')"),
        "kontrakt::rule::timestamp(it.name.as_str()).zip(kontrakt::rule::now()).and_then(|(left, right)| left.since(right)).zip(kontrakt::rule::duration(\"1h\")).is_some_and(|(left, right)| left <= right)"
    );
    assert!(refusal("timestamp(self.name) > duration('1h')").contains("span"));
    assert!(refusal("now() + now() > now()").contains("no sum"));
    assert!(refusal("timestamp(self.count) > now()").contains("no string"));
    assert!(refusal("now() > self.name").contains("none"));
    assert!(refusal("now().getFullYear() > 2000").contains("not supported"));
}
