use crate::calendar::Calendar;
use serde::Deserialize;

/// The `[disputes]` section of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeSettings {
    /// How long after the delivery a case can be opened, in days.
    pub open_days: i64,
    /// How long the merchant has for an answer, the buyer for an offer, the platform for a ruling, and either side for an
    /// appeal: in working hours.
    pub answer_hours: i64,
    pub buyer_hours: i64,
    pub platform_hours: i64,
    pub appeal_hours: i64,
    /// How long before the end whoever has to act is reminded, in hours of the clock. 0: never.
    pub remind_hours: i64,
    /// Days of the week on which people work, 1 (Monday) to 7; from which hour to which, there.
    pub work_days: Vec<i64>,
    pub opens: i64,
    pub closes: i64,
    /// How far clocks there are ahead of UTC, in minutes.
    pub utc_offset_minutes: i64,
    /// For whom delivery is stricter: from so many orders on, of which so many hundredths of a per cent had something given
    /// back; or from so many cases on that they lost. 0 orders, 0 cases: that one does not count.
    pub strict_orders: i64,
    pub strict_refund_rate: i64,
    pub strict_lost: i64,
    /// How large a picture and a recording may be, in megabytes, and how many files a case may have.
    pub picture_megabytes: usize,
    pub recording_megabytes: usize,
    pub files: i64,
}

impl Default for DisputeSettings {
    fn default() -> Self {
        Self {
            open_days: 30,
            answer_hours: 24,
            buyer_hours: 36,
            platform_hours: 24,
            appeal_hours: 36,
            remind_hours: 6,
            work_days: vec![1, 2, 3, 4, 5, 6, 7],
            opens: 9,
            closes: 21,
            utc_offset_minutes: 480,
            strict_orders: 5,
            strict_refund_rate: 3_000,
            strict_lost: 3,
            picture_megabytes: 10,
            recording_megabytes: 30,
            files: 20,
        }
    }
}

impl DisputeSettings {
    /// What cannot be so; none where all is well.
    pub fn problem(&self) -> Option<String> {
        let hours = [
            ("answer_hours", self.answer_hours),
            ("buyer_hours", self.buyer_hours),
            ("platform_hours", self.platform_hours),
            ("appeal_hours", self.appeal_hours),
        ];
        if let Some((name, _)) = hours.iter().find(|(_, hours)| !(1..=1_000).contains(hours)) {
            return Some(format!("{name} is 1 to 1000 hours"));
        }
        if !(1..=365).contains(&self.open_days) {
            return Some("open_days is 1 to 365 days".to_owned());
        }
        if !(0..=1_000).contains(&self.remind_hours) {
            return Some("remind_hours is 0 to 1000 hours".to_owned());
        }
        if self.work_days.is_empty() || self.work_days.iter().any(|day| !(1..=7).contains(day)) {
            return Some("work_days are numbers from 1 (Monday) to 7, at least one".to_owned());
        }
        if !(0..24).contains(&self.opens) || !(self.opens + 1..=24).contains(&self.closes) {
            return Some(
                "opens and closes are hours of a day, 0 to 24, the first before the second".to_owned(),
            );
        }
        if !(-840..=840).contains(&self.utc_offset_minutes) {
            return Some("utc_offset_minutes is -840 to 840".to_owned());
        }
        let counts = [self.strict_orders, self.strict_lost];
        if counts.iter().any(|count| !(0..=100).contains(count))
            || !(1..=10_000).contains(&self.strict_refund_rate)
        {
            return Some(
                "strict_orders and strict_lost are 0 to 100, strict_refund_rate 1 to 10000".to_owned(),
            );
        }
        if !(1..=50).contains(&self.picture_megabytes) || !(1..=200).contains(&self.recording_megabytes) {
            return Some("a picture may have 1 to 50 megabytes, a recording 1 to 200".to_owned());
        }
        (!(1..=100).contains(&self.files)).then(|| "files is 1 to 100".to_owned())
    }

    pub(crate) fn calendar(&self) -> Calendar {
        Calendar::new(&self.work_days, (self.opens, self.closes), self.utc_offset_minutes)
    }

    /// The largest file, in bytes.
    pub fn largest(&self) -> usize {
        self.picture_megabytes.max(self.recording_megabytes).saturating_mul(1024 * 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(DisputeSettings::default().problem(), None);
        let all: Vec<DisputeSettings> = vec![
            DisputeSettings { open_days: 0, ..DisputeSettings::default() },
            DisputeSettings { answer_hours: 0, ..DisputeSettings::default() },
            DisputeSettings { work_days: vec![], ..DisputeSettings::default() },
            DisputeSettings { work_days: vec![8], ..DisputeSettings::default() },
            DisputeSettings { opens: 9, closes: 9, ..DisputeSettings::default() },
            DisputeSettings { utc_offset_minutes: 900, ..DisputeSettings::default() },
            DisputeSettings { files: 0, ..DisputeSettings::default() },
            DisputeSettings { picture_megabytes: 0, ..DisputeSettings::default() },
            DisputeSettings { strict_orders: -1, ..DisputeSettings::default() },
            DisputeSettings { strict_refund_rate: 0, ..DisputeSettings::default() },
            DisputeSettings { remind_hours: -1, ..DisputeSettings::default() },
        ];
        assert!(all.iter().all(|settings| settings.problem().is_some()));
    }
}
