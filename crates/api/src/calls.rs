//! How many requests merchants' programs make in a month. Counted in memory, so that a request writes nothing for it,
//! and added up in the database once a minute by each node; what a node has not written yet is lost when it crashes.

use crate::{Api, Problem, store};
use db::{Db, Result};
use kernel::{MerchantId, Span, Time};
use merchants::Limits;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often the sum of all nodes is looked at, where a plan has a limit.
const FRESH: Span = Span::minutes(1);
const MOST: usize = 50_000;

#[derive(Default)]
pub(crate) struct Calls(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// The month of that minute, so that it is worked out once a minute.
    minute: i64,
    month: u32,
    /// By merchant and month: what this node has not written yet.
    unwritten: HashMap<(MerchantId, u32), i64>,
    /// The sum of all nodes, as it stood when it was read.
    written: HashMap<MerchantId, Written>,
}

#[derive(Clone, Copy)]
struct Written {
    month: u32,
    calls: i64,
    read_at: Time,
}

impl Calls {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more.
    fn count(&self, merchant: MerchantId, now: Time) {
        let mut counts = self.counts();
        let month = counts.month_of(now);
        *counts.unwritten.entry((merchant, month)).or_default() += 1;
    }

    /// Since the month began, UTC: exact for this node, at most a minute old for the others (and what they write once a
    /// minute).
    pub async fn used(&self, db: &Db, merchant: MerchantId, now: Time) -> Result<i64> {
        let (month, known) = {
            let mut counts = self.counts();
            (counts.month_of(now), counts.known(merchant, now))
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let calls = store::api_calls(db, merchant, month).await?;
        let mut counts = self.counts();
        if counts.written.len() >= MOST {
            counts.written.clear();
        }
        counts.written.insert(merchant, Written { month, calls, read_at: now });
        Ok(calls + counts.here(merchant, month))
    }

    /// Adds up what was counted; where that fails, it is counted on.
    async fn write(&self, db: &Db) -> Result<()> {
        let taken = std::mem::take(&mut self.counts().unwritten);
        if taken.is_empty() {
            return Ok(());
        }
        // In one order on all nodes, so that two of them do not wait for each other.
        let mut rows: Vec<_> = taken.into_iter().collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        let written = store::add_api_calls(db, &rows).await;
        let mut counts = self.counts();
        for ((merchant, month), calls) in rows {
            match &written {
                Ok(()) => counts.note_written(merchant, month, calls),
                Err(_) => *counts.unwritten.entry((merchant, month)).or_default() += calls,
            }
        }
        written
    }
}

impl Counts {
    fn month_of(&mut self, now: Time) -> u32 {
        let minute = now.unix_seconds().div_euclid(60);
        if self.minute != minute || self.month == 0 {
            (self.minute, self.month) = (minute, month(now));
        }
        self.month
    }

    fn here(&self, merchant: MerchantId, month: u32) -> i64 {
        self.unwritten.get(&(merchant, month)).copied().unwrap_or(0)
    }

    fn known(&mut self, merchant: MerchantId, now: Time) -> Option<i64> {
        let month = self.month_of(now);
        let written = self.written.get(&merchant).filter(|written| written.month == month)?;
        let is_fresh = (0..FRESH.0).contains(&now.since(written.read_at).0);
        is_fresh.then(|| written.calls + self.here(merchant, month))
    }

    fn note_written(&mut self, merchant: MerchantId, month: u32, calls: i64) {
        if let Some(written) = self.written.get_mut(&merchant).filter(|written| written.month == month) {
            written.calls += calls;
        }
    }
}

impl Api {
    /// Counts a request of a merchant's program, or refuses it where the plan allows no more of them this month.
    pub(crate) async fn count_call(
        &self,
        merchant: MerchantId,
        limits: Limits,
    ) -> std::result::Result<(), Problem> {
        let now = self.ambient().now();
        if limits.api_calls_month.is_some() {
            let used = self.calls.used(self.db(), merchant, now).await?;
            merchants::within("API requests a month", used, limits.api_calls_month)?;
        }
        self.calls.count(merchant, now);
        Ok(())
    }

    /// Requests of the merchant's programs since the month began, UTC.
    pub(crate) async fn calls_this_month(&self, merchant: MerchantId) -> Result<i64> {
        self.calls.used(self.db(), merchant, self.ambient().now()).await
    }

    /// Writes down how many requests merchants' programs have made. To be called once a minute on each node, and before
    /// it stops.
    pub async fn write_calls(&self) -> Result<()> {
        self.calls.write(self.db()).await
    }
}

/// 202611 for November 2026.
fn month(now: Time) -> u32 {
    let digits: String = now.rfc3339().chars().take(7).filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEMBER: Time = Time::from_unix_seconds(1_795_424_264);

    #[test]
    fn a_month_is_known_by_its_number_and_changes_when_it_ends() {
        let mut counts = Counts::default();
        assert_eq!(counts.month_of(NOVEMBER), 202_611);
        assert_eq!(counts.month_of(NOVEMBER.after(Span::seconds(1))), 202_611);
        assert_eq!(counts.month_of(NOVEMBER.after(Span::days(20))), 202_612);
        assert_eq!(counts.month_of(NOVEMBER), 202_611, "a clock that was set back");
    }

    #[test]
    fn what_is_written_is_known_and_last_month_is_another_one() {
        let (calls, merchant) = (Calls::default(), MerchantId(1));
        calls.count(merchant, NOVEMBER);
        calls.count(merchant, NOVEMBER);
        let mut counts = calls.counts();
        assert_eq!(counts.known(merchant, NOVEMBER), None, "the others may have counted, too");
        counts.written.insert(merchant, Written { month: 202_611, calls: 40, read_at: NOVEMBER });
        assert_eq!(counts.known(merchant, NOVEMBER), Some(42));
        let taken = std::mem::take(&mut counts.unwritten);
        assert_eq!(taken.get(&(merchant, 202_611)), Some(&2));
        counts.note_written(merchant, 202_611, 2);
        assert_eq!(counts.known(merchant, NOVEMBER), Some(42));
        assert_eq!(counts.known(merchant, NOVEMBER.after(FRESH)), None);
        assert_eq!(counts.known(merchant, NOVEMBER.after(Span::days(20))), None);
    }
}
