//! Headers of answers: a struct for each set of them that is documented.

use std::collections::BTreeMap;

use kontrakt_model::hash::HashMap;
use kontrakt_model::{Finding, api};
use serde::Serialize;

use super::docs::{self, Docs};
use super::operations::is_token;
use super::parameters::{self, Parameter, Wire};
use super::schemas::{Name, RESERVED, Types};
use super::types::{Ty, Use};
use crate::codes;
use crate::config::Map;
use crate::names::{self, Ident, Scope};

/// The headers of an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Headers {
    /// Their name in the module of headers.
    pub ident: Ident,
    /// Their documentation.
    pub docs: Docs,
    /// The set that several answers have, which this is another name of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Ident>,
    /// Each of them; none where they are the same as others.
    pub members: Vec<Parameter>,
}

/// The members of the headers at a position, whatever these are another name of.
pub fn members(list: &[Headers], at: usize) -> &[Parameter] {
    let Some(headers) = list.get(at) else {
        return &[];
    };
    let target = headers.same_as.as_ref();
    let target = target.and_then(|name| list.iter().find(|it| it.ident == *name));
    &target.unwrap_or(headers).members
}

/// The sets of headers that are planned so far.
#[derive(Default)]
pub(super) struct Sets {
    list: Vec<Headers>,
    /// Those of responses among the components.
    components: HashMap<api::Location, usize>,
    /// The first of each set, by the names of its headers.
    firsts: HashMap<Vec<String>, Vec<usize>>,
    /// Those that are the same as a first one, whose members say what they have.
    others: BTreeMap<usize, Vec<usize>>,
}

/// Plans the headers of a response, which are called so if it is no component; gives their position.
pub(super) fn plan(
    types: &mut Types<'_>,
    operation: &api::Operation,
    response: &api::Response,
    name: &Name,
    status: &str,
) -> Option<usize> {
    if response.headers.is_empty() {
        return None;
    }
    if let Some(known) = types.headers.components.get(&response.location) {
        return Some(*known);
    }
    let component = names::of_component(&response.location.pointer, "");
    let docs = match &component {
        Some(_) => format!("Headers of `#{}`.", docs::code(&response.location.pointer)),
        None => {
            let of = operation.operation_id.clone();
            let of = of.unwrap_or_else(|| format!("{} {}", operation.method, operation.path));
            format!("Headers of the answer {status} to `{}`.", docs::code(&of))
        }
    };
    let mut scope = Scope::default();
    let mut members: Vec<Parameter> = Vec::with_capacity(response.headers.len());
    for header in &response.headers {
        let is_same = |it: &Parameter| it.name.eq_ignore_ascii_case(&header.name);
        if members.iter().any(is_same) {
            continue;
        }
        if !is_token(&header.name) {
            report_nameless(types, header);
            continue;
        }
        let ident = scope.claim(names::snake(&header.name));
        let mut member = parameters::plan(types, &header.as_parameter(), ident, name);
        if header.is_set_cookie() {
            member.wire = Wire::Cookies;
            member.value = Use::plain(Ty::String);
        }
        members.push(member);
    }
    if members.is_empty() {
        return None;
    }
    let at = types.headers.list.len();
    if component.is_some() {
        let location = response.location.clone();
        types.headers.components.insert(location, at);
    }
    let members = types.headers.keep(at, members);
    types.headers.list.push(Headers {
        ident: component.unwrap_or_else(|| name.ident().clone()),
        docs: Docs::line(docs),
        same_as: None,
        members,
    });
    Some(at)
}

fn report_nameless(types: &mut Types<'_>, header: &api::Header) {
    let message = format!(
        "`{}` is no name of a header; it is left out",
        docs::code(&header.name)
    );
    let finding = Finding::warning(codes::NOT_GENERATED, message)
        .at(header.location.place(), "this header")
        .help("names of headers have letters, digits and `-`, and no spaces");
    types.diagnostics.push(finding);
}

impl Sets {
    /// The members of a set, none where another one has the same: thousands of answers may have them.
    fn keep(&mut self, at: usize, members: Vec<Parameter>) -> Vec<Parameter> {
        let names = members.iter().map(|it| it.name.clone()).collect();
        let firsts = self.firsts.entry(names).or_default();
        let is_same = |first: &&usize| {
            let first = self.list.get(**first);
            first.is_some_and(|first| first.members == members)
        };
        match firsts.iter().find(is_same) {
            Some(first) => {
                self.others.entry(*first).or_default().push(at);
                Vec::new()
            }
            None => {
                firsts.push(at);
                members
            }
        }
    }

    /// All sets with their names, those that several answers have among them.
    pub(super) fn settle(self, map: Map) -> Vec<Headers> {
        let mut scope = Scope::with_reserved(RESERVED);
        for name in ["HeaderMap", "InvalidHeader", "Secret", map.name()] {
            scope = scope.reserving(name);
        }
        let mut list = self.list;
        for headers in &mut list {
            headers.ident = scope.claim(headers.ident.clone());
        }
        for (first, others) in self.others {
            let Some(headers) = list.get_mut(first) else {
                continue;
            };
            let mut target = headers.ident.clone();
            if let Some(wanted) = common_words(&headers.members) {
                target = scope.claim(wanted);
                headers.same_as = Some(target.clone());
                let common = Headers {
                    ident: target.clone(),
                    docs: Docs::line("Headers of several answers."),
                    same_as: None,
                    members: std::mem::take(&mut headers.members),
                };
                list.push(common);
            }
            for other in others {
                if let Some(headers) = list.get_mut(other) {
                    headers.same_as = Some(target.clone());
                }
            }
        }
        list
    }
}

/// The words that all names begin with: `XRatelimit` of `X-RateLimit-Limit` and `X-RateLimit-Reset`.
/// Such a name stays when other answers come to have the same headers.
fn common_words(members: &[Parameter]) -> Option<Ident> {
    let mut names = members.iter().map(|it| it.name.split(['-', '_']));
    let mut common: Vec<&str> = names.next()?.collect();
    for words in names {
        let same = common.iter().zip(words);
        let same = same.take_while(|(one, other)| one.eq_ignore_ascii_case(other));
        common.truncate(same.count());
    }
    let says_something = common.iter().any(|word| word.len() > 1);
    says_something.then(|| names::camel(&common.join(" ")))
}
