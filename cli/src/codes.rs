//! The codes of this crate's findings, K0500 to K0599.

use kontrakt_model::Code;

/// A payload that cannot be read: no such file, a folder, no right to read it.
pub const UNREADABLE: Code = Code(500);
