use crate::Result;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};

/// What runs by the clock is done by the system.
pub(crate) const CLOCK: By<'static> = By { who: "system", from: "" };

impl Admission {
    /// Ends authorisations whose time is over and takes what rests on them off sale, one transaction each; how many.
    pub async fn expire_authorisations(&self, limit: usize) -> Result<usize> {
        for done in 0..limit {
            let mut tx = self.db().begin().await?;
            let Some(ended) = merchants::expire_next(&mut tx, self.ambient().now()).await? else {
                return Ok(done);
            };
            let offers = self.delist(&mut tx, &ended).await?;
            self.publish(&mut tx, Some(ended.merchant), "authorisation.expired", ended.id).await?;
            let addresses = self.identity().watchers(ended.merchant).await?;
            let brand = self.brand_name(&mut tx, &ended).await?;
            self.tell(&mut tx, addresses, &Notice::AuthorisationExpired { brand, offers }).await?;
            let (subject, after) = (ended.id.to_string(), format!("expired, {offers} offers off"));
            let act = Act {
                what: "authorisation_expired",
                subject: &subject,
                before: "approved",
                after: &after,
                reason: "",
            };
            self.note(&mut tx, CLOCK, &act).await?;
            self.commit(tx).await?;
        }
        Ok(limit)
    }

    /// Writes to merchants whose authorisations end in 30, 7 and 1 days, once each; how many times.
    pub async fn remind_of_authorisations(&self, limit: usize) -> Result<usize> {
        for done in 0..limit {
            let mut tx = self.db().begin().await?;
            let Some(reminder) = merchants::remind_next(&mut tx, self.ambient().now()).await? else {
                return Ok(done);
            };
            let ending = reminder.authorisation;
            let addresses = self.identity().watchers(ending.merchant).await?;
            let brand = self.brand_name(&mut tx, &ending).await?;
            let notice =
                Notice::AuthorisationEnds { brand, days: reminder.days, on: ending.valid_to.rfc3339() };
            self.tell(&mut tx, addresses, &notice).await?;
            self.publish(&mut tx, Some(ending.merchant), "authorisation.ending", ending.id).await?;
            self.commit(tx).await?;
        }
        Ok(limit)
    }
}
