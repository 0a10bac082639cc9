use kernel::{Span, Time};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How old what is answered from memory may be: as long as another node may not know of a revocation.
pub(crate) const FRESH: Span = Span::seconds(5);
const MOST: usize = 20_000;

/// What was read in the last seconds. Only what exists is kept, so that strangers cannot fill it.
pub(crate) struct Cache<K, V>(Mutex<HashMap<K, (V, Time)>>);

impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    pub fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    pub fn get(&self, key: &K, now: Time) -> Option<V> {
        self.entries().get(key).filter(|(_, read_at)| fresh(*read_at, now)).map(|(value, _)| value.clone())
    }

    /// `read_at` is the moment before the read began: nothing here is ever older than it seems.
    pub fn put(&self, key: K, value: V, read_at: Time) {
        let mut entries = self.entries();
        if entries.len() >= MOST {
            entries.retain(|_, (_, at)| fresh(*at, read_at));
        }
        if entries.len() >= MOST {
            entries.clear();
        }
        entries.insert(key, (value, read_at));
    }

    pub fn remove(&self, key: &K) {
        self.entries().remove(key);
    }

    pub fn forget(&self, gone: impl Fn(&K, &V) -> bool) {
        self.entries().retain(|key, (value, _)| !gone(key, value));
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, (V, Time)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back makes everything old.
fn fresh(read_at: Time, now: Time) -> bool {
    (0..FRESH.0).contains(&now.since(read_at).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_forgets_after_five_seconds_and_when_full() {
        let cache = Cache::new();
        cache.put(0, "zero", Time(0));
        assert_eq!(cache.get(&0, Time(FRESH.0 - 1)), Some("zero"));
        assert_eq!(cache.get(&0, Time(FRESH.0)), None);
        assert_eq!(cache.get(&0, Time(-1)), None);
        for key in 0..50_000 {
            cache.put(key, "new", Time(1));
        }
        assert!(cache.entries().len() <= MOST);
        cache.remove(&49_998);
        cache.forget(|key, _| *key == 49_999);
        assert_eq!((cache.get(&49_998, Time(1)), cache.get(&49_999, Time(1))), (None, None));
    }
}
