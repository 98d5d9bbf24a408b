//! Answers of many items, one after another.

use super::{Error, Hooks, OperationInfo, Response, ResponseChecks, ResponseValue};
use crate::check::Check;
use crate::stream::{Decoded, Event, Framing, ItemError, Items, decode};
use crate::text::text_as_json;
use crate::value::Value;

impl Response {
    /// Reads a successful answer of JSON values one after another: NDJSON, JSON Lines or a JSON
    /// text sequence.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResponse`] when it is server-sent events.
    pub fn items<T: Value + 'static, E>(
        mut self,
        checks: &'static [Check],
    ) -> Result<ResponseValue<Items<T>>, Error<E>> {
        let framing = self.framing();
        if framing == Framing::Events {
            return Err(self.unexpected());
        }
        let bytes = self.take_stream();
        let judge = self.judge(checks);
        let items = decode(bytes, framing, move |record| match record {
            Decoded::Json(json) => Some(judge(&json)),
            Decoded::Event(_) => None,
        });
        Ok(self.with(items))
    }

    /// Reads a successful answer of server-sent events whose data is JSON; `[DONE]` ends them.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResponse`] when it is something else.
    pub fn events<T: Value + 'static, E>(
        self,
        checks: &'static [Check],
    ) -> Result<ResponseValue<Items<Event<T>>>, Error<E>> {
        let judge = self.judge(checks);
        self.read_events(move |data| judge(data.as_bytes()))
    }

    /// Reads a successful answer of server-sent events whose data is text.
    ///
    /// # Errors
    ///
    /// As [`Response::events`].
    pub fn text_events<T: Value + 'static, E>(
        self,
        checks: &'static [Check],
    ) -> Result<ResponseValue<Items<Event<T>>>, Error<E>> {
        let judge = self.judge(checks);
        self.read_events(move |data| judge(text_as_json(data).as_bytes()))
    }

    fn read_events<T: 'static, E>(
        mut self,
        read: impl Fn(&str) -> Result<T, ItemError> + Send + Unpin + 'static,
    ) -> Result<ResponseValue<Items<Event<T>>>, Error<E>> {
        if self.framing() != Framing::Events {
            return Err(self.unexpected());
        }
        let bytes = self.take_stream();
        let events = decode(bytes, Framing::Events, move |record| {
            let Decoded::Event(raw) = record else {
                return None;
            };
            let Event {
                event,
                id,
                retry,
                data,
            } = raw.into_event();
            Some(read(&data).map(|data| Event {
                event,
                id,
                retry,
                data,
            }))
        });
        Ok(self.with(events))
    }

    fn framing(&self) -> Framing {
        Framing::of(self.content_type().unwrap_or_default())
    }

    /// What reads an item, as the checks of answers have it.
    fn judge<T: Value>(
        &self,
        checks: &'static [Check],
    ) -> impl Fn(&[u8]) -> Result<T, ItemError> + Send + Unpin + 'static + use<T> {
        let (policy, hooks) = (self.checks, self.hooks.clone());
        let operation_id = self.operation.operation_id;
        move |json| {
            let hooks: Option<&dyn Hooks> = hooks.as_deref();
            let operation = OperationInfo { operation_id };
            read(json, policy, checks, hooks, &operation)
        }
    }
}

fn read<T: Value>(
    json: &[u8],
    policy: ResponseChecks,
    checks: &'static [Check],
    hooks: Option<&dyn Hooks>,
    operation: &OperationInfo,
) -> Result<T, ItemError> {
    super::response::read(json, policy, checks, hooks, operation).map_err(ItemError::Invalid)
}
