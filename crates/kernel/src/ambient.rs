use crate::{Span, Time};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Time;
}

/// Gives unpredictable bytes.
pub trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// Time and randomness, handed down from the top: nothing below asks the system itself.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Milliseconds and counter of the last id.
    last_id: Arc<AtomicU64>,
}

impl Ambient {
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy, last_id: Arc::default() }
    }
    /// The system's clock and the system's randomness.
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(OsEntropy))
    }
    pub fn now(&self) -> Time {
        self.clock.now()
    }
    pub fn fill(&self, bytes: &mut [u8]) {
        self.entropy.fill(bytes);
    }
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
    /// A time-sorted 128-bit number in the layout of UUIDv7 (RFC 9562, 6.2, method 1): 48 bits of milliseconds, 12
    /// that count within the millisecond, 62 random ones. Each is greater than the one before, so rows in the order of
    /// their making are rows in the order of their ids: a batch of them lands on one page.
    pub fn uuid_v7(&self) -> u128 {
        let now = (self.now().unix_millis().unsigned_abs() & 0xffff_ffff_ffff) << 12;
        let next = |last: u64| Some(now.max(last.wrapping_add(1)));
        let last = self.last_id.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let time_and_count = u128::from(now.max(last.unwrap_or(0).wrapping_add(1)));
        let random = u128::from(u64::from_be_bytes(self.bytes::<8>()) & 0x3fff_ffff_ffff_ffff);
        let (millis, count) = (time_and_count >> 12, time_and_count & 0x0fff);
        (millis << 80) | (0x7000 | count) << 64 | 0x8000_0000_0000_0000 | random
    }
}

pub struct SystemClock;
impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place that asks the system
    fn now(&self) -> Time {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

pub struct OsEntropy;
impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Going on with predictable keys would be worse than stopping.
        assert!(getrandom::fill(bytes).is_ok(), "the operating system gives no randomness");
    }
}

/// A clock that stands still until it is moved.
pub struct FixedClock(AtomicI64);
impl FixedClock {
    pub fn at(time: Time) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(time.0)))
    }
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }
}
impl Clock for FixedClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// Repeatable bytes from a seed, for tests and the simulator only (splitmix64: not for secrets).
pub struct SeededEntropy {
    state: Mutex<u64>,
    drawn: AtomicU64,
}
impl SeededEntropy {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(seed), drawn: AtomicU64::new(0) })
    }
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// How many bytes have been asked for.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }
}
impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.drawn.fetch_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX), Ordering::Relaxed);
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            let word = Self::next(&mut state).to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(word) {
                *to = from;
            }
        }
    }
}
