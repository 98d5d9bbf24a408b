//! The table of operations as a router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, HeaderValue};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Response};
use http_body::Body as _;

use super::call::{Call, not_utf8, query_of};
use super::paths::Paths;
use super::rejection::Rejection;
use super::route::{Asked, Need, Route};
use super::template::{Capture, Segment, Template, segments};
use crate::rule::Clock;
use crate::wire::percent::decode_form;

/// How a server treats requests.
#[derive(Debug, Clone, Copy)]
pub struct ServerOptions {
    pub(super) body_limit: usize,
    pub(super) clock: Clock,
}

impl Default for ServerOptions {
    /// Bodies of at most 2 MiB.
    fn default() -> Self {
        ServerOptions {
            body_limit: 2 * 1024 * 1024,
            clock: Clock::default(),
        }
    }
}

impl ServerOptions {
    /// Sets how large the body of a request may be, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets what rules take for the present, in place of the system's clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

/// Makes a router that serves `routes` with one service. Other paths answer 404, other methods
/// 405; a panic of the service is not caught, and there is no limit of time: add a layer for that.
///
/// Text in a path comes before parameters, and what asks for more of the query, the headers or the
/// body before what asks for less. `HEAD` is answered as `GET` is, where there is no operation for
/// it.
pub fn router<S: Send + Sync + 'static>(
    service: S,
    options: ServerOptions,
    routes: impl IntoIterator<Item = Route<S>>,
) -> Router {
    let table = Arc::new(Table::new(service, options, routes.into_iter().collect()));
    let handler = move |request: Request| {
        let table = Arc::clone(&table);
        async move { table.respond(request).await }
    };
    Router::new().fallback(handler)
}

struct Table<S> {
    service: Arc<S>,
    options: ServerOptions,
    routes: Vec<Route<S>>,
    /// Templates with the route that they belong to.
    templates: Vec<(Template, usize)>,
    paths: Paths,
}

/// A query as it was sent: names decoded, values as they came.
type Query = Vec<(String, String)>;

impl<S> Table<S> {
    fn new(service: S, options: ServerOptions, routes: Vec<Route<S>>) -> Self {
        let mut paths = Paths::new();
        let mut templates = Vec::new();
        for (at, route) in routes.iter().enumerate() {
            for path in &route.paths {
                let template = Template::new(path);
                paths.insert(&template, templates.len());
                templates.push((template, at));
            }
        }
        Table {
            service: Arc::new(service),
            options,
            routes,
            templates,
            paths,
        }
    }

    async fn respond(&self, request: Request) -> Response {
        let is_head = *request.method() == Method::HEAD;
        let mut response = match self.find(&request) {
            Ok((route, captures, query)) => {
                let mut response = self.answer(route, captures, query, request).await;
                if route.no_store {
                    let no_store = HeaderValue::from_static("no-store");
                    response
                        .headers_mut()
                        .entry(CACHE_CONTROL)
                        .or_insert(no_store);
                }
                response
            }
            Err(rejection) => rejection.into_response(),
        };
        if is_head {
            without_body(&mut response);
        }
        response
    }

    async fn answer(
        &self,
        route: &Route<S>,
        captures: Vec<Capture>,
        query: Query,
        request: Request,
    ) -> Response {
        let path = captures
            .into_iter()
            .map(|(name, value)| Some((name, value?)))
            .collect::<Option<_>>();
        let answered = match path {
            Some(path) => {
                let call = Call::new(request, path, query, self.options);
                (route.answer)(Arc::clone(&self.service), call).await
            }
            None => Err(not_utf8("path")),
        };
        answered.unwrap_or_else(|rejection| rejection.into_response())
    }

