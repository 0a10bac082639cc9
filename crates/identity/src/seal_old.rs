use crate::{Identity, Result, store};
use store::in_clear as rows;

/// So many rows in one transaction.
const EACH: i64 = 200;

impl Identity {
    /// Seals the contacts of rows from before they were sealed, and takes them out of the old columns; how many rows. To
    /// be called before anybody is let in. Each batch is a commit of its own: what was cut off goes on where it was.
    pub async fn seal_old_contacts(&self) -> Result<u64> {
        let mut sealed = self.seal_old_users().await?;
        loop {
            let mut tx = self.db.begin().await?;
            tx.wipe(true).await?;
            let invitations = rows::seal_invitations(&mut tx, &self.contacts, EACH).await?;
            let links = rows::seal_links(&mut tx, &self.contacts, EACH).await?;
            tx.wipe(false).await?;
            tx.commit().await?;
            if invitations + links == 0 {
                return Ok(sealed);
            }
            sealed += u64::try_from(invitations + links).unwrap_or(0);
        }
    }

    async fn seal_old_users(&self) -> Result<u64> {
        let (mut sealed, mut after) = (0, String::new());
        loop {
            let bare = rows::users(&self.db, &after, EACH).await?;
            let Some(last) = bare.last() else { return Ok(sealed) };
            after.clone_from(&last.id);
            let mut tx = self.db.begin().await?;
            tx.wipe(true).await?;
            for user in &bare {
                if rows::seal_user(&mut tx, &self.contacts, user).await? {
                    sealed += 1;
                } else {
                    tracing::error!(user = user.id, "somebody has the same contact already: left as it was");
                }
            }
            tx.wipe(false).await?;
            tx.commit().await?;
        }
    }
}
