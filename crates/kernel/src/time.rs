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
    /// An instant as [`Time::rfc3339`] writes it, with any offset; or a day alone, which begins at midnight UTC.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(10)?;
        let days = parse_day(day)?;
        if rest.is_empty() {
            return Some(Self::from_unix_seconds(days * 86_400));
        }
        let (clock, zone) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
        let [h, m, s] = parts(clock, ':')?;
        let fits = (0..24).contains(&h) && (0..60).contains(&m) && (0..61).contains(&s);
        let zone = match zone.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => zone,
        };
        let offset = parse_offset(zone)?;
        fits.then(|| Self::from_unix_seconds(days * 86_400 + h * 3_600 + m * 60 + s - offset))
    }
}

/// Seconds east of Greenwich.
fn parse_offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (h, m) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let (h, m) = (digits(h)?, digits(m)?);
    ((0..=23).contains(&h) && (0..60).contains(&m)).then_some(sign * (h * 3_600 + m * 60))
}

fn parse_day(text: &str) -> Option<i64> {
    let [year, month, day] = parts(text, '-')?;
    let days = days_from_civil(year, month, day);
    // What is no day (the 30th of February) comes out as another one.
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

fn parts(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(digits);
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

fn digits(text: &str) -> Option<i64> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The inverse of [`civil_from_days`].
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_index = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_index + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
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
    fn rfc3339_knows_leap_years_and_the_epoch() {
        assert_eq!(Time(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Time::from_unix_seconds(951_782_400).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(Time::from_unix_seconds(1_795_424_264).rfc3339(), "2026-11-23T08:57:44Z");
        assert_eq!(Time::from_unix_seconds(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_written_is_read_again_and_what_is_no_time_is_not() {
        for seconds in [0, -1, 951_782_400, 1_795_424_264, 4_102_444_799] {
            let time = Time::from_unix_seconds(seconds);
            assert_eq!(Time::parse_rfc3339(&time.rfc3339()), Some(time));
        }
        let seen = |text| Time::parse_rfc3339(text).map(Time::rfc3339);
        assert_eq!(seen("2026-11-28").as_deref(), Some("2026-11-28T00:00:00Z"));
        assert_eq!(seen("2026-11-28T08:30:00.123+08:00").as_deref(), Some("2026-11-28T00:30:00Z"));
        for bad in ["", "2026-02-30", "2026-13-01", "2026-11-28T25:00:00Z", "2026-11-28T00:00:00", "28.11.2026", "2026-11-28T00:00:00+8", "豆蔻豆蔻豆蔻"] {
            assert_eq!(seen(bad), None, "{bad}");
        }
    }
}
