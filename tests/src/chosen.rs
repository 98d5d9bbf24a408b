//! Types that `cases/choice/formats_and_schemas/rust.toml` chooses, as a user would write them.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A place for a ship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Berth(pub String);

impl FromStr for Berth {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Berth(text.to_owned()))
    }
}

impl fmt::Display for Berth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

kontrakt::text_value!(Berth);

/// When the harbour is open: hours by what they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening(pub BTreeMap<String, serde_json::Value>);

kontrakt::serde_value!(Opening);
