//! Which operation a request is for.

use std::borrow::Cow;
use std::cmp::Reverse;

use kontrakt_model::api::{Operation, Server};
use kontrakt_model::{Api, Finding, nearest, percent_decoded};

use super::parameters::decode;
use super::{Piece, Request};
use crate::codes;
use crate::shown::escape;

/// An operation with how its requests look.
pub(super) struct Route<'d> {
    operation: &'d Operation,
    /// What the servers put before the path.
    bases: Vec<Vec<Segment>>,
    path: Vec<Segment>,
    /// The query that the path key fixes, as in `/orders?action=list`.
    query: Vec<(String, String)>,
}

/// A part of a path between slashes.
type Segment = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(String),
}

/// The operation of a request, with what its URL has for it.
pub(super) struct Match<'d, 'r> {
    pub(super) operation: &'d Operation,
    /// The texts of the path's variables by name.
    pub(super) path: Vec<(String, Piece<'r>)>,
    /// The query.
    pub(super) query: Vec<Pair<'r>>,
    /// What the path key fixes of it.
    pub(super) fixed: Vec<(String, String)>,
    /// The whole query.
    pub(super) whole_query: Option<Piece<'r>>,
    /// What is odd about the match.
    pub(super) remark: Option<Finding>,
}

/// A name and a value of a query or of a cookie.
#[derive(Clone)]
pub(super) struct Pair<'r> {
    /// The name, decoded.
    pub(super) name: String,
    /// The value as it is written.
    pub(super) value: Piece<'r>,
    /// Both as they are written.
    pub(super) whole: Piece<'r>,
}

/// The routes of all operations under `paths`.
pub(super) fn routes(api: &Api) -> Vec<Route<'_>> {
    let routes = api.operations.iter().map(|operation| {
        let servers = match operation.servers.as_slice() {
            [] => &api.servers,
            own => own,
        };
        let mut bases: Vec<_> = servers.iter().flat_map(base_paths).collect();
        bases.dedup();
        if bases.is_empty() {
            bases.push(Vec::new());
        }
        let (path, query) = split_key(&operation.path);
        Route {
            operation,
            bases,
            path: segments(path),
            query,
        }
    });
    routes.collect()
}

/// A path key's path and the query that it fixes, after `?` or `#`.
fn split_key(key: &str) -> (&str, Vec<(String, String)>) {
    let mut depth = 0;
    let end = key.find(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(c, '?' | '#')
    });
    let Some(end) = end else {
        return (key, Vec::new());
    };
    let pairs = key[end + 1..].split(['&', '#', '?']).filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((decode(name)?, decode(value)?))
    });
    (&key[..end], pairs.collect())
}

/// The segments of a path, without the empty one that its first slash makes.
fn segments(path: &str) -> Vec<Segment> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(segment).collect()
}

