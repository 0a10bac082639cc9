use crate::hold::Sweep;
use crate::store::{ours, statements};
use crate::take::Whose;
use crate::{Result, Tally, service};
use kernel::{MerchantId, Span, SupplierId};

/// So many statements in one turn.
const AT_ONCE: i64 = 200;

impl Tally {
    /// Looks for what of ours is missing in statements, once the next day's is there, or would have been: what was booked
    /// here before midnight may stand there behind it. How many statements were looked at.
    pub async fn sweep(&self) -> Result<usize> {
        let now = self.ambient().now();
        let mut tx = self.db().read().await?;
        let due = statements::unswept(&mut tx, now.before(Span::days(1)), now.before(Span::days(2)), AT_ONCE)
            .await?;
        drop(tx);
        let many = due.len();
        for (whose, day) in due {
            self.sweep_one(&whose, &day).await?;
        }
        Ok(many)
    }

    async fn sweep_one(&self, whose: &Whose, day: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        service::alone(&mut tx, whose.supplier).await?;
        let Some((_, kept)) = statements::find(&mut tx, whose.supplier, day).await? else { return Ok(()) };
        if !statements::swept(&mut tx, kept.id, self.ambient().now()).await? {
            return Ok(());
        }
        let parties = ours::ended_in(&mut tx, whose, (kept.from, kept.to)).await?;
        let parties = parties.into_iter().map(|order_no| format!("a:{order_no}")).collect();
        let sweep = Sweep { statement: kept.id, from: kept.from, to: kept.to };
        let found = self.hold(&mut tx, whose, parties, Some(sweep)).await?;
        self.tell(&mut tx, whose, (day, found)).await?;
        Ok(tx.commit().await?)
    }

    /// Whatever waits is looked at again, of all suppliers.
    pub async fn look_at_all(&self) -> Result<()> {
        let mut tx = self.db().read().await?;
        let waiting: Vec<Whose> = statements::unsettled(&mut tx).await?;
        drop(tx);
        for whose in waiting {
            if let Err(error) = self.look_again(&whose).await {
                tracing::warn!(supplier = %whose.supplier, %error, "a supplier's statements could not be looked at again");
            }
        }
        Ok(())
    }

    /// What waits of one supplier is looked at again now.
    pub async fn refresh(&self, merchant: MerchantId, supplier: SupplierId) -> Result<usize> {
        let mut tx = self.db().read().await?;
        let currency = supply::currency_of(&mut tx, merchant, supplier).await?;
        drop(tx);
        self.look_again(&Whose { merchant, supplier, currency }).await
    }
}
