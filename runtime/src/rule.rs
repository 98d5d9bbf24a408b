//! Time, as the rules of a description compute with it (CEL, section "Timestamps and durations").
//!
//! What fails in CEL is `None` here: a text that is no date, and what lies outside the years 1 to
//! 9999, or a span of more than 292 years.

use std::cell::Cell;
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * SECOND;

/// A point in time between the years 1 and 9999, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i128);

/// A span of time of up to 292 years, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

/// What rules take for the present: the system's clock, in UTC, or a moment that stands still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock(Option<Moment>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    now: Timestamp,
    /// Nanoseconds east of UTC, for which day it is.
    offset: i128,
}

thread_local! {
    static CLOCK: Cell<Clock> = const { Cell::new(Clock(None)) };
}

impl Clock {
    /// A clock that stands still at a moment such as `2026-11-22T10:00:00+01:00` (RFC 3339), whose
    /// offset decides which day it is.
    pub fn at(moment: &str) -> Option<Self> {
        let (now, offset) = read_moment(moment)?;
        Some(Clock(Some(Moment { now, offset })))
    }

    /// Runs `check` with this clock for all rules that are evaluated in it.
    pub fn during<R>(self, check: impl FnOnce() -> R) -> R {
        /// Puts the clock back, also when `check` panics.
        struct Restore(Clock);
        impl Drop for Restore {
            fn drop(&mut self) {
                CLOCK.set(self.0);
            }
        }
        let _restore = Restore(CLOCK.replace(self));
        check()
    }

    fn moment(self) -> Option<Moment> {
        self.0.or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            let now = in_range(i128::try_from(since.as_nanos()).ok()?)?;
            Some(Moment { now, offset: 0 })
        })
    }
}

/// `timestamp(text)`: a date with time and offset (RFC 3339).
pub fn timestamp(text: &str) -> Option<Timestamp> {
    read_moment(text).map(|(timestamp, _)| timestamp)
}

/// `duration(text)`: numbers with units from hours to nanoseconds, such as `1h30m` or `-1.5s`.
pub fn duration(text: &str) -> Option<Duration> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(Duration(0));
    }
    let mut sum = 0_i128;
    while !rest.is_empty() {
        let (part, after) = amount(rest)?;
        sum = sum.checked_add(part)?;
        rest = after;
    }
    let sum = if negative { -sum } else { sum };
    match text.ends_with(|last: char| last.is_ascii_alphabetic()) {
        true => i64::try_from(sum).ok().map(Duration),
        false => None,
    }
}

/// The first number with its unit in nanoseconds, and what follows.
fn amount(text: &str) -> Option<(i128, &str)> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let (number, rest) = text.split_at(text.find(|c| !is_number(c))?);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let unit_end = rest.find(is_number).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit_end);
    let unit = match unit {
        "h" => 3600 * SECOND,
        "m" => 60 * SECOND,
        "s" => SECOND,
        "ms" => 1_000_000,
        "us" | "µs" => 1_000,
        "ns" => 1,
        _ => return None,
    };
    if fraction.contains('.') || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // More digits than these are beyond the range, or below a nanosecond.
    if whole.trim_start_matches('0').len() > 19 {
        return None;
    }
    let whole = match whole {
        "" => 0,
        digits => digits.parse::<i128>().ok()?,
    };
    let mut sum = whole.checked_mul(unit)?;
    let mut share = unit;
    for digit in fraction.bytes().take(18) {
        // The digits are summed from units ten times smaller each, without rounding in between.
        sum = sum
            .checked_mul(10)?
            .checked_add(i128::from(digit - b'0') * unit)?;
        share = share.checked_mul(10)?;
    }
    Some((sum / (share / unit), rest))
}

/// `date(text)`: midnight, in UTC, of the day that a text begins with, such as `2026-11-22` or
/// `2026-1-2T08:00:00`. What follows `T` or a space is not looked at.
pub fn date(text: &str) -> Option<Timestamp> {
    let day = text.split(['T', 't', ' ']).next()?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let days = days(digits(year)?, digits(month)?, digits(day)?)?;
    in_range(days * DAY)
}

/// `now()`: the present, by the [`Clock`].
pub fn now() -> Option<Timestamp> {
    CLOCK.get().moment().map(|moment| moment.now)
}

/// `today()`: midnight, in UTC, of the day that it is by the [`Clock`], to be compared with
/// [`date`].
pub fn today() -> Option<Timestamp> {
    let moment = CLOCK.get().moment()?;
    in_range((moment.now.0 + moment.offset).div_euclid(DAY) * DAY)
}

impl Timestamp {
    /// The point in time a span later.
    pub fn plus(self, span: Duration) -> Option<Timestamp> {
        in_range(self.0 + i128::from(span.0))
    }

    /// The point in time a span earlier.
    pub fn minus(self, span: Duration) -> Option<Timestamp> {
        in_range(self.0 - i128::from(span.0))
    }

