use crate::figures::{china_day, start_of};
use kernel::{Span, Time};
use std::str::FromStr;

/// In what time an allocation is used up. Days and months are China's, as in all figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Day,
    Month,
    /// As long as it holds.
    All,
}

impl Period {
    /// Stable: stored, and told to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::All => "all",
        }
    }

    /// The number of the one that it is then.
    pub(crate) fn number(self, at: Time) -> i64 {
        match self {
            Self::Day => china_day(at),
            Self::Month => china_day(month_of(at)),
            Self::All => 0,
        }
    }

    /// When the next one begins.
    pub(crate) fn next(self, at: Time) -> Option<Time> {
        match self {
            Self::Day => Some(start_of(china_day(at) + 1)),
            // No month has more days.
            Self::Month => Some(month_of(month_of(at).after(Span::days(31)))),
            Self::All => None,
        }
    }
}

impl FromStr for Period {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Day, Self::Month, Self::All].into_iter().find(|period| period.code() == code).ok_or(())
    }
}

/// How far China's clocks are before ours.
const EAST: Span = Span::hours(8);

/// The first moment of its month.
fn month_of(at: Time) -> Time {
    let there = at.after(EAST).rfc3339();
    let first = format!("{}-01", there.get(..7).unwrap_or_default());
    Time::parse_rfc3339(&first).map_or(at, |first| first.before(EAST))
}

/// `2026-11-29`, as China counts it.
pub(super) fn date(at: Time) -> String {
    at.after(EAST).rfc3339().get(..10).unwrap_or_default().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_at_a_midnight_in_china() {
        let at = |text: &str| Time::parse_rfc3339(text).unwrap();
        let late = at("2026-11-30T15:59:59Z");
        let next = at("2026-11-30T16:00:00Z");
        assert_eq!((Period::Day.next(late), Period::Month.next(late)), (Some(next), Some(next)));
        assert_eq!(Period::Day.number(next), Period::Day.number(late) + 1);
        assert_ne!(Period::Month.number(next), Period::Month.number(late));
        assert_eq!(Period::Month.number(next), Period::Month.number(at("2026-12-31T15:59:59Z")));
        assert_eq!(Period::Month.next(next), Some(at("2026-12-31T16:00:00Z")));
        assert_eq!(Period::Month.next(at("2027-02-10T00:00:00Z")), Some(at("2027-02-28T16:00:00Z")));
        assert_eq!((Period::All.next(late), Period::All.number(late)), (None, 0));
        assert_eq!((date(late), date(next)), ("2026-11-30".into(), "2026-12-01".into()));
    }
}
