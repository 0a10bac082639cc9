//! Deadlines count in the hours in which people work. Pure.

use kernel::{Span, Time};

/// Days and hours in which people work, somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// From Monday on.
    days: [bool; 7],
    opens: Span,
    closes: Span,
    ahead: Span,
}

const DAY: i64 = Span::days(1).0;
/// So many days without an end, and it is no calendar.
const DAYS_MAX: usize = 5_000;

impl Calendar {
    /// Days from 1 (Monday) to 7, hours of the day, minutes ahead of UTC.
    pub fn new(days: &[i64], (opens, closes): (i64, i64), ahead: i64) -> Self {
        let mut all = [false; 7];
        for (number, works) in (1..).zip(all.iter_mut()) {
            *works = days.contains(&number);
        }
        Self {
            days: all,
            opens: Span::hours(opens),
            closes: Span::hours(closes),
            ahead: Span::minutes(ahead),
        }
    }

    /// So much work later.
    pub fn after(&self, from: Time, work: Span) -> Time {
        let mut local = from.after(self.ahead).0;
        let mut left = work.0;
        for _ in 0..DAYS_MAX {
            let day = local.div_euclid(DAY);
            let (start, end) = (day * DAY + self.opens.0, day * DAY + self.closes.0);
            if self.works(day) && local < end {
                local = local.max(start);
                if left <= end - local {
                    return Time(local + left).before(self.ahead);
                }
                left -= end - local;
            }
            local = (day + 1) * DAY;
        }
        // No day is worked on at all.
        from.after(work)
    }

    fn works(&self, day: i64) -> bool {
        // The first day of 1970 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
        self.days.get(weekday).copied().unwrap_or(false)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn work_stops_in_the_evening_and_over_the_weekend() {
        let week = Calendar::new(&[1, 2, 3, 4, 5], (9, 18), 480);
        let after = |from: &str, hours| week.after(at(from), Span::hours(hours)).rfc3339();
        // 2026-11-27 is a Friday; in China it is eight hours later.
        assert_eq!(after("2026-11-27T16:00:00+08:00", 1), "2026-11-27T09:00:00Z");
        assert_eq!(after("2026-11-27T16:00:00+08:00", 2), "2026-11-27T10:00:00Z");
        assert_eq!(after("2026-11-27T16:00:00+08:00", 3), "2026-11-30T02:00:00Z");
        assert_eq!(after("2026-11-28T12:00:00+08:00", 1), "2026-11-30T02:00:00Z");
        assert_eq!(after("2026-11-27T03:00:00+08:00", 1), "2026-11-27T02:00:00Z");
        assert_eq!(after("2026-11-27T22:00:00+08:00", 1), "2026-11-30T02:00:00Z");
        assert_eq!(after("2026-11-27T09:00:00+08:00", 90), "2026-12-10T10:00:00Z");
    }

    #[test]
    fn a_whole_day_is_a_day_like_any_other() {
        let always = Calendar::new(&[1, 2, 3, 4, 5, 6, 7], (0, 24), 0);
        let from = at("2026-11-28T20:30:00Z");
        assert_eq!(always.after(from, Span::hours(30)), from.after(Span::hours(30)));
        let never = Calendar::new(&[], (9, 18), 0);
        assert_eq!(never.after(from, Span::hours(1)), from.after(Span::hours(1)));
    }
}
