//! Checks with schemas in them, evaluated on values of any type and on typed ones.

use std::collections::BTreeMap;

use kontrakt::{
    Additional, Check, Choice, Condition, Contains, Invalid, Json, JsonType, Limit, Members,
    Nullable, Scalar, Schema, Unevaluated, Value, from_slice_with, read_unchecked, validate_with,
};

const STRING: &[Check] = &[Check::Type(&[JsonType::String])];
const INTEGER: &[Check] = &[Check::Type(&[JsonType::Integer])];

/// What reading finds, which must be what checking in memory finds where the value can be read.
fn broken<T: Value>(json: &str, checks: &'static [Check]) -> Vec<(String, &'static str)> {
    let pairs = |violations: &kontrakt::Violations| -> Vec<(String, &'static str)> {
        let mut pairs: Vec<_> = violations
            .iter()
            .map(|it| (it.pointer.clone(), it.keyword))
            .collect();
        pairs.sort();
        pairs.dedup();
        pairs
    };
    let read = match from_slice_with::<T>(json.as_bytes(), checks) {
        Ok(_) => Vec::new(),
        Err(Invalid::Violations(violations)) => pairs(&violations),
        Err(Invalid::Syntax(syntax)) => panic!("{json}: {syntax}"),
    };
    if let Ok(value) = read_unchecked::<T>(json.as_bytes()) {
        let checked = validate_with(&value, checks).map_err(|it| pairs(&it));
        assert_eq!(checked.err().unwrap_or_default(), read, "{json}");
    }
    read
}

fn one(pointer: &str, keyword: &'static str) -> Vec<(String, &'static str)> {
    vec![(pointer.to_owned(), keyword)]
}

