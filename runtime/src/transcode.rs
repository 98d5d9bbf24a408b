//! serde for values, by way of their own JSON.

use serde::de::Error as _;
use serde::{Deserializer, Serializer};

use crate::value::{Value, read_unchecked, to_vec};

#[doc(hidden)]
pub fn serialize<T: Value, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes = to_vec(value);
    let mut source = serde_json::Deserializer::from_slice(&bytes);
    serde_transcode::transcode(&mut source, serializer)
}

#[doc(hidden)]
pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut bytes = Vec::new();
    let mut target = serde_json::Serializer::new(&mut bytes);
    serde_transcode::transcode(deserializer, &mut target).map_err(D::Error::custom)?;
    read_unchecked(&bytes).map_err(D::Error::custom)
}

/// Implements serde's `Serialize` and `Deserialize` for types that are a [`Value`](crate::Value).
///
/// As with serde's derive, reading takes every value that fits the Rust type; `validate` tells
/// whether it is valid.
#[macro_export]
macro_rules! serde_by_value {
    ($($name:ident),+ $(,)?) => {
        $(
            impl $crate::__private::serde::Serialize for $name {
                fn serialize<S: $crate::__private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    $crate::__private::serialize(self, serializer)
                }
            }

            impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    $crate::__private::deserialize(deserializer)
                }
            }
        )+
    };
}
