//! The table of operations as a router.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};

use super::call::Call;
use super::rejection::{Rejection, method_not_allowed, not_found};

/// How a server treats requests.
#[derive(Debug, Clone, Copy)]
pub struct ServerOptions {
    body_limit: usize,
}

impl Default for ServerOptions {
    /// Bodies of at most 2 MiB.
    fn default() -> Self {
        ServerOptions {
            body_limit: 2 * 1024 * 1024,
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
}

/// Answers a call.
type Answer = Pin<Box<dyn Future<Output = Result<Response, Rejection>> + Send>>;

/// An operation: where it is, and the function that answers.
pub struct Route<S> {
    method: MethodFilter,
    path: &'static str,
    answer: fn(Arc<S>, Call) -> Answer,
}

impl<S> Route<S> {
    /// An operation at a method and a path template, such as `/orders/{id}`.
    pub fn new(
        method: MethodFilter,
        path: &'static str,
        answer: fn(Arc<S>, Call) -> Answer,
    ) -> Self {
        Route {
            method,
            path,
            answer,
        }
    }

    /// An operation with the method `GET`.
    pub fn get(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::GET, path, answer)
    }

    /// An operation with the method `POST`.
    pub fn post(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::POST, path, answer)
    }

    /// An operation with the method `PUT`.
    pub fn put(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::PUT, path, answer)
    }

    /// An operation with the method `PATCH`.
    pub fn patch(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::PATCH, path, answer)
    }

    /// An operation with the method `OPTIONS`.
    pub fn options(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::OPTIONS, path, answer)
    }

    /// An operation with the method `HEAD`.
    pub fn head(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::HEAD, path, answer)
    }

    /// An operation with the method `TRACE`.
    pub fn trace(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::TRACE, path, answer)
    }

    /// An operation with the method `DELETE`.
    pub fn delete(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new(MethodFilter::DELETE, path, answer)
    }
}

/// Makes a router that serves `routes` with one service. Other paths answer 404, other methods
/// 405; a panic of the service is not caught, and there is no limit of time: add a layer for that.
pub fn router<S: Send + Sync + 'static>(
    service: S,
    options: ServerOptions,
    routes: impl IntoIterator<Item = Route<S>>,
) -> Router {
    let service = Arc::new(service);
    let mut router = Router::new();
    for route in routes {
        let service = Arc::clone(&service);
        let handler = move |request: Request| respond(service, route.answer, request, options);
        router = router.route(route.path, on(route.method, handler));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
}

async fn respond<S>(
    service: Arc<S>,
    answer: fn(Arc<S>, Call) -> Answer,
    request: Request,
    options: ServerOptions,
) -> Response {
    let answered = match Call::new(request, options.body_limit).await {
        Ok(call) => answer(service, call).await,
        Err(rejection) => Err(rejection),
    };
    answered.unwrap_or_else(|rejection| rejection.into_response())
}
