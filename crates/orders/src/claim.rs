//! A guest who has an account now.

use crate::{OrderError, Orders, store};
use kernel::UserId;

impl Orders {
    /// The orders that were placed by a guest with this contact become the user's; how many. Only after the contact was
    /// proved to be theirs.
    pub async fn claim(&self, user: UserId, contact: &str) -> Result<u64, OrderError> {
        let mut tx = self.db().begin().await?;
        let claimed = store::orders::claim(&mut tx, user, &self.contacts().print(contact)).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}
