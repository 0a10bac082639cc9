//! Times as Chinese gateways write them: `2016-08-06 22:55:52`, eight hours ahead, without saying so.

use kernel::{Span, Time};

/// China's days begin so many minutes before those of UTC.
pub const AHEAD_MINUTES: i64 = 480;
const AHEAD: Span = Span::minutes(AHEAD_MINUTES);

/// As they write it.
pub fn write(at: Time) -> String {
    at.after(AHEAD).rfc3339().replace('T', " ").trim_end_matches('Z').to_owned()
}

/// None for any other text.
pub fn read(text: &str) -> Option<Time> {
    let (date, clock) = text.split_once([' ', 'T'])?;
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let fits = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Time::from_unix_seconds(seconds).before(AHEAD))
}

/// The same, kept between when it was asked for and now: what cannot be read was now.
pub fn between(text: &str, created: Time, now: Time) -> Time {
    read(text).unwrap_or(now).clamp(created.min(now), now)
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut next = || {
        let part = parts.next()?;
        let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| plain)
    };
    let read = [next()?, next()?, next()?];
    parts.next().is_none().then_some(read)
}

/// Days since 1970-01-01 by the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written() {
        assert_eq!(write(Time::from_unix_seconds(1_795_449_600)), "2026-11-24 00:00:00");
    }

    #[test]
    fn times_are_read() {
        for (text, utc) in [
            ("2016-08-06 22:55:52", "2016-08-06T14:55:52Z"),
            ("2024-02-29 00:00:00", "2024-02-28T16:00:00Z"),
            ("2022-09-15T16:08:39.123", "2022-09-15T08:08:39Z"),
            ("1970-01-01 08:00:00", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(read(text).map(Time::rfc3339).as_deref(), Some(utc), "{text}");
        }
        for text in
            ["", "0000-00-00 00:00:00", "2016-13-01 00:00:00", "2016-08-06", "2016-08-06 1:2", "a-b-c 1:2:3"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        let (created, now) = (Time::from_unix_seconds(1_000_000_000), Time::from_unix_seconds(1_000_000_600));
        assert_eq!(between("2999-01-01 00:00:00", created, now), now);
        assert_eq!(between("1999-01-01 00:00:00", created, now), created);
    }
}