    /// The span since another point in time.
    pub fn since(self, other: Timestamp) -> Option<Duration> {
        i64::try_from(self.0 - other.0).ok().map(Duration)
    }
}

impl Duration {
    /// The sum of both.
    pub fn plus(self, other: Duration) -> Option<Duration> {
        self.0.checked_add(other.0).map(Duration)
    }

    /// The difference of both.
    pub fn minus(self, other: Duration) -> Option<Duration> {
        self.0.checked_sub(other.0).map(Duration)
    }
}

fn in_range(nanoseconds: i128) -> Option<Timestamp> {
    /// The first moments of the years 1 and 10000.
    const RANGE: std::ops::Range<i128> = -719_162 * DAY..2_932_897 * DAY;
    RANGE
        .contains(&nanoseconds)
        .then_some(Timestamp(nanoseconds))
}

/// A moment and its offset from UTC.
fn read_moment(text: &str) -> Option<(Timestamp, i128)> {
    let (day, rest) = text.split_at_checked(10)?;
    let bytes = day.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let days = days(
        digits(day.get(..4)?)?,
        digits(day.get(5..7)?)?,
        digits(day.get(8..)?)?,
    )?;
    let rest = rest.strip_prefix(['T', 't'])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let second = digits(clock.get(6..)?)?;
    if clock.as_bytes().get(5) != Some(&b':') || second > 59 {
        return None;
    }
    let time = minutes(clock.get(..5)?)? * 60 + i128::from(second);
    let (fraction, rest) = fraction(rest)?;
    let offset = match (rest, rest.split_at_checked(1)) {
        ("Z" | "z", _) => 0,
        (_, Some(("+", offset))) => minutes(offset)? * 60 * SECOND,
        (_, Some(("-", offset))) => -(minutes(offset)? * 60 * SECOND),
        _ => return None,
    };
    let timestamp = in_range(days * DAY + time * SECOND + fraction - offset)?;
    Some((timestamp, offset))
}

/// The nanoseconds after a point, and what follows.
fn fraction(text: &str) -> Option<(i128, &str)> {
    let Some(text) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        return None;
    }
    let nanoseconds = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanoseconds = nanoseconds.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    Some((nanoseconds, rest))
}

/// `hh:mm`, in minutes.
fn minutes(text: &str) -> Option<i128> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    (hour < 24 && minute < 60).then(|| i128::from(hour * 60 + minute))
}

fn digits(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The days since 1970-01-01 in the Gregorian calendar, if there is such a day.
fn days(year: i64, month: i64, day: i64) -> Option<i128> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the day of a leap year comes last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1;
    Some(i128::from(days - 719_468))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        assert_eq!(timestamp("1970-01-01T00:00:00Z"), Some(Timestamp(0)));
        assert_eq!(
            timestamp("2000-03-01T00:00:00.5+01:00"),
            Some(Timestamp((951_868_800 - 3600) * SECOND + SECOND / 2))
        );
        assert_eq!(
            date("2000-02-29").and_then(|it| it.plus(Duration(i64::try_from(DAY).ok()?))),
            date("2000-3-1")
        );
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00:60Z",
            "2026-1-1T00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "äää-01-01T00:00:00Z",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
        assert_eq!(timestamp("0000-12-31T23:59:59Z"), None);
        assert!(timestamp("0001-01-01T00:00:00Z").is_some());
        assert!(timestamp("9999-12-31T23:59:59.999999999Z").is_some());
        assert_eq!(timestamp("9999-12-31T23:59:59-00:01"), None);
    }

    #[test]
    fn dates_may_lack_zeros() {
        assert_eq!(date("2026-1-2T08:00:00"), timestamp("2026-01-02T00:00:00Z"));
        for text in [
            "",
            "2026",
            "2026-1",
            "26-1-1",
            "2026-1-1-1",
            "2026-001-1",
            "2026-2-30",
            "2026-+1-1",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("144h"), Some(Duration(144 * 3_600_000_000_000)));
        assert_eq!(duration("-1m1.5s"), Some(Duration(-61_500_000_000)));
        assert_eq!(duration("0.000000001s"), Some(Duration(1)));
        assert_eq!(duration("1.5ns"), Some(Duration(1)));
        assert_eq!(duration("0"), Some(Duration(0)));
        for text in [
            "", "-", "1", "h", "1d", "1h1", "1.2.3s", ".s", "9999999h", "1h ",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn the_clock_can_stand_still() {
        let clock = Clock::at("2026-11-22T00:30:00+01:00").unwrap();
        clock.during(|| {
            assert_eq!(now(), timestamp("2026-11-21T23:30:00Z"));
            assert_eq!(today(), date("2026-11-22"));
            let utc = Clock::at("2026-11-21T23:30:00Z").unwrap();
            utc.during(|| assert_eq!(today(), date("2026-11-21")));
            assert_eq!(today(), date("2026-11-22"));
        });
        assert!(now() > timestamp("2026-01-01T00:00:00Z"));
        assert_eq!(Clock::at("today"), None);
    }
}
