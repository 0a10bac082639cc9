use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many at a time: for each one who asks, and together.
pub(crate) struct Places {
    each: usize,
    all: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Places {
    pub fn new(each: usize, all: usize) -> Self {
        Self { each, all, taken: Arc::default() }
    }

    /// None where that one, or everybody, has too many.
    pub fn take(&self, who: &str) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let mine = taken.get(who).copied().unwrap_or(0);
        if all >= self.all || mine >= self.each {
            return None;
        }
        taken.insert(who.to_owned(), mine + 1);
        Some(Place { who: who.to_owned(), taken: self.taken.clone() })
    }
}

/// Given back when it is dropped.
pub(crate) struct Place {
    who: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.who) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_and_come_back() {
        let places = Places::new(2, 3);
        let mut taken = vec![places.take("a").unwrap(), places.take("a").unwrap()];
        assert!(places.take("a").is_none());
        taken.pop();
        let again = places.take("a");
        assert!(again.is_some());
        let other = places.take("b");
        assert!(other.is_some() && places.take("c").is_none());
        drop((taken, again, other));
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
