//! What holds of every description and of the suites of JSON Schema and OpenAPI.

mod conformance;
mod corpus;
