//! What is known of an object before it is read: its members and their constraints.

use crate::check::Check;

/// The members of an object and what holds for it as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    pub(crate) fields: &'static [Field],
    pub(crate) checks: &'static [Check],
}

impl Object {
    /// An object of which no member is named.
    pub(crate) const NAMELESS: Object = Object::new(&[], &[]);

    /// An object with these members, and constraints of the object as a whole, such as
    /// `minProperties`, and [`Check::Values`] for the members that it does not name.
    pub const fn new(fields: &'static [Field], checks: &'static [Check]) -> Self {
        Object { fields, checks }
    }

    /// The position of the member `name`.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The position of the member that `name` is another name of.
    pub(crate) fn position_of_alias(&self, name: &str) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| field.aliases.contains(&name))
    }
}

/// A member that the description names.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub(crate) name: &'static str,
    /// Other names under which it is read.
    pub(crate) aliases: &'static [&'static str],
    /// Whether the name stands in JSON as it is, without escapes.
    pub(crate) plain: bool,
    pub(crate) required: bool,
    /// Whether it goes only the other way, and is passed over.
    pub(crate) withheld: bool,
    pub(crate) checks: &'static [Check],
}

impl Field {
    /// A member that may be absent.
    pub const fn new(name: &'static str, checks: &'static [Check]) -> Self {
        Field {
            name,
            aliases: &[],
            plain: is_plain(name),
            required: false,
            withheld: false,
            checks,
        }
    }

    /// The same for a member that must be there; `_field` is what holds it in Rust.
    #[must_use]
    pub const fn required_as(self, _field: &str) -> Self {
        Field {
            required: true,
            ..self
        }
    }

    /// A member that goes only the other way (`readOnly` in a request, `writeOnly` in a response):
    /// nothing is looked at of what comes for it. It stands after the others.
    pub const fn withheld(name: &'static str) -> Self {
        Field {
            withheld: true,
            ..Self::new(name, &[])
        }
    }

    /// The same with other names, under which the member is read when it is not there by its own.
    #[must_use]
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Field { aliases, ..self }
    }
}

const fn is_plain(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if matches!(bytes[index], b'"' | b'\\' | 0..0x20) {
            return false;
        }
        index += 1;
    }
    true
}

/// A constraint across the members of an object (`x-validations`).
#[derive(Debug)]
pub struct Rule<T> {
    /// What to say when it does not hold.
    pub message: &'static str,
    /// Whether it holds.
    pub holds: fn(&T) -> bool,
}

/// Which members of an object have been met, by position.
#[derive(Default)]
pub(crate) struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    /// Marks a position and tells whether it was marked before.
    #[inline]
    pub(crate) fn mark(&mut self, position: usize) -> bool {
        let bit = 1 << (position % 64);
        let word = match position / 64 {
            0 => &mut self.first,
            word => {
                if self.rest.len() < word {
                    self.rest.resize(word, 0);
                }
                &mut self.rest[word - 1]
            }
        };
        let before = *word & bit != 0;
        *word |= bit;
        before
    }

    /// Whether a position was marked.
    #[inline]
    pub(crate) fn contains(&self, position: usize) -> bool {
        let word = match position / 64 {
            0 => self.first,
            word => self.rest.get(word - 1).copied().unwrap_or_default(),
        };
        word & (1 << (position % 64)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_far_positions() {
        let mut seen = Seen::default();
        for position in [0, 63, 64, 200] {
            assert!(!seen.contains(position));
            assert!(!seen.mark(position));
            assert!(seen.mark(position));
            assert!(seen.contains(position));
        }
        assert!(!seen.contains(1));
        assert!(!seen.contains(500));
    }

    #[test]
    fn finds_members_in_any_order() {
        const OBJECT: Object = Object::new(&[Field::new("a", &[]), Field::new("b", &[])], &[]);
        assert_eq!(OBJECT.position("b"), Some(1));
        assert_eq!(OBJECT.position("a"), Some(0));
        assert_eq!(OBJECT.position("c"), None);
    }
}
