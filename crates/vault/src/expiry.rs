use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use kernel::Time;

/// A date (`2026-12-31` or `2026/12/31`: valid to the end of that day in China, the earliest that most sellers mean) or
/// an RFC 3339 time. None for anything else.
pub(crate) fn parse(text: &str) -> Option<Time> {
    let dashed = text.replace('/', "-");
    let looks_like_a_date = dashed.len() == 10 && dashed.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if looks_like_a_date {
        let date: Date = dashed.parse().ok()?;
        let next_day: DateTime = date.tomorrow().ok()?.into();
        let zone = TimeZone::fixed(Offset::constant(8));
        return Some(Time(zone.to_timestamp(next_day).ok()?.as_microsecond()));
    }
    // jiff takes more than RFC 3339; a length and a zone are the difference that matters.
    let zoned = text.ends_with(['Z', 'z']) || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    if text.len() < 20 || !zoned {
        return None;
    }
    Some(Time(text.parse::<jiff::Timestamp>().ok()?.as_microsecond()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_date_ends_with_its_day_in_china() {
        assert_eq!(parse("2026-12-31").unwrap().rfc3339(), "2026-12-31T16:00:00Z");
        assert_eq!(parse("2028/02/29").unwrap().rfc3339(), "2028-02-29T16:00:00Z");
        assert_eq!(parse("2026-12-31T23:59:59+08:00").unwrap().rfc3339(), "2026-12-31T15:59:59Z");
        assert_eq!(parse("2026-12-31T00:00:00Z").unwrap().rfc3339(), "2026-12-31T00:00:00Z");
    }

    #[test]
    fn other_text_is_no_date() {
        for text in [
            "",
            "2026-13-01",
            "2026-02-30",
            "31-12-2026",
            "2026-1-1",
            "20261231",
            "2026-12-31T10:00:00",
            "tomorrow",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