fn segment(text: &str) -> Segment {
    let literal = |text: &str| {
        let decoded = percent_decoded(text).unwrap_or(Cow::Borrowed(text));
        Part::Literal(decoded.into_owned())
    };
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = variable(rest) {
        if !before.is_empty() {
            parts.push(literal(before));
        }
        parts.push(Part::Variable(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(literal(rest));
    }
    parts
}

/// The first `{name}` of a template, with what stands before and after it.
fn variable(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The paths that a server's URL can have: with the defaults of its variables, with each of their
/// listed values, and with any value.
fn base_paths(server: &Server) -> Vec<Vec<Segment>> {
    let path = path_of(&server.url);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let with = |name: &str, value: &str| {
        let others = server.variables.iter().filter(|other| other.name != name);
        let path = path.replace(&format!("{{{name}}}"), value);
        others.fold(path, |path, other| {
            path.replace(&format!("{{{}}}", other.name), &other.default)
        })
    };
    let mut paths = vec![with("", "")];
    for variable in &server.variables {
        paths.extend(
            variable
                .values
                .iter()
                .map(|value| with(&variable.name, value)),
        );
    }
    paths.push(path.to_owned());
    let mut bases: Vec<Vec<Segment>> = Vec::new();
    for path in paths {
        let path = path.trim_end_matches('/').trim_start_matches('.');
        let base = match path {
            "" => Vec::new(),
            path => segments(path),
        };
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases
}

/// What follows the authority of a URL; of a relative one, all of it.
fn path_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else {
        return url;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    &rest[end..]
}

/// The operation that a request is for; several where neither path nor query tells them apart.
///
/// # Errors
///
/// A finding that says what the description has in its stead.
pub(super) fn find<'d, 'r>(
    routes: &[Route<'d>],
    request: &'r Request,
) -> Result<Vec<Match<'d, 'r>>, Finding> {
    let target = &request.target;
    let path_and_query = path_of(target.as_str());
    let without_fragment = path_and_query.split('#').next().unwrap_or_default();
    let (path, query) = match without_fragment.split_once('?') {
        Some((path, query)) => (path, Some(target.part(query))),
        None => (without_fragment, None),
    };
    let path = target.part(path.strip_prefix('/').unwrap_or(path));
    let found = Candidates::new(routes, path);
    let method = request.method.as_str();
    let pairs = query.map(|query| pairs(query, "&")).unwrap_or_default();
    let asked = found.all.iter().filter(|it| {
        it.route.operation.method.eq_ignore_ascii_case(method) && it.route.is_asked_by(&pairs)
    });
    let Some(first) = asked.clone().map(Candidate::rank).min() else {
        return Err(not_found(routes, &found.all, request, path));
    };
    let best = asked.filter(|it| it.rank() == first);
    let matched = best.map(|it| Match {
        operation: it.route.operation,
        path: it.variables.clone(),
        query: pairs.clone(),
        fixed: it.route.query.clone(),
        whole_query: query,
        remark: (!it.has_base).then(|| without_base(it.route, request)),
    });
    Ok(matched.collect())
}

/// The routes that a path fits.
struct Candidates<'c, 'd, 'r> {
    all: Vec<Candidate<'c, 'd, 'r>>,
}

struct Candidate<'c, 'd, 'r> {
    route: &'c Route<'d>,
    variables: Vec<(String, Piece<'r>)>,
    /// Whether the path begins with what one of the servers puts before it.
    has_base: bool,
}

impl<'c, 'd, 'r> Candidates<'c, 'd, 'r> {
    fn new(routes: &'c [Route<'d>], path: Piece<'r>) -> Self {
        let given = path.split(&["/"]);
        let with_base = routes.iter().filter_map(|route| {
            let variables = route.bases.iter().find_map(|base| {
                let (before, rest) = given.split_at_checked(base.len())?;
                fit(base, before)?;
                fit(&route.path, rest)
            });
            Some(Candidate {
                route,
                variables: variables?,
                has_base: true,
            })
        });
        let mut all: Vec<_> = with_base.collect();
        if all.is_empty() {
            let without_base = routes.iter().filter_map(|route| {
                Some(Candidate {
                    route,
                    variables: fit(&route.path, &given)?,
                    has_base: false,
                })
            });
            all = without_base.collect();
        }
        Candidates { all }
    }
}

impl Candidate<'_, '_, '_> {
    /// Concrete segments before templates, from the left; then the path that fixes more of the query.
    fn rank(&self) -> (Vec<bool>, Reverse<usize>) {
        let is_template =
            |segment: &Segment| segment.iter().any(|it| matches!(it, Part::Variable(_)));
        let route = self.route;
        (
            route.path.iter().map(is_template).collect(),
            Reverse(route.query.len()),
        )
    }
}

impl Route<'_> {
    fn is_asked_by(&self, pairs: &[Pair<'_>]) -> bool {
        self.query.iter().all(|(name, value)| {
            pairs
                .iter()
                .any(|pair| pair.name == *name && decode(pair.value.text).as_ref() == Some(value))
        })
    }
}

/// The texts of a template's variables, if some segments fit it.
fn fit<'r>(template: &[Segment], given: &[Piece<'r>]) -> Option<Vec<(String, Piece<'r>)>> {
    if template.len() != given.len() {
        return None;
    }
    let mut variables = Vec::new();
    for (segment, given) in template.iter().zip(given) {
        fit_segment(segment, *given, &mut variables)?;
    }
    Some(variables)
}

