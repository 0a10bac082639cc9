use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where even the quickest answer of a while took longer than this, all wait for each other.
const TARGET: Duration = Duration::from_millis(100);
const WHILE: Duration = Duration::from_millis(100);
/// Places are never fewer than this part of all, so that slow errands do not shut out quick ones.
const LEAST: usize = 4;
/// What is taken away at once, and what is given back: a tenth, and a thirty-second of all.
const LESS: usize = 10;
const MORE: usize = 32;

/// How many requests are answered at the same time: as many as the settings say while the processor keeps up with them,
/// and fewer as soon as all of them wait too long. The time counts and not the number, because what a place
/// costs is the time that everybody behind it waits.
pub struct Places {
    least: usize,
    most: usize,
    open: AtomicUsize,
    taken: AtomicUsize,
    /// Somebody was turned away in this while.
    wanted: AtomicBool,
    judged: Mutex<Judged>,
}

struct Judged {
    since: Instant,
    quickest: Option<Duration>,
}

impl Places {
    pub fn new(most: usize) -> Self {
        Self::between((most / LEAST).max(1), most.max(1))
    }

    /// For what takes long by its nature: always as many.
    pub fn steady(count: usize) -> Self {
        Self::between(count.max(1), count.max(1))
    }

    fn between(least: usize, most: usize) -> Self {
        let judged = Judged { since: Instant::now(), quickest: None };
        Self {
            least,
            most,
            open: AtomicUsize::new(most),
            taken: AtomicUsize::new(0),
            wanted: AtomicBool::new(false),
            judged: Mutex::new(judged),
        }
    }

    /// Whether all are taken, for who has not read the request yet.
    pub fn full(&self) -> bool {
        let full = self.taken.load(Ordering::Relaxed) >= self.open.load(Ordering::Relaxed);
        if full {
            self.wanted.store(true, Ordering::Relaxed);
        }
        full
    }

    pub fn take(&self) -> Option<Place<'_>> {
        let open = self.open.load(Ordering::Relaxed);
        let more = |taken| if taken < open { Some(taken + 1) } else { None };
        match self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Some(Place { places: self, since: Instant::now() }),
            Err(_) => {
                self.wanted.store(true, Ordering::Relaxed);
                None
            }
        }
    }

    fn answered(&self, took: Duration, now: Instant) {
        let mut judged = self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        let quickest = judged.quickest.map_or(took, |quickest| quickest.min(took));
        judged.quickest = Some(quickest);
        if now.saturating_duration_since(judged.since) < WHILE {
            return;
        }
        *judged = Judged { since: now, quickest: None };
        let open = self.open.load(Ordering::Relaxed);
        // Where nobody was turned away, who takes long waits for something else.
        let wanted = self.wanted.swap(false, Ordering::Relaxed);
        let next = if wanted && quickest > TARGET {
            open - (open / LESS).max(1).min(open.saturating_sub(self.least))
        } else if quickest <= TARGET {
            (open + (self.most / MORE).max(1)).min(self.most)
        } else {
            open
        };
        self.open.store(next, Ordering::Relaxed);
    }
}

/// Given back when dropped.
pub struct Place<'a> {
    places: &'a Places,
    since: Instant,
}

impl Place<'_> {
    /// There is an answer. Who leaves without one tells nothing of how long it takes.
    pub fn answered(self) {
        let now = Instant::now();
        self.places.answered(now.saturating_duration_since(self.since), now);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.places.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// So many whiles in which the quickest answer took so long, all places being taken.
    fn whiles(places: &Places, count: u32, took: Duration) -> usize {
        let start = places.judged.lock().unwrap().since;
        for n in 1..=count {
            places.wanted.store(true, Ordering::Relaxed);
            places.answered(took * 3, start + WHILE * n);
            places.answered(took, start + WHILE * n + WHILE / 2);
        }
        places.open.load(Ordering::Relaxed)
    }

    #[test]
    fn as_many_as_are_open_and_no_more() {
        let places = Places::new(2);
        let (one, two) = (places.take().unwrap(), places.take().unwrap());
        assert!(places.full() && places.take().is_none());
        drop(one);
        let three = places.take().unwrap();
        two.answered();
        drop(three);
        assert!(!places.full() && places.taken.load(Ordering::Relaxed) == 0);
    }

    #[test]
    fn a_standing_line_closes_places_and_its_end_opens_them() {
        let places = Places::new(512);
        assert_eq!(whiles(&places, 20, TARGET / 2), 512);
        assert!(whiles(&places, 4, TARGET * 2) < 512);
        assert_eq!(whiles(&places, 60, TARGET * 2), 128, "a quarter stays");
        assert_eq!(whiles(&places, 60, TARGET / 2), 512);
        assert_eq!(whiles(&Places::steady(32), 60, TARGET * 2), 32);
    }

    #[test]
    fn slow_errands_close_nothing_while_there_is_room() {
        let places = Places::new(64);
        let start = places.judged.lock().unwrap().since;
        for n in 1..50 {
            places.answered(TARGET * 9, start + WHILE * n);
        }
        assert_eq!(places.open.load(Ordering::Relaxed), 64);
    }
}
