use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is being done, and how many rows of it are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub step: &'static str,
    pub rows: u64,
}

/// Told of now and then: every few thousand rows.
#[derive(Clone, Default)]
pub struct Progress {
    told: Option<Arc<dyn Fn(Report) + Send + Sync>>,
    rows: Arc<AtomicU64>,
    step: &'static str,
}

const EVERY: u64 = 8_192;

impl Progress {
    pub fn new(told: impl Fn(Report) + Send + Sync + 'static) -> Self {
        Self { told: Some(Arc::new(told)), ..Self::default() }
    }
    /// From here on it counts anew.
    pub(crate) fn step(&self, step: &'static str) -> Self {
        let next = Self { told: self.told.clone(), rows: Arc::default(), step };
        next.tell(0);
        next
    }
    pub(crate) fn row(&self) {
        let rows = self.rows.fetch_add(1, Ordering::Relaxed) + 1;
        if rows.is_multiple_of(EVERY) {
            self.tell(rows);
        }
    }
    fn tell(&self, rows: u64) {
        if let Some(told) = &self.told {
            told(Report { step: self.step, rows });
        }
    }
}
