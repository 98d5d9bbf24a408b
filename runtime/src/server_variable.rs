//! Values that are not listed, and variables of servers whose values are.

use std::fmt;

/// A value that the description does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedValue {
    /// The value.
    pub value: String,
    /// What the description lists.
    pub listed: Vec<String>,
}

impl UnlistedValue {
    /// A value that is none of these.
    pub fn new<T: fmt::Display>(value: &str, listed: &[T]) -> Self {
        UnlistedValue {
            value: value.to_owned(),
            listed: listed.iter().map(T::to_string).collect(),
        }
    }
}

impl fmt::Display for UnlistedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is none of {}", self.value, self.listed.join(", "))
    }
}

impl std::error::Error for UnlistedValue {}

/// Implements `Display` and `FromStr` for the enum of the values of a server variable, which has
/// `ALL` and `as_str()`.
#[macro_export]
macro_rules! server_variable {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnlistedValue;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, $crate::UnlistedValue> {
                let found = Self::ALL.iter().find(|it| it.as_str() == text);
                found
                    .copied()
                    .ok_or_else(|| $crate::UnlistedValue::new(text, Self::ALL))
            }
        }
    };
}
