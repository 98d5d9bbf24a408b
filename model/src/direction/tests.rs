use super::*;
use crate::testing::read;

/// The model of a description that goes on after its head.
fn model(text: &str) -> Api {
    let head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";
    let read = read(Box::leak(format!("{head}{text}").into_boxed_str()));
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.description().api.clone()
}

fn component(api: &Api, name: &str) -> SchemaId {
    let found = api.components.iter().find(|(it, _)| it == name);
    found.unwrap_or_else(|| panic!("no {name}")).1
}

const BOTH: &str = "paths:\n  /a:\n    post:\n      \
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}\n      \
    responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}}\n";

#[test]
fn what_differs_is_there_twice_and_nothing_else() {
    let api = model(&format!(
        "{BOTH}components:\n  schemas:\n    \
         Team: {{type: object, properties: {{people: {{type: array, items: {{$ref: '#/components/schemas/Person'}}}}, place: {{$ref: '#/components/schemas/Place'}}}}}}\n    \
         Person: {{type: object, required: [id, name], properties: {{id: {{type: integer, readOnly: true}}, name: {{type: string}}, team: {{$ref: '#/components/schemas/Team'}}}}}}\n    \
         Place: {{type: object, properties: {{street: {{type: string}}}}}}\n    \
         Alone: {{type: object, properties: {{id: {{type: integer, readOnly: true}}}}}}\n",
    ));
    let directed = directed(&api).unwrap().api;
    let names: Vec<&str> = directed
        .inputs
        .iter()
        .map(|(at, _)| directed.components[*at].0.as_str())
        .collect();
    assert_eq!(names, ["Team", "Person"]);
    let person = directed.schema(component(&directed, "Person"));
    assert_eq!(person.required, ["id", "name"]);
    assert!(person.withheld.is_empty() && !person.is_input);
    let input = directed.schema(directed.inputs[1].1);
    assert_eq!(input.required, ["name"]);
    assert_eq!(input.withheld, ["id"]);
    assert!(input.is_input);
    // What is sent holds what is sent, in circles too.
    let (_, team) = &input.properties[2];
    assert_eq!(directed.resolved(*team), directed.inputs[0].1);
    let body = directed.operations[0].request_body.as_ref().unwrap();
    let sent = directed.resolved(body.content[0].schema.unwrap());
    assert_eq!(sent, directed.inputs[0].1);
    let place = component(&directed, "Place");
    let of_input = &directed.schema(sent).properties[1].1;
    assert_eq!(directed.resolved(*of_input), place);
    assert!(
        directed
            .schema(component(&directed, "Alone"))
            .withheld
            .is_empty()
    );
}

#[test]
fn what_goes_one_way_is_there_once() {
    let api = model(
        "paths:\n  /a:\n    post:\n      \
         requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Login'}}}}\n      \
         responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Token'}}}}}\n\
         components:\n  schemas:\n    \
         Login: {type: object, required: [name, since], properties: {name: {type: string, writeOnly: true}, since: {type: string, readOnly: true}}}\n    \
         Token: {type: object, required: [text, secret], properties: {text: {type: string, readOnly: true}, secret: {type: string, writeOnly: true}}}\n",
    );
    let directed = directed(&api).unwrap().api;
    assert!(directed.inputs.is_empty());
    assert_eq!(directed.schemas.len(), api.schemas.len());
    let login = directed.schema(component(&directed, "Login"));
    assert_eq!(
        (&login.required, &login.withheld),
        (&vec!["name".to_owned()], &vec!["since".to_owned()])
    );
    let token = directed.schema(component(&directed, "Token"));
    assert_eq!(
        (&token.required, &token.withheld),
        (&vec!["text".to_owned()], &vec!["secret".to_owned()])
    );
}

#[test]
fn a_callback_comes_from_the_owner() {
    let api = model(
        "paths:\n  /a:\n    post:\n      responses: {'204': {description: d}}\n      \
         callbacks: {done: {'{$request.query.url}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}, responses: {'204': {description: d}}}}}}\n\
         components:\n  schemas:\n    \
         Person: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}}}\n",
    );
    let directed = directed(&api).unwrap().api;
    let person = directed.schema(component(&directed, "Person"));
    assert_eq!(person.required, ["id"]);
    assert!(person.withheld.is_empty());
}

#[test]
fn required_is_relaxed_wherever_it_stands_and_tags_stay() {
    let api = model(
        "paths: {}\ncomponents:\n  schemas:\n    \
         Base: {type: object, required: [id, kind], properties: {id: {$ref: '#/components/schemas/Id'}, kind: {type: string, readOnly: true}}, discriminator: {propertyName: kind}}\n    \
         Heir: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [id, name]}]}\n    \
         Id: {type: integer, readOnly: true}\n    \
         Stranger: {type: object, required: [id]}\n",
    );
    let withheld = Withheld::new(&api, Direction::Request);
    let base = component(&api, "Base");
    assert_eq!(withheld.members(base), ["id"]);
    assert!(withheld.is_optional(base, "id") && withheld.is_optional(base, "kind"));
    let heir = api.schema(component(&api, "Heir"));
    assert!(withheld.is_optional(heir.all_of[1], "id"));
    assert!(!withheld.is_optional(heir.all_of[1], "name"));
    assert!(!withheld.is_optional(component(&api, "Stranger"), "id"));
    assert!(Withheld::new(&api, Direction::Response).is_empty());
}

#[test]
fn rules_that_read_what_is_withheld_are_silent() {
    let api = model(
        "paths: {}\ncomponents:\n  schemas:\n    \
         Person:\n      type: object\n      properties: {id: {type: integer, readOnly: true}, age: {type: integer}, ids: {type: integer}}\n      \
         x-validations: [{rule: '!has(self.id) || self.id > 0'}, {rule: 'self.ids > 0'}, {rule: 'self.age > 0 && \"self.id\" != \"\"'}]\n    \
         Team:\n      type: object\n      required: [head]\n      \
         properties: {id: {type: integer}, head: {$ref: '#/components/schemas/Person'}, all: {type: array, items: {$ref: '#/components/schemas/Person'}}}\n      \
         x-validations: [{rule: 'self.head . id > 0'}, {rule: 'self.head.age > 0'}, {rule: 'self.all.all(it, has(it.id))'}, \
         {rule: 'self.all.all(it, it.age > 0) && self.id > 0'}, {rule: 'self.all[0].id > 0'}]\n",
    );
    let withheld = Withheld::new(&api, Direction::Request);
    let silent = |name| -> Vec<&str> {
        let rules = withheld.silent_rules(&api, component(&api, name));
        rules.iter().map(|it| it.rule.as_str()).collect()
    };
    assert_eq!(silent("Person"), ["!has(self.id) || self.id > 0"]);
    let of_team = [
        "self.head . id > 0",
        "self.all.all(it, has(it.id))",
        "self.all[0].id > 0",
    ];
    assert_eq!(silent("Team"), of_team);
}
