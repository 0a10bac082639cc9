use crate::Result;
use crate::service::{Act, Admission, By};
use kernel::MerchantId;
use merchants::Logo;

impl Admission {
    /// The merchant's logo; none where there is none.
    pub async fn logo(&self, merchant: MerchantId) -> Result<Option<Logo>> {
        Ok(merchants::logo_of(&mut self.db().read().await?, merchant).await?)
    }

    /// Puts the picture in the place of the one before.
    pub async fn put_logo(&self, by: By<'_>, merchant: MerchantId, content: &[u8]) -> Result<Logo> {
        let mut tx = self.db().begin().await?;
        let before = merchants::logo_of(&mut tx, merchant).await?;
        let logo = merchants::put_logo(&mut tx, self.ambient(), merchant, content).await?;
        let before = before.map(|before| before.digest).unwrap_or_default();
        self.note_logo(&mut tx, by, merchant, &before, &logo.digest).await?;
        self.commit(tx).await?;
        Ok(logo)
    }

    /// Takes it away.
    pub async fn remove_logo(&self, by: By<'_>, merchant: MerchantId) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let gone = merchants::remove_logo(&mut tx, merchant).await?;
        self.note_logo(&mut tx, by, merchant, &gone.digest, "").await?;
        self.commit(tx).await
    }

    async fn note_logo(
        &self,
        tx: &mut db::Tx,
        by: By<'_>,
        merchant: MerchantId,
        before: &str,
        after: &str,
    ) -> Result<()> {
        let subject = merchant.to_string();
        let act = Act { what: "logo_changed", subject: &subject, before, after, reason: "" };
        self.note(tx, by, &act).await
    }
}
