use super::*;
use proptest::prelude::*;

fn exprs() -> impl Strategy<Value = Expr> {
    let text = "[a-z]{1,40}|\"[a-z ]{0,12}\"|[a-z]{1,3}".prop_map(Expr::Text);
    text.prop_recursive(6, 40, 6, |inner| {
        let list = || proptest::collection::vec(inner.clone(), 0..6);
        let call = ("[A-Za-z:]{1,20}", list()).prop_map(|(name, list)| Expr::Call(name, list));
        let link = ("[a-z]{1,16}", proptest::option::of(list()));
        let links = proptest::collection::vec(link, 1..5);
        let chain = (inner.clone(), links).prop_map(|(head, links)| {
            let then = |chain: Expr, (name, list)| chain.then(name, list);
            links.into_iter().fold(head, then)
        });
        let closure = inner
            .clone()
            .prop_map(|body| Expr::Closure("x".to_owned(), body.into()));
        let list = list().prop_map(Expr::Array);
        let slice = list.clone().prop_map(|list| Expr::Prefix("&", list.into()));
        prop_oneof![call, chain, closure, list, slice]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is not laid out below would not stand there.
    #[test]
    fn what_starts_alike_stands_beside(expr in exprs(), indent in 0..4_usize, head in 4..70_usize) {
        let beside = Shape {
            indent: 4 * indent,
            column: 4 * indent + head,
            max: MAX_WIDTH,
            tail: 1,
            in_macro: false,
        };
        let column = beside.indent + 4;
        let below = Shape { indent: column, column, ..beside };
        if first_lines::are_same(&expr, beside, below) {
            let text = |shape| {
                let mut text = String::new();
                expr.render(&mut text, shape);
                text
            };
            prop_assert!(!reads_better(&text(beside), &text(below)), "{}", text(beside));
        }
    }
}

#[test]
fn a_generic_argument_below_keeps_its_own() {
    let long = "A".repeat(MAX_WIDTH);
    let mut code = Code::default();
    let read = Expr::Call(format!("read::<Nullable<{long}>>"), vec![Expr::text("x")]);
    code.expr("", &read, ";");
    assert_eq!(
        code.into_text(),
        format!("read::<\n    Nullable<{long}>,\n>(x);\n")
    );
}
