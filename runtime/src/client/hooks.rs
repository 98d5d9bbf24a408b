//! What callers can do around every request.

use std::future::{Future, ready};
use std::pin::Pin;

use super::OperationInfo;
use crate::violation::Violations;

/// What a hook gives back; the text of an error becomes [`Error::Custom`](super::Error::Custom).
pub type HookFuture<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// Runs before and after every request of a client: for logging, metrics, further headers, tokens.
pub trait Hooks: Send + Sync + 'static {
    /// Runs before a request is sent, and may change it.
    fn before<'a>(
        &'a self,
        _request: &'a mut reqwest::Request,
        _operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        Box::pin(ready(Ok(())))
    }

    /// Runs when the head of the answer is there, or the request has failed.
    fn after<'a>(
        &'a self,
        _result: &'a reqwest::Result<reqwest::Response>,
        _operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        Box::pin(ready(Ok(())))
    }

    /// Told of an answer that was read although it is not valid: of every such answer with
    /// [`ResponseChecks::Warn`](super::ResponseChecks::Warn), and of errors also with `Strict`.
    fn invalid_response(&self, _violations: &Violations, _operation: &OperationInfo) {}
}
