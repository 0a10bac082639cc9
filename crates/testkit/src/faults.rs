use db::{DbError, Faults, Point, Strike};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

struct Nth(AtomicI64);

impl Faults for Nth {
    fn strike(&self, point: Point) -> Strike<'_> {
        let now = self.0.fetch_sub(1, Ordering::SeqCst) == 1;
        Box::pin(async move { now.then(|| DbError::Unavailable(format!("cut off at {point:?}"))) })
    }
}

/// Fails at the n-th point that is reached, once: what was asked there is not known to be done.
pub fn cut_off_at(nth: i64) -> Arc<dyn Faults> {
    Arc::new(Nth(AtomicI64::new(nth)))
}
