use kernel::{Ambient, Span, Time};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// At most so many at once, and so many in each such span in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub burst: i64,
    pub per: Span,
}

impl Rate {
    pub const fn new(burst: i64, per: Span) -> Self {
        Self { burst, per }
    }
    /// What one attempt costs, in time.
    fn interval(self) -> i64 {
        (self.per.0 / self.burst.max(1)).max(1)
    }
    fn capacity(self) -> i64 {
        self.interval().saturating_mul(self.burst.max(1))
    }
}

/// What the headers `RateLimit` and `Retry-After` say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub allowed: bool,
    pub limit: i64,
    /// How many more would be allowed at this moment.
    pub remaining: i64,
    /// Seconds until all of them are back, rounded up.
    pub reset: i64,
    /// Seconds until the next is allowed, rounded up; 0 while any remain.
    pub retry_after: i64,
}

/// A token bucket for each (purpose, key), in this node's memory, bounded.
///
/// Of a bucket only the moment is kept at which it will be full again (the generic cell rate algorithm), so a full
/// bucket is the same as none.
#[derive(Clone)]
pub struct Throttle {
    ambient: Ambient,
    full_at: Arc<Mutex<HashMap<Key, Time>>>,
}

type Key = (&'static str, String);
const MOST: usize = 100_000;
const LONGEST_KEY: usize = 256;

impl Throttle {
    pub fn new(ambient: Ambient) -> Self {
        Self { ambient, full_at: Arc::default() }
    }

    /// Takes one, if there is one.
    pub fn take(&self, purpose: &'static str, key: &str, rate: Rate) -> Verdict {
        let now = self.ambient.now();
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            make_room(&mut buckets, now);
        }
        let full_at = buckets.entry(bucket(purpose, key)).or_insert(now);
        *full_at = (*full_at).max(now);
        let after = full_at.after(Span(rate.interval()));
        let allowed = after.since(now).0 <= rate.capacity();
        if allowed {
            *full_at = after;
        }
        verdict(rate, allowed, full_at.since(now).0)
    }

    /// Returns one that was taken for an attempt that turned out to be in order.
    pub fn give_back(&self, purpose: &'static str, key: &str, rate: Rate) {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = buckets.get_mut(&bucket(purpose, key)) {
            *full_at = full_at.before(Span(rate.interval()));
        }
    }
}

fn bucket(purpose: &'static str, key: &str) -> Key {
    (purpose, key.chars().take(LONGEST_KEY).collect())
}

fn verdict(rate: Rate, allowed: bool, debt: i64) -> Verdict {
    let free = rate.capacity() - debt;
    let wait = (rate.interval() - free).max(0);
    Verdict {
        allowed,
        limit: rate.burst,
        remaining: (free / rate.interval()).max(0),
        reset: seconds_up(debt),
        retry_after: seconds_up(wait),
    }
}

fn seconds_up(micros: i64) -> i64 {
    micros.saturating_add(999_999).div_euclid(1_000_000)
}

/// Full buckets go; where that is not enough, the fuller half, so that a flood of keys frees no one it should not.
fn make_room(buckets: &mut HashMap<Key, Time>, now: Time) {
    buckets.retain(|_, full_at| *full_at > now);
    if buckets.len() < MOST {
        return;
    }
    let mut moments: Vec<Time> = buckets.values().copied().collect();
    let middle = moments.len() / 2;
    let (_, median, _) = moments.select_nth_unstable(middle);
    let median = *median;
    buckets.retain(|_, full_at| *full_at > median);
}

/// What is counted of an address: all of IPv4, the network (/64) of IPv6, since one person holds all of that.
pub fn address_key(from: &str) -> String {
    match from.trim().parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(address) => address.to_string(),
        Err(_) => from.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{FixedClock, SeededEntropy};

    fn throttle() -> (Throttle, Arc<FixedClock>) {
        let clock = FixedClock::at(Time(1_000_000_000));
        (Throttle::new(Ambient::new(clock.clone(), SeededEntropy::new(1))), clock)
    }

    #[test]
    fn a_bucket_empties_and_refills() {
        let (throttle, clock) = throttle();
        let rate = Rate::new(3, Span::seconds(30));
        let take = || throttle.take("test", "a", rate);
        let seen: Vec<_> =
            (0..4).map(|_| take()).map(|v| (v.allowed, v.remaining, v.reset, v.retry_after)).collect();
        assert_eq!(seen, [(true, 2, 10, 0), (true, 1, 20, 0), (true, 0, 30, 10), (false, 0, 30, 10)]);
        clock.advance(Span::millis(9_999));
        assert!(!take().allowed);
        clock.advance(Span::millis(1));
        assert!(take().allowed);
        assert!(!take().allowed);
        throttle.give_back("test", "a", rate);
        assert!(take().allowed);
        assert!(throttle.take("test", "b", rate).allowed, "another key");
        assert!(throttle.take("other", "a", rate).allowed, "another purpose");
        clock.advance(Span::hours(1));
        assert_eq!(take().remaining, 2, "never more than the burst");
    }

    #[test]
    fn giving_back_makes_no_bucket_larger() {
        let (throttle, _) = throttle();
        let rate = Rate::new(2, Span::seconds(2));
        throttle.take("test", "a", rate);
        for _ in 0..9 {
            throttle.give_back("test", "a", rate);
        }
        assert_eq!(throttle.take("test", "a", rate).remaining, 1);
    }

    #[test]
    fn a_flood_of_keys_is_bounded_and_frees_nobody() {
        let (throttle, _) = throttle();
        let rate = Rate::new(3, Span::hours(1));
        while throttle.take("test", "guesser", rate).allowed {}
        for n in 0..150_000 {
            throttle.take("test", &format!("flood {n}"), rate);
        }
        assert!(throttle.full_at.lock().map(|b| b.len()).unwrap_or(0) <= MOST);
        assert!(!throttle.take("test", "guesser", rate).allowed);
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        assert_eq!(address_key("2001:db8:1:2:3:4:5:6"), address_key("2001:db8:1:2::9"));
        assert_ne!(address_key("2001:db8:1:2::9"), address_key("2001:db8:1:3::9"));
        assert_eq!(address_key("::ffff:10.0.0.1"), address_key(" 10.0.0.1"));
    }
}
