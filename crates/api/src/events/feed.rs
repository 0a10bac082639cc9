use crate::places::{Place, Places};
use tokio::sync::watch;

/// Streams that one person or key, and all together, may have open on this node.
const EACH: usize = 8;
const ALL: usize = 500;

/// Who listens on this node, and what wakes them.
pub(crate) struct Feed {
    commits: watch::Sender<()>,
    places: Places,
}

impl Default for Feed {
    fn default() -> Self {
        Self { commits: watch::channel(()).0, places: Places::new(EACH, ALL) }
    }
}

impl Feed {
    /// Something may have been published on this node. Costs nearly nothing.
    pub fn wake(&self) {
        self.commits.send_replace(());
    }

    pub fn commits(&self) -> watch::Receiver<()> {
        self.commits.subscribe()
    }

    /// None where that one, or everybody, has too many.
    pub fn sit(&self, who: &str) -> Option<Place> {
        self.places.take(who)
    }
}
