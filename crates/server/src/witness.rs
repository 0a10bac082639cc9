use async_trait::async_trait;
use db::Tx;
use identity::{Entry, trail};
use kernel::Ambient;

/// Writes into the trail what an operator did at the command line.
pub struct Trail;

#[async_trait]
impl vault::Witness for Trail {
    async fn note(&self, tx: &mut Tx, what: &str, before: &str, after: &str) -> db::Result<()> {
        let now = Ambient::system().now();
        trail(tx, &Entry { what, subject: "keys", before, after, from: "command line", ..Entry::at(now) })
            .await
    }
}
