use kernel::{Ambient, FixedClock, SeededEntropy, Span, Time};
use std::sync::Arc;

/// An [`Ambient`] whose clock stands at 2026-11-23T08:00:00Z until it is moved.
pub struct TestAmbient {
    pub ambient: Ambient,
    pub clock: Arc<FixedClock>,
}

pub fn ambient(seed: u64) -> TestAmbient {
    let clock = FixedClock::at(Time::from_unix_seconds(1_795_420_800));
    TestAmbient { ambient: Ambient::new(clock.clone(), SeededEntropy::new(seed)), clock }
}

impl TestAmbient {
    pub fn advance(&self, span: Span) {
        self.clock.advance(span);
    }
}
