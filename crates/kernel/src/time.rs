use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z, as stored in `bigint` columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Time(pub i64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    pub const fn millis(n: i64) -> Self {
        Self(n.saturating_mul(1_000))
    }
    pub const fn seconds(n: i64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n.saturating_mul(60))
    }
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n.saturating_mul(60))
    }
    pub const fn days(n: i64) -> Self {
        Self::hours(n.saturating_mul(24))
    }
    /// Whole seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl Time {
    pub const fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
    pub const fn before(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
    /// Seconds since the epoch, rounded down.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
    pub const fn unix_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }
    pub const fn from_unix_seconds(s: i64) -> Self {
        Self(s.saturating_mul(1_000_000))
    }

    /// RFC 3339 in UTC with seconds, e.g. `2026-11-23T08:00:00Z`.
    pub fn rfc3339(self) -> String {
        let (days, second_of_day) =
            (self.unix_seconds().div_euclid(86_400), self.unix_seconds().rem_euclid(86_400));
        let (y, m, d) = civil_from_days(days);
        let (h, min, s) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}Z")
    }
}

impl Time {
    /// The inverse of [`Time::rfc3339`]; a mere day is its beginning. Seconds may have a fraction, and there may be an
    /// offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let part = text.get(from..to)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten()
        };
        let sign = |at: usize, sign: &str| (text.get(at..at + 1) == Some(sign)).then_some(());
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        sign(4, "-")?;
        sign(7, "-")?;
        let days = days_from_civil(year, month, day);
        if civil_from_days(days) != (year, month, day) {
            return None;
        }
        if text.len() == 10 {
            return Some(Self::from_unix_seconds(days * 86_400));
        }
        text.get(10..11).filter(|t| matches!(*t, "T" | "t" | " "))?;
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        sign(13, ":")?;
        sign(16, ":")?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (micros, rest) = fraction(text.get(19..)?)?;
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset(rest)?;
        Some(Self(seconds.checked_mul(1_000_000)?.checked_add(micros)?))
    }
}

/// Microseconds after the point, and what follows.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(digits) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end)?;
    let six: String = digits.chars().chain("000000".chars()).take(6).collect();
    if digits.is_empty() { None } else { Some((six.parse().ok()?, rest)) }
}

/// `Z` or `+08:00`, in seconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let factor = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let two = |part: &str| {
        let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse::<i64>().ok() } else { None }
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then_some(factor * (hours * 3_600 + minutes * 60))
}

/// The inverse of [`civil_from_days`]; of what is no day, some other day's.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Days since the epoch to (year, month, day) of the proleptic Gregorian calendar.
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
}

#[cfg(test)]
mod tests {
    use super::Time;

    #[test]
    fn what_is_written_is_read() {
        for seconds in [0, 951_782_400, 1_795_424_264, -1, 4_102_444_799] {
            let time = Time::from_unix_seconds(seconds);
            assert_eq!(Time::parse_rfc3339(&time.rfc3339()), Some(time));
        }
        let day = Time::from_unix_seconds(1_795_392_000);
        assert_eq!(Time::parse_rfc3339("2026-11-23"), Some(day));
        assert_eq!(Time::parse_rfc3339("2026-11-23T08:00:00+08:00"), Some(day));
        assert_eq!(Time::parse_rfc3339("2026-11-23T00:00:00.5Z"), Some(Time(day.0 + 500_000)));
        for bad in [
            "",
            "2026",
            "2026-02-30",
            "2026-13-01",
            "2026-11-23T24:00:00Z",
            "2026-11-23T08:00:00",
            "2026-11-23T08:00:00+8",
            "2026-11-23T08:00:00.Z",
            "２０２６-11-23",
            "+026-11-23",
            "2026-11-23T08:00:00+99:00",
        ] {
            assert_eq!(Time::parse_rfc3339(bad), None, "{bad}");
        }
    }

    #[test]
    fn rfc3339_knows_leap_years_and_the_epoch() {
        assert_eq!(Time(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Time::from_unix_seconds(951_782_400).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(Time::from_unix_seconds(1_795_424_264).rfc3339(), "2026-11-23T08:57:44Z");
        assert_eq!(Time::from_unix_seconds(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }
}
