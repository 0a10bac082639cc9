use std::sync::Arc;
use tokio::sync::Notify;

/// Wakes the runner of this node, so that a job put into the queue here starts at once. Made before the runner, so
/// that those who put jobs in can have it; may be cloned freely.
#[derive(Clone, Default)]
pub struct Nudge(Arc<Notify>);

impl Nudge {
    /// To be called after the commit. Costs nearly nothing.
    pub fn nudge(&self) {
        self.0.notify_one();
    }
    pub(crate) async fn felt(&self) {
        self.0.notified().await;
    }
}
