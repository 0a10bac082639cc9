use crate::BackupError;
use chrono::{DateTime, Utc};
use croner::Cron;
use kernel::Time;
use std::str::FromStr;

/// When backups are due: a cron expression of five fields, in UTC.
#[derive(Clone, Debug)]
pub struct Timetable(Cron);

impl FromStr for Timetable {
    type Err = BackupError;
    fn from_str(text: &str) -> Result<Self, BackupError> {
        if text.split_whitespace().count() != 5 && !text.trim().starts_with('@') {
            return Err(BackupError::BadSchedule(
                "write five fields: minute, hour, day of month, month, day of week, e.g. \"15 3 * * *\""
                    .into(),
            ));
        }
        Cron::from_str(text.trim()).map(Self).map_err(|error| BackupError::BadSchedule(error.to_string()))
    }
}

impl Timetable {
    /// The last turn that has come; none where there never was one.
    pub fn last(&self, now: Time) -> Option<Time> {
        self.0.find_previous_occurrence(&date(now)?, true).ok().map(|at| time(&at))
    }
    /// The turn after that time.
    pub fn next(&self, now: Time) -> Option<Time> {
        self.0.find_next_occurrence(&date(now)?, false).ok().map(|at| time(&at))
    }
}

fn date(at: Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.unix_seconds(), 0)
}

fn time(at: &DateTime<Utc>) -> Time {
    Time::from_unix_seconds(at.timestamp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn turns_before_and_after() {
        let at = |seconds| Time::from_unix_seconds(seconds);
        let day = 1_795_392_000; // 2026-11-23T00:00:00Z, a Monday
        let nightly: Timetable = "15 3 * * *".parse().unwrap();
        assert_eq!(nightly.last(at(day + 4 * 3600)).unwrap().rfc3339(), "2026-11-23T03:15:00Z");
        assert_eq!(nightly.last(at(day + 3 * 3600)).unwrap().rfc3339(), "2026-11-22T03:15:00Z");
        assert_eq!(nightly.last(at(day + 3 * 3600 + 900)).unwrap().rfc3339(), "2026-11-23T03:15:00Z");
        assert_eq!(nightly.next(at(day + 3 * 3600 + 900)).unwrap().rfc3339(), "2026-11-24T03:15:00Z");
        let sundays: Timetable = "0 5 * * SUN".parse().unwrap();
        assert_eq!(sundays.next(at(day)).unwrap().rfc3339(), "2026-11-29T05:00:00Z");
        let quarters: Timetable = "*/15 * * * *".parse().unwrap();
        assert_eq!(quarters.last(at(day + 61)).unwrap().rfc3339(), "2026-11-23T00:00:00Z");
    }

    proptest::proptest! {
        /// Whatever is written there is taken or refused with words; what is taken has its turns on the right side of now.
        #[test]
        fn any_text_is_a_timetable_or_none(
            text in proptest::prop_oneof![".{0,30}", "[0-9*/,LW#?A-Z-]{1,6}( [0-9*/,LW#?A-Z-]{1,6}){4}", "@[a-z]{0,9}"],
            now in 0_i64..4_000_000_000,
        ) {
            let now = Time::from_unix_seconds(now);
            match text.parse::<Timetable>() {
                Ok(turns) => {
                    proptest::prop_assert!(turns.last(now).is_none_or(|at| at <= now), "{}", text);
                    proptest::prop_assert!(turns.next(now).is_none_or(|at| at > now), "{}", text);
                }
                Err(refused) => proptest::prop_assert!(!refused.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "x", "99 3 * * *", "* * * * * *", "15 3 * *", "@fortnightly"] {
            assert_eq!(text.parse::<Timetable>().unwrap_err().code(), "bad_schedule", "{text}");
        }
    }
}
