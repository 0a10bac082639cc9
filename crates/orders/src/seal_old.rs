//! Orders from before contacts were sealed.

use crate::{OrderError, Orders, store};
use store::in_clear as rows;

/// So many orders in one transaction.
const EACH: i64 = 500;

impl Orders {
    /// Seals the contacts of orders from before they were sealed, and takes them out of the old column; how many. To be
    /// called before anybody looks for an order. Each batch is a commit of its own: what was cut off goes on where it
    /// was.
    pub async fn seal_old_contacts(&self) -> Result<u64, OrderError> {
        let first = rows::orders(self.db(), ("", ""), 1).await?;
        if first.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db().begin().await?;
        tx.wipe(true).await?;
        rows::beside(&mut tx, self.contacts()).await?;
        tx.wipe(false).await?;
        tx.commit().await?;
        let (mut sealed, mut after) = (0, (String::new(), String::new()));
        loop {
            let bare = rows::orders(self.db(), (&after.0, &after.1), EACH).await?;
            let Some(last) = bare.last() else { return Ok(sealed) };
            after = (last.contact.clone(), last.id.clone());
            let mut tx = self.db().begin().await?;
            tx.wipe(true).await?;
            sealed += rows::seal(&mut tx, self.contacts(), &bare).await?;
            tx.wipe(false).await?;
            tx.commit().await?;
        }
    }
}
