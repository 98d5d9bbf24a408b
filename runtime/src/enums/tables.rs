//! The macros that make enums of tables of their values.

/// Lists the values of an enum of integers, and has it read, write and check itself.
///
/// Each line has a value, its variant, and what it means if the description says so; `..` comes
/// before the variant that holds any other value, which is a violation unless `open` and its
/// constraints follow. Without such a variant the enum is closed and refuses any other value.
///
/// The enum gets `ALL`, `value()`, `From<i64>` (`TryFrom<i64>` if it is closed), `Debug`, `Display` and
/// serde. At the end may stand, in this order: `with meaning` for `meaning()`; `keyword "const"` if the
/// list is a `const`; `typed false` if the schema does not state the `type` of the values alone, so that
/// a value of another type does not break that; `open &[]` if what a closed enum does not list is judged
/// where it is used.
///
/// ```
/// #[derive(Clone, Copy, PartialEq)]
/// enum Level {
///     Low,
///     High,
///     Unknown(i64),
/// }
///
/// kontrakt::integer_enum! {
///     Level {
///         1: Low,
///         2: High means "above the limit",
///         ..Unknown
///     }
///     with meaning
/// }
///
/// assert_eq!(Level::from(2).meaning(), Some("above the limit"));
/// assert!(kontrakt::from_slice::<Level>(b"3").is_err());
/// ```
#[macro_export]
macro_rules! integer_enum {
    (
        $name:ident {
            $($value:literal : $variant:ident $(means $meaning:literal)?,)*
            $(.. $rest:ident $(open $open:expr)?)?
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
        $(open $judged:expr)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<i64> = &$crate::__private::List {
                values: &[$(($value, stringify!($variant), &[$($meaning)?])),*],
                $(rest: stringify!($rest), $(open: Some($open),)?)?
                $(keyword: $keyword,)?
                $(open: Some($judged),)?
                $(typed: $typed,)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    $(Self::$rest(value) => value,)?
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_integer(
                    r,
                    checks,
                    Self::LIST,
                    Self::ALL,
                    &[$(Self::$rest)?],
                )
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::Integer(
                    Self::LIST,
                    self.value(),
                    true $(&& !matches!(self, Self::$rest(_)))?,
                ));
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.value(), f)
            }
        }

        $crate::integer_enum!(@from $name $($rest)?);
        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
    (@from $name:ident $rest:ident) => {
        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                let listed = $crate::__private::listed_integer(Self::LIST, Self::ALL, value);
                listed.unwrap_or(Self::$rest(value))
            }
        }
    };
    (@from $name:ident) => {
        impl TryFrom<i64> for $name {
            type Error = $crate::UnlistedValue;

            fn try_from(value: i64) -> Result<Self, $crate::UnlistedValue> {
                let listed = $crate::__private::listed_integer(Self::LIST, Self::ALL, value);
                listed.ok_or_else(|| $crate::UnlistedValue::new(&value.to_string(), Self::ALL))
            }
        }
    };
}

/// Lists the values of an enum of strings, and has it read, write and check itself.
///
/// Each line has a text, its variant, and what it means if the description says so; `..` comes
/// before the variant that holds any other text, which is a violation unless `open` and its
/// constraints follow. Without such a variant the enum is closed and refuses any other text.
///
/// The enum gets `ALL`, `as_str()`, `From<&str>` (`TryFrom<&str>` if it is closed), `FromStr`,
/// `Debug`, `Display`, equality and `Hash` by the text, and serde. What may stand at the end is that of
/// [`integer_enum!`].
///
/// ```
/// #[derive(Clone)]
/// enum Payment {
///     Cash,
///     Invoice,
///     Unknown(String),
/// }
///
/// kontrakt::string_enum! {
///     Payment {
///         "cash": Cash means "paid on delivery",
///         "invoice": Invoice,
///         ..Unknown
///     }
///     with meaning
/// }
///
/// assert_eq!(Payment::from("cash").meaning(), Some("paid on delivery"));
/// assert!(kontrakt::from_slice::<Payment>(br#""gold""#).is_err());
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $name:ident {
            $($text:literal : $variant:ident $(means $meaning:literal)?,)*
            .. $rest:ident $(open $open:expr)?
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<&'static str> = &$crate::__private::List {
                values: &[$(($text, stringify!($variant), &[$($meaning)?])),*],
                rest: stringify!($rest),
                $(keyword: $keyword,)?
                $(typed: $typed,)?
                $(open: Some($open),)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$rest(text) => text,
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::__private::listed_or(Self::LIST, Self::ALL, text, Self::$rest)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_string(
                    r,
                    checks,
                    Self::LIST,
                    Self::ALL,
                    Some(Self::$rest),
                )
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::String(
                    Self::LIST,
                    self.as_str(),
                    !matches!(self, Self::$rest(_)),
                ));
            }
        }

        $crate::string_enum!(@text $name);
    };
    (
        $name:ident {
            $($text:literal : $variant:ident $(means $meaning:literal)?,)*
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
        $(open $judged:expr)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<&'static str> = &$crate::__private::List {
                values: &[$(($text, stringify!($variant), &[$($meaning)?])),*],
                $(keyword: $keyword,)?
                $(open: Some($judged),)?
                $(typed: $typed,)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::UnlistedValue;

            fn try_from(text: &str) -> Result<Self, $crate::UnlistedValue> {
                let listed = $crate::__private::listed(Self::LIST, Self::ALL, text);
                listed.ok_or_else(|| $crate::UnlistedValue::new(text, Self::ALL))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnlistedValue;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, $crate::UnlistedValue> {
                Self::try_from(text)
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_string(r, checks, Self::LIST, Self::ALL, None)
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::String(
                    Self::LIST,
                    self.as_str(),
                    true,
                ));
            }
        }

        $crate::string_enum!(@text $name);
    };
    (@text $name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                std::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
}