#[test]
fn not_speaks_of_values_of_every_type() {
    const CHECKS: &[Check] = &[Check::Not(&[Check::Enum(&[
        Scalar::String("no"),
        Scalar::Array(&[Scalar::Number(Limit::Int(1))]),
    ])])];
    assert_eq!(broken::<String>(r#""no""#, CHECKS), one("", "not"));
    assert_eq!(broken::<String>(r#""yes""#, CHECKS), []);
    assert_eq!(broken::<Vec<i64>>("[1]", CHECKS), one("", "not"));
    assert_eq!(broken::<Vec<i64>>("[1, 1]", CHECKS), []);
    assert_eq!(broken::<Json>("[1.0]", CHECKS), one("", "not"));
}

#[test]
fn a_value_of_another_type_is_still_evaluated() {
    const CHECKS: &[Check] = &[Check::Not(&[Check::Type(&[JsonType::Object])])];
    let both = vec![(String::new(), "not"), (String::new(), "type")];
    assert_eq!(broken::<Vec<Json>>("{}", CHECKS), both);
    // `null` beside the values of a type has checks of its own.
    const NOT_NULL: &[Check] = &[Check::Not(&[Check::Const(Scalar::Null)])];
    const NULL: &[Check] = &[Check::Null(NOT_NULL)];
    assert_eq!(broken::<Nullable<i64>>("null", NOT_NULL), []);
    assert_eq!(broken::<Nullable<i64>>("null", NULL), one("", "not"));
}

#[test]
fn conditions_and_members() {
    static WHOLE: Members = Members {
        properties: &[("kind", STRING), ("size", INTEGER)],
        patterns: &[],
        additional: Additional::Denied,
    };
    const CHECKS: &[Check] = &[
        Check::Members(&WHOLE),
        Check::If(&Condition {
            holds: &[Check::Required(&["kind"])],
            then: &[Check::Required(&["size"])],
            otherwise: &[],
        }),
        Check::DependentRequired(&[("size", &["kind"])]),
    ];
    type Map = BTreeMap<String, Json>;
    assert_eq!(
        broken::<Map>(r#"{"kind": "a"}"#, CHECKS),
        one("", "required")
    );
    assert_eq!(
        broken::<Map>(r#"{"size": 1}"#, CHECKS),
        one("", "dependentRequired")
    );
    assert_eq!(
        broken::<Map>(r#"{"kind": "a", "size": ""}"#, CHECKS),
        one("/size", "type")
    );
    assert_eq!(
        broken::<Map>(r#"{"other": "a"}"#, CHECKS),
        one("", "additionalProperties")
    );
}

#[test]
fn items_by_position_and_by_count() {
    const CHECKS: &[Check] = &[
        Check::PrefixItems(&[STRING, INTEGER]),
        Check::ItemsFrom(2, &[Check::Never]),
        Check::Contains(&Contains {
            item: INTEGER,
            min: Some(1),
            max: None,
        }),
    ];
    assert_eq!(broken::<Vec<Json>>(r#"["a", 1]"#, CHECKS), []);
    assert_eq!(
        broken::<Vec<Json>>(r#"["a"]"#, CHECKS),
        one("", "minContains")
    );
    assert_eq!(
        broken::<Vec<Json>>(r#"["a", 1, 2]"#, CHECKS),
        one("/2", "falseSchema")
    );
    assert_eq!(
        broken::<Vec<Json>>(r#"[1, "a"]"#, CHECKS),
        [one("/0", "type"), one("/1", "type")].concat()
    );
}

#[test]
fn the_closest_branch_speaks() {
    const CAT: &[Check] = &[Check::Members(&Members {
        properties: &[
            ("kind", &[Check::Const(Scalar::String("cat"))]),
            ("lives", INTEGER),
        ],
        patterns: &[],
        additional: Additional::Any,
    })];
    const DOG: &[Check] = &[
        Check::Required(&["name", "kind"]),
        Check::Members(&Members {
            properties: &[("kind", &[Check::Const(Scalar::String("dog"))])],
            patterns: &[],
            additional: Additional::Any,
        }),
    ];
    const TAGGED: &[Check] = &[Check::OneOf(&Choice::of(&[CAT, DOG]).tagged(&["kind"]))];
    const NAMED: &[Check] = &[Check::OneOf(
        &Choice::of(&[CAT, DOG]).by("kind", &[("hund", 1)]),
    )];
    assert_eq!(
        broken::<Json>(r#"{"kind": "dog"}"#, TAGGED),
        one("", "required")
    );
    assert_eq!(
        broken::<Json>(r#"{"kind": "cat", "lives": ""}"#, TAGGED),
        one("/lives", "type")
    );
    assert_eq!(
        broken::<Json>(r#"{"kind": "hund"}"#, NAMED),
        [one("", "required"), one("/kind", "const")].concat()
    );
    assert_eq!(broken::<Json>(r#"{}"#, TAGGED), []);
    const BOTH: &[Check] = &[Check::OneOf(&Choice::of(&[STRING, INTEGER, &[]]))];
    assert_eq!(broken::<Json>("1", BOTH), one("", "oneOf"));
    const NEITHER: &[Check] = &[Check::AnyOf(&Choice::of(&[STRING, INTEGER]))];
    assert_eq!(broken::<Json>("1.5", NEITHER), one("", "type"));
}

#[test]
fn a_schema_may_hold_itself() {
    static TREE: Schema = Schema(&[
        Check::Type(&[JsonType::Object]),
        Check::Members(&Members {
            properties: &[
                ("left", &[Check::Schema(&TREE)]),
                ("right", &[Check::Schema(&TREE)]),
            ],
            patterns: &[],
            additional: Additional::Denied,
        }),
    ]);
    const CHECKS: &[Check] = &[Check::Schema(&TREE)];
    assert_eq!(
        broken::<Json>(r#"{"left": {"right": 1}}"#, CHECKS),
        one("/left/right", "type")
    );
    // A schema that is nothing but itself says nothing.
    static LOOP: Schema = Schema(&[Check::Schema(&LOOP)]);
    const ENDLESS: &[Check] = &[Check::Schema(&LOOP)];
    assert_eq!(broken::<Json>("1", ENDLESS), []);
}

#[test]
fn choices_in_choices_do_not_multiply() {
    static FORMULA: Schema = Schema(&[Check::OneOf(&Choice::of(&[
        INTEGER,
        &[
            Check::Type(&[JsonType::Object]),
            Check::Members(&Members {
                properties: &[("a", &[Check::Schema(&FORMULA)]), ("plus", &[Check::Never])],
                patterns: &[],
                additional: Additional::Any,
            }),
            Check::Required(&["a"]),
        ],
        &[
            Check::Type(&[JsonType::Object]),
            Check::Members(&Members {
                properties: &[
                    ("a", &[Check::Schema(&FORMULA)]),
                    ("minus", &[Check::Never]),
                ],
                patterns: &[],
                additional: Additional::Any,
            }),
            Check::Required(&["a"]),
        ],
    ]))]);
    const CHECKS: &[Check] = &[Check::Schema(&FORMULA)];
    let depth = 100;
    let json = format!(
        "{}1{}",
        r#"{"minus": 1, "a": "#.repeat(depth),
        "}".repeat(depth)
    );
    assert_eq!(broken::<Json>(&json, CHECKS), []);
    let json = json.replace('1', "\"\"");
    assert!(!broken::<Json>(&json, CHECKS).is_empty());
}

#[test]
fn what_no_part_speaks_of() {
    const NAME: &[Check] = &[Check::Members(&Members {
        properties: &[("name", STRING)],
        patterns: &[],
        additional: Additional::Any,
    })];
    const CHECKS: &[Check] = &[
        Check::AllOf(&[NAME]),
        Check::UnevaluatedProperties(&Unevaluated {
            rest: INTEGER,
            beside: &[Check::AllOf(&[NAME])],
        }),
        Check::PrefixItems(&[STRING]),
        Check::UnevaluatedItems(&Unevaluated {
            rest: &[Check::Never],
            beside: &[Check::PrefixItems(&[STRING])],
        }),
    ];
    assert_eq!(broken::<Json>(r#"{"name": "a", "more": 1}"#, CHECKS), []);
    assert_eq!(
        broken::<Json>(r#"{"more": ""}"#, CHECKS),
        one("", "unevaluatedProperties")
    );
    assert_eq!(broken::<Json>(r#"["a"]"#, CHECKS), []);
    assert_eq!(
        broken::<Json>(r#"["a", 1]"#, CHECKS),
        one("", "unevaluatedItems")
    );
}

#[test]
fn a_number_out_of_range_breaks_nothing_else() {
    const CHECKS: &[Check] = &[Check::AllOf(&[&[
        Check::Format("int64"),
        Check::Maximum(Limit::Int(5)),
    ]])];
    assert_eq!(broken::<Json>("1e30", CHECKS), one("", "format"));
    assert_eq!(broken::<Json>("6", CHECKS), one("", "maximum"));
    assert_eq!(broken::<Json>("1e999", CHECKS), one("", "format"));
}

#[test]
fn a_schema_that_leads_back_to_itself_ends() {
    static ANIMAL: Schema = Schema(&[
        Check::Members(&Members::new(&[("name", STRING)])),
        Check::OneOf(&Choice::of(&[
            &[Check::Schema(&DOG)],
            &[Check::Schema(&CAT)],
        ])),
    ]);
    static DOG: Schema = Schema(&[Check::AllOf(&[
        &[Check::Schema(&ANIMAL)],
        &[Check::Required(&["barks"])],
    ])]);
    static CAT: Schema = Schema(&[Check::AllOf(&[
        &[Check::Schema(&ANIMAL)],
        &[Check::Required(&["purrs"])],
    ])]);
    const ALL: &[Check] = &[Check::Ref(|| &ANIMAL)];
    assert_eq!(broken::<Json>(r#"{"barks": 1}"#, ALL), []);
    assert_eq!(
        broken::<Json>(r#"{"barks": 1, "purrs": 1}"#, ALL),
        one("", "oneOf")
    );
    assert_eq!(
        broken::<Json>(r#"{"name": 1, "barks": 1}"#, ALL),
        one("/name", "type")
    );
    // Within a member it starts anew.
    const INSIDE: &[Check] = &[Check::Values(ALL)];
    assert_eq!(broken::<Json>(r#"{"a": {"barks": 1}}"#, INSIDE), []);
}
