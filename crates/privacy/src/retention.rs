use crate::{Privacy, Result, store};
use kernel::{Span, Time};
use orders::{Forget, anonymise, has_open_orders, wallet_rest};

/// For so long after a deletion the shop looks whether something came in beside it.
const AFTERWARDS: Span = Span::days(30);

impl Privacy {
    /// Forgets what has had its time, so many things in each of a few commits; whether there may be more. To be called
    /// from time to time: it goes on where it was.
    pub async fn forget_old(&self, limit: i64) -> Result<bool> {
        let (now, days) = (self.ambient().now(), &self.settings);
        let mut more = false;
        if let Some(before) = ago(now, days.network_address_days) {
            more |= self.orders.forget(Forget::Address, before, limit).await?;
            let mut tx = self.db().begin().await?;
            let count = store::consents::forget_addresses(&mut tx, before, limit).await?;
            tx.commit().await?;
            more |= i64::try_from(count).unwrap_or(limit) >= limit;
        }
        if let Some(before) = ago(now, days.order_contact_days) {
            more |= self.orders.forget(Forget::Contact, before, limit).await?;
        }
        Ok(more)
    }

    /// An order that was under way while its buyer's account was deleted has them as its buyer: it becomes nobody's, as
    /// the others did, once it is paid or closed. How many did.
    pub async fn finish_deletions(&self) -> Result<u64> {
        let since = self.ambient().now().before(AFTERWARDS);
        let mut late = 0;
        for user in self.identity.erased_since(since).await? {
            let mut tx = self.db().begin().await?;
            late += anonymise(&mut tx, user).await?;
            let open = has_open_orders(&mut tx, user).await?;
            let rest = wallet_rest(&mut tx, user).await?;
            tx.commit().await?;
            if !open && !rest.is_empty() {
                tracing::error!(%user, rest = %rest_of(&rest), "money came to a deleted account: give it back by hand");
            }
        }
        Ok(late)
    }
}

fn ago(now: Time, days: i64) -> Option<Time> {
    (days > 0).then(|| now.before(Span::days(days)))
}

fn rest_of(rest: &[kernel::Money]) -> String {
    rest.iter().map(kernel::Money::to_string).collect::<Vec<_>>().join(", ")
}
