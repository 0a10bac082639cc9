use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Microseconds between two refusals: 3,000 a second.
const APART: u64 = 333;
/// So far the pace may be left behind: some 750 at once are told at once.
const BURST: u64 = 250_000;

/// To turn somebody away costs the processor what an order then lacks, and who is told at once comes again at once. So
/// refusals have a pace, too: in a flood each waits for its turn, and a crowd of clients that never rests costs a tenth of a
/// processor, however large it is. With all 10,000 connections kept waiting, that is three seconds.
pub struct Pace {
    started: Instant,
    /// When the next one is due.
    due: AtomicU64,
}

impl Pace {
    pub fn new() -> Self {
        Self { started: Instant::now(), due: AtomicU64::new(0) }
    }

    /// How long the refusal that is due now is kept back.
    pub fn next(&self, now: Instant) -> Option<Duration> {
        let micros = now.saturating_duration_since(self.started).as_micros();
        let now = u64::try_from(micros).unwrap_or(u64::MAX / 2);
        let turn = |due: u64| due.max(now.saturating_sub(BURST));
        let after = |due| Some(turn(due).saturating_add(APART));
        let due = self.due.fetch_update(Ordering::Relaxed, Ordering::Relaxed, after).unwrap_or_default();
        let pause = turn(due).saturating_sub(now);
        (pause > 0).then(|| Duration::from_micros(pause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_are_told_at_once_and_a_flood_by_turns() {
        let pace = Pace::new();
        let at = |millis| pace.started + Duration::from_millis(millis);
        let quick = (0..2_000).take_while(|_| pace.next(at(1_000)).is_none()).count();
        assert!((700..800).contains(&quick), "{quick}");
        let last = (0..3_000).filter_map(|_| pace.next(at(1_000))).last();
        assert!(last.is_some_and(|pause| (990..1_010).contains(&pause.as_millis())), "{last:?}");
        assert_eq!(pace.next(at(3_000)), None, "once it is over, nobody waits");
    }
}
