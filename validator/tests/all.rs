//! Findings about payloads, exchanges and values of lists.

mod aliases;
mod conformance;
mod exchange;
mod hints;
mod random;
mod report;
mod rules;
mod suite;
mod support;
mod target;
mod unions;
mod violations;
mod xml;
