//! Parameters of a request, as text that becomes values.

use std::borrow::Cow;

use axum::http::StatusCode;

use super::call::named;
use super::rejection::Rejection;
use crate::check::Check;
use crate::checker::Checker;
use crate::plain::read;
use crate::value::Value;
use crate::violation::Violations;
use crate::wire::percent;

/// A parameter as the request has it: absent, given once, or several times.
pub struct Parameter<'c> {
    pub(super) place: &'static str,
    pub(super) name: &'c str,
    /// The texts, still percent-encoded if the place has that.
    pub(super) texts: Vec<&'c str>,
    pub(super) encoded: bool,
    /// Whether the texts could be read at all.
    pub(super) readable: bool,
    /// All pairs of the query or of the cookies, names decoded and values as they came.
    pub(super) pairs: Cow<'c, [(String, String)]>,
}

impl<'c> Parameter<'c> {
    /// The parameter under another name (`x-aliases`), where it does not come under its own.
    #[must_use]
    pub fn alias(mut self, names: &[&str]) -> Self {
        for name in names {
            if self.texts.is_empty()
                && let Cow::Borrowed(pairs) = self.pairs
            {
                self.texts = named(pairs, name);
            }
        }
        self
    }

    /// Reads a parameter that must be there.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn required<T: Value>(self, checks: &'static [Check]) -> Result<T, Rejection> {
        match self.is_present()? {
            true => self.one(checks),
            false => Err(self.rejected("is missing")),
        }
    }

    /// Reads a parameter that may be absent.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn optional<T: Value>(self, checks: &'static [Check]) -> Result<Option<T>, Rejection> {
        match self.is_present()? {
            true => self.one(checks).map(Some),
            false => Ok(None),
        }
    }

    /// Reads an array that must be there: with `explode` each item under the name of its own, else
    /// separated by commas.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn list<T: Value>(
        self,
        explode: bool,
        checks: &'static [Check],
    ) -> Result<Vec<T>, Rejection> {
        match self.is_present()? {
            true => self.many(explode, checks),
            false => Err(self.rejected("is missing")),
        }
    }

    /// Reads an array, as [`Parameter::list`] does, that may be absent.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn optional_list<T: Value>(
        self,
        explode: bool,
        checks: &'static [Check],
    ) -> Result<Option<Vec<T>>, Rejection> {
        match self.is_present()? {
            true => self.many(explode, checks).map(Some),
            false => Ok(None),
        }
    }

    pub(super) fn is_present(&self) -> Result<bool, Rejection> {
        match self.readable {
            true => Ok(!self.texts.is_empty()),
            false => Err(self.rejected("has characters that cannot be read")),
        }
    }

    fn one<T: Value>(self, checks: &'static [Check]) -> Result<T, Rejection> {
        match self.texts[..] {
            [text] => read(&self.decode(text)?, checks).map_err(|it| self.invalid(it)),
            _ => Err(self.rejected("is given more than once")),
        }
    }

    fn many<T: Value>(self, explode: bool, checks: &'static [Check]) -> Result<Vec<T>, Rejection> {
        let texts: Vec<&str> = match (explode, &self.texts[..]) {
            (true, texts) => texts.to_vec(),
            (false, [text]) => text.split(',').collect(),
            (false, _) => return Err(self.rejected("is given more than once")),
        };
        let mut list = Vec::with_capacity(texts.len());
        for text in texts {
            list.push(read(&self.decode(text)?, &[]).map_err(|it| self.invalid(it))?);
        }
        let mut checker = Checker::default();
        list.check(checks, &mut checker);
        let violations = checker.finish();
        match violations.is_empty() {
            true => Ok(list),
            false => Err(self.invalid(violations)),
        }
    }

    fn decode(&self, text: &str) -> Result<String, Rejection> {
        let decoded = match (self.encoded, self.place) {
            (false, _) => return Ok(text.to_owned()),
            // Where a plus is a plus.
            (true, "path") => percent::decode(text),
            (true, _) => percent::decode_form(text),
        };
        decoded.ok_or_else(|| self.rejected("is not UTF-8 once decoded"))
    }

    pub(super) fn invalid(&self, violations: Violations) -> Rejection {
        Rejection::invalid_parameter(self.place, self.name, violations)
    }

    pub(super) fn rejected(&self, what: &str) -> Rejection {
        let detail = format!("the {} parameter `{}` {what}", self.place, self.name);
        Rejection::new(StatusCode::BAD_REQUEST, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Limit;

    fn keywords<T: Value>(text: &str, checks: &'static [Check]) -> Vec<&'static str> {
        match read::<T>(text, checks) {
            Ok(_) => Vec::new(),
            Err(violations) => violations.iter().map(|it| it.keyword).collect(),
        }
    }

    fn query<'c>(texts: &[&'c str]) -> Parameter<'c> {
        Parameter {
            place: "query",
            name: "q",
            texts: texts.to_vec(),
            encoded: true,
            readable: true,
            pairs: Cow::Borrowed(&[]),
        }
    }

    #[test]
    fn texts_take_the_type_that_fits() {
        assert_eq!(read::<i64>("12", &[]).unwrap(), 12);
        assert_eq!(read::<String>("12", &[]).unwrap(), "12");
        assert_eq!(read::<String>("truely \"x\"", &[]).unwrap(), "truely \"x\"");
        assert!(read::<bool>("true", &[]).unwrap());
        assert_eq!(keywords::<i64>("abc", &[]), ["type"]);
        assert_eq!(keywords::<i64>("012", &[]), ["type"]);
        assert_eq!(keywords::<i64>("1 2", &[]), ["type"]);
        assert_eq!(keywords::<i64>("", &[]), ["type"]);
        assert_eq!(keywords::<i64>("9223372036854775808", &[]), ["format"]);
        assert_eq!(
            keywords::<i64>("-1", &[Check::Minimum(Limit::Int(0))]),
            ["minimum"]
        );
        assert_eq!(
            keywords::<String>("123", &[Check::MaxLength(2)]),
            ["maxLength"]
        );
    }

    #[test]
    fn absent_once_and_often() {
        assert_eq!(query(&["a+b%2B"]).required::<String>(&[]).unwrap(), "a b+");
        assert_eq!(query(&[]).optional::<String>(&[]).unwrap(), None);
        assert_eq!(query(&["1"]).optional::<i64>(&[]).unwrap(), Some(1));
        assert!(query(&[]).required::<String>(&[]).is_err());
        assert!(query(&["1", "2"]).required::<i64>(&[]).is_err());
        assert!(query(&["%ff"]).required::<String>(&[]).is_err());
    }

    #[test]
    fn lists_explode_or_have_commas() {
        let list = |texts: &[&str], explode| query(texts).list::<String>(explode, &[]);
        assert_eq!(list(&["a", "b,c"], true).unwrap(), ["a", "b,c"]);
        assert_eq!(list(&["a,b%2Cc"], false).unwrap(), ["a", "b,c"]);
        assert!(list(&["a", "b"], false).is_err());
        assert_eq!(query(&[]).optional_list::<i64>(true, &[]).unwrap(), None);
        assert!(
            query(&["1"])
                .list::<i64>(true, &[Check::MinItems(2)])
                .is_err()
        );
        assert!(query(&["1,x"]).list::<i64>(false, &[]).is_err());
    }
}