    /// The operation that a request is meant for.
    fn find(&self, request: &Request) -> Result<(&Route<S>, Vec<Capture>, Query), Rejection> {
        let path = request.uri().path();
        let method = request.method().as_str();
        let segments: Vec<Segment<'_>> = segments(path).map(Segment::new).collect();
        let found = if path.is_empty() && *request.method() == Method::CONNECT {
            // Such a request names a host and no path.
            vec![(0..self.templates.len()).collect()]
        } else {
            let found = self.paths.find(&segments).into_iter();
            found.map(<[usize]>::to_vec).collect::<Vec<_>>()
        };
        if found.is_empty() {
            return Err(Rejection::not_found());
        }
        let query = query_of(request.uri())?;
        let mut expected = Vec::new();
        for method in [method, if method == "HEAD" { "GET" } else { "" }] {
            for numbers in &found {
                let candidates = self.candidates(numbers, method);
                let chosen = choose(&candidates, &segments, &query, request.headers());
                if let Some((template, route)) = chosen {
                    let captures = template.captures(&segments).unwrap_or_default();
                    return Ok((route, captures, query));
                }
                expected.extend(
                    candidates
                        .iter()
                        .map(|(template, route)| values(template, route)),
                );
            }
        }
        match expected.is_empty() {
            true => Err(Rejection::method_not_allowed(&self.methods(&found))),
            false => Err(Rejection::not_told_apart(&expected)),
        }
    }

    /// The routes among templates that have a method, what asks for most first.
    fn candidates(&self, numbers: &[usize], method: &str) -> Vec<(&Template, &Route<S>)> {
        let all = numbers.iter().filter_map(|at| self.templates.get(*at));
        let routes = all.filter_map(|(template, at)| Some((template, self.routes.get(*at)?)));
        let mut candidates: Vec<_> = routes.filter(|(_, it)| it.method == method).collect();
        candidates.sort_by_key(|(template, route)| std::cmp::Reverse(asked(template, route)));
        candidates
    }

    fn methods(&self, found: &[Vec<usize>]) -> String {
        let mut methods: Vec<&str> = Vec::new();
        let templates = found.iter().flatten();
        for (_, at) in templates.filter_map(|at| self.templates.get(*at)) {
            let Some(route) = self.routes.get(*at) else {
                continue;
            };
            let head = (route.method == "GET").then_some("HEAD");
            for method in std::iter::once(route.method).chain(head) {
                if !methods.contains(&method) {
                    methods.push(method);
                }
            }
        }
        methods.join(",")
    }
}

/// How much a route asks of a request.
fn asked<S>(template: &Template, route: &Route<S>) -> usize {
    template.query.len() + route.needs.len()
}

/// The candidate of which the request has all, or else all the values: of several,
/// the one that asks for least.
fn choose<'t, S>(
    candidates: &[(&'t Template, &'t Route<S>)],
    segments: &[Segment<'_>],
    query: &Query,
    headers: &HeaderMap,
) -> Option<(&'t Template, &'t Route<S>)> {
    let is_met = |template: &Template, need: &Need| {
        need.is_met(&Asked {
            query,
            headers,
            path: &|| template.captures(segments).unwrap_or_default(),
        })
    };
    let has_values = |(template, route): &&(&Template, &Route<S>)| {
        let in_query = |(name, value): &(String, Option<String>)| {
            let is_value = |text| decode_form(text).as_ref() == value.as_ref();
            query
                .iter()
                .any(|(found, text)| found == name && (value.is_none() || is_value(text)))
        };
        let mut values = route.needs.iter().filter(|need| need.is_value());
        template.query.iter().all(in_query) && values.all(|need| is_met(template, need))
    };
    let has_all = |(template, route): &&(&Template, &Route<S>)| {
        route.needs.iter().all(|need| is_met(template, need))
    };
    let fitting = candidates.iter().filter(has_values);
    let chosen = fitting.clone().find(has_all);
    let least = |(template, route): &&(&Template, &Route<S>)| asked(template, route);
    chosen.or_else(|| fitting.min_by_key(least)).copied()
}

/// The values that a request has to have for a route.
fn values<S>(template: &Template, route: &Route<S>) -> String {
    let query = template.query.iter().map(|(name, value)| match value {
        Some(value) => format!("`{name}={value}`"),
        None => format!("`{name}`"),
    });
    let needs = route.needs.iter().filter(|need| need.is_value());
    let all: Vec<String> = query.chain(needs.map(Need::describe)).collect();
    all.join(" with ")
}

/// Leaves out the body and says how long it would be (RFC 9110, section 9.3.2).
fn without_body(response: &mut Response) {
    let body = std::mem::replace(response.body_mut(), Body::empty());
    if let Some(length) = body.size_hint().exact().filter(|length| *length > 0) {
        let length = HeaderValue::from(length);
        response
            .headers_mut()
            .entry(CONTENT_LENGTH)
            .or_insert(length);
    }
}
