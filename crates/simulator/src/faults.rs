use crate::dice::Dice;
use db::{DbError, Faults, Point, Strike};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a node's database does to it during a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// Each statement lets others go first up to so many times.
    pub yields: usize,
    /// How many of a thousand points fail.
    pub errors: u32,
    /// Whether some of these are conflicts, which the product tries again after a wait of the real clock: only where
    /// nobody else is at work, or the order of things would not repeat.
    pub conflicts: bool,
    /// How many of a thousand commits are done, and their answer lost.
    pub lost_answers: u32,
    /// The node stops for good at this point of the step.
    pub crash_at: Option<u32>,
}

/// The faults of one node's database.
pub struct NodeFaults(Mutex<Inner>);

struct Inner {
    dice: Dice,
    plan: Plan,
    seen: u32,
    crashed: bool,
    struck: Vec<String>,
}

impl NodeFaults {
    pub fn new(dice: Dice) -> Arc<Self> {
        let inner = Inner { dice, plan: Plan::default(), seen: 0, crashed: false, struck: Vec::new() };
        Arc::new(Self(Mutex::new(inner)))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new step.
    pub fn plan(&self, plan: Plan) {
        let mut inner = self.lock();
        (inner.plan, inner.seen) = (plan, 0);
    }

    pub fn crashed(&self) -> bool {
        self.lock().crashed
    }

    /// What struck since the last time.
    pub fn struck(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().struck)
    }
}

impl Inner {
    /// How often to give way, then what to say; none where the node has crashed.
    fn decide(&mut self, point: Point) -> Option<(usize, Option<DbError>)> {
        self.seen += 1;
        if self.crashed || self.plan.crash_at == Some(self.seen) {
            self.crashed = true;
            self.struck.push(format!("crash@{point:?}"));
            return None;
        }
        let yields = if self.plan.yields > 0 { self.dice.below(self.plan.yields + 1) } else { 0 };
        let error = self.error(point);
        if let Some(error) = &error {
            self.struck.push(format!("{error}@{point:?}"));
        }
        Some((yields, error))
    }

    fn error(&mut self, point: Point) -> Option<DbError> {
        if point == Point::Committed {
            let lost = self.dice.chance(self.plan.lost_answers);
            return lost.then(|| DbError::Unavailable("the answer to a commit was lost".into()));
        }
        if !self.dice.chance(self.plan.errors) {
            return None;
        }
        let kinds = if self.plan.conflicts { 3 } else { 2 };
        Some(match self.dice.below(kinds) {
            0 => DbError::Unavailable("gone".into()),
            1 => DbError::Full("disk full".into()),
            _ => DbError::Conflict("another was first".into()),
        })
    }
}

impl Faults for NodeFaults {
    fn strike(&self, point: Point) -> Strike<'_> {
        Box::pin(async move {
            let decided = self.lock().decide(point);
            let Some((yields, error)) = decided else { return std::future::pending().await };
            for _ in 0..yields {
                tokio::task::yield_now().await;
            }
            error
        })
    }
}