/// A variable goes as far as the next literal, and has at least one character.
fn fit_segment<'r>(
    segment: &[Part],
    given: Piece<'r>,
    variables: &mut Vec<(String, Piece<'r>)>,
) -> Option<()> {
    if let [Part::Literal(literal)] = segment {
        return (percent_decoded(given.text)? == *literal).then_some(());
    }
    let mut rest = given.text;
    let mut parts = segment;
    while let [part, after @ ..] = parts {
        parts = after;
        match part {
            Part::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
            Part::Variable(name) => {
                let end = match parts {
                    [Part::Literal(last)] => rest.rfind(last.as_str())?,
                    [Part::Literal(next), ..] => rest.find(next.as_str())?,
                    _ => rest.len(),
                };
                let (value, after) = rest.split_at_checked(end)?;
                if value.is_empty() {
                    return None;
                }
                variables.push((name.clone(), given.part(value)));
                rest = after;
            }
        }
    }
    rest.is_empty().then_some(())
}

/// The pairs of a query, or of another text with that form.
pub(super) fn pairs<'r>(text: Piece<'r>, separator: &'static str) -> Vec<Pair<'r>> {
    let separators: &'static [&'static str] = match separator {
        ";" => &[";"],
        _ => &["&"],
    };
    let parts = text.split(separators).into_iter();
    parts
        .map(|part| part.part(part.text.trim()))
        .filter(|part| !part.text.is_empty())
        .map(|part| {
            let (name, value) = part
                .split_once('=')
                .unwrap_or((part, part.part(&part.text[part.text.len()..])));
            Pair {
                name: decode(name.text).unwrap_or_else(|| name.text.to_owned()),
                value,
                whole: part,
            }
        })
        .collect()
}

fn without_base(route: &Route<'_>, request: &Request) -> Finding {
    let message = format!(
        "no server of the description has this URL; it is taken for `{}`",
        escape(&route.operation.path)
    );
    Finding::warning(codes::BASE_PATH, message)
        .at(request.target.place(), "without the path of a server")
        .help("the paths of a description follow the URLs of its `servers`")
}

fn not_found(
    routes: &[Route<'_>],
    candidates: &[Candidate<'_, '_, '_>],
    request: &Request,
    path: Piece<'_>,
) -> Finding {
    let method = request.method.as_str();
    let shown = format!("/{}", escape(path.text));
    let of_method =
        |it: &&Candidate<'_, '_, '_>| it.route.operation.method.eq_ignore_ascii_case(method);
    if let Some(other) = candidates.iter().find(of_method) {
        let query: Vec<_> = other
            .route
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let message = format!(
            "the operations at `{shown}` are told apart by the query, which names none of them"
        );
        return Finding::error(codes::UNKNOWN_PATH, message)
            .at(request.target.place(), "no such operation")
            .help(format!("one of them has `{}`", escape(&query.join("&"))));
    }
    if !candidates.is_empty() {
        let mut methods: Vec<&str> = candidates
            .iter()
            .map(|it| it.route.operation.method.as_str())
            .collect();
        methods.dedup();
        let message = format!("the description has no `{}` at `{shown}`", escape(method));
        return Finding::error(codes::UNKNOWN_METHOD, message)
            .at(request.method.place(), "no such method there")
            .help(format!("it has `{}`", methods.join("`, `")));
    }
    let finding = Finding::error(
        codes::UNKNOWN_PATH,
        format!("the description has no path that `{shown}` fits"),
    )
    .at(request.target.place(), "no such path");
    let paths = routes.iter().map(|route| route.operation.path.as_str());
    match nearest(&shown, paths) {
        Some(near) => finding.help(format!("did you mean `{}`?", escape(near))),
        None => finding,
    }
}
