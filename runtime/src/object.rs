//! What is known of an object before it is read: its members and their constraints.

use crate::check::Check;

/// The members of an object and what holds for it as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    /// What the type is called in Rust.
    pub name: &'static str,
    /// The members, those that are withheld after the others.
    pub fields: &'static [Field],
    /// The field for the members that are not named; empty if there may be none.
    pub rest: &'static str,
    /// Constraints of the object as a whole, such as `minProperties`, and [`Check::Values`] for the
    /// members that it does not name.
    pub checks: &'static [Check],
}

impl Object {
    /// An object of which no member is named, and of which nothing else is known.
    pub const NAMELESS: Object = Object {
        name: "",
        fields: &[],
        rest: "",
        checks: &[],
    };

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
    /// Its name in JSON.
    pub name: &'static str,
    /// Its name as a literal of Rust. One that has to be escaped in JSON has escapes here too, and so
    /// is longer than the name between quotes.
    pub literal: &'static str,
    /// The field that holds it in Rust.
    pub held_as: &'static str,
    /// Other names under which it is read.
    pub aliases: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
    /// Whether it goes only the other way (`readOnly` in a request, `writeOnly` in a response), and
    /// is passed over.
    pub withheld: bool,
    /// Its constraints.
    pub checks: &'static [Check],
}

impl Field {
    /// A member without a name, which may be absent.
    pub const NAMELESS: Field = Field {
        name: "",
        literal: "",
        held_as: "",
        aliases: &[],
        required: false,
        withheld: false,
        checks: &[],
    };

    /// Whether its name stands in JSON as it is, without escapes.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.literal.len() == self.name.len() + 2
    }
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
        const fn named(name: &'static str) -> Field {
            Field {
                name,
                ..Field::NAMELESS
            }
        }
        const OBJECT: Object = Object {
            fields: &[named("a"), named("b")],
            ..Object::NAMELESS
        };
        assert_eq!(OBJECT.position("b"), Some(1));
        assert_eq!(OBJECT.position("a"), Some(0));
        assert_eq!(OBJECT.position("c"), None);
    }
}
